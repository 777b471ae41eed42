"""One event as iCalendar bytes: a VEVENT for the calendar, and a VTODO for the to-do list.

Days, moments, numbers and words are icalendar's typed values; each such line is shared by many events
and written once. Free text is cleaned, escaped and folded by `text`, more strictly than the library
does and without its cost. An event is rendered once a revision. An all-day event has plain dates, a
timed one local time with its zone's name. Alarms are left to messages.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Parameters, vDate, vDatetime, vInt, vText

from countback.adapters.ics.text import category, escaped, folded, many_lines, one_line, uri
from countback.domain.feed import EventContent, EventStatus

UNTITLED = "Untitled"
KEPT_LINES = 4096
_UTC = "UTC"
_EVENT, _EVENT_END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
_TODO, _TODO_END = b"BEGIN:VTODO\r\n", b"END:VTODO\r\n"


def render(
    content: EventContent, uid: str, sequence: int, created_at: dt.datetime, changed_at: dt.datetime
) -> tuple[bytes, bytes]:
    """Return the VEVENT and the VTODO of one revision; the VTODO is empty for what is no task.

    The to-do's UID is the event's with `todo-` before it, as a UID names one component only
    (RFC 5545, 3.8.4.7) and a client may keep both lists in one place.
    """
    shared = _stamps(sequence, created_at, changed_at) + _words(content)
    # TRANSPARENT: an event of ours blocks nobody's time.
    state = _word("STATUS", content.status.value) + _word("TRANSP", "TRANSPARENT")
    event = b"".join([_EVENT, _text("UID", one_line(uid)), shared, _times(content), state, _EVENT_END])
    if not content.is_task:
        return event, b""
    todo_uid = _text("UID", one_line(f"todo-{uid}"))
    return event, b"".join([_TODO, todo_uid, shared, _todo_dates(content), _todo_state(content), _TODO_END])


def _stamps(sequence: int, created_at: dt.datetime, changed_at: dt.datetime) -> bytes:
    return b"".join(
        [
            _moment("DTSTAMP", changed_at),
            _moment("CREATED", created_at),
            _moment("LAST-MODIFIED", changed_at),
            _number("SEQUENCE", sequence),
        ]
    )


def _words(content: EventContent) -> bytes:
    lines = [_text("SUMMARY", one_line(content.title) or UNTITLED)]
    if description := many_lines(content.description):
        lines.append(_text("DESCRIPTION", description))
    if named := category(content.category):
        lines.append(_word("CATEGORIES", named))
    if content.url:
        lines.append(folded(f"URL:{uri(content.url)}"))
    return b"".join(lines)


def _times(content: EventContent) -> bytes:
    start, end = content.start, content.end
    if not (isinstance(start, dt.datetime) and isinstance(end, dt.datetime)):
        return _day("DTSTART", start) + _day("DTEND", end)
    zone = ZoneInfo(content.tzid)
    # UTC has its own form, and so has the hour that an autumn night repeats, as local time means
    # its first pass only (RFC 5545, 3.3.5).
    repeated = start.astimezone(zone).fold or end.astimezone(zone).fold
    tzid = _UTC if repeated else content.tzid
    return _moment("DTSTART", start, tzid) + _moment("DTEND", end, tzid)


def _todo_dates(content: EventContent) -> bytes:
    start = content.start
    if isinstance(start, dt.datetime):
        start = start.astimezone(ZoneInfo(content.tzid)).date()
    begin = _day("DTSTART", start) if start < content.due else b""
    return begin + _day("DUE", content.due)


def _todo_state(content: EventContent) -> bytes:
    if content.status is EventStatus.CANCELLED:
        return _word("STATUS", "CANCELLED")
    if content.done_on is None:
        return _word("STATUS", "NEEDS-ACTION")
    # COMPLETED is an instant and the person gave a day: UTC noon is that day nearly everywhere.
    noon = dt.datetime.combine(content.done_on, dt.time(12), dt.UTC)
    return _word("STATUS", "COMPLETED") + _number("PERCENT-COMPLETE", 100) + _moment("COMPLETED", noon)


def _line(name: str, written: bytes, parameters: Parameters | None = None) -> bytes:
    text = written.decode()
    return folded(f"{name};{parameters.to_ical().decode()}:{text}" if parameters else f"{name}:{text}")


def _text(name: str, text: str) -> bytes:
    return folded(f"{name}:{escaped(text)}")


@lru_cache(KEPT_LINES)
def _word(name: str, word: str) -> bytes:
    return _line(name, vText(word).to_ical())


@lru_cache(KEPT_LINES)
def _number(name: str, number: int) -> bytes:
    return _line(name, vInt(number).to_ical())


@lru_cache(KEPT_LINES)
def _day(name: str, day: dt.date) -> bytes:
    written: bytes = vDate(day).to_ical()  # type: ignore[no-untyped-call]
    return _line(name, written, Parameters({"VALUE": "DATE"}))


@lru_cache(KEPT_LINES)
def _moment(name: str, moment: dt.datetime, tzid: str = _UTC) -> bytes:
    # One instant is equal in every zone, so the zone is part of what the line is kept by.
    value = vDatetime(moment.astimezone(dt.UTC if tzid == _UTC else ZoneInfo(tzid)))
    written = value.to_ical()  # type: ignore[no-untyped-call] # first: it learns its TZID by being written
    return _line(name, written, value.params)
