"""What the services need from the outside, as protocols: a store, a clock and a folder of feeds.

Adapters match these by shape and never import them. Reading needs no transaction; every write is a
method of the `UnitOfWork`, so nothing can be written outside a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from countback.domain.catalogue import Category
from countback.domain.feed import Revision
from countback.domain.people import Person, Planned, Run
from countback.domain.plan import Item, Status
from countback.services.access_ports import AccessReads, AccessWrites


class DueItem(Protocol):
    """One item of a person's newest plan, as the store can search it; `at` is in UTC."""

    @property
    def person_id(self) -> str:
        """Whose item it is."""

    @property
    def key(self) -> str:
        """The item's stable key."""

    @property
    def category(self) -> Category:
        """What the item belongs to."""

    @property
    def status(self) -> Status:
        """Where the item stood on the plan's day."""

    @property
    def start_by(self) -> dt.date:
        """The day to begin."""

    @property
    def due(self) -> dt.date:
        """The day to be finished."""

    @property
    def at(self) -> dt.datetime | None:
        """The published instant, where there is one."""


class Reads(AccessReads, Protocol):
    """What can be asked of the store; the same within a unit of work and outside of one.

    Every method raises StoreUnavailable where the store cannot be read.
    """

    def person(self, person_id: str) -> Person:
        """Return the person; raise NotFound where there is none."""

    def persons(self) -> Iterator[Person]:
        """Return everyone by id, a page at a time: memory stays flat, and others may write meanwhile."""

    def facts(self, person_id: str) -> Mapping[str, dt.date]:
        """Return what is done: item key -> the day it was done, by key."""

    def last_run(self, person_id: str) -> Run | None:
        """Return the newest run of a person, if there is one."""

    def last_run_id(self, person_id: str) -> int | None:
        """Return the number of the newest run of a person, if there is one."""

    def run(self, run_id: int) -> Run:
        """Return one run; raise NotFound where there is none."""

    def runs(self, person_id: str, limit: int = 20) -> tuple[Run, ...]:
        """Return a person's newest runs, newest first."""

    def items_due(self, begin: dt.date, end: dt.date) -> Iterator[DueItem]:
        """Return everyone's items not done and due in [begin, end), by (due, person, key), in pages."""

    def planned(self) -> Iterator[Planned]:
        """Return of everyone who has a run which season dates the newest was planned with, in pages."""

    def revisions(self, person_id: str) -> Mapping[str, Revision]:
        """Return the events as last published: key -> revision, by key."""

    def feed_folder(self, person_id: str) -> str:
        """Return the random name of the person's feed folder; raise NotFound for nobody."""


class UnitOfWork(Reads, AccessWrites, Protocol):
    """One transaction: everything in it is written, or nothing.

    Every writing method locks its person until the unit ends and raises NotFound for an unknown one
    (but `save_person`). A unit that writes several persons takes them by id, or two units can wait for
    each other; the store then ends one of them with StoreUnavailable.
    """

    def lock_person(self, person_id: str) -> None:
        """Wait until nobody else works on this person; first thing where a write rests on a read."""

    def save_person(self, person: Person, /) -> None:
        """Create or replace the person; a new one gets a feed folder's name."""

    def delete_person(self, person_id: str) -> Mapping[str, int]:
        """Remove the person and all that belongs to them; return how many rows of each table went."""

    def record_done(self, person_id: str, key: str, day: dt.date, at: dt.datetime) -> None:
        """Record that an item was done on a day, as told at an instant; replaces what was recorded."""

    def forget_done(self, person_id: str, key: str) -> bool:
        """Take a done mark back; tell whether there was one."""

    def save_run(
        self,
        person_id: str,
        *,
        inputs_hash: str,
        catalogue_version: str,
        target_year: int,
        today: dt.date,
        created_at: dt.datetime,
        plan: Mapping[str, object],
        items: Iterable[Item],
        cycle: str = "",
        season_mark: str = "",
    ) -> Run:
        """Keep a run and make its items the person's current ones.

        Where the newest run has the same inputs' hash, write nothing and return that run.
        """

    def save_revisions(
        self, person_id: str, changed: Iterable[Revision], removed_keys: Iterable[str]
    ) -> None:
        """Keep the changed events as published and drop the removed ones."""


class Store(Reads, Protocol):
    """Where everything is kept."""

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """Open a transaction, kept when the block ends and undone when it raises. Do not nest."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> dt.datetime:
        """Return this instant, aware."""


class FeedFolder(Protocol):
    """Where the published files of each person lie, in a folder of their own."""

    def publish(self, person_feed_id: str, files: Mapping[str, bytes]) -> list[Path]:
        """Make these the person's files; return the paths written or removed, none where all was there."""

    def publish_latest(
        self, person_feed_id: str, latest: Callable[[], Mapping[str, bytes] | None]
    ) -> list[Path]:
        """Ask for the files once nobody else publishes for this person, and publish them; None: nothing."""

    def expose(self, token: str, person_feed_id: str) -> None:
        """Give the person's folder an address."""

    def withdraw(self, token: str) -> None:
        """Take an address away at once."""

    def addresses(self, person_feed_id: str) -> list[str]:
        """Return the tokens by which the person's folder is exposed; it looks at every address."""

    def path(self, person_feed_id: str) -> Path:
        """Return the person's folder, whether or not it is there."""

    def remove(self, person_feed_id: str) -> bool:
        """Remove the person's folder; tell whether there was one."""
