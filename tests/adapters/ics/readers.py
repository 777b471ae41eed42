"""Five independent readers of a calendar, each told to say the same few things about every event."""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import ical.calendar_stream
import icalendar
import jicson
import vobject

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its grammar has invalid escapes
    import ics

Moment = dt.date | dt.datetime


@dataclass(frozen=True)
class Seen:
    """What a reader understood of one event; instants are in UTC."""

    uid: str
    summary: str
    description: str
    start: Moment
    end: Moment
    status: str
    sequence: int


def _utc(moment: Moment) -> Moment:
    return moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else moment


def read_with_icalendar(raw: bytes) -> list[Seen]:
    events: list[Any] = list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))
    return [
        Seen(
            uid=str(event["UID"]),
            summary=str(event["SUMMARY"]),
            description=str(event.get("DESCRIPTION", "")),
            start=_utc(event["DTSTART"].dt),
            end=_utc(event["DTEND"].dt),
            status=str(event["STATUS"]),
            sequence=int(event["SEQUENCE"]),
        )
        for event in events
    ]


def read_with_ical(raw: bytes) -> list[Seen]:
    calendar: Any = ical.calendar_stream.IcsCalendarStream.calendar_from_ics(raw.decode())
    return [
        Seen(
            uid=event.uid,
            summary=event.summary,
            description=event.description or "",
            start=_utc(event.dtstart),
            end=_utc(event.dtend or event.dtstart),
            status=str(event.status.value if event.status else ""),
            sequence=event.sequence or 0,
        )
        for event in calendar.events
    ]


def read_with_ics(raw: bytes) -> list[Seen]:
    # Its parser wraps stdout once a line and never unwraps it: a long calendar would end in a recursion.
    with (
        patch("colorama.init", lambda: None),
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", FutureWarning)
        events = sorted(ics.Calendar(raw.decode()).events, key=lambda event: event.uid)
    return [_of_ics(event) for event in events]


def _of_ics(event: ics.Event) -> Seen:
    # ics keeps whole days as midnights in UTC.
    start, end = event.begin.datetime, event.end.datetime
    extra = {line.name: line.value for line in event.extra}
    return Seen(
        uid=event.uid,
        summary=event.name,
        description=event.description or "",
        start=start.date() if event.all_day else _utc(start),
        end=end.date() if event.all_day else _utc(end),
        status=event.status,
        sequence=int(extra["SEQUENCE"]),
    )


def read_with_vobject(raw: bytes) -> list[Seen]:
    calendar = vobject.readOne(raw.decode())
    return [
        Seen(
            uid=event.uid.value,
            summary=event.summary.value,
            description=event.description.value if "description" in event.contents else "",
            start=_utc(event.dtstart.value),
            end=_utc(event.dtend.value),
            status=event.status.value,
            sequence=int(event.sequence.value),
        )
        for event in calendar.contents.get("vevent", [])
    ]


def read_with_jicson(raw: bytes) -> list[Seen]:
    """Read with jicson, which neither unfolds nor unescapes: both are done here."""
    text = raw.decode().replace("\r\n ", "")
    (calendar,) = jicson.fromText(text)["VCALENDAR"]
    return [_of_jicson(event) for event in calendar.get("VEVENT", [])]


def _of_jicson(event: dict[str, str]) -> Seen:
    moments = {name.split(";")[0]: _moment(name, event[name]) for name in event if name.startswith("DT")}
    return Seen(
        uid=_plain(event["UID"]),
        summary=_plain(event["SUMMARY"]),
        description=_plain(event.get("DESCRIPTION", "")),
        start=moments["DTSTART"],
        end=moments["DTEND"],
        status=event["STATUS"],
        sequence=int(event["SEQUENCE"]),
    )


def _plain(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")


def _moment(name: str, value: str) -> Moment:
    if "VALUE=DATE" in name:
        return dt.datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    moment = dt.datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - it follows
    zone = ZoneInfo(name.partition("TZID=")[2] or "UTC")
    return moment.replace(tzinfo=zone).astimezone(dt.UTC)


READERS: dict[str, Callable[[bytes], list[Seen]]] = {
    "icalendar": read_with_icalendar,
    "ical": read_with_ical,
    "ics": read_with_ics,
    "vobject": read_with_vobject,
    "jicson": read_with_jicson,
}
