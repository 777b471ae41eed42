"""The store: reads on short connections of their own, writes in units of work."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cache

from sqlalchemy import Connection, Engine, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from countback.adapters.db.engine import writing
from countback.adapters.db.errors import told
from countback.adapters.db.reads import SqlReads, no_person
from countback.adapters.db.tables import done_fact, feed, feed_event, item, person, run
from countback.adapters.db.values import from_item, from_person, from_revision, from_run
from countback.domain.feed import Revision
from countback.domain.people import Person, Run
from countback.domain.plan import Item

SLUG_BYTES = 24  # 192 random bits, 32 characters

_Insert = sqlite.Insert | postgresql.Insert


def _inserting(table: Table, dialect: str) -> _Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _replacing(table: Table, dialect: str) -> _Insert:
    """Return an insert that replaces the row of the same key."""
    statement = _inserting(table, dialect)
    keys = [column.name for column in table.primary_key]
    new = {name: column for name, column in statement.excluded.items() if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


class SqlUnit(SqlReads):
    """One transaction's reads and writes; of no use once it has ended."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(lambda: nullcontext(connection))
        self._connection = connection
        self._dialect = connection.dialect.name

    def lock_person(self, person_id: str) -> None:
        """Hold the person until the unit ends; raise NotFound where there is none.

        SQLite ignores FOR UPDATE, and needs none: the whole unit already is the only writer.
        """
        known = select(person.c.id).where(person.c.id == person_id).with_for_update()
        if self._connection.execute(known).first() is None:
            raise no_person(person_id)

    def save_person(self, value: Person, /) -> None:
        """Create or replace the person; a new one gets a feed folder's name."""
        self._connection.execute(_replacing(person, self._dialect), from_person(value))
        self._connection.execute(
            _inserting(feed, self._dialect).on_conflict_do_nothing(index_elements=["person_id"]),
            {
                "person_id": value.id,
                "slug": secrets.token_urlsafe(SLUG_BYTES),
                "created_at": value.updated_at,
            },
        )

    def delete_person(self, person_id: str) -> Mapping[str, int]:
        """Remove the person and all that belongs to them; return how many rows of each table went."""
        self.lock_person(person_id)
        owned = (feed_event, feed, item, run, done_fact)
        gone = {table.name: self._delete_of(table, person_id) for table in owned}
        self._connection.execute(delete(person).where(person.c.id == person_id))
        return {**gone, "person": 1}

    def record_done(self, person_id: str, key: str, day: dt.date, at: dt.datetime) -> None:
        """Record that an item was done on a day, as told at an instant."""
        self.lock_person(person_id)
        fact = {"person_id": person_id, "key": key, "day": day, "recorded_at": at}
        self._connection.execute(_replacing(done_fact, self._dialect), fact)

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
            self._connection.execute(_replacing(feed_event, self._dialect), rows)
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
