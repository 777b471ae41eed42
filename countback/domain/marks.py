"""Marks: what a person adds to an item without changing its dates: a note, a day until which it rests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

NOTE_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Mark:
    """A person's own remark on one item of their plan; the item is named by its stable key."""

    key: str
    note: str = ""
    snoozed_until: dt.date | None = None

    @property
    def empty(self) -> bool:
        """Tell whether nothing is left of the mark."""
        return not self.note and self.snoozed_until is None

    def rests_on(self, day: dt.date) -> bool:
        """Tell whether the item is out of sight on a day: up to, not including, `snoozed_until`."""
        return self.snoozed_until is not None and day < self.snoozed_until
