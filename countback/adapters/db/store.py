"""The store: reads on short connections of their own, writes in units of work."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table, delete, insert, select

from countback.adapters.db.advisers import AdviserWrites
from countback.adapters.db.engine import writing
from countback.adapters.db.errors import told
from countback.adapters.db.links import LinkWrites
from countback.adapters.db.marks import MarkWrites
from countback.adapters.db.reads import SqlReads
from countback.adapters.db.session import Writer, inserting, replacing
from countback.adapters.db.tables import (
    adviser_person,
    done_fact,
    feed,
    feed_event,
    item,
    item_mark,
    link,
    person,
    run,
)
from countback.adapters.db.values import from_item, from_person, from_revision, from_run
from countback.domain.feed import Revision
from countback.domain.people import Person, Run
from countback.domain.plan import Item

FOLDER_BYTES = 24  # 192 random bits, 32 characters


class SqlUnit(SqlReads, LinkWrites, MarkWrites, AdviserWrites):
    """One transaction's reads and writes; of no use once it has ended."""

    def __init__(self, connection: Connection) -> None:
        Writer.__init__(self, connection)

    def save_person(self, value: Person, /) -> None:
        """Create or replace the person; a new one gets a feed folder's name."""
        self._connection.execute(replacing(person, self._dialect), from_person(value))
        self._connection.execute(
            inserting(feed, self._dialect).on_conflict_do_nothing(index_elements=["person_id"]),
            {
                "person_id": value.id,
                "folder": secrets.token_urlsafe(FOLDER_BYTES),
                "created_at": value.updated_at,
            },
        )

    def delete_person(self, person_id: str) -> Mapping[str, int]:
        """Remove the person and all that belongs to them; return how many rows of each table went."""
        self.lock_person(person_id)
        owned = (feed_event, feed, item, item_mark, link, adviser_person, run, done_fact)
        gone = {table.name: self._delete_of(table, person_id) for table in owned}
        self._connection.execute(delete(person).where(person.c.id == person_id))
        return {**gone, "person": 1}

    def record_done(self, person_id: str, key: str, day: dt.date, at: dt.datetime) -> None:
        """Record that an item was done on a day, as told at an instant."""
        self.lock_person(person_id)
        fact = {"person_id": person_id, "key": key, "day": day, "recorded_at": at}
        self._connection.execute(replacing(done_fact, self._dialect), fact)

    def forget_done(self, person_id: str, key: str) -> bool:
        """Take a done mark back; tell whether there was one."""
        self.lock_person(person_id)
        mark = delete(done_fact).where(done_fact.c.person_id == person_id, done_fact.c.key == key)
        return self._connection.execute(mark).rowcount > 0

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
        """Keep a run and make its items the current ones; the same inputs as the newest write nothing."""
        self.lock_person(person_id)
        newest = select(run.c.id, run.c.inputs_hash).where(run.c.person_id == person_id)
        last = self._connection.execute(newest.order_by(run.c.id.desc()).limit(1)).first()
        if last is not None and last.inputs_hash == inputs_hash:
            return self.run(last.id)
        fresh = Run(
            id=0,  # given by the database
            person_id=person_id,
            inputs_hash=inputs_hash,
            catalogue_version=catalogue_version,
            target_year=target_year,
            today=today,
            created_at=created_at,
            plan=plan,
            cycle=cycle,
            season_mark=season_mark,
        )
        run_id = self._connection.execute(insert(run).returning(run.c.id), from_run(fresh)).scalar_one()
        self._replace_items(person_id, items)
        return dataclasses.replace(fresh, id=run_id)

    def save_revisions(
        self, person_id: str, changed: Iterable[Revision], removed_keys: Iterable[str]
    ) -> None:
        """Keep the changed events as published and drop the removed ones."""
        self.lock_person(person_id)
        if rows := [from_revision(person_id, revision) for revision in changed]:
            self._connection.execute(replacing(feed_event, self._dialect), rows)
        if gone := list(removed_keys):
            mine = feed_event.c.person_id == person_id
            self._connection.execute(delete(feed_event).where(mine, feed_event.c.key.in_(gone)))

    def _replace_items(self, person_id: str, items: Iterable[Item]) -> None:
        self._delete_of(item, person_id)
        if rows := [from_item(person_id, one) for one in items]:
            self._connection.execute(insert(item), rows)

    def _delete_of(self, table: Table, person_id: str) -> int:
        return self._connection.execute(delete(table).where(table.c.person_id == person_id)).rowcount


class SqlStore(SqlReads):
    """Everything Countback keeps, in the database of an engine that `upgrade` has prepared."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(self._reading)
        self._engine = engine
        self._writer = writing(engine)

    @contextmanager
    def unit_of_work(self) -> Iterator[SqlUnit]:
        """Open a transaction, kept when the block ends and undone when it raises. Do not nest."""
        with told(self._engine.url), self._writer.begin() as connection:
            yield SqlUnit(connection)

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self._engine.url), self._engine.connect() as connection:
            yield connection
