"""Links in the database: found by the hash of their token, revoked but never forgotten."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select, update

from countback.adapters.db.session import Reader, Writer
from countback.adapters.db.tables import link
from countback.adapters.db.values import to_link
from countback.domain.links import Link, Purpose
from countback.errors import NotFound


class LinkReads(Reader):
    """What is asked of links."""

    def links(self, person_id: str, purpose: Purpose | None = None) -> tuple[Link, ...]:
        """Return a person's links, revoked ones included, oldest first."""
        mine = select(link).where(link.c.person_id == person_id)
        if purpose is not None:
            mine = mine.where(link.c.purpose == purpose.value)
        return tuple(map(to_link, self._rows(mine.order_by(link.c.id))))

    def link_by_hash(self, token_hash: str) -> Link | None:
        """Return the link of a token's hash, revoked or not, if there is one."""
        rows = self._rows(select(link).where(link.c.hash == token_hash))
        return to_link(rows[0]) if rows else None


class LinkWrites(Writer):
    """What is written of links."""

    def save_link(
        self, person_id: str, *, purpose: Purpose, token_hash: str, salt: str, label: str, at: dt.datetime
    ) -> Link:
        """Keep a new link; raise NotFound for an unknown person."""
        self.lock_person(person_id)
        row = {
            "person_id": person_id,
            "purpose": purpose.value,
            "hash": token_hash,
            "salt": salt,
            "label": label,
            "created_at": at,
        }
        return to_link(self._connection.execute(insert(link).returning(link), row).one())

    def revoke_link(self, person_id: str, link_id: int, at: dt.datetime) -> Link:
        """Mark a link as revoked, at first for good; raise NotFound where the person has no such link."""
        self.lock_person(person_id)
        mine = (link.c.person_id == person_id) & (link.c.id == link_id)
        ending = update(link).where(mine, link.c.revoked_at.is_(None)).values(revoked_at=at)
        self._connection.execute(ending)
        found = self._connection.execute(select(link).where(mine)).first()
        if found is None:
            raise NotFound(f"there is no link {link_id} of {person_id!r}", "see `countback link list`")
        return to_link(found)
