"""`countback export`: JSON, CSV and iCalendar, to a file or to standard output."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from countback.adapters.ics.checking import check
from countback.services.exporting import COLUMNS
from tests.cli.invoking import TODAY, Outcome, countback, example_file
from tests.support.real import full_plan

NAME = "student-vslo"


def export(kind: str, *more: object) -> Outcome:
    return countback("export", "--format", kind, "--profile", example_file(NAME), "--today", TODAY, *more)


def test_json_is_what_the_preview_prints(data: Path) -> None:
    preview = countback("plan", "--profile", example_file(NAME), "--today", TODAY, "--json")
    assert export("json").raw == preview.raw
    assert not data.exists()


def test_csv_has_a_row_an_item_and_no_formula() -> None:
    outcome = export("csv")
    assert outcome.raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(outcome.raw.decode("utf-8-sig").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert {row["key"] for row in rows} == {item.key for item in full_plan(NAME).items}
    for row in rows:
        for column, cell in row.items():
            number = column == "slack_days"
            assert not cell.startswith(
                ("=", "+", "@", "\t", "\r") if number else ("=", "+", "-", "@", "\t", "\r")
            )


def test_ics_is_fit_to_be_published() -> None:
    raw = export("ics").raw
    check(raw)
    assert raw.count(b"BEGIN:VEVENT") > 100


@pytest.mark.parametrize("kind", ["json", "csv", "ics"])
def test_a_file_is_written_and_told(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan.{kind}"
    told = export(kind, "-o", path)
    assert (told.code, told.out) == (0, "")
    assert told.err == f"{path}: {len(full_plan(NAME).items)} items, {path.stat().st_size:,} bytes\n"
    again = export(kind, "-o", path, "--json").json
    assert again == {
        "schema": 1,
        "file": str(path),
        "format": kind,
        "items": len(full_plan(NAME).items),
        "bytes": path.stat().st_size,
    }


@pytest.mark.parametrize("where", ["nowhere/plan.csv", "."])
def test_a_place_that_cannot_be_written_is_told(where: str) -> None:
    outcome = export("csv", "-o", where)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"{where}: cannot write: " in outcome.err
    assert "mend: name a file in a folder you may write to" in outcome.err
    assert list(Path().iterdir()) == []


@pytest.mark.usefixtures("stored")
def test_a_stored_person_is_exported_with_what_they_ticked_off() -> None:
    countback("done", "eligibility.goals", "--today", TODAY)
    items = json.loads(countback("export", "--format", "json", "--today", TODAY).out)["items"]
    assert {one["key"]: one["status"] for one in items}["eligibility.goals"] == "done"


@pytest.mark.usefixtures("stored")
def test_events_are_named_as_in_the_persons_feed(data: Path) -> None:
    (feed,) = data.glob("feeds/*/all.ics")
    exported = countback("export", "--format", "ics", "--today", TODAY).raw
    assert uids(exported) == uids(feed.read_bytes())


def uids(raw: bytes) -> set[bytes]:
    return {line for line in raw.replace(b"\r\n ", b"").split(b"\r\n") if line.startswith(b"UID:")}


def test_the_kind_has_to_be_named() -> None:
    assert "Missing option '--format'" in countback("export", "--profile", example_file(NAME)).err
