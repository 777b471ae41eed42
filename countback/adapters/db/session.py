"""What reading and writing classes share: a connection to ask, and inserts that replace or give way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from countback.adapters.db.tables import person
from countback.errors import NotFound

Insert = sqlite.Insert | postgresql.Insert


def no_person(person_id: str) -> NotFound:
    """Return the error for a person the store does not know."""
    return NotFound(
        f"there is no person {person_id!r} in the store", "check the id, or save the profile first"
    )


def inserting(table: Table, dialect: str) -> Insert:
    """Return an insert of the database's own kind, which can say what happens on a conflict."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def replacing(table: Table, dialect: str) -> Insert:
    """Return an insert that replaces the row of the same key."""
    statement = inserting(table, dialect)
    keys = [column.name for column in table.primary_key]
    new = {name: column for name, column in statement.excluded.items() if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


class Reader:
    """Asks on a connection that `connect` opens (or lends) for each question."""

    def __init__(self, connect: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._connect = connect

    def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        with self._connect() as connection:
            return connection.execute(statement).all()


class Writer(Reader):
    """Writes on the connection of one transaction; of no use once it has ended."""

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
