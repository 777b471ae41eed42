"""`countback done` and `undo`: a tick changes the plan at once, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings
from countback.bootstrap import open_app
from countback.services.running import take_in
from tests.cli.conftest import WHO, keep
from tests.cli.invoking import TODAY, countback
from tests.support.real import START

KEY = "eligibility.goals"


@pytest.fixture(autouse=True)
def one_person(stored: Path) -> Path:
    return stored


def facts(data: Path) -> dict[str, str]:
    return {key: str(day) for key, day in open_app(Settings(data_dir=data)).store.facts(WHO).items()}


@pytest.mark.parametrize("form", ["table", "text"])
def test_a_tick_is_kept_and_its_change_is_told(form: str, stored: Path) -> None:
    outcome = countback("done", KEY, "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Run 2: 1 changes, " in outcome.out
    assert f"[{KEY}]" in outcome.out
    assert facts(stored) == {KEY: TODAY}


def test_a_tick_may_be_of_an_earlier_day(stored: Path) -> None:
    told = countback("done", KEY, "2026-11-01", "--today", TODAY, "--json").json
    assert (told["schema"], told["to"], told["is_new"]) == (1, 2, True)
    assert [(one["kind"], one["key"], one["after"]) for one in told["changes"]] == [
        ("done", KEY, "2026-11-01")
    ]
    assert told["summary"]["done"] == 1
    assert facts(stored) == {KEY: "2026-11-01"}


def test_the_same_tick_again_changes_nothing() -> None:
    countback("done", KEY, "--today", TODAY)
    told = countback("done", KEY, "--today", TODAY, "--json").json
    assert (told["is_new"], told["changes"]) == (False, [])


def test_a_tick_taken_back_is_as_if_it_had_never_been(stored: Path) -> None:
    countback("done", KEY, "--today", TODAY)
    told = countback("undo", KEY, "--today", TODAY, "--json").json
    assert [(one["kind"], one["key"]) for one in told["changes"]] == [("undone", KEY)]
    assert facts(stored) == {}


def test_a_day_to_come_is_refused(stored: Path) -> None:
    outcome = countback("done", KEY, "2026-11-23", "--today", TODAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert "2026-11-23 is after 2026-11-22" in outcome.err
    assert facts(stored) == {}


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        ("eligibility.goal", "did you mean eligibility.goals"),
        ("letter.ask", "letter.ask/rotation-"),
        ("zzz", "--all"),
    ],
)
def test_an_unknown_key_is_told_with_those_that_are_close(key: str, mend: str, stored: Path) -> None:
    outcome = countback("done", key, "--today", TODAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"the plan has no item `{key}`" in outcome.err
    assert mend in outcome.err
    assert facts(stored) == {}


def test_what_was_not_ticked_off_cannot_be_taken_back() -> None:
    outcome = countback("undo", KEY, "--today", TODAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert "nothing was ticked off yet" in outcome.err
    countback("done", KEY, "--today", TODAY)
    assert f"ticked off are: {KEY}" in countback("undo", "visa.passport", "--today", TODAY).err


def test_what_the_profile_itself_says_is_taken_back_there(stored: Path) -> None:
    app = open_app(Settings(data_dir=stored))
    person = app.store.person(WHO)
    profile = {**person.profile, "done": {KEY: "2026-11-01"}}
    take_in(app.store, app.applicant(WHO, START), profile, app.clock.now())
    outcome = countback("undo", KEY, "--today", TODAY)
    assert outcome.code == 2
    assert "is done in the profile itself" in outcome.err


def test_of_several_persons_one_has_to_be_named(stored: Path) -> None:
    keep(stored, "graduate-observership", planned=False)
    for arguments in (
        ["done", KEY],
        ["undo", KEY],
        ["diff"],
        ["delete", "--yes"],
        ["explain", KEY],
        ["export", "--format", "csv"],
    ):
        outcome = countback(*arguments)
        assert (outcome.code, outcome.out) == (2, "")
        assert "2 persons are stored" in outcome.err
        assert "--person example-graduate-observership" in outcome.err
    assert countback("done", KEY, "--person", WHO, "--today", TODAY).code == 0
    unplanned = countback("done", KEY, "--person", "example-graduate-observership", "--today", TODAY)
    assert unplanned.code == 2
    assert "has no plan yet" in unplanned.err


def test_somebody_unknown_is_told() -> None:
    outcome = countback("done", KEY, "--person", "nobody")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nobody" in outcome.err


def test_an_impossible_plan_exits_with_3() -> None:
    assert countback("done", KEY, "--today", "2028-08-30").code == 3
