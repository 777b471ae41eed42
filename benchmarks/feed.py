"""Compare the feed's cost with a calendar written by a hand-made string template.

Both sides write the same 80 events and their to-dos, escaped and folded, into two calendars. The
template starts anew each time; the feed keeps what did not change. All variants take turns within
each round, so a slow moment of the machine hits them alike; the table shows medians.

    python benchmarks/feed.py [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from countback.adapters.ics.calendar import calendar_bytes
from countback.adapters.ics.checking import check
from countback.adapters.ics.render import render
from countback.adapters.ics.timezone import vtimezone
from countback.domain.feed import EventContent, EventStatus, Revision
from countback.domain.feed_revisions import revise

EVENTS = 80
CHANGED = 3
NEW_YORK = ZoneInfo("America/New_York")
FIRST = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = FIRST + dt.timedelta(days=1)
NAME, ABOUT = "Countback: Ada's plan", "Everything on the way to the match, dated."
GOALS = {"3 of 80 changed": 3.0, "all changed": 3.0, "nothing changed": 1.2}


def sample(number: int) -> EventContent:
    day = dt.date(2026, 4, 1) + dt.timedelta(days=4 * number)
    at = dt.datetime(day.year, day.month, day.day, 9, tzinfo=NEW_YORK)
    timed = number % 10 == 0
    return EventContent(
        key=f"letter.ask/rotation-{number}",
        title=f"Ask Dr. Müller for letter {number}, in person; bring your CV",
        description=(
            f"Why: programmes read letters from rotations within a year, and this is number {number}.\n"
            "Window: 1 April to 20 May; slack 12 days.\n"
            "Source: AAMC, checked 2026-01-10. Please verify: it may move.\n"
            f"Done? https://countback.example/done/{number:08x}"
        ),
        category="letters" if number % 2 else "rotations",
        start=at if timed else day,
        end=at + dt.timedelta(hours=1) if timed else day + dt.timedelta(days=1),
        status=EventStatus.CONFIRMED,
        due=day,
        tzid="America/New_York" if timed else "",
        url=f"https://countback.example/items/letter.ask/rotation-{number}",
    )


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> str:
    raw = line.encode()
    if len(raw) <= 75:
        return line
    parts, begin, room = [], 0, 75
    while len(raw) - begin > room:
        end = begin + room
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(raw[begin:end].decode())
        begin, room = end, 74
    return "\r\n ".join([*parts, raw[begin:].decode()])


def _moment(name: str, moment: dt.date | dt.datetime) -> str:
    if isinstance(moment, dt.datetime):
        return f"{name};TZID=America/New_York:{moment:%Y%m%dT%H%M%S}"
    return f"{name};VALUE=DATE:{moment:%Y%m%d}"


def _head(uid: str, content: EventContent, stamp: str) -> list[str]:
    return [
        f"UID:{uid}",
        f"DTSTAMP:{stamp}",
        f"CREATED:{stamp}",
        f"LAST-MODIFIED:{stamp}",
        "SEQUENCE:0",
        f"SUMMARY:{_escape(content.title)}",
        f"DESCRIPTION:{_escape(content.description)}",
        f"CATEGORIES:{content.category}",
        f"URL:{content.url}",
    ]


def _event_lines(content: EventContent, stamp: str) -> list[str]:
    head = _head(uid_of(content.key), content, stamp)
    times = [_moment("DTSTART", content.start), _moment("DTEND", content.end)]
    return ["BEGIN:VEVENT", *head, *times, f"STATUS:{content.status}", "TRANSP:TRANSPARENT", "END:VEVENT"]


def _todo_lines(content: EventContent, stamp: str) -> list[str]:
    head = _head("todo-" + uid_of(content.key), content, stamp)
    return ["BEGIN:VTODO", *head, f"DUE;VALUE=DATE:{content.due:%Y%m%d}", "STATUS:NEEDS-ACTION", "END:VTODO"]


def template(contents: list[EventContent], now: dt.datetime) -> tuple[bytes, bytes]:
    """Return both calendars as one would write them by hand, without keeping anything."""
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    calendar = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Countback//Feed//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_escape(NAME)}",
        f"X-WR-CALNAME:{_escape(NAME)}",
        f"X-WR-CALDESC:{_escape(ABOUT)}",
        "X-WR-TIMEZONE:America/New_York",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "COLOR:teal",
        "X-APPLE-CALENDAR-COLOR:#008080",
    ]
    zone = vtimezone("America/New_York").decode().removesuffix("\r\n")
    events, todos = [*calendar, zone], [*calendar]
    for content in contents:
        events += map(_fold, _event_lines(content, stamp))
        todos += map(_fold, _todo_lines(content, stamp))
    return tuple("\r\n".join([*lines, "END:VCALENDAR", ""]).encode() for lines in (events, todos))  # type: ignore[return-value]


def uid_of(key: str) -> str:
    return f"{key}@countback.example"


def publish(revisions: tuple[Revision, ...]) -> tuple[bytes, bytes]:
    return tuple(  # type: ignore[return-value]
        calendar_bytes(
            NAME,
            ABOUT,
            revisions,
            prodid="-//Countback//Feed//EN",
            ttl=dt.timedelta(hours=6),
            color="teal",
            timezone="America/New_York",
            kind=kind,
        )
        for kind in ("events", "todos")
    )


def content_lines(raw: bytes) -> list[bytes]:
    """Return the unfolded lines, sorted: the order of properties means nothing."""
    return sorted(raw.replace(b"\r\n ", b"").split(b"\r\n"))


def variants() -> dict[str, Callable[[], object]]:
    old = [sample(number) for number in range(EVENTS)]
    few = [replace(one, title="Moved: " + one.title) if n < CHANGED else one for n, one in enumerate(old)]
    every = [replace(one, title="Moved: " + one.title) for one in old]
    first = revise({}, old, FIRST, uid_of, render)
    previous = {revision.key: revision for revision in first}
    feed = publish(first)
    if list(map(content_lines, template(old, FIRST))) != list(map(content_lines, feed)):
        sys.exit("the two sides do not write the same lines, so their times say nothing")
    return {
        "template": lambda: template(every, LATER),
        "3 of 80 changed": lambda: publish(revise(previous, few, LATER, uid_of, render)),
        "all changed": lambda: publish(revise(previous, every, LATER, uid_of, render)),
        "nothing changed": lambda: publish(revise(previous, old, LATER, uid_of, render)),
        "join only": lambda: publish(first),
        "check only": lambda: check(feed[0]),
    }


def measure(rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each variant, all run once a round."""
    todo = variants()
    taken: dict[str, list[float]] = {name: [] for name in todo}
    for _ in range(rounds):
        for name, run in todo.items():
            begin = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - begin) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare the feed with a hand-made string template.")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    medians = measure(options.rounds)
    rows = [
        {
            "variant": name,
            "ms": round(ms, 3),
            "ratio": round(ms / medians["template"], 3),
            "goal": GOALS.get(name),
        }
        for name, ms in medians.items()
    ]
    if options.json:
        print(json.dumps({"events": EVENTS, "rounds": options.rounds, "rows": rows}, indent=2))
    else:
        print(f"{'variant':<18}{'ms':>9}{'ratio':>9}{'goal':>8}")
        for row in rows:
            print(f"{row['variant']:<18}{row['ms']:>9.3f}{row['ratio']:>9.2f}{row['goal'] or '-':>8}")
    return int(any(medians[name] > goal * medians["template"] for name, goal in GOALS.items()))


if __name__ == "__main__":
    sys.exit(main())
