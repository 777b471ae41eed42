"""One event as iCalendar bytes: a VEVENT for the calendar, and a VTODO for the to-do list.

Rendered once a revision; everything the two share is written once. An all-day event has plain dates,
a timed one local time with its zone's name. Alarms are left to messages.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from countback.adapters.ics.text import category, escaped, folded, many_lines, one_line, uri
from countback.domain.feed import EventContent, EventStatus

UNTITLED = "Untitled"


def render(
    content: EventContent, uid: str, sequence: int, created_at: dt.datetime, changed_at: dt.datetime
) -> tuple[bytes, bytes]:
    """Return the VEVENT and the VTODO of one revision; the VTODO is empty for what is no task.

    The to-do's UID is the event's with `todo-` before it, as a UID names one component only
    (RFC 5545, 3.8.4.7) and a client may keep both lists in one place.
    """
    stamps = _stamps(sequence, created_at, changed_at)
    words = _words(content)
    return _vevent(content, uid, stamps, words), _vtodo(
        content, uid, stamps, words
    ) if content.is_task else b""


def _vevent(content: EventContent, uid: str, stamps: bytes, words: bytes) -> bytes:
    times = (
        f"{_times(content)}STATUS:{content.status.value}\r\n"
        "TRANSP:TRANSPARENT\r\n"  # it blocks nobody's time
        "END:VEVENT\r\n"
    )
    return b"".join([b"BEGIN:VEVENT\r\n", _uid(uid), stamps, words, times.encode()])


def _vtodo(content: EventContent, uid: str, stamps: bytes, words: bytes) -> bytes:
    times = f"{_todo_dates(content)}{_todo_status(content)}END:VTODO\r\n"
    return b"".join([b"BEGIN:VTODO\r\n", _uid(f"todo-{uid}"), stamps, words, times.encode()])


def _uid(uid: str) -> bytes:
    return folded(f"UID:{escaped(one_line(uid))}")


def _stamps(sequence: int, created_at: dt.datetime, changed_at: dt.datetime) -> bytes:
    changed = _utc(changed_at)
    return (
        f"DTSTAMP:{changed}\r\nCREATED:{_utc(created_at)}\r\n"
        f"LAST-MODIFIED:{changed}\r\nSEQUENCE:{sequence}\r\n"
    ).encode()


def _words(content: EventContent) -> bytes:
    values = (
        ("SUMMARY", escaped(one_line(content.title) or UNTITLED)),
        ("DESCRIPTION", escaped(many_lines(content.description))),
        ("CATEGORIES", category(content.category)),
        ("URL", uri(content.url)),
    )
    return b"".join(folded(f"{name}:{value}") for name, value in values if value)


def _times(content: EventContent) -> str:
    start, end = content.start, content.end
    if not (isinstance(start, dt.datetime) and isinstance(end, dt.datetime)):
        return f"DTSTART;VALUE=DATE:{_day(start)}\r\nDTEND;VALUE=DATE:{_day(end)}\r\n"
    zone = ZoneInfo(content.tzid)
    local, until = start.astimezone(zone), end.astimezone(zone)
    # UTC has its own form, and so has the hour that an autumn night repeats, as local time means
    # its first pass only (RFC 5545, 3.3.5).
    if content.tzid == "UTC" or local.fold or until.fold:
        return f"DTSTART:{_utc(start)}\r\nDTEND:{_utc(end)}\r\n"
    return f"DTSTART;TZID={zone}:{_local(local)}\r\nDTEND;TZID={zone}:{_local(until)}\r\n"


def _todo_dates(content: EventContent) -> str:
    start = content.start
    if isinstance(start, dt.datetime):
        start = start.astimezone(ZoneInfo(content.tzid)).date()
    begin = f"DTSTART;VALUE=DATE:{_day(start)}\r\n" if start < content.due else ""
    return f"{begin}DUE;VALUE=DATE:{_day(content.due)}\r\n"


def _todo_status(content: EventContent) -> str:
    if content.status is EventStatus.CANCELLED:
        return "STATUS:CANCELLED\r\n"
    if content.done_on is None:
        return "STATUS:NEEDS-ACTION\r\n"
    # COMPLETED is an instant and the person gave a day: UTC noon is that day nearly everywhere.
    return f"STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:{_day(content.done_on)}T120000Z\r\n"


def _day(day: dt.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _local(moment: dt.datetime) -> str:
    return f"{_day(moment)}T{moment.hour:02}{moment.minute:02}{moment.second:02}"


def _utc(moment: dt.datetime) -> str:
    return f"{_local(moment.astimezone(dt.UTC))}Z"
