"""Events and calendars to test with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from countback.adapters.ics.calendar import Kind
from countback.adapters.ics.writer import calendar_bytes, render
from countback.domain.feed import EventContent, EventStatus, Revision
from countback.domain.feed_revisions import revise

NEW_YORK = ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 3, 1, 12, 0, 0, tzinfo=dt.UTC)
LOOK: dict[str, Any] = {
    "prodid": "-//Countback//Feed//EN",
    "ttl": dt.timedelta(hours=6),
    "color": "teal",
    "timezone": "America/New_York",
}
HARD = (
    "\\N",
    "\\n",
    "\\",
    "\r\n",
    "\r",
    "\n",
    ",",
    ";",
    ":",
    '"',
    "\t",
    "\x00",
    "\x0b",
    "\x85",
    "\u2028",
    "\ufeff",
)
WORDS = (
    "👩🏽‍⚕️",
    "é",
    "e\u0301",
    "漢字",
    "שלום",
    "=0D=0A",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    " ",
    "  ",
    "^n",
    "\ud800",
)


def any_text(max_size: int = 300) -> st.SearchStrategy[str]:
    """Return text of every kind, lone surrogates too, with the marks that calendars trip over."""
    piece = st.one_of(st.sampled_from(HARD + WORDS), st.text(st.characters(), max_size=40), st.just("x" * 37))
    return st.lists(piece, max_size=max_size // 10).map("".join)


def event(key: str = "letter.ask/rotation-1", **changes: Any) -> EventContent:
    """Return an all-day task, changed as asked."""
    facts: dict[str, Any] = {
        "key": key,
        "title": "Ask for the letter",
        "description": "Why: letters carry weight.\nSlack: 12 days.",
        "category": "letters",
        "start": dt.date(2026, 4, 1),
        "end": dt.date(2026, 4, 2),
        "status": EventStatus.CONFIRMED,
        "due": dt.date(2026, 4, 1),
        "url": "https://countback.example/items/letter.ask",
    }
    return EventContent(**(facts | changes))


def timed(key: str = "eras.open", at: dt.datetime | None = None, **changes: Any) -> EventContent:
    """Return an hour's event in New York that is no task."""
    start = at or dt.datetime(2026, 9, 23, 9, tzinfo=NEW_YORK)
    facts = {
        "start": start,
        "end": start + dt.timedelta(hours=1),
        "tzid": "America/New_York",
        "is_task": False,
    }
    return event(key, **({"title": "Programmes may review", "category": "eras"} | facts | changes))


def uid_of(key: str) -> str:
    return f"{key.replace('/', '.')}@countback.example"


def revisions(
    contents: Sequence[EventContent],
    now: dt.datetime = NOW,
    previous: Mapping[str, Revision] | None = None,
) -> dict[str, Revision]:
    """Return the revisions by key, as the store would give them to the next run."""
    return {one.key: one for one in revise(previous or {}, contents, now, uid_of, render)}


def feed(contents: Sequence[EventContent], kind: Kind = "events") -> bytes:
    """Return the calendar of these events, published for the first time."""
    return calendar_bytes("My plan", "Every date.", revisions(contents).values(), kind=kind, **LOOK)


def lines_of(raw: bytes) -> list[str]:
    """Return the unfolded lines."""
    return raw.decode().replace("\r\n ", "").split("\r\n")[:-1]
