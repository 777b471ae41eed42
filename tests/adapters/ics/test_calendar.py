"""A calendar is a header, the zones it needs and its events, always in the same order and bytes."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countback.adapters.ics.calendar import COLORS, calendar_bytes
from countback.adapters.ics.checking import check
from tests.adapters.ics.samples import LOOK, any_text, event, feed, lines_of, revisions, timed

MADE_TWICE = """
from hashlib import sha256
from tests.adapters.ics.samples import event, feed, timed
import datetime as dt
from zoneinfo import ZoneInfo
zones = ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "Africa/Cairo", "UTC"]
at = [dt.datetime(2026, 9, 23, 9, tzinfo=ZoneInfo(zone)) for zone in zones]
many = [timed(f"at.{zone}", when, tzid=zone) for zone, when in zip(zones, at)]
many += [event(f"day.{n}", category=str(n % 7)) for n in range(30)]
print(sha256(feed(many) + feed(many, "todos")).hexdigest())
"""


def header(**changes: object) -> list[str]:
    raw = calendar_bytes("My plan, mine", "One\nTwo", revisions([event()]).values(), **(LOOK | changes))
    lines = lines_of(raw)
    return lines[: lines.index("BEGIN:VEVENT")]


def test_the_header_says_what_each_client_asks_for() -> None:
    assert header() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Countback//Feed//EN",
        "CALSCALE:GREGORIAN",
        "NAME:My plan\\, mine",
        "X-WR-CALNAME:My plan\\, mine",
        "X-WR-CALDESC:One\\nTwo",
        "X-WR-TIMEZONE:America/New_York",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "COLOR:teal",
        "X-APPLE-CALENDAR-COLOR:#008080",
    ]


def test_a_time_to_live_of_minutes_is_told_in_minutes() -> None:
    assert "X-PUBLISHED-TTL:PT90M" in header(ttl=dt.timedelta(minutes=90))


def test_a_calendar_has_no_method_and_no_uid_of_its_own() -> None:
    assert not any(line.startswith(("METHOD", "UID")) for line in header())


def test_a_color_without_a_known_name_is_refused() -> None:
    with pytest.raises(KeyError, match="nice"):
        header(color="nice")
    assert list(COLORS) == sorted(COLORS)


def test_events_stand_in_the_order_of_their_start_then_uid_however_they_are_given() -> None:
    late = event("c", start=dt.date(2026, 5, 1), end=dt.date(2026, 5, 2))
    several = [late, event("b"), timed("d", dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)), event("a")]
    lines = lines_of(feed(several))
    assert [line[4] for line in lines if line.startswith("UID:")] == ["a", "b", "d", "c"]
    assert feed(several) == feed(several[::-1])


def test_a_zone_is_described_once_and_only_where_a_timed_event_needs_it() -> None:
    assert feed([timed("a"), timed("b"), event()]).count(b"BEGIN:VTIMEZONE") == 1
    assert feed([event()]).count(b"BEGIN:VTIMEZONE") == 0
    assert feed([timed(tzid="UTC")]).count(b"BEGIN:VTIMEZONE") == 0
    assert feed([timed(is_task=True)], "todos").count(b"BEGIN:VTIMEZONE") == 0


def test_the_to_do_calendar_holds_the_tasks_only() -> None:
    todos = icalendar.Calendar.from_ical(feed([event(), timed()], "todos"))
    assert [part.name for part in todos.subcomponents] == ["VTODO"]


@pytest.mark.parametrize("kind", ["events", "todos"])
def test_a_calendar_without_events_still_is_one(kind: str) -> None:
    raw = calendar_bytes("My plan", "", [], kind=kind, **LOOK)  # type: ignore[arg-type]
    check(raw, may_be_empty=True)
    assert [part.name for part in icalendar.Calendar.from_ical(raw).subcomponents] == ["VTIMEZONE"]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(any_text(), any_text(600), any_text(30)), min_size=1, max_size=5),
    any_text(),
    any_text(),
)
def test_every_calendar_passes_the_check_before_publishing(
    words: list[tuple[str, str, str]], name: str, about: str
) -> None:
    several = [
        event(str(number), title=title, description=text, category=group)
        for number, (title, text, group) in enumerate(words)
    ]
    for kind in ("events", "todos"):
        check(calendar_bytes(name, about, revisions(several).values(), kind=kind, **LOOK))


def test_the_same_plan_gives_the_same_bytes_under_any_hash_seed() -> None:
    runs = {
        subprocess.run(
            [sys.executable, "-c", MADE_TWICE],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(runs) == 1


def test_joining_ready_events_imports_no_third_party_library() -> None:
    program = (
        "import sys; from countback.adapters.ics import calendar, checking;"
        "print([name for name in ('icalendar', 'pydantic', 'dateutil', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
