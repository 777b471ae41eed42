"""A refresh in parts, and what is told of it: ids and numbers, and a bug once everything else is told."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from countback.errors import BadInput
from countback.services.refreshing import Refreshed
from flows import refresh_seasons as flow
from flows.refresh_report import refresh_report
from flows.requests import RefreshRequest, RefreshSummary, summarize_refresh
from tasks.refresh import CHUNK, chunks

MISFIT = BadInput.one("timezone: 'my own words'")


def test_the_report_counts_and_names_by_id_without_what_a_profile_says() -> None:
    text = refresh_report(Refreshed(("a", "b"), ("b",), {"c": MISFIT}))
    assert text.startswith("# Refresh of the seasons\nPlanned again: 2, of these with impossible items: 1.\n")
    assert "Not planned: 1." in text
    assert "| c | BadInput |" in text
    assert "my own words" not in text


def test_without_problems_the_report_has_no_table() -> None:
    assert "|" not in refresh_report(Refreshed(("a",)))


def test_the_summary_has_ids_and_the_errors_classes_only() -> None:
    summary = summarize_refresh(Refreshed(("a",), ("a",), {"c": MISFIT}))
    assert summary == RefreshSummary(("a",), ("a",), {"c": "BadInput"})


def test_everyone_is_in_one_chunk_of_at_most_five_hundred() -> None:
    ids = tuple(f"p-{number}" for number in range(2 * CHUNK + 1))
    parts = list(chunks(ids))
    assert [len(part) for part in parts] == [CHUNK, CHUNK, 1]
    assert tuple(one for part in parts for one in part) == ids
    assert CHUNK <= 500
    assert list(chunks(())) == []


def test_a_bug_fails_the_run_once_all_chunks_are_done_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    bug, asked, reported = ZeroDivisionError("all is lost"), [], []

    def planned(ids: tuple[str, ...], _: object) -> Refreshed:
        asked.append(ids)
        return Refreshed((), (), {"a": bug}) if ids == ("a",) else Refreshed(ids)

    async def keep(text: str, key: str) -> None:
        reported.append((key, text))

    fakes = SimpleNamespace(
        touched=lambda: ("a", "b"), refresh=planned, chunks=lambda ids: ((one,) for one in ids)
    )
    monkeypatch.setattr(flow, "tasks", fakes)
    monkeypatch.setattr(flow, "acreate_markdown_artifact", keep)
    with pytest.raises(ZeroDivisionError, match="all is lost"):
        asyncio.run(flow.refresh_seasons.fn(RefreshRequest()))
    assert asked == [("a",), ("b",)]
    ((key, text),) = reported
    assert key == "refresh-seasons"
    assert "Planned again: 1" in text
    assert "| a | ZeroDivisionError |" in text
