"""Decide what each event's next revision is: kept, changed, cancelled, revived or dropped.

A subscriber's client believes three numbers: DTSTAMP and LAST-MODIFIED (any change) and SEQUENCE
(time or status). They move when, and only when, the content moves; so the same plan gives the same
bytes, and a moved event is never ignored.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Protocol

from countback.domain.feed import EventContent, EventStatus, Revision, instant_text, sort_key

CANCELLED_FOR = dt.timedelta(days=30)  # how long a dropped event is shown as cancelled
_TICK = dt.timedelta(seconds=1)


class Renderer(Protocol):
    """Writes one revision as ready VEVENT and VTODO bytes; the latter empty for what is no task."""

    def __call__(
        self, content: EventContent, uid: str, sequence: int, created_at: dt.datetime, changed_at: dt.datetime
    ) -> tuple[bytes, bytes]:
        """Return (VEVENT, VTODO) as ready bytes, each line ended and folded."""
        ...


def fingerprint(content: EventContent) -> str:
    """Return a stable hash of what a reader sees, as `<when>-<all>`.

    The part before the dash covers times and status only: SEQUENCE grows when that part differs.
    What no reader sees (the to-do dates of an item that is no task) is left out.
    """
    when = [instant_text(content.start), instant_text(content.end), content.tzid, content.status.value]
    if content.is_task:
        when += ["task", content.due.isoformat(), str(content.done_on or "")]
    words = [content.key, content.title, content.description, content.category, content.url]
    return f"{_digest(when)}-{_digest(when + words)}"


def revise(
    previous: Mapping[str, Revision],
    contents: Sequence[EventContent],
    now: dt.datetime,
    uid_of: Callable[[str], str],
    render: Renderer,
) -> tuple[Revision, ...]:
    """Return the next revision of every event, sorted by (start, UID).

    Unchanged content keeps its very revision, bytes included. A key that is gone is cancelled, and
    dropped 30 days later; one that comes back keeps its UID and CREATED. `now` is aware; ValueError
    is raised where it is not, or where two contents share a key.
    """
    now = _whole_utc_second(now)
    given = {content.key: content for content in contents}
    if len(given) != len(contents):
        raise ValueError("two contents share a key, and a key is one event")
    present = [_present(previous.get(key), content, now, uid_of, render) for key, content in given.items()]
    absent = [_absent(old, now, render) for key, old in previous.items() if key not in given]
    kept = [revision for revision in [*present, *absent] if revision is not None]
    return tuple(sorted(kept, key=lambda revision: (revision.sort_key, revision.uid)))


def _present(
    old: Revision | None,
    content: EventContent,
    now: dt.datetime,
    uid_of: Callable[[str], str],
    render: Renderer,
) -> Revision:
    mark = fingerprint(content)
    if old is None:
        uid = uid_of(content.key)
        return _written(content, mark, uid=uid, sequence=0, created_at=now, changed_at=now, render=render)
    if old.cancelled_at is None and old.fingerprint == mark:
        return old
    return _next(old, content, mark, now, render)


def _absent(old: Revision, now: dt.datetime, render: Renderer) -> Revision | None:
    if old.cancelled_at is not None:
        return old if now < old.cancelled_at + CANCELLED_FOR else None
    content = replace(old.content, status=EventStatus.CANCELLED)
    cancelled = _next(old, content, fingerprint(content), now, render, vanished=True)
    return replace(cancelled, cancelled_at=cancelled.changed_at)


def _next(
    old: Revision,
    content: EventContent,
    mark: str,
    now: dt.datetime,
    render: Renderer,
    *,
    vanished: bool = False,
) -> Revision:
    """Return the revision after `old`; leaving and coming back count as a change of status."""
    moved = _when(mark) != _when(old.fingerprint)
    grows = vanished or moved or old.cancelled_at is not None
    # A second change within one second, or a clock set back, must still move LAST-MODIFIED.
    changed_at = max(now, old.changed_at + _TICK)
    return _written(
        content,
        mark,
        uid=old.uid,
        sequence=old.sequence + grows,
        created_at=old.created_at,
        changed_at=changed_at,
        render=render,
    )


def _written(
    content: EventContent,
    mark: str,
    *,
    uid: str,
    sequence: int,
    created_at: dt.datetime,
    changed_at: dt.datetime,
    render: Renderer,
) -> Revision:
    vevent, vtodo = render(content, uid, sequence, created_at, changed_at)
    return Revision(
        key=content.key,
        uid=uid,
        category=content.category,
        fingerprint=mark,
        sequence=sequence,
        created_at=created_at,
        changed_at=changed_at,
        status=content.status,
        sort_key=sort_key(content),
        vevent=vevent,
        vtodo=vtodo,
        content=content,
    )


def _when(mark: str) -> str:
    return mark.partition("-")[0]


def _digest(parts: list[str]) -> str:
    # JSON in ASCII: the same text on every Python, unlike repr, which follows the Unicode tables.
    return blake2b(json.dumps(parts).encode("ascii"), digest_size=12).hexdigest()


def _whole_utc_second(now: dt.datetime) -> dt.datetime:
    if now.tzinfo is None:
        raise ValueError("now is an aware datetime")
    return now.astimezone(dt.UTC).replace(microsecond=0)
