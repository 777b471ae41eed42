"""Everything that is asked of the store: values by person, and pages over everyone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sqlalchemy import func, literal, select, tuple_

from countback.adapters.db.advisers import AdviserReads
from countback.adapters.db.links import LinkReads
from countback.adapters.db.marks import MarkReads
from countback.adapters.db.session import no_person
from countback.adapters.db.tables import done_fact, feed, feed_event, item, person, run
from countback.adapters.db.values import StoredItem, to_item, to_person, to_planned, to_revision, to_run
from countback.domain.feed import Revision
from countback.domain.people import Person, Planned, Run
from countback.domain.plan import Status
from countback.errors import NotFound

PAGE = 500


class SqlReads(LinkReads, MarkReads, AdviserReads):
    """The questions about persons, their runs and what was published of them."""

    def person(self, person_id: str) -> Person:
        """Return the person; raise NotFound where there is none."""
        rows = self._rows(select(person).where(person.c.id == person_id))
        if not rows:
            raise no_person(person_id)
        return to_person(rows[0])

    def persons(self) -> Iterator[Person]:
        """Return everyone by id, a page at a time; between pages no connection is held."""
        after = ""
        while page := self._rows(select(person).where(person.c.id > after).order_by(person.c.id).limit(PAGE)):
            yield from map(to_person, page)
            after = page[-1].id

    def facts(self, person_id: str) -> Mapping[str, dt.date]:
        """Return what is done: item key -> day."""
        mine = select(done_fact.c.key, done_fact.c.day).where(done_fact.c.person_id == person_id)
        return {row.key: row.day for row in self._rows(mine.order_by(done_fact.c.key))}

    def last_run(self, person_id: str) -> Run | None:
        """Return the newest run of a person, if there is one."""
        return next(iter(self.runs(person_id, limit=1)), None)

    def last_run_id(self, person_id: str) -> int | None:
        """Return the number of the newest run of a person, if there is one."""
        rows = self._rows(select(func.max(run.c.id)).where(run.c.person_id == person_id))
        return None if rows[0][0] is None else int(rows[0][0])

    def run(self, run_id: int) -> Run:
        """Return one run; raise NotFound where there is none."""
        rows = self._rows(select(run).where(run.c.id == run_id))
        if not rows:
            raise NotFound(f"there is no run {run_id} in the store", "check the run's number")
        return to_run(rows[0])

    def runs(self, person_id: str, limit: int = 20) -> tuple[Run, ...]:
        """Return a person's newest runs, newest first."""
        mine = select(run).where(run.c.person_id == person_id)
        return tuple(map(to_run, self._rows(mine.order_by(run.c.id.desc()).limit(limit))))

    def items_due(self, begin: dt.date, end: dt.date) -> Iterator[StoredItem]:
        """Return everyone's items not done and due in [begin, end), by (due, person, key), in pages."""
        place = tuple_(item.c.due, item.c.person_id, item.c.key)
        wanted = select(item).where(
            item.c.due >= begin,
            item.c.due < end,
            item.c.status != Status.DONE.value,
        )
        wanted = wanted.order_by(item.c.due, item.c.person_id, item.c.key).limit(PAGE)
        page = self._rows(wanted)
        while page:
            yield from map(to_item, page)
            last = page[-1]
            after = tuple_(literal(last.due), literal(last.person_id), literal(last.key))
            page = self._rows(wanted.where(place > after)) if len(page) == PAGE else ()

    def revisions(self, person_id: str) -> Mapping[str, Revision]:
        """Return the events as last published: key -> revision."""
        mine = select(feed_event).where(feed_event.c.person_id == person_id)
        return {row.key: to_revision(row) for row in self._rows(mine.order_by(feed_event.c.key))}

    def feed_folder(self, person_id: str) -> str:
        """Return the random name of the person's feed folder; raise NotFound where there is no person."""
        rows = self._rows(select(feed.c.folder).where(feed.c.person_id == person_id))
        if not rows:
            raise no_person(person_id)
        return str(rows[0].folder)

    def planned(self) -> Iterator[Planned]:
        """Return of everyone who has a run which season dates the newest was planned with, in pages."""
        newest = select(func.max(run.c.id)).group_by(run.c.person_id)
        columns = run.c.person_id, run.c.target_year, run.c.cycle, run.c.season_mark
        after = ""
        while page := self._rows(
            select(*columns)
            .where(run.c.person_id > after, run.c.id.in_(newest.where(run.c.person_id > after)))
            .order_by(run.c.person_id)
            .limit(PAGE)
        ):
            yield from (to_planned(one) for one in page)
            after = page[-1].person_id
