"""What a change would do is shown first; then profile and plan are kept together, or neither is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from countback.errors import BadInput, NotFound
from countback.services.changing import (
    apply,
    current_plan,
    preview,
    to_year,
    with_choice,
    with_own_date,
    without_choice,
)
from countback.services.running import ProfileChange
from tests.services.conftest import NOW, House
from tests.support.real import START, item_of

LATER = NOW + dt.timedelta(days=1)
OBSERVERSHIP = with_choice("pathway:observership")


@pytest.fixture
def planned(house: House) -> House:
    house.replan()
    return house


def state(house: House) -> dict[str, object]:
    """Return everything that a change could write."""
    store = house.app.store
    return {
        "person": store.person(house.person),
        "runs": store.runs(house.person),
        "events": dict(store.revisions(house.person)),
        "files": {path.name: path.read_bytes() for path in sorted(house.folder.iterdir())},
    }


def profile(house: House) -> dict[str, Any]:
    return dict(house.app.store.person(house.person).profile)


@pytest.mark.parametrize(
    "change",
    [
        to_year("2027"),
        to_year("2029"),
        OBSERVERSHIP,
        with_choice("move:rotation-1=+4w,tb:same_day"),
        with_own_date("exam.step2ck", dt.date(2028, 12, 5)),
        with_own_date("eligibility.goals", dt.date(2027, 1, 5)),
    ],
    ids=["year before", "year after", "pathway", "two at once", "too late a date", "own date"],
)
def test_what_was_shown_is_what_is_kept(change: ProfileChange, planned: House) -> None:
    shown = preview(planned.workshop, planned.person, change, START)
    done = apply(planned.workshop, planned.person, change, START, LATER)
    assert shown.changes
    assert done.kept.changes == shown.changes
    assert (done.plan, shown.before) != (shown.before, shown.after)
    assert done.plan == shown.after == current_plan(planned.workshop, planned.person, START)


def test_showing_writes_nothing(planned: House) -> None:
    before = state(planned)
    preview(planned.workshop, planned.person, to_year("2029"), START)
    current_plan(planned.workshop, planned.person, START)
    assert state(planned) == before


def test_what_is_kept_is_profile_run_and_files(planned: House) -> None:
    before = state(planned)
    apply(planned.workshop, planned.person, OBSERVERSHIP, START, LATER)
    after = state(planned)
    assert all(after[name] != before[name] for name in before)
    person = planned.app.store.person(planned.person)
    assert (person.profile["choices"], person.updated_at) == (["pathway:observership"], LATER)


@pytest.mark.parametrize(
    "change",
    [
        with_choice("nonsense:x"),
        with_choice("year:2050"),
        without_choice("tb:igra"),
        with_own_date("visa.aply", dt.date(2027, 1, 5)),
        lambda profile: {**profile, "stage": "graduate"},
        lambda profile: {**profile, "first_name": " "},
    ],
    ids=["no choice", "no such year", "not kept", "no such item", "does not fit", "no name"],
)
def test_a_change_that_the_profile_refuses_is_told_and_nothing_is_kept(
    change: ProfileChange, planned: House
) -> None:
    before = state(planned)
    with pytest.raises(BadInput, match="nothing was written"):
        preview(planned.workshop, planned.person, change, START)
    with pytest.raises(BadInput):
        apply(planned.workshop, planned.person, change, START, LATER)
    assert state(planned) == before


def test_only_what_the_change_makes_impossible_is_named_as_new(planned: House) -> None:
    too_late = with_own_date("exam.step2ck", dt.date(2028, 12, 5))
    shown = preview(planned.workshop, planned.person, too_late, START)
    assert shown.newly_impossible == ("exam.step2ck", "exam.step2ck_score")
    apply(planned.workshop, planned.person, too_late, START, NOW)
    again = preview(planned.workshop, planned.person, to_year("2027"), START)
    assert {item.key for item in again.after.impossible} > set(again.newly_impossible)
    assert "exam.step2ck" not in again.newly_impossible
    assert "exam.diploma_student" in again.newly_impossible


def test_an_own_date_is_where_the_item_stands_and_giving_it_up_brings_the_old_one_back(
    planned: House,
) -> None:
    day, key = dt.date(2027, 1, 5), "eligibility.goals"
    before = item_of(current_plan(planned.workshop, planned.person, START), key)
    done = apply(planned.workshop, planned.person, with_own_date(key, day), START, NOW)
    assert item_of(done.plan, key).due == day != before.due
    back = apply(planned.workshop, planned.person, with_own_date(key, None), START, NOW)
    assert item_of(back.plan, key) == before


def test_the_same_move_again_moves_as_far_again(planned: House) -> None:
    def begins(*weeks: int) -> list[dt.date]:
        changes = [with_choice(f"move:rotation-1=+{count}w") for count in weeks]
        shown = [preview(planned.workshop, planned.person, one, START).after for one in changes]
        return [plan.rotations[0].start for plan in shown]

    once, twice = begins(4, 8)
    assert once < twice
    apply(planned.workshop, planned.person, with_choice("move:rotation-1=+4w"), START, NOW)
    assert begins(4) == [twice]
    apply(planned.workshop, planned.person, with_choice("move:rotation-1=+4w"), START, NOW)
    apply(planned.workshop, planned.person, without_choice("move:rotation-1=+4w"), START, NOW)
    assert current_plan(planned.workshop, planned.person, START).rotations[0].start == once


def test_a_new_first_name_is_the_persons_everywhere(planned: House) -> None:
    apply(planned.workshop, planned.person, lambda old: {**old, "first_name": "Aisha"}, START, NOW)
    assert planned.app.store.person(planned.person).first_name == "Aisha"
    assert b"Countback Aisha" in (planned.folder / "all.ics").read_bytes()


def test_a_change_gets_a_copy_and_cannot_spoil_what_is_kept(planned: House) -> None:
    def spoil(old: dict[str, Any]) -> dict[str, object]:
        old["rotations"]["count"] = 1
        return {**old, "budget_usd": 1}

    preview(planned.workshop, planned.person, spoil, START)
    assert (profile(planned)["rotations"], profile(planned)["budget_usd"]) == ({"count": 3}, 12000)
    apply(planned.workshop, planned.person, spoil, START, NOW)
    assert (profile(planned)["rotations"], profile(planned)["budget_usd"]) == ({"count": 1}, 1)


def test_nobody_is_not_found(house: House) -> None:
    for action in (
        lambda: preview(house.workshop, "nobody", OBSERVERSHIP, START),
        lambda: apply(house.workshop, "nobody", OBSERVERSHIP, START, NOW),
        lambda: current_plan(house.workshop, "nobody", START),
    ):
        with pytest.raises(NotFound):
            action()
