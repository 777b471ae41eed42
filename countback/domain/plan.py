"""The plan: every item of one person's way, dated, with its status, slack and reasons.

A plan is a frozen value, the same for the same inputs. Dates are whole days on the organisation's
own calendar (ERAS and NRMP: America/New_York); `at` is the zoned instant where one is published.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from countback.domain.catalogue import Category, Confidence, Kind, Reason
from countback.domain.seasons import Season


class Status(StrEnum):
    """Where an item stands on the plan's day."""

    DONE = "done"
    OPEN = "open"  # can be worked on now
    UPCOMING = "upcoming"  # its window has not opened
    DUE_SOON = "due_soon"  # to be begun or finished within 14 days
    LATE = "late"  # the advised date cannot be kept; the hard limit still can
    IMPOSSIBLE = "impossible"  # a hard limit cannot be kept


DUE_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Item:
    """One dated item.

    `opens` is when its window opens in the ideal plan (today left out); `earliest` when work on it
    can begin from today; `start_by` and `due` when to begin and finish as advised, slow processing
    allowed for; `latest` the hard limit for finishing. Where they can all be kept,
    earliest <= start_by <= due <= latest. `finish_from` is the earliest day it can be finished.
    """

    key: str
    title: str
    details: str
    category: Category
    kind: Kind
    opens: dt.date
    earliest: dt.date
    finish_from: dt.date
    start_by: dt.date
    due: dt.date
    latest: dt.date
    at: dt.datetime | None
    slack_days: int
    critical: bool
    hard: bool
    status: Status
    estimated: bool
    because: tuple[Reason, ...]
    reminders: tuple[int, ...] = ()
    done_on: dt.date | None = None
    ask: str = ""
    typical_days: int = 0
    slow_days: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain: from one day to another, because of one rule."""

    text: str
    begin: dt.date
    end: dt.date
    source: str
    confidence: Confidence

    @property
    def days(self) -> int:
        """Return the length of the link in days."""
        return (self.end - self.begin).days


@dataclass(frozen=True, slots=True)
class WayOut:
    """A change that was applied and solved, and what slack the late item has then."""

    action: str
    text: str
    slack_days: int


@dataclass(frozen=True, slots=True)
class Lateness:
    """One late or impossible item: how many days are missing, and the chain that costs them."""

    key: str
    missing_days: int
    earliest_workable: dt.date
    chain: tuple[Step, ...]
    ways_out: tuple[WayOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Pathway:
    """How the person can gain US clinical experience, derived and explained."""

    name: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class PlannedRotation:
    """A rotation as planned: half-open [start, end) whole days, `end` is the first day after it."""

    key: str
    title: str
    kind: str
    start: dt.date
    end: dt.date
    given: bool
    bears_letter: bool
    host: str = ""

    @property
    def last(self) -> dt.date:
        """Return the last day of the rotation."""
        return self.end - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything computed for one person on one day."""

    person: str
    target_year: int
    track: str
    today: dt.date
    timezone: str
    season: Season
    pathway: Pathway
    rotations: tuple[PlannedRotation, ...]
    items: tuple[Item, ...]
    late: tuple[Lateness, ...]
    warnings: tuple[str, ...]
    catalogue_version: str

    def item(self, key: str) -> Item | None:
        """Return the item with this key, if the plan has it."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def impossible(self) -> tuple[Item, ...]:
        """Return the items that break a hard limit."""
        return tuple(item for item in self.items if item.status is Status.IMPOSSIBLE)
