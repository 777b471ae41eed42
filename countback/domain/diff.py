"""Diff: what changed between two plans, item by item, by stable keys.

`moved` counts the days by which an item's due date (or its start date) went later (positive) or
earlier. A change of anything else a person reads is `changed`. Items done in both plans do not move.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_BAD = ("late", "impossible")


class ChangeKind(StrEnum):
    """What happened to an item."""

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    CHANGED = "changed"
    BECAME_LATE = "became_late"
    BECAME_POSSIBLE = "became_possible"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the diff compares of one item; made from a plan or from a stored one."""

    key: str
    title: str
    start_by: dt.date
    due: dt.date
    status: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one item."""

    kind: ChangeKind
    key: str
    title: str
    days: int = 0
    before: dt.date | None = None
    after: dt.date | None = None
    note: str = ""


def diff(old: Iterable[Seen], new: Iterable[Seen]) -> tuple[Change, ...]:
    """Return the changes from one plan to another, in the order of their new dates."""
    before = {one.key: one for one in old}
    after = {one.key: one for one in new}
    changes = [
        *(_added(one) for key, one in after.items() if key not in before),
        *(_dropped(one) for key, one in before.items() if key not in after),
        *(change for key, one in after.items() if key in before for change in _between(before[key], one)),
    ]
    return tuple(sorted(changes, key=lambda one: (one.after or one.before or dt.date.min, one.key, one.kind)))


def _added(one: Seen) -> Change:
    return Change(ChangeKind.ADDED, one.key, one.title, after=one.due)


def _dropped(one: Seen) -> Change:
    return Change(ChangeKind.DROPPED, one.key, one.title, before=one.due)


def _between(old: Seen, new: Seen) -> Iterable[Change]:
    if old.status == "done" or new.status == "done":
        if old.status != new.status:
            kind = ChangeKind.DONE if new.status == "done" else ChangeKind.UNDONE
            yield Change(kind, new.key, new.title, before=old.due, after=new.due)
        return
    if old.due != new.due or old.start_by != new.start_by:
        days = (new.due - old.due).days or (new.start_by - old.start_by).days
        yield Change(ChangeKind.MOVED, new.key, new.title, days, old.due, new.due)
    if (
        new.status != old.status
        and new.status in _BAD
        and (old.status not in _BAD or new.status == "impossible")
    ):
        yield Change(
            ChangeKind.BECAME_LATE, new.key, new.title, before=old.due, after=new.due, note=new.status
        )
    elif old.status in _BAD and new.status not in _BAD:
        yield Change(
            ChangeKind.BECAME_POSSIBLE, new.key, new.title, before=old.due, after=new.due, note=new.status
        )
    if old.fingerprint != new.fingerprint or old.title != new.title:
        yield Change(
            ChangeKind.CHANGED, new.key, new.title, before=old.due, after=new.due, note="wording or reasons"
        )


def summary(changes: Iterable[Change]) -> Mapping[str, int]:
    """Return how many changes there are of each kind."""
    counts = {kind.value: 0 for kind in ChangeKind}
    for change in changes:
        counts[change.kind.value] += 1
    return counts
