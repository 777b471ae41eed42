"""The flow plans a stored person's season, and tells Prefect no more than it has to know."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from countback.errors import BadInput, NotFound, StoreUnavailable
from countback.services.ports import UnitOfWork
from flows.requests import PlanRequest, PlanSummary
from tests.support.home import SECRET, Home
from tests.support.real import START

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.usefixtures("prefect_server"),
    # Prefect 3.8 leaves a socket to the garbage collector with every event loop that ends.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]


def run(person: str) -> PlanSummary:
    from flows.plan_season import plan_season

    return asyncio.run(plan_season(PlanRequest(person=person, today=START)))


def artifact(person: str) -> str:
    from prefect.artifacts import Artifact

    found = asyncio.run(Artifact.aget(f"plan-{person}"))
    assert found is not None
    return str(found.data)


def test_a_run_stores_and_publishes_and_the_same_inputs_write_nothing(home: Home) -> None:
    first = run(home.person)
    assert (first.is_new, first.is_first, first.changes) == (True, True, {})
    assert sum(first.counts.values()) == len(home.app.store.run(first.run_id).plan["items"])  # type: ignore[arg-type]
    assert first.files == len(list(home.feed.iterdir())) > 2
    before = home.state()
    again = run(home.person)
    assert (again.run_id, again.is_new, again.files) == (first.run_id, False, 0)
    assert home.state() == before


def test_a_tick_shows_in_the_artifact_as_a_change(home: Home) -> None:
    run(home.person)
    assert "this is the first plan" in artifact(home.person)
    home.tick("eligibility.goals")
    summary = run(home.person)
    assert summary.changes["done"] == 1
    assert "| done | eligibility.goals |" in artifact(home.person)


def test_bad_input_surfaces_as_itself_and_leaves_everything_as_it_was(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    run(home.person)
    home.save_profile(timezone="Nowhere/At-All")
    before = home.state()
    with pytest.raises(BadInput, match="Nowhere/At-All"):
        run(home.person)
    assert home.state() == before
    assert "Nowhere" not in caplog.text, "what a profile says is told to the caller only"
    with pytest.raises(NotFound):
        run("nobody-here")


def test_an_outage_is_tried_again_and_bad_input_is_not(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    working: Callable[[], AbstractContextManager[UnitOfWork]] = home.app.store.unit_of_work

    def failing_once() -> AbstractContextManager[UnitOfWork]:
        opened.append(1)
        if len(opened) == 1:
            raise StoreUnavailable("away")
        return working()

    monkeypatch.setattr(home.app.store, "unit_of_work", failing_once)
    assert run(home.person).is_new
    assert len(opened) == 2  # store twice; publishing holds the person's folder, not the store


def test_no_secret_and_no_profile_text_reaches_logs_or_artifacts(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.save_profile(
        rotations={"planned": [{"kind": "genetics", "start": "2027-05-03", "host": "Hidden Host"}]}
    )
    with caplog.at_level(logging.DEBUG):
        run(home.person)
    told = caplog.text + artifact(home.person)
    assert home.person in told
    for secret in (home.feed.name, SECRET, "Mira", "Asia/Kolkata", "Hidden Host"):
        assert secret not in told, secret
