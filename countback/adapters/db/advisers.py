"""Advisers in the database: accounts, whom they look after, and their sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, false, func, insert, or_, select, update

from countback.adapters.db.session import Reader, Writer, inserting
from countback.adapters.db.tables import adviser, adviser_person, adviser_session, item, person, run
from countback.adapters.db.values import to_adviser, to_session
from countback.domain.advisers import Adviser, Session, Standing
from countback.errors import BadInput, NotFound


def no_adviser(name: str) -> NotFound:
    """Return the error for an adviser the store does not know."""
    return NotFound(f"there is no adviser {name!r}", "see `countback adviser list`")


class AdviserReads(Reader):
    """What is asked of advisers."""

    def advisers(self) -> tuple[Adviser, ...]:
        """Return every adviser by name."""
        return tuple(map(to_adviser, self._rows(select(adviser).order_by(adviser.c.name))))

    def adviser(self, name: str) -> Adviser | None:
        """Return the adviser of a name, if there is one."""
        rows = self._rows(select(adviser).where(adviser.c.name == name))
        return to_adviser(rows[0]) if rows else None

    def session(self, token_hash: str) -> tuple[Session, Adviser] | None:
        """Return the session of a token's hash, over or not, with its adviser."""
        mine = adviser_session.c.hash == token_hash
        owners = self._rows(select(adviser).join(adviser_session).where(mine))
        rows = self._rows(select(adviser_session).where(mine))
        if not (owners and rows):  # it may have ended between the two
            return None
        return to_session(rows[0]), to_adviser(owners[0])

    def advises(self, adviser_id: int, person_id: str) -> bool:
        """Tell whether an adviser looks after a person."""
        pair = (adviser_person.c.adviser_id == adviser_id) & (adviser_person.c.person_id == person_id)
        known = select(adviser_person.c.person_id).where(pair)
        return person_id.isprintable() and bool(self._rows(known))  # PostgreSQL refuses some characters

    def advised_count(self, adviser_id: int, search: str = "") -> int:
        """Return how many persons an adviser looks after whose id or first name holds the search."""
        count = (
            select(func.count()).select_from(person.join(adviser_person)).where(*_mine(adviser_id, search))
        )
        return int(self._rows(count)[0][0])

    def advised(
        self, adviser_id: int, search: str = "", offset: int = 0, limit: int = 50
    ) -> tuple[Standing, ...]:
        """Return a page of an adviser's persons by id, each with the newest run's counts by status."""
        page = (
            select(person.c.id, person.c.first_name)
            .select_from(person.join(adviser_person))
            .where(*_mine(adviser_id, search))
            .order_by(person.c.id)
            .offset(offset)
            .limit(limit)
        )
        people = self._rows(page)
        ids = [one.id for one in people]
        years, counts = self._years(ids), self._counts(ids)
        return tuple(
            Standing(one.id, one.first_name, years.get(one.id), counts.get(one.id, {})) for one in people
        )

    def _years(self, ids: Sequence[str]) -> dict[str, int]:
        newest = select(func.max(run.c.id)).where(run.c.person_id.in_(ids)).group_by(run.c.person_id)
        rows = self._rows(select(run.c.person_id, run.c.target_year).where(run.c.id.in_(newest)))
        return {row.person_id: row.target_year for row in rows}

    def _counts(self, ids: Sequence[str]) -> dict[str, dict[str, int]]:
        counted = (
            select(item.c.person_id, item.c.status, func.count().label("amount"))
            .where(item.c.person_id.in_(ids))
            .group_by(item.c.person_id, item.c.status)
        )
        found: dict[str, dict[str, int]] = {}
        for row in self._rows(counted):
            found.setdefault(row.person_id, {})[row.status] = row.amount
        return found


class AdviserWrites(Writer):
    """What is written of advisers."""

    def add_adviser(self, name: str, password_hash: str, at: dt.datetime) -> Adviser:
        """Keep a new adviser; raise BadInput where the name is taken."""
        row = {"name": name, "password_hash": password_hash, "created_at": at}
        adding = inserting(adviser, self._dialect).on_conflict_do_nothing(index_elements=["name"])
        made = self._connection.execute(adding.returning(adviser), row).first()
        if made is None:
            raise BadInput.one(f"there is an adviser {name!r} already", "choose another name")
        return to_adviser(made)

    def change_password(self, name: str, password_hash: str) -> None:
        """Keep another password; every session of the adviser ends."""
        chosen = update(adviser).where(adviser.c.name == name).values(password_hash=password_hash)
        changed = self._connection.execute(chosen.returning(adviser.c.id)).first()
        if changed is None:
            raise no_adviser(name)
        self._connection.execute(delete(adviser_session).where(adviser_session.c.adviser_id == changed.id))

    def delete_adviser(self, name: str) -> None:
        """Remove an adviser; the persons stay."""
        if not self._connection.execute(delete(adviser).where(adviser.c.name == name)).rowcount:
            raise no_adviser(name)

    def assign(self, adviser_id: int, person_ids: Iterable[str]) -> None:
        """Let an adviser look after persons; those already theirs stay so."""
        adding = inserting(adviser_person, self._dialect).on_conflict_do_nothing()
        if rows := [{"adviser_id": adviser_id, "person_id": one} for one in person_ids]:
            self._connection.execute(adding, rows)

    def unassign(self, adviser_id: int, person_ids: Iterable[str]) -> int:
        """Take persons from an adviser; return how many were theirs."""
        mine = adviser_person.c.adviser_id == adviser_id
        gone = delete(adviser_person).where(mine, adviser_person.c.person_id.in_(list(person_ids)))
        return self._connection.execute(gone).rowcount

    def save_session(self, session: Session) -> None:
        """Keep a new session, and drop those that are over."""
        over = adviser_session.c.expires_at <= session.created_at
        self._connection.execute(delete(adviser_session).where(over))
        row = {
            "hash": session.hash,
            "adviser_id": session.adviser_id,
            "created_at": session.created_at,
            "expires_at": session.expires_at,
        }
        self._connection.execute(insert(adviser_session), row)

    def end_session(self, token_hash: str) -> None:
        """Drop a session, if it is there."""
        self._connection.execute(delete(adviser_session).where(adviser_session.c.hash == token_hash))


def _mine(adviser_id: int, search: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [adviser_person.c.adviser_id == adviser_id]
    if not search.isprintable():  # no id or name has such a character, and PostgreSQL refuses some
        found.append(false())
    elif search:
        found.append(
            or_(
                person.c.id.contains(search, autoescape=True),
                # A database may know no capitals but those of ASCII: what is written as in the name fits too.
                person.c.first_name.contains(search, autoescape=True),
                func.lower(person.c.first_name).contains(search.lower(), autoescape=True),
            )
        )
    return found
