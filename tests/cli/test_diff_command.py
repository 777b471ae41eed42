"""`countback diff`: what changed between two runs of one person."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from config.settings import Settings
from countback.bootstrap import open_app
from countback.services.replanning import replan
from countback.services.running import take_in
from tests.cli.conftest import WHO, keep
from tests.cli.invoking import countback
from tests.support.real import START


def change(data: Path, today: dt.date = START, **fields: object) -> None:
    """Store the person's profile with other fields, and plan it."""
    app = open_app(Settings(data_dir=data))
    person = app.store.person(WHO)
    take_in(app.store, app.applicant(WHO, START), {**person.profile, **fields}, app.clock.now())
    replan(app.workshop, WHO, today, app.clock.now())


def test_another_target_year_moves_the_events_by_their_keys(stored: Path) -> None:
    change(stored, target_year=2029, season="ERAS 2030", graduation="2030-03-31")
    told = countback("diff", "--json").json
    assert list(told) == ["schema", "from", "to", "summary", "changes"]
    assert (told["schema"], told["from"], told["to"]) == (1, 1, 2)
    moved = {one["key"]: one for one in told["changes"] if one["kind"] == "moved"}
    assert len(moved) == told["summary"]["moved"] > 100
    assert 360 <= moved["match.day"]["days"] <= 370
    assert all(
        set(one) == {"kind", "key", "title", "days", "before", "after", "note"} for one in told["changes"]
    )


@pytest.mark.parametrize("form", ["table", "text"])
def test_the_two_runs_and_each_change_are_shown(form: str, stored: Path) -> None:
    change(stored, target_year=2029, season="ERAS 2030", graduation="2030-03-31")
    outcome = countback("diff", "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert "From run 1 (target 2028, 2026-11-22) to run 2 (target 2029, 2026-11-22)" in outcome.out
    assert "[match.day]" in outcome.out
    assert "+364 d" in outcome.out


def test_named_the_other_way_round_everything_moves_back(stored: Path) -> None:
    change(stored, target_year=2029, season="ERAS 2030", graduation="2030-03-31")
    there, back = (countback("diff", *runs, "--json").json for runs in (("1", "2"), ("2", "1")))
    days = [
        {one["key"]: one["days"] for one in told["changes"] if one["kind"] == "moved"}
        for told in (there, back)
    ]
    assert days[0] == {key: -count for key, count in days[1].items()}


@pytest.mark.parametrize("form", ["table", "text"])
def test_a_change_that_moves_nothing_is_told(form: str, stored: Path) -> None:
    change(stored, budget_usd=12001)
    assert "Nothing changed." in countback("diff", "--format", form).out
    assert countback("diff", "--json").json["changes"] == []


@pytest.mark.usefixtures("stored")
def test_one_run_is_too_few() -> None:
    outcome = countback("diff")
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is only one run to compare" in outcome.err
    assert "a diff needs two" in countback("diff", "1").err
    assert "99" in countback("diff", "1", "99").err
    assert countback("diff", "1", "99").code == 2


def test_runs_of_two_persons_are_not_compared(stored: Path) -> None:
    keep(stored, "graduate-observership")
    outcome = countback("diff", "1", "2")
    assert (outcome.code, outcome.out) == (2, "")
    assert "name two runs of one person" in outcome.err


def test_nobody_is_stored_yet() -> None:
    outcome = countback("diff")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nobody is stored yet" in outcome.err
