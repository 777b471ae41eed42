"""`countback run` plans by the flow, stores, publishes, and says where the feed is and what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.invoking import TODAY, countback, example_file
from tests.support.home import Home

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.usefixtures("prefect_server"),
    # Prefect 3.8 leaves a socket to the garbage collector with every event loop that ends.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]


def test_a_profile_is_planned_stored_and_published_and_again_writes_nothing(home: Home) -> None:
    arguments = ("run", "--profile", example_file("student-vslo"), "--today", TODAY)
    first = countback(*arguments)
    assert (first.code, first.err) == (0, "")
    assert "Plan of example-student-vslo" in first.out
    assert "Run 1 is stored" in first.out
    feed = Path(
        next(line for line in first.out.splitlines() if line.startswith("Calendar feed:")).split()[-1]
    )
    assert feed.read_bytes().startswith(b"BEGIN:VCALENDAR")
    before = feed.stat().st_mtime_ns
    again = countback(*arguments, "--format", "text")
    assert "The inputs are those of run 1: nothing was written." in again.out
    assert feed.stat().st_mtime_ns == before


def test_a_stored_person_is_planned_again_by_id_and_told_as_json(home: Home) -> None:
    outcome = countback("run", "--person", home.person, "--today", TODAY, "--json")
    assert outcome.code == 0
    assert outcome.json["schema"] == 1
    assert (outcome.json["person"], outcome.json["is_new"]) == (home.person, True)
    assert sum(outcome.json["counts"].values()) == len(home.app.store.run(outcome.json["run"]).plan["items"])  # type: ignore[arg-type]
    assert Path(outcome.json["feed"]).is_file()


def test_an_impossible_plan_is_stored_and_told_by_the_exit_code(home: Home) -> None:
    outcome = countback("run", "--person", home.person, "--today", "2027-09-10", "--json")
    assert outcome.code == 3
    assert outcome.json["impossible"]
