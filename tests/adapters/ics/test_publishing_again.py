"""A feed published again differs in what changed, and in nothing else."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from countback.adapters.ics.calendar import calendar_bytes
from countback.adapters.ics.render import render
from countback.domain.feed import EventContent, Revision
from tests.adapters.ics.samples import LOOK, NOW, any_text, event, lines_of, revisions, timed

PLAN = [event("a"), event("b"), timed()]


def later(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def published(kept: dict[str, Revision]) -> bytes:
    return calendar_bytes("My plan", "", kept.values(), **LOOK)


def changed_lines(old: bytes, new: bytes) -> set[str]:
    return set(lines_of(new)) - set(lines_of(old))


@settings(max_examples=30, deadline=None)
@given(st.lists(any_text(), min_size=1, max_size=4), st.integers(1, 400))
def test_the_same_plan_on_another_day_is_the_same_bytes(titles: list[str], days: int) -> None:
    plan = [event(str(number), title=title) for number, title in enumerate(titles)]
    first = revisions(plan)
    assert published(revisions(plan, later(days), first)) == published(first)


def test_a_moved_event_changes_its_time_its_stamps_and_its_sequence_only() -> None:
    first = revisions(PLAN)
    moved = replace(PLAN[0], start=dt.date(2026, 4, 3), end=dt.date(2026, 4, 4))
    second = revisions([moved, *PLAN[1:]], later(1), first)
    assert changed_lines(published(first), published(second)) == {
        "DTSTART;VALUE=DATE:20260403",
        "DTEND;VALUE=DATE:20260404",
        "DTSTAMP:20260302T120000Z",
        "LAST-MODIFIED:20260302T120000Z",
        "SEQUENCE:1",
    }


def test_other_words_change_the_stamps_and_leave_the_sequence() -> None:
    first = revisions(PLAN)
    second = revisions([replace(PLAN[0], title="Ask again"), *PLAN[1:]], later(1), first)
    assert changed_lines(published(first), published(second)) == {
        "SUMMARY:Ask again",
        "DTSTAMP:20260302T120000Z",
        "LAST-MODIFIED:20260302T120000Z",
    }


def test_a_dropped_event_is_shown_as_cancelled_then_gone_and_revived_under_its_uid() -> None:
    first = revisions(PLAN)
    second = revisions(PLAN[1:], later(1), first)
    assert changed_lines(published(first), published(second)) >= {"STATUS:CANCELLED", "SEQUENCE:1"}
    assert published(revisions(PLAN[1:], later(30), second)) == published(second)
    assert b"UID:a@" not in published(revisions(PLAN[1:], later(31), second))
    revived = revisions(PLAN, later(2), second)
    assert changed_lines(published(first), published(revived)) == {
        "SEQUENCE:2",
        "DTSTAMP:20260303T120000Z",
        "LAST-MODIFIED:20260303T120000Z",
    }


def test_content_back_from_the_store_is_written_in_the_same_bytes() -> None:
    for content in PLAN:
        back = EventContent.from_record(json.loads(json.dumps(content.to_record())))
        assert render(back, "a@b", 0, NOW, NOW) == render(content, "a@b", 0, NOW, NOW)
