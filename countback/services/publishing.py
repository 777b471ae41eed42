"""Publish: a plan becomes calendar files, of which only what changed is written anew.

Files of one person: `all.ics` (every event), `todo.ics` (the tasks as to-dos) and one per category.
Every file is checked before any is published; a file that fails its check is never published, and
the last good one stays.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from countback.domain.catalogue import Category
from countback.domain.contents import contents
from countback.domain.feed import Revision
from countback.domain.feed_revisions import Renderer, revise
from countback.domain.plan import Plan
from countback.domain.season_names import describe

PRODID = "-//Countback//Countback 1//EN"
NAMESPACE = uuid.UUID("6f1f6c0e-3f0f-5d0e-9a53-1f2a4a7c9d10")
COLOR = "teal"
WHOLE, TODO = "all.ics", "todo.ics"


class CalendarWriter(Protocol):
    """What writes calendars: an adapter's functions."""

    @property
    def render(self) -> Renderer:
        """Render one event's revision as bytes."""

    @property
    def calendar_bytes(self) -> Callable[..., bytes]:
        """Join revisions to a whole calendar."""

    @property
    def check(self) -> Callable[..., None]:
        """Raise where bytes are no calendar fit to publish."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing a plan amounts to: all revisions, those to be stored, and the files."""

    revisions: tuple[Revision, ...]
    changed: tuple[Revision, ...]
    removed: tuple[str, ...]
    files: Mapping[str, bytes]


def uid_of(person_id: str) -> Callable[[str], str]:
    """Return the function that names a person's events: from the item's key, never from its date."""
    own = uuid.uuid5(NAMESPACE, person_id)
    return lambda key: f"{uuid.uuid5(own, key)}@countback"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Turns plans into calendar files."""

    writer: CalendarWriter
    ttl: dt.timedelta
    base_url: str = ""

    def prepare(
        self, plan: Plan, first_name: str, previous: Mapping[str, Revision], now: dt.datetime
    ) -> Publication:
        """Return what is to be stored and written for a plan."""
        revisions = revise(
            previous, contents(plan, self.base_url), now, uid_of(plan.person), self.writer.render
        )
        changed = tuple(one for one in revisions if previous.get(one.key) is not one)
        kept = {one.key for one in revisions}
        removed = tuple(key for key in previous if key not in kept)
        return Publication(revisions, changed, removed, self.files(plan, first_name, revisions))

    def files(self, plan: Plan, first_name: str, revisions: Sequence[Revision]) -> dict[str, bytes]:
        """Return every calendar file of a person, checked."""
        season = plan.season
        name = f"Countback {first_name}, ERAS {season.eras_year}"
        files = {
            WHOLE: self._calendar(name, plan, revisions),
            TODO: self._calendar(f"{name}: to do", plan, revisions, kind="todos"),
        }
        for category in Category:
            # Published even when empty: an address that somebody subscribed to stays good.
            own = [one for one in revisions if one.category == category.value]
            files[f"{category.value}.ics"] = self._calendar(f"{name}: {category.value}", plan, own)
        return files

    def _calendar(self, name: str, plan: Plan, revisions: Iterable[Revision], kind: str = "events") -> bytes:
        season = plan.season
        description = (
            f"Counted back from your ERAS date: {describe(plan.target_year, season.cycle)}. "
            "Dates marked as estimated and reasons marked verify are to be checked with their owner."
        )
        written = self.writer.calendar_bytes(
            name,
            description,
            revisions,
            prodid=PRODID,
            ttl=self.ttl,
            color=COLOR,
            timezone=plan.timezone,
            kind=kind,
        )
        self.writer.check(written, may_be_empty=True)
        return written
