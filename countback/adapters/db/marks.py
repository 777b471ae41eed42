"""Marks in the database: a person's own notes and snoozes, by item."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from countback.adapters.db.session import Reader, Writer, replacing
from countback.adapters.db.tables import item_mark
from countback.domain.marks import Mark


class MarkReads(Reader):
    """What is asked of marks."""

    def marks(self, person_id: str) -> Mapping[str, Mark]:
        """Return a person's marks: item key -> mark, by key."""
        mine = select(item_mark).where(item_mark.c.person_id == person_id).order_by(item_mark.c.key)
        return {row.key: Mark(row.key, row.note, row.snoozed_until) for row in self._rows(mine)}


class MarkWrites(Writer):
    """What is written of marks."""

    def save_mark(self, person_id: str, mark: Mark) -> None:
        """Keep a mark in place of the item's old one; an empty one is dropped."""
        self.lock_person(person_id)
        if mark.empty:
            mine = item_mark.c.person_id == person_id
            self._connection.execute(delete(item_mark).where(mine, item_mark.c.key == mark.key))
            return
        row = {
            "person_id": person_id,
            "key": mark.key,
            "note": mark.note,
            "snoozed_until": mark.snoozed_until,
        }
        self._connection.execute(replacing(item_mark, self._dialect), row)
