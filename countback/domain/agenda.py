"""Agenda: a plan sorted by when a person has to act: today, soon, later, at risk, resting, done.

Every item that is not done stands in exactly one of `overdue`, `advice`, `today`, `soon`, `later` and
`resting`; `at_risk` looks across them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from countback.domain.catalogue import Category, Kind
from countback.domain.marks import Mark
from countback.domain.plan import Item, Plan, Status

SOON = dt.timedelta(days=14)
TIGHT_DAYS = 14
LATE = (Status.IMPOSSIBLE, Status.LATE)


@dataclass(frozen=True, slots=True)
class Month:
    """The items to be begun in one month; `first` is its first day."""

    first: dt.date
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a category is done."""

    category: Category
    done: int
    total: int

    @property
    def percent(self) -> int:
        """Return the part done in whole percent, rounded down: 100 means all of it."""
        return 100 * self.done // self.total


@dataclass(frozen=True, slots=True)
class Agenda:
    """A plan's items by when a person has to act."""

    overdue: tuple[Item, ...]  # late and hard or critical, workable within the next days: first of all
    advice: tuple[Item, ...]  # advice past its day: done when there is time, or left
    today: tuple[Item, ...]
    soon: tuple[Item, ...]
    later: tuple[Month, ...]
    resting: tuple[Item, ...]
    done: tuple[Item, ...]  # events that are past too: they have no day on which they were ticked off
    at_risk: tuple[Item, ...]
    progress: tuple[Progress, ...]


def agenda(plan: Plan, marks: Mapping[str, Mark] | None = None) -> Agenda:
    """Return the agenda of a plan on the plan's own day; `marks` tell what rests until another day."""
    snoozed = {key for key, mark in (marks or {}).items() if mark.rests_on(plan.today)}
    open_items = [one for one in plan.items if one.status is not Status.DONE]
    awake = [one for one in open_items if one.key not in snoozed]
    late = [one for one in awake if one.status in LATE]
    coming = [one for one in awake if one.status not in LATE]
    now = [one for one in late if one.hard or one.critical]
    end = plan.today + SOON
    return Agenda(
        overdue=tuple(sorted((one for one in now if one.earliest <= end), key=_urgency)),
        advice=tuple(one for one in late if not (one.hard or one.critical)),
        today=tuple(one for one in coming if _acts_on(one) <= plan.today),
        soon=tuple(one for one in coming if plan.today < _acts_on(one) <= end),
        later=_months(
            [
                *(one for one in now if one.earliest > end),
                *(one for one in coming if _acts_on(one) > end),
            ]
        ),
        resting=tuple(one for one in open_items if one.key in snoozed),
        done=tuple(sorted((one for one in plan.items if one.status is Status.DONE), key=_newest_first)),
        at_risk=at_risk(plan),
        progress=_progress(plan.items),
    )


def at_risk(plan: Plan) -> tuple[Item, ...]:
    """Return what is late, the worst first, then the tasks with little or nothing in hand."""
    late = sorted((one for one in plan.items if one.status in LATE), key=_danger)
    tight = [
        one
        for one in plan.items
        if one.status in (Status.OPEN, Status.UPCOMING, Status.DUE_SOON)
        and one.kind is Kind.TASK
        and (one.critical or (one.hard and one.slack_days <= TIGHT_DAYS))
    ]
    return (*late, *tight)


def _acts_on(item: Item) -> dt.date:
    return min(item.start_by, item.due)


def _urgency(item: Item) -> tuple[bool, bool, int, dt.date]:
    return item.status is not Status.IMPOSSIBLE, not item.critical, item.slack_days, item.due


def _danger(item: Item) -> tuple[bool, bool, int]:
    return item.status is not Status.IMPOSSIBLE, not item.hard, item.slack_days


def _newest_first(item: Item) -> tuple[int, str]:
    return -(item.done_on or item.due).toordinal(), item.key


def _months(items: Iterable[Item]) -> tuple[Month, ...]:
    by_month = sorted(items, key=lambda one: (_month(one), one.start_by, one.key))
    return tuple(Month(first, tuple(found)) for first, found in groupby(by_month, key=_month))


def _month(item: Item) -> dt.date:
    """Return the month in which an item can and should be begun."""
    return max(item.start_by, item.earliest).replace(day=1)


def _progress(items: Iterable[Item]) -> tuple[Progress, ...]:
    tasks = [one for one in items if one.kind is Kind.TASK]
    return tuple(
        Progress(category, sum(one.done_on is not None for one in own), len(own))
        for category in Category
        if (own := [one for one in tasks if one.category is category])
    )
