"""One event is written as one VEVENT, and a task as one VTODO besides."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from hypothesis import given

from countback.adapters.ics.render import render
from countback.domain.feed import EventContent, EventStatus
from tests.adapters.ics.samples import NEW_YORK, any_text, event, lines_of, timed

CREATED = dt.datetime(2026, 1, 5, 8, 30, tzinfo=dt.UTC)
CHANGED = dt.datetime(2026, 2, 1, 19, 0, 7, tzinfo=NEW_YORK)


def write(content: EventContent) -> tuple[list[str], list[str]]:
    vevent, vtodo = render(content, "a@b", 3, CREATED, CHANGED)
    return lines_of(vevent), lines_of(vtodo)


def test_stamps_are_in_utc_and_dtstamp_is_when_the_event_changed() -> None:
    vevent, vtodo = write(event())
    stamps = [
        "DTSTAMP:20260202T000007Z",
        "CREATED:20260105T083000Z",
        "LAST-MODIFIED:20260202T000007Z",
        "SEQUENCE:3",
    ]
    assert vevent[2:6] == vtodo[2:6] == stamps


def test_the_to_do_has_a_uid_of_its_own_made_from_the_event_s() -> None:
    vevent, vtodo = write(event())
    assert (vevent[1], vtodo[1]) == ("UID:a@b", "UID:todo-a@b")


def test_an_all_day_event_has_plain_dates_and_ends_the_day_after() -> None:
    vevent, _ = write(event())
    assert "DTSTART;VALUE=DATE:20260401" in vevent
    assert "DTEND;VALUE=DATE:20260402" in vevent


def test_a_timed_event_has_local_time_and_its_zone_s_name() -> None:
    vevent, _ = write(timed())
    assert "DTSTART;TZID=America/New_York:20260923T090000" in vevent
    assert "DTEND;TZID=America/New_York:20260923T100000" in vevent


def test_an_instant_given_in_another_zone_is_written_in_the_event_s_own() -> None:
    start = dt.datetime(2026, 9, 23, 13, tzinfo=dt.UTC)
    vevent, _ = write(timed(at=start))
    assert "DTSTART;TZID=America/New_York:20260923T090000" in vevent


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_an_autumn_night_repeats_is_never_ambiguous(fold: int) -> None:
    start = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=fold)
    end = start.astimezone(dt.UTC) + dt.timedelta(minutes=10)
    vevent, _ = write(timed(at=start, end=end))
    first, second = "DTSTART;TZID=America/New_York:20261101T013000", "DTSTART:20261101T063000Z"
    assert (second if fold else first) in vevent


def test_an_instant_in_utc_is_written_with_a_z() -> None:
    vevent, _ = write(timed(at=dt.datetime(2026, 9, 23, 13, tzinfo=dt.UTC), tzid="UTC"))
    assert "DTSTART:20260923T130000Z" in vevent


def test_an_event_blocks_nobody_s_time_and_has_no_alarm() -> None:
    vevent, _ = write(event())
    assert "TRANSP:TRANSPARENT" in vevent
    assert "BEGIN:VALARM" not in vevent


@pytest.mark.parametrize("status", list(EventStatus))
def test_an_event_has_its_status(status: EventStatus) -> None:
    assert f"STATUS:{status.value}" in write(event(status=status))[0]


def test_a_line_break_stays_in_the_description_and_becomes_a_blank_in_the_summary() -> None:
    vevent, _ = write(event(title="Ask\nnow", description="One\r\nTwo"))
    assert "SUMMARY:Ask now" in vevent
    assert "DESCRIPTION:One\\nTwo" in vevent


def test_an_event_without_words_has_a_summary_and_no_empty_property() -> None:
    vevent, _ = write(event(title="\x00", description=" ", category=";", url=""))
    assert "SUMMARY:Untitled" in vevent
    assert not any(line.endswith(":") for line in vevent)


def test_what_is_no_task_has_no_to_do() -> None:
    assert write(timed())[1] == []


def test_an_open_to_do_is_due_on_a_day_and_needs_action() -> None:
    vtodo = write(event())[1]
    assert "DUE;VALUE=DATE:20260401" in vtodo
    assert "STATUS:NEEDS-ACTION" in vtodo
    assert not any(line.startswith("COMPLETED") for line in vtodo)


def test_a_done_to_do_is_completed_on_its_day() -> None:
    vtodo = write(event(done_on=dt.date(2026, 3, 30)))[1]
    assert [line for line in vtodo if "COMPLETE" in line] == [
        "STATUS:COMPLETED",
        "PERCENT-COMPLETE:100",
        "COMPLETED:20260330T120000Z",
    ]


def test_a_cancelled_to_do_is_cancelled_even_where_it_was_done() -> None:
    vtodo = write(event(status=EventStatus.CANCELLED, done_on=dt.date(2026, 3, 30)))[1]
    assert [line for line in vtodo if line.startswith(("STATUS", "COMPLETED"))] == ["STATUS:CANCELLED"]


@pytest.mark.parametrize(
    ("due", "begins"),
    [(dt.date(2026, 4, 2), True), (dt.date(2026, 4, 1), False), (dt.date(2026, 3, 1), False)],
)
def test_a_to_do_begins_only_before_it_is_due(due: dt.date, begins: bool) -> None:
    assert ("DTSTART;VALUE=DATE:20260401" in write(event(due=due))[1]) is begins


def test_a_timed_task_begins_on_the_day_of_its_own_zone() -> None:
    start = dt.datetime(2026, 9, 24, 2, tzinfo=dt.UTC)
    vtodo = write(timed(at=start, is_task=True, due=dt.date(2026, 9, 30)))[1]
    assert "DTSTART;VALUE=DATE:20260923" in vtodo


@given(title=any_text(), description=any_text(1_000), category=any_text(50))
def test_the_library_icalendar_would_write_the_very_same_lines(
    title: str, description: str, category: str
) -> None:
    for content in (event(title=title, description=description, category=category), timed(title=title)):
        for raw in filter(None, render(content, "a@b", 3, CREATED, CHANGED)):
            theirs = icalendar.Component.from_ical(raw).to_ical(sorted=False)
            assert lines_of(theirs) == lines_of(raw)
