"""The agenda: every open item stands in one place, by when a person has to act."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countback.domain.agenda import Agenda, Month, Progress, agenda, at_risk
from countback.domain.catalogue import Category, Kind
from countback.domain.marks import Mark
from countback.domain.plan import Item, Plan, Status
from tests.support.real import EXAMPLES, START, example_plan, item_of

LATE = (Status.LATE, Status.IMPOSSIBLE)
DAYS = tuple(START + dt.timedelta(days=count) for count in range(0, 720, 90))
SOON = START + dt.timedelta(days=14)


def after(days: int) -> dt.date:
    return START + dt.timedelta(days=days)


def item(key: str = "documents.cv", **changes: object) -> Item:
    """Return a task that is upcoming: to be begun in 30 days, due in 40, with plenty in hand."""
    task = item_of(example_plan("student-vslo"), "documents.transcript")
    facts: dict[str, object] = {
        "key": key,
        "opens": after(5),
        "earliest": after(5),
        "start_by": after(30),
        "due": after(40),
        "latest": after(80),
        "slack_days": 40,
        "status": Status.UPCOMING,
        "hard": True,
        "critical": False,
        "done_on": None,
        "kind": Kind.TASK,
    }
    return replace(task, **(facts | changes))  # type: ignore[arg-type]


def plan_of(*items: Item) -> Plan:
    return replace(example_plan("student-vslo"), items=items)


def keys(items: Iterable[Item]) -> list[str]:
    return [one.key for one in items]


def places(found: Agenda) -> dict[str, list[Item]]:
    """Return the six places in which an open item can stand."""
    return {
        "overdue": list(found.overdue),
        "advice": list(found.advice),
        "today": list(found.today),
        "soon": list(found.soon),
        "later": [one for month in found.later for one in month.items],
        "resting": list(found.resting),
    }


def place(one: Item, marks: Mapping[str, Mark] | None = None) -> str:
    """Return the only place of an item that is alone in its plan."""
    (found,) = [name for name, items in places(agenda(plan_of(one), marks)).items() if items]
    return found


MARKED = st.dictionaries(st.integers(0, 250), st.none() | st.integers(-20, 60), max_size=30)


def drawn(name: str, day: dt.date, marked: Mapping[int, int | None]) -> tuple[Plan, dict[str, Mark]]:
    """Return the plan of an example on a day, and marks: item's number -> days from then, None for a note."""
    plan = example_plan(name, day)
    marks = {}
    for number, days in marked.items():
        key = plan.items[number % len(plan.items)].key
        marks[key] = Mark(key, "a note", None if days is None else day + dt.timedelta(days))
    return plan, marks


@given(st.sampled_from(EXAMPLES), st.sampled_from(DAYS), MARKED)
@settings(max_examples=100, deadline=None)
def test_every_open_item_stands_in_exactly_one_place_and_what_is_done_in_its_own(
    name: str, day: dt.date, marked: dict[int, int | None]
) -> None:
    plan, marks = drawn(name, day, marked)
    found = agenda(plan, marks)
    shown = Counter(one.key for items in places(found).values() for one in items)
    assert shown == Counter(one.key for one in plan.items if one.status is not Status.DONE)
    assert Counter(keys(found.done)) == Counter(one.key for one in plan.items if one.status is Status.DONE)


@given(st.sampled_from(EXAMPLES), st.sampled_from(DAYS), MARKED)
@settings(max_examples=100, deadline=None)
def test_every_place_holds_what_it_says(name: str, day: dt.date, marked: dict[int, int | None]) -> None:
    plan, marks = drawn(name, day, marked)
    found, soon = agenda(plan, marks), plan.today + dt.timedelta(days=14)
    assert all(one.status in LATE and one.earliest <= soon for one in found.overdue)
    assert all(one.status in LATE and not one.hard for one in found.advice)
    assert all(min(one.start_by, one.due) <= plan.today for one in found.today)
    assert all(plan.today < min(one.start_by, one.due) <= soon for one in found.soon)
    assert all(one.status not in LATE for one in (*found.today, *found.soon))
    assert set(keys(found.resting)) == {
        one.key
        for one in plan.items
        if one.key in marks and marks[one.key].rests_on(plan.today) and one.status is not Status.DONE
    }
    for before, month in pairwise(found.later):
        assert before.first < month.first
    for month in found.later:
        assert month.items
        assert all(max(one.start_by, one.earliest).replace(day=1) == month.first for one in month.items)
    days = [one.done_on or one.due for one in found.done]
    assert days == sorted(days, reverse=True)


@given(st.sampled_from(EXAMPLES), st.sampled_from(DAYS), MARKED)
@settings(max_examples=60, deadline=None)
def test_progress_and_risk_do_not_depend_on_what_rests(
    name: str, day: dt.date, marked: dict[int, int | None]
) -> None:
    plan, marks = drawn(name, day, marked)
    found, unmarked = agenda(plan, marks), agenda(plan)
    assert found.progress == unmarked.progress
    assert found.at_risk == unmarked.at_risk
    assert sum(one.total for one in found.progress) == sum(one.kind is Kind.TASK for one in plan.items)
    assert {one.key for one in plan.items if one.status in LATE} <= set(keys(found.at_risk))
    assert not [one for one in found.at_risk if one.status is Status.DONE]


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "later"),
        ({"start_by": after(14)}, "soon"),
        ({"start_by": after(15)}, "later"),
        ({"start_by": after(1)}, "soon"),
        ({"start_by": after(0)}, "today"),
        ({"start_by": after(-3), "status": Status.DUE_SOON}, "today"),
        ({"start_by": after(90), "due": after(2)}, "soon"),  # an event before which nothing is to be begun
        ({"status": Status.LATE}, "overdue"),
        ({"status": Status.IMPOSSIBLE, "hard": False, "critical": True}, "overdue"),
        ({"status": Status.LATE, "hard": False}, "advice"),
        ({"status": Status.LATE, "earliest": after(14)}, "overdue"),
        ({"status": Status.LATE, "earliest": after(15)}, "later"),
        ({"status": Status.LATE, "hard": False, "earliest": after(15)}, "advice"),
    ],
)
def test_an_item_stands_where_its_days_and_its_status_put_it(changes: dict[str, Any], wanted: str) -> None:
    assert place(item(**changes)) == wanted


@pytest.mark.parametrize("status", [Status.UPCOMING, Status.LATE, Status.IMPOSSIBLE])
def test_whatever_is_put_aside_rests_until_its_day(status: Status) -> None:
    one = item(status=status)
    assert place(one, {one.key: Mark(one.key, snoozed_until=after(1))}) == "resting"
    assert place(one, {one.key: Mark(one.key, snoozed_until=START)}) != "resting"
    assert place(one, {one.key: Mark(one.key, note="a note")}) != "resting"
    assert place(one, {"another.item": Mark("another.item", snoozed_until=after(9))}) != "resting"


def test_what_is_done_rests_nowhere() -> None:
    one = item(status=Status.DONE, done_on=START)
    found = agenda(plan_of(one), {one.key: Mark(one.key, snoozed_until=after(9))})
    assert (found.done, found.resting) == ((one,), ())


def test_the_most_urgent_comes_first() -> None:
    late = item("a.late", status=Status.LATE, slack_days=-5)
    later = item("b.later", status=Status.LATE, slack_days=-9)
    chain = item("c.chain", status=Status.LATE, slack_days=-1, critical=True)
    lost = item("d.lost", status=Status.IMPOSSIBLE, slack_days=-2)
    found = agenda(plan_of(late, later, chain, lost))
    assert keys(found.overdue) == ["d.lost", "c.chain", "b.later", "a.late"]


def test_risk_begins_with_what_is_lost_and_ends_with_what_is_tight() -> None:
    advice = item("a.advice", status=Status.LATE, hard=False, slack_days=-90)
    late = item("b.late", status=Status.LATE, slack_days=-2)
    lost = item("c.lost", status=Status.IMPOSSIBLE, slack_days=-1)
    tight = item("d.tight", slack_days=14)
    calm = item("e.calm", slack_days=15)
    chain = item("f.chain", slack_days=99, critical=True)
    soft = item("g.soft", slack_days=1, hard=False)
    event = item("h.event", slack_days=0, kind=Kind.EVENT)
    done = item("i.done", slack_days=0, status=Status.DONE, done_on=START)
    plan = plan_of(advice, late, lost, tight, calm, chain, soft, event, done)
    assert keys(at_risk(plan)) == ["c.lost", "b.late", "a.advice", "d.tight", "f.chain"]


def test_later_is_told_by_the_month_in_which_an_item_can_and_should_begin() -> None:
    march = item("a.march", start_by=dt.date(2027, 3, 31), due=dt.date(2027, 6, 1))
    april = item("b.april", start_by=dt.date(2027, 4, 1), due=dt.date(2027, 6, 1))
    waits = item("c.waits", status=Status.LATE, start_by=after(-9), earliest=dt.date(2027, 4, 20))
    assert agenda(plan_of(april, waits, march)).later == (
        Month(dt.date(2027, 3, 1), (march,)),
        Month(dt.date(2027, 4, 1), (waits, april)),
    )


def test_what_was_done_last_comes_first() -> None:
    done = [item(f"a.{day}", status=Status.DONE, done_on=after(-day)) for day in (3, 1, 2)]
    assert keys(agenda(plan_of(*done)).done) == ["a.1", "a.2", "a.3"]


def test_an_event_that_is_past_is_done_on_its_day() -> None:
    event = item("a.event", kind=Kind.EVENT, status=Status.DONE, due=after(-4), start_by=after(-30))
    tasks = [item(f"b.{day}", status=Status.DONE, done_on=after(-day)) for day in (3, 5)]
    assert keys(agenda(plan_of(event, *tasks)).done) == ["b.3", "a.event", "b.5"]


def test_progress_counts_tasks_by_category_and_is_whole_only_at_the_end() -> None:
    done = item("a.done", status=Status.DONE, done_on=START, category=Category.VISA)
    still = [item(f"b.{number}", category=Category.VISA) for number in range(2)]
    event = item("c.event", kind=Kind.EVENT, category=Category.MATCH)
    assert agenda(plan_of(done, *still, event)).progress == (Progress(Category.VISA, 1, 3),)
    assert [Progress(Category.VISA, count, 3).percent for count in range(4)] == [0, 33, 66, 100]
    assert Progress(Category.VISA, 199, 200).percent == 99


def test_an_empty_plan_has_an_empty_agenda() -> None:
    found = agenda(plan_of())
    assert not any((*places(found).values(), found.done, found.at_risk, found.progress))
