"""Alarms ring when a subscriber asked for them, as independent readers understand them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ical.calendar_stream
import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from countback.adapters.ics.alarms import parse_alarms, with_alarms
from countback.adapters.ics.checking import check
from countback.domain.feed import EventStatus
from countback.errors import BadInput
from tests.adapters.ics.readers import read_with_ical, read_with_icalendar, read_with_ics, read_with_vobject
from tests.adapters.ics.samples import NEW_YORK, any_text, event, feed, lines_of, timed

WHOLE_DAY = event("day", title="Ask for the letter", start=dt.date(2026, 4, 1), end=dt.date(2026, 4, 2))
# Clocks change on 1 November 2026: a week before is an hour more.
AT_NINE = timed("hour", dt.datetime(2026, 11, 4, 9, tzinfo=NEW_YORK))

# Each event's triggers, by its UID's first word.
Triggers = dict[str, list[dt.timedelta]]


def triggers_of_icalendar(raw: bytes) -> Triggers:
    events: list[Any] = list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))
    assert not any(part.errors for one in events for part in one.walk())
    return {_key(one["UID"]): [alarm["TRIGGER"].dt for alarm in one.walk("VALARM")] for one in events}


def triggers_of_ical(raw: bytes) -> Triggers:
    calendar: Any = ical.calendar_stream.IcsCalendarStream.calendar_from_ics(raw.decode())
    return {_key(one.uid): [alarm.trigger for alarm in one.alarm] for one in calendar.events}


def triggers_of_vobject(raw: bytes) -> Triggers:
    events = vobject.readOne(raw.decode()).contents["vevent"]
    return {
        _key(one.uid.value): [alarm.trigger.value for alarm in one.contents.get("valarm", [])]
        for one in events
    }


READERS = [triggers_of_icalendar, triggers_of_ical, triggers_of_vobject]


def _key(uid: str) -> str:
    return str(uid).partition("@")[0]


def rings_of(raw: bytes) -> list[dt.datetime]:
    """Return when icalendar says that the alarms ring; without a zone where it is the subscriber's own."""
    events: list[Any] = list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))
    return [time.trigger for one in events for time in one.alarms.times]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("days", "day"),
    [
        (0, dt.date(2026, 4, 1)),
        (1, dt.date(2026, 3, 31)),
        (2, dt.date(2026, 3, 30)),
        (7, dt.date(2026, 3, 25)),
        (30, dt.date(2026, 3, 2)),
    ],
)
def test_what_has_a_day_rings_at_nine_in_the_morning_of_the_days_before(
    days: int, day: dt.date, read: Callable[[bytes], Triggers]
) -> None:
    raw = with_alarms(feed([WHOLE_DAY]), [days])
    nine = dt.datetime.combine(day, dt.time(9))  # in no zone: the subscriber's own
    midnight = dt.datetime.combine(WHOLE_DAY.start, dt.time())
    assert [midnight + one for one in read(raw)["day"]] == [nine]
    assert rings_of(raw) == [nine]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("days", [0, 1, 7, 30])
def test_what_has_an_hour_rings_at_that_hour_of_the_days_before(
    days: int, read: Callable[[bytes], Triggers]
) -> None:
    assert read(with_alarms(feed([AT_NINE]), [days])) == {"hour": [dt.timedelta(days=-days)]}


def test_a_week_before_is_the_same_hour_though_clocks_change_between() -> None:
    (rings,) = rings_of(with_alarms(feed([AT_NINE]), [7]))
    assert rings == dt.datetime(2026, 10, 28, 9, tzinfo=NEW_YORK)


@pytest.mark.parametrize("read", READERS)
def test_every_alarm_that_was_asked_for_rings(read: Callable[[bytes], Triggers]) -> None:
    found = read(with_alarms(feed([WHOLE_DAY, AT_NINE]), [7, 1]))
    assert found == {
        "day": [-dt.timedelta(days=7) + dt.timedelta(hours=9), -dt.timedelta(hours=15)],
        "hour": [-dt.timedelta(days=7), -dt.timedelta(days=1)],
    }


@pytest.mark.parametrize("read", READERS)
def test_what_is_done_or_cancelled_stays_silent(read: Callable[[bytes], Triggers]) -> None:
    done = event("done", title="\N{CHECK MARK} Ask for the letter", done_on=dt.date(2026, 3, 1))
    dropped = event("dropped", status=EventStatus.CANCELLED)
    unsure = event("unsure", status=EventStatus.TENTATIVE)
    found = read(with_alarms(feed([done, dropped, unsure]), [1]))
    assert found == {"done": [], "dropped": [], "unsure": [-dt.timedelta(hours=15)]}


def test_words_of_a_description_silence_nothing() -> None:
    tricky = event(description="x" * 60 + "\nSTATUS:CANCELLED\nSUMMARY:\N{CHECK MARK}\nEND:VEVENT")
    assert with_alarms(feed([tricky]), [1]).count(b"BEGIN:VALARM") == 1


def test_the_alarm_says_the_title_and_is_folded_like_any_line() -> None:
    title = "Grüße an Dr. Müller; bringen: Lebenslauf, " + "Zeugnis " * 9
    raw = with_alarms(feed([event(title=title)]), [1])
    (alarm,) = icalendar.Calendar.from_ical(raw).walk("VALARM")
    assert (str(alarm["ACTION"]), str(alarm["DESCRIPTION"])) == ("DISPLAY", title.strip())
    (other,) = vobject.readOne(raw.decode()).vevent.contents["valarm"]
    assert other.description.value == title.strip()
    check(raw)


def test_to_dos_are_left_as_they_are() -> None:
    todos = feed([WHOLE_DAY], "todos")
    assert with_alarms(todos, [7, 1]) == todos


def test_an_empty_calendar_and_no_alarms_change_nothing() -> None:
    assert with_alarms(feed([]), [1]) == feed([])
    assert with_alarms(feed([WHOLE_DAY]), []) == feed([WHOLE_DAY])


@pytest.mark.parametrize("read", [read_with_icalendar, read_with_ical, read_with_ics, read_with_vobject])
def test_alarms_change_nothing_else_that_a_reader_understands(read: Callable[[bytes], object]) -> None:
    plain = feed([WHOLE_DAY, AT_NINE])
    assert read(with_alarms(plain, [7, 1])) == read(plain)


def test_without_its_alarms_the_calendar_is_the_published_one() -> None:
    plain = feed([WHOLE_DAY, AT_NINE])
    kept, within = [], False
    for line in lines_of(with_alarms(plain, [7, 0])):
        within = within or line == "BEGIN:VALARM"
        if not within:
            kept.append(line)
        within = within and line != "END:VALARM"
    assert kept == lines_of(plain)


@given(
    titles=st.lists(any_text(), min_size=1, max_size=3),
    description=any_text(),
    before=st.lists(st.integers(0, 30), min_size=1, max_size=4, unique=True),
)
def test_whatever_the_events_say_the_calendar_stays_fit_and_has_its_alarms(
    titles: list[str], description: str, before: list[int]
) -> None:
    contents = [event(f"e{n}", title=title, description=description) for n, title in enumerate(titles)]
    raw = with_alarms(feed(contents), before)
    check(raw)
    silent = sum("\nSUMMARY:\N{CHECK MARK}" in "\n".join(lines_of(feed([one]))) for one in contents)
    assert lines_of(raw).count("BEGIN:VALARM") == (len(contents) - silent) * len(before)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1d", (1,)),
        ("0d", (0,)),
        ("30d", (30,)),
        ("7d,1d", (7, 1)),
        ("1d,7d", (7, 1)),
        ("3d,2d,1d,0d", (3, 2, 1, 0)),
        ("1d,1d", (1,)),
    ],
)
def test_alarms_are_asked_for_in_days_before(text: str, days: tuple[int, ...]) -> None:
    assert parse_alarms(text) == days


@pytest.mark.parametrize(
    "text",
    ["", "1", "d", "31d", "01d", "-1d", "1h", "1d,", ",", "1d 7d", "1d, 7d", "1D", "1.5d", "\u0661d", "1d\n", "5d,4d,3d,2d,1d", "9" * 5000 + "d"],
)  # fmt: skip
def test_anything_else_is_refused_in_words_that_say_how_to_write_it(text: str) -> None:
    with pytest.raises(BadInput, match=r"write days before, 0d to 30d, at most 4 .* \?alarm=7d,1d"):
        parse_alarms(text)
