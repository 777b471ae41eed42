"""A tick is kept for an item of the newest plan, and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from countback.errors import BadInput, CountbackError, NotFound
from countback.services.ticking import tick, untick
from tests.services.conftest import NOW, House
from tests.support.real import START

KEY = "eligibility.goals"
YESTERDAY = START - dt.timedelta(days=1)


@pytest.fixture
def planned(house: House) -> House:
    house.replan()
    return house


def facts(house: House) -> Mapping[str, dt.date]:
    return house.app.store.facts(house.person)


def test_a_tick_is_kept_with_its_day(planned: House) -> None:
    tick(planned.app.store, planned.person, KEY, YESTERDAY, START, NOW)
    assert facts(planned) == {KEY: YESTERDAY}
    tick(planned.app.store, planned.person, KEY, START, START, NOW)
    assert facts(planned) == {KEY: START}


def test_an_item_of_a_rotation_is_ticked_off_alone(planned: House) -> None:
    key = "letter.ask/rotation-2"
    tick(planned.app.store, planned.person, key, START, START, NOW)
    done = {item.key for item in planned.replan().plan.items if item.done_on == START}
    assert done == {key}


def test_a_day_to_come_is_refused(planned: House) -> None:
    with pytest.raises(BadInput, match="is after 2026-11-22"):
        tick(planned.app.store, planned.person, KEY, START + dt.timedelta(days=1), START, NOW)
    assert facts(planned) == {}


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        ("eligibility.goal", "did you mean eligibility.goals"),
        ("letter.ask", "letter.ask/rotation-"),
        ("zzzzzz", "see `countback plan --all`"),
        ("../../etc/passwd", "see `countback plan --all`"),
    ],
)
def test_a_key_that_the_plan_does_not_have_is_told_with_those_that_are_close(
    key: str, mend: str, planned: House
) -> None:
    with pytest.raises(NotFound) as told:
        tick(planned.app.store, planned.person, key, START, START, NOW)
    assert f"`{key}`" in str(told.value)
    assert mend in str(told.value)
    assert facts(planned) == {}


def test_without_a_plan_there_is_nothing_to_tick_off(house: House) -> None:
    with pytest.raises(NotFound, match="has no plan yet"):
        tick(house.app.store, house.person, KEY, START, START, NOW)


def test_a_stored_plan_that_is_none_has_no_items(house: House) -> None:
    with house.app.store.unit_of_work() as unit:
        unit.save_run(
            house.person,
            inputs_hash="x",
            catalogue_version="x",
            target_year=2028,
            today=START,
            created_at=NOW,
            plan={"items": None},
            items=(),
        )
    with pytest.raises(NotFound, match="the plan has no item"):
        tick(house.app.store, house.person, KEY, START, START, NOW)


def test_a_tick_is_taken_back(planned: House) -> None:
    tick(planned.app.store, planned.person, KEY, START, START, NOW)
    untick(planned.app.store, planned.person, KEY)
    assert facts(planned) == {}


def test_what_was_not_ticked_off_cannot_be_taken_back(planned: House) -> None:
    with pytest.raises(NotFound, match="nothing was ticked off yet"):
        untick(planned.app.store, planned.person, KEY)
    tick(planned.app.store, planned.person, KEY, START, START, NOW)
    with pytest.raises(NotFound, match=f"ticked off are: {KEY}"):
        untick(planned.app.store, planned.person, "visa.passport")


@pytest.mark.parametrize("done", [{KEY: "2026-11-01"}, {}, None])
def test_what_the_profile_calls_done_is_taken_back_there(done: object, planned: House) -> None:
    planned.take_in(done=done)
    with pytest.raises(CountbackError) as told:
        untick(planned.app.store, planned.person, KEY)
    assert ("is done in the profile itself" in str(told.value)) == bool(done)


def test_nobody_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        tick(house.app.store, "nobody", KEY, START, START, NOW)
    with pytest.raises(NotFound):
        untick(house.app.store, "nobody", KEY)


def test_a_mistyped_year_long_ago_is_refused(house: House) -> None:
    house.replan()
    with pytest.raises(BadInput, match="too long ago"):
        tick(house.app.store, house.person, "eligibility.goals", dt.date(202, 11, 22), START, NOW)
    assert house.app.store.facts(house.person) == {}
