"""Re-planning takes a stored person to published calendars in one call."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from countback.domain.applicant import Applicant
from countback.domain.people import Person
from countback.errors import BadInput, NotFound, StoreUnavailable
from countback.services.replanning import ATTEMPTS, replan
from tests.services.conftest import NOW, House
from tests.support.real import START


def test_the_first_time_everything_is_kept_and_published(house: House) -> None:
    outcome = house.replan()
    assert (outcome.kept.run_id, outcome.kept.is_new, outcome.kept.is_first) == (1, True, True)
    assert {path.name for path in outcome.written} == {path.name for path in house.folder.iterdir()}
    assert len(outcome.plan.items) > 200


def test_again_it_writes_nothing(house: House) -> None:
    house.replan()
    again = house.replan()
    assert (again.kept.is_new, again.kept.changes, again.written) == (False, (), ())


def test_what_is_ticked_off_is_in_the_plan(house: House) -> None:
    house.replan()
    with house.app.store.unit_of_work() as unit:
        unit.record_done(house.person, "eligibility.goals", START, NOW)
    outcome = house.replan()
    assert [(one.kind.value, one.key) for one in outcome.kept.changes] == [("done", "eligibility.goals")]
    assert Path(house.folder / "all.ics") in outcome.written


def ticking(house: House, times: int) -> list[int]:
    """Plan while somebody ticks another item off each time the profile is read, `times` times."""
    left = [times]

    def read(person: Person, today: dt.date) -> Applicant:
        applicant = house.app.applicant_of(person, today)
        if left[0]:
            left[0] -= 1
            with house.app.store.unit_of_work() as unit:
                unit.record_done(house.person, "eligibility.goals", START - dt.timedelta(days=left[0]), NOW)
        return applicant

    replan(replace(house.workshop, read=read), house.person, START, NOW)
    return left


def test_a_tick_in_between_is_planned_with(house: House) -> None:
    ticking(house, 1)
    run = house.app.store.last_run(house.person)
    assert run is not None
    assert house.replan().kept.is_new is False


def test_a_person_who_keeps_changing_is_told_to_come_again(house: House) -> None:
    with pytest.raises(StoreUnavailable, match="kept changing"):
        ticking(house, 2 * ATTEMPTS)
    assert house.app.store.last_run(house.person) is None
    assert not house.folder.exists()


def test_nobody_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        replan(house.workshop, "nobody", START, NOW)


def test_a_profile_that_no_longer_fits_the_day_is_told_and_nothing_is_written(house: House) -> None:
    house.replan()
    runs = house.app.store.runs(house.person)
    with pytest.raises(BadInput, match="stage is student, but graduation"):
        house.replan(dt.date(2031, 1, 1))
    assert house.app.store.runs(house.person) == runs
