"""Reminders: what a person should hear on a day, decided from the plan and from what was said already.

Each item has a ladder of rungs: days before the day on which one has to act, then weekly once that day is
past. On a day an item is named at its lowest rung reached, once. So whoever was away for a month, or begins
late, hears each item once and not once a rung; whoever is told that a date moved climbs the ladder anew.

    from a month ahead      30  14  7  3  1  0            then weekly   -7  -14  -21 ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from countback.domain.catalogue import DEFAULT_LADDER, Kind
from countback.domain.marks import Mark
from countback.domain.plan import Item, Plan, Status

WEEK = 7
URGENT_RUNG = 3  # days before a hard deadline within which no weekly rhythm holds it back
Said = Mapping[tuple[str, dt.date], int]  # (item key, the day it was counted from) -> lowest rung said


@dataclass(frozen=True, slots=True)
class Policy:
    """How a person wants to be reminded. Hours are those of their own day; `quiet` may pass midnight.

    `weekday` (0 is Monday) makes one message a week of it, but for hard deadlines near at hand.
    """

    hour: int = 8
    quiet_from: int = 21
    quiet_to: int = 7
    weekday: int | None = None
    muted: frozenset[str] = frozenset()  # categories
    accepted: frozenset[str] = frozenset()  # impossible items that the person knows of

    def __post_init__(self) -> None:
        for name in ("hour", "quiet_from", "quiet_to"):
            if not 0 <= getattr(self, name) <= 23:
                raise ValueError(f"{name} is an hour from 0 to 23")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ValueError("weekday is 0 (Monday) to 6 (Sunday)")

    def is_quiet(self, hour: int) -> bool:
        """Tell whether nothing may be sent within an hour of the person's day."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to

    @property
    def sending_hour(self) -> int:
        """Return the hour at which a day's message goes out: the wished one, or when the quiet ends."""
        return self.quiet_to if self.is_quiet(self.hour) else self.hour


@dataclass(frozen=True, slots=True)
class Reminder:
    """One item to be named on a day. `plan_date` is the day to act, from which the rung is counted."""

    key: str
    rung: int
    plan_date: dt.date
    hard: bool


def acts_on(item: Item) -> dt.date:
    """Return the day on which a person has to act: to begin, where the work takes time, else to be done."""
    return item.start_by if item.slow_days or item.kind is Kind.EVENT else item.due


def reminders_on(
    plan: Plan, policy: Policy, marks: Mapping[str, Mark], said: Said, day: dt.date
) -> tuple[Reminder, ...]:
    """Return what is to be said on a day, the most urgent first; nothing that was said already."""
    found = [one for item in plan.items if (one := _reminder(item, policy, marks, said, day))]
    return tuple(sorted(found, key=lambda one: (not one.hard, one.plan_date, one.key)))


def forecast(
    plan: Plan, policy: Policy, marks: Mapping[str, Mark], said: Said, begin: dt.date, days: int
) -> Iterator[tuple[dt.date, tuple[Reminder, ...]]]:
    """Yield each day of the next ones on which something would be said, if nothing changed meanwhile."""
    told = dict(said)
    for day in (begin + dt.timedelta(days=count) for count in range(days)):
        if found := reminders_on(plan, policy, marks, told, day):
            told |= {(one.key, one.plan_date): one.rung for one in found}
            yield day, found


def sent_at(day: dt.date, policy: Policy, zone: str) -> dt.datetime:
    """Return the instant, in UTC, at which a day's message goes out.

    Where clocks skip that hour it is an hour later by the new time; where they repeat it, the first one.
    """
    local = dt.datetime.combine(day, dt.time(policy.sending_hour), ZoneInfo(zone))
    return local.astimezone(dt.UTC)


def _reminder(
    item: Item, policy: Policy, marks: Mapping[str, Mark], said: Said, day: dt.date
) -> Reminder | None:
    if not _wanted(item, policy, marks, day):
        return None
    plan_date = acts_on(item)
    ahead = _looks_ahead(item, policy, day, plan_date)
    if ahead is None:
        return None
    rung = _rung(item, (plan_date - day).days - ahead)
    lowest = said.get((item.key, plan_date))
    if rung is None or (lowest is not None and lowest <= rung):
        return None
    return Reminder(item.key, rung, plan_date, item.hard)


def _wanted(item: Item, policy: Policy, marks: Mapping[str, Mark], day: dt.date) -> bool:
    mark = marks.get(item.key)
    return not (
        item.done_on is not None
        or item.category.value in policy.muted
        or (mark is not None and mark.rests_on(day))
        or (item.status is Status.IMPOSSIBLE and item.key in policy.accepted)
        or (item.kind is Kind.EVENT and acts_on(item) < day)
    )


def _looks_ahead(item: Item, policy: Policy, day: dt.date, plan_date: dt.date) -> int | None:
    """Return how many days beyond this one are spoken for; None where nothing is said of it on this day."""
    if policy.weekday is None:
        return 0
    if day.weekday() == policy.weekday:
        return WEEK - 1  # what comes up before the next message is said in this one
    urgent = item.hard and 0 <= (plan_date - day).days <= URGENT_RUNG
    return 0 if urgent else None


def _rung(item: Item, days_left: int) -> int | None:
    """Return the lowest rung reached with so many days left; None above the ladder."""
    if days_left < 0:
        weeks = -days_left // WEEK
        return -WEEK * weeks if weeks else 0
    reached = [rung for rung in (item.reminders or DEFAULT_LADDER) if rung >= days_left]
    return min(reached, default=None)
