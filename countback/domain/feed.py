"""The feed: which calendar events a plan becomes, and what changed in them since last time.

Content never depends on "now" or on the plan's day where nothing changed for the reader: an event's
bytes, revision and stamps move only when what it says moves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from zoneinfo import ZoneInfo


class EventStatus(StrEnum):
    """RFC 5545 STATUS of a VEVENT."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"  # the date rests on an estimate
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class EventContent:
    """What one event says: everything a reader sees, and nothing else.

    `start` and `end` are dates (half-open) for an all-day event, or aware datetimes in an IANA zone
    (`tzid`) for a timed one; `end` is later than `start`, and ValueError says where it is not.
    `due` and `done_on` serve the to-do feed.
    """

    key: str
    title: str
    description: str
    category: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime
    status: EventStatus
    due: dt.date
    done_on: dt.date | None = None
    tzid: str = ""
    url: str = ""
    is_task: bool = True

    def __post_init__(self) -> None:
        start, end = self.start, self.end
        if isinstance(start, dt.datetime) != isinstance(end, dt.datetime):
            raise ValueError(f"{self.key}: start and end are two dates or two instants, not one of each")
        if self.timed and not (self.tzid and _aware(start) and _aware(end)):
            raise ValueError(f"{self.key}: a timed event needs its IANA zone and aware datetimes")
        if instant_text(end) <= instant_text(start):
            raise ValueError(f"{self.key}: the end, {end}, is not after the start, {start}")

    @property
    def timed(self) -> bool:
        """Tell whether the event has a time of day; else it lasts whole days."""
        return isinstance(self.start, dt.datetime)

    def to_record(self) -> dict[str, str | bool]:
        """Return the content as plain JSON values, for the store."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_record(cls, record: Mapping[str, str | bool]) -> EventContent:
        """Return the content that `to_record` made; its instants are again in the event's zone."""
        text = {name: str(value) for name, value in record.items()}
        return cls(
            key=text["key"],
            title=text["title"],
            description=text["description"],
            category=text["category"],
            start=_moment(text["start"], text["tzid"]),
            end=_moment(text["end"], text["tzid"]),
            status=EventStatus(text["status"]),
            due=dt.date.fromisoformat(text["due"]),
            done_on=dt.date.fromisoformat(text["done_on"]) if text["done_on"] else None,
            tzid=text["tzid"],
            url=text["url"],
            is_task=bool(record["is_task"]),
        )


@dataclass(frozen=True, slots=True)
class Revision:
    """One event as published: its content, the content's fingerprint, its revision and its bytes.

    `vevent` and `vtodo` are ready component bytes (CRLF, folded), rendered once a revision; `vtodo`
    is empty for what is not a task. `changed_at` is DTSTAMP and LAST-MODIFIED. `content` is kept so
    that an item that leaves the plan can still be cancelled by name. All instants are UTC, in whole
    seconds.
    """

    key: str
    uid: str
    category: str
    fingerprint: str
    sequence: int
    created_at: dt.datetime
    changed_at: dt.datetime
    status: EventStatus
    sort_key: str
    vevent: bytes
    vtodo: bytes
    content: EventContent
    cancelled_at: dt.datetime | None = None


def sort_key(content: EventContent) -> str:
    """Return text that sorts events by start: the day, or the UTC instant within it."""
    return instant_text(content.start)


def instant_text(moment: dt.date | dt.datetime) -> str:
    """Return one text for one moment, whatever zone it is written in: ISO 8601, instants in UTC."""
    return moment.astimezone(dt.UTC).isoformat() if isinstance(moment, dt.datetime) else moment.isoformat()


def _aware(moment: dt.date | dt.datetime) -> bool:
    return isinstance(moment, dt.datetime) and moment.tzinfo is not None


def _plain(value: object) -> str | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def _moment(text: str, tzid: str) -> dt.date | dt.datetime:
    if "T" not in text:
        return dt.date.fromisoformat(text)
    return dt.datetime.fromisoformat(text).astimezone(ZoneInfo(tzid))
