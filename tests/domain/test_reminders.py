"""Everything is said in time, nothing twice, nothing after it is done; and never a flood."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.domain.catalogue import Kind
from countback.domain.marks import Mark
from countback.domain.plan import Plan, Status
from countback.domain.reminders import (
    Policy,
    Reminder,
    acts_on,
    forecast,
    reminders_on,
    sent_at,
)
from tests.support.real import EXAMPLES, START, example_plan, item_of, person, weekly
from tests.support.small import milestone, plan_small

DAILY = Policy()
DAY = dt.timedelta(days=1)
DUE = dt.date(2028, 9, 6)  # when applications can be sent, for 2028


def small(today: dt.date = dt.date(2028, 1, 3), **changes: Any) -> Plan:
    """Return a plan of one hard step, due on the day of submission."""
    return plan_small(
        person(target_year=2028),
        today,
        milestone("a", "finish at least 0 days before eras.submit", **changes),
    )


def said_on(plan: Plan, begin: dt.date, days: int, policy: Policy = DAILY) -> dict[dt.date, list[int]]:
    return {day: [one.rung for one in found] for day, found in forecast(plan, policy, {}, {}, begin, days)}


def test_an_item_is_named_at_each_rung_of_its_ladder_and_weekly_once_it_is_late() -> None:
    told = said_on(small(), DUE - 40 * DAY, 62)
    assert {(day - DUE).days: rungs for day, rungs in told.items()} == {
        -30: [30],
        -14: [14],
        -7: [7],
        -3: [3],
        -1: [1],
        0: [0],
        7: [-7],
        14: [-14],
        21: [-21],
    }


def test_a_milestone_has_a_ladder_of_its_own() -> None:
    told = said_on(small(reminders=(60, 2)), DUE - 90 * DAY, 91)
    assert [(day - DUE).days for day in told] == [-60, -2]


def test_whoever_comes_late_hears_of_an_item_once_and_not_once_a_rung() -> None:
    told = said_on(small(), DUE - 5 * DAY, 6)
    assert {(day - DUE).days: rungs for day, rungs in told.items()} == {-5: [7], -3: [3], -1: [1], 0: [0]}


def test_what_was_said_is_not_said_again_and_a_moved_date_begins_anew() -> None:
    plan, day = small(), DUE - 30 * DAY
    said = {("a", DUE): 30}
    assert reminders_on(plan, DAILY, {}, said, day) == ()
    moved = {("a", DUE + DAY): 30}
    assert reminders_on(plan, DAILY, {}, moved, day) == (Reminder("a", 30, DUE, hard=True),)


def test_a_lower_rung_said_silences_the_higher_ones() -> None:
    assert reminders_on(small(), DAILY, {}, {("a", DUE): 3}, DUE - 10 * DAY) == ()


def test_nothing_is_said_of_what_is_done_muted_at_rest_or_accepted() -> None:
    plan, day = small(), DUE - 30 * DAY
    item = item_of(plan, "a")
    done = replace(plan, items=(replace(item, done_on=day, status=Status.DONE),))
    impossible = replace(plan, items=(replace(item, status=Status.IMPOSSIBLE),))
    assert reminders_on(done, DAILY, {}, {}, day) == ()
    assert reminders_on(plan, Policy(muted=frozenset({item.category.value})), {}, {}, day) == ()
    assert reminders_on(plan, DAILY, {"a": Mark("a", "", day + DAY)}, {}, day) == ()
    assert reminders_on(plan, DAILY, {"a": Mark("a", "", day)}, {}, day) != ()
    assert reminders_on(impossible, Policy(accepted=frozenset({"a"})), {}, {}, day) == ()
    assert reminders_on(impossible, DAILY, {}, {}, day) != ()


def test_an_event_is_announced_and_not_mourned() -> None:
    item = replace(item_of(small(), "a"), kind=Kind.EVENT, start_by=DUE)
    plan = replace(small(), items=(item,))
    assert reminders_on(plan, DAILY, {}, {}, DUE) != ()
    assert reminders_on(plan, DAILY, {}, {}, DUE + 7 * DAY) == ()


def test_work_that_takes_time_is_announced_before_its_beginning() -> None:
    item = item_of(small(takes="10 days, 20 days"), "a")
    assert acts_on(item) == item.start_by < item.due


def test_the_hard_and_early_stand_first() -> None:
    found = reminders_on(example_plan("late-starter"), DAILY, {}, {}, START)
    assert [not one.hard for one in found] == sorted(not one.hard for one in found)
    hard = [one.plan_date for one in found if one.hard]
    assert hard == sorted(hard)


def test_a_weekly_message_says_what_comes_up_before_the_next() -> None:
    monday = Policy(weekday=0)
    told = said_on(small(reminders=(5,), hard=False), DUE - 30 * DAY, 30, monday)
    first = next(iter(told))
    assert first.weekday() == 0
    assert DUE - 5 * DAY - 6 * DAY <= first <= DUE - 5 * DAY
    assert all(day.weekday() == 0 for day in told)


def test_a_hard_deadline_near_at_hand_does_not_wait_for_the_week() -> None:
    weekday = (DUE - 3 * DAY).weekday()
    other = Policy(weekday=(weekday + 3) % 7)
    told = said_on(small(), DUE - 3 * DAY, 3, other)
    assert DUE - 3 * DAY in told


@pytest.mark.parametrize("wrong", [{"hour": 24}, {"quiet_from": -1}, {"quiet_to": 25}, {"weekday": 7}])
def test_a_policy_of_no_real_hour_or_day_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"hour|weekday"):
        Policy(**wrong)  # type: ignore[arg-type] # the values are whole numbers


@given(
    hour=st.integers(0, 23),
    quiet_from=st.integers(0, 23),
    quiet_to=st.integers(0, 23),
    zone=st.sampled_from(("Asia/Kolkata", "America/New_York", "Pacific/Auckland", "Pacific/Apia")),
    day=st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31)),
)
def test_nothing_goes_out_in_quiet_hours_in_any_zone_on_any_day(
    hour: int, quiet_from: int, quiet_to: int, zone: str, day: dt.date
) -> None:
    policy = Policy(hour, quiet_from, quiet_to)
    local = sent_at(day, policy, zone).astimezone(ZoneInfo(zone))
    assert local.date() == day
    skipped = local.hour != policy.sending_hour  # the hour that a spring night leaves out
    assert skipped or not policy.is_quiet(local.hour)


def test_an_hour_that_the_clock_skips_is_an_hour_later_and_a_repeated_one_comes_first() -> None:
    early = Policy(hour=2, quiet_from=0, quiet_to=0)
    spring = sent_at(dt.date(2027, 3, 14), early, "America/New_York")
    assert spring.astimezone(ZoneInfo("America/New_York")).hour == 3
    autumn = sent_at(dt.date(2027, 11, 7), Policy(hour=1, quiet_from=0, quiet_to=0), "America/New_York")
    assert autumn == dt.datetime(2027, 11, 7, 5, tzinfo=dt.UTC)


# A year and more, lived day by day: the plan is made anew each week, nothing is ever ticked off.


def lived(name: str, policy: Policy) -> Iterator[tuple[Plan, dt.date, tuple[Reminder, ...]]]:
    said: dict[tuple[str, dt.date], int] = {}
    for plan in weekly(name):
        for count in range(7):
            day = plan.today + count * DAY
            found = reminders_on(plan, policy, {}, said, day)
            said |= {(one.key, one.plan_date): one.rung for one in found}
            yield plan, day, found


@pytest.mark.parametrize("policy", [DAILY, Policy(weekday=2)], ids=["daily", "weekly"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_in_a_year_every_hard_deadline_is_announced_on_its_day_at_the_latest(
    name: str, policy: Policy
) -> None:
    announced: dict[tuple[str, dt.date], dt.date] = {}
    wanted: set[tuple[str, dt.date]] = set()
    for plan, day, found in lived(name, policy):
        for one in found:
            announced.setdefault((one.key, one.plan_date), day)
        wanted |= {
            (item.key, acts_on(item))
            for item in plan.items
            if item.hard and item.done_on is None and acts_on(item) == day and plan.today <= day
        }
    assert wanted
    late = {key: announced.get(key) for key in wanted if announced.get(key, dt.date.max) > key[1]}
    assert late == {}


@pytest.mark.parametrize("name", EXAMPLES)
def test_in_a_year_no_rung_of_a_date_is_said_twice_and_rungs_only_fall(name: str) -> None:
    heard: dict[tuple[str, dt.date], list[int]] = {}
    for _, _, found in lived(name, DAILY):
        assert len({one.key for one in found}) == len(found)
        for one in found:
            heard.setdefault((one.key, one.plan_date), []).append(one.rung)
    assert heard
    for rungs in heard.values():
        assert Counter(rungs).most_common(1)[0][1] == 1
        assert rungs == sorted(rungs, reverse=True)
