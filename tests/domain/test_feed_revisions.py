"""Revisions move when what a reader sees moves, and at no other time."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.domain.feed import EventContent, EventStatus, Revision
from countback.domain.feed_revisions import fingerprint, revise

NEW_YORK = ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 4, 1)
KEYS = ("a", "b", "c", "d")


def event(key: str = "a", **changes: Any) -> EventContent:
    facts: dict[str, Any] = {
        "key": key,
        "title": "Ask for the letter",
        "description": "Why: letters carry weight.",
        "category": "letters",
        "start": DAY,
        "end": DAY + dt.timedelta(days=1),
        "status": EventStatus.CONFIRMED,
        "due": DAY,
    }
    return EventContent(**(facts | changes))


def moved(key: str = "a", days: int = 5) -> EventContent:
    start = DAY + dt.timedelta(days=days)
    return event(key, start=start, end=start + dt.timedelta(days=1), due=start)


class Writer:
    """A renderer that writes its arguments, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(
        self, content: EventContent, uid: str, sequence: int, created_at: dt.datetime, changed_at: dt.datetime
    ) -> tuple[bytes, bytes]:
        self.asked += 1
        raw = f"{content} {uid} {sequence} {created_at} {changed_at}".encode()
        return raw, raw if content.is_task else b""


def run(
    contents: Sequence[EventContent],
    previous: Mapping[str, Revision] | None = None,
    now: dt.datetime = NOW,
    writer: Writer | None = None,
) -> dict[str, Revision]:
    result = revise(previous or {}, contents, now, lambda key: f"{key}@x", writer or Writer())
    assert list(result) == sorted(result, key=lambda one: (one.sort_key, one.uid))
    return {one.key: one for one in result}


def later(days: float = 1) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def test_a_new_event_begins_at_sequence_zero_and_now() -> None:
    one = run([event()])["a"]
    assert (one.uid, one.sequence, one.created_at, one.changed_at) == ("a@x", 0, NOW, NOW)
    assert (one.key, one.category, one.status, one.content) == (
        "a",
        "letters",
        EventStatus.CONFIRMED,
        event(),
    )
    assert one.sort_key == "2026-04-01"
    assert one.cancelled_at is None


def test_stamps_are_in_utc_and_whole_seconds() -> None:
    one = run([event()], now=dt.datetime(2026, 3, 1, 7, 0, 0, 999_999, tzinfo=NEW_YORK))["a"]
    assert one.changed_at == NOW
    assert one.changed_at.utcoffset() == dt.timedelta(0)


def test_unchanged_content_keeps_its_very_revision_and_nothing_is_written() -> None:
    first, writer = run([event()]), Writer()
    assert run([event()], first, later(), writer)["a"] is first["a"]
    assert writer.asked == 0


@pytest.mark.parametrize(
    "changed",
    [
        moved(),
        event(end=DAY + dt.timedelta(days=3)),
        event(status=EventStatus.TENTATIVE),
        event(due=DAY + dt.timedelta(days=1)),
        event(done_on=DAY),
        event(is_task=False),
    ],
)
def test_a_change_of_time_or_status_moves_last_modified_and_sequence(changed: EventContent) -> None:
    one = run([changed], run([event()]), later())["a"]
    assert (one.sequence, one.created_at, one.changed_at) == (1, NOW, later())
    assert one.content == changed


@pytest.mark.parametrize(
    "changed",
    [event(title="Ask"), event(description=""), event(category="visa"), event(url="https://x.example/")],
)
def test_a_change_of_words_moves_last_modified_and_leaves_sequence(changed: EventContent) -> None:
    one = run([changed], run([event()]), later())["a"]
    assert (one.sequence, one.created_at, one.changed_at) == (0, NOW, later())


@pytest.mark.parametrize("now", [NOW, later(-3), NOW + dt.timedelta(milliseconds=300)])
def test_a_change_moves_last_modified_even_within_the_second_or_with_the_clock_set_back(
    now: dt.datetime,
) -> None:
    one = run([event(title="Ask")], run([event()]), now)["a"]
    assert one.changed_at == NOW + dt.timedelta(seconds=1)


def test_a_dropped_event_is_cancelled_under_its_name_and_sequence_grows() -> None:
    one = run([], run([event()]), later())["a"]
    assert (one.status, one.sequence, one.uid) == (EventStatus.CANCELLED, 1, "a@x")
    assert one.changed_at == one.cancelled_at == later()
    assert one.content == event(status=EventStatus.CANCELLED)


def test_a_cancelled_event_is_kept_for_thirty_days_and_then_gone() -> None:
    cancelled = run([], run([event()]), later())
    almost = run([], cancelled, later(31) - dt.timedelta(seconds=1))
    assert almost["a"] is cancelled["a"]
    assert run([], almost, later(31)) == {}


def test_an_event_that_was_given_as_cancelled_is_kept_while_it_is_given() -> None:
    given_so = event(status=EventStatus.CANCELLED)
    first = run([given_so])
    assert run([given_so], first, later(90))["a"] is first["a"]
    gone = run([], first, later(90))["a"]
    assert (gone.sequence, gone.cancelled_at) == (1, later(90))


@pytest.mark.parametrize("back", [event(), moved(), event(status=EventStatus.CANCELLED)])
def test_a_cancelled_event_that_comes_back_is_revived_with_its_uid_and_its_birthday(
    back: EventContent,
) -> None:
    cancelled = run([], run([event()]), later())
    one = run([back], cancelled, later(2))["a"]
    assert (one.uid, one.sequence, one.created_at, one.changed_at) == ("a@x", 2, NOW, later(2))
    assert one.status is back.status
    assert one.cancelled_at is None


def test_two_contents_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="share a key"):
        run([event(), moved()])


def test_a_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        run([], now=NOW.replace(tzinfo=None))


def test_what_no_reader_sees_has_no_part_in_the_fingerprint() -> None:
    shown = event(is_task=False)
    assert fingerprint(shown) == fingerprint(replace(shown, due=DAY + dt.timedelta(days=9), done_on=DAY))


def test_an_instant_has_one_fingerprint_in_whatever_zone_it_was_given() -> None:
    start = dt.datetime(2026, 9, 23, 9, tzinfo=NEW_YORK)
    end = start + dt.timedelta(hours=1)
    here = event(start=start, end=end, tzid="America/New_York")
    there = replace(here, start=start.astimezone(dt.UTC), end=end.astimezone(dt.UTC))
    assert fingerprint(here) == fingerprint(there)


def test_a_fingerprint_is_the_same_on_every_machine_and_python() -> None:
    assert fingerprint(event(title="Müller \ud800 👩")) == "0407448ce08c2124bc1f9b84-86297e4adbecb52d083ac515"


def test_words_that_move_from_one_field_to_the_next_change_the_fingerprint() -> None:
    assert fingerprint(event(title="ab", description="c")) != fingerprint(event(title="a", description="bc"))


plans = st.dictionaries(
    st.sampled_from(KEYS),
    st.tuples(st.integers(0, 3), st.sampled_from(("one", "two")), st.booleans()),
    max_size=4,
)


def build(plan: Mapping[str, tuple[int, str, bool]]) -> list[EventContent]:
    return [replace(moved(key, days), title=title, is_task=task) for key, (days, title, task) in plan.items()]


@given(st.lists(plans, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_any_series_of_plans_keeps_every_rule_of_change(
    series: list[dict[str, tuple[int, str, bool]]], shuffle: random.Random
) -> None:
    old: dict[str, Revision] = {}
    for number, plan in enumerate(series):
        contents, now = build(plan), later(number)
        new = run(contents, old, now)
        shuffle.shuffle(contents)
        assert run(contents, old, now) == new, "the order that contents come in means nothing"
        assert run(contents, new, later(number + 0.5)) == new, "the same plan again changes nothing"
        assert set(new) == set(old) | set(plan), "nothing is lost within 30 days"
        for key, one in new.items():
            assert (one.status is EventStatus.CANCELLED) == (key not in plan)
            check_step(old.get(key), one)
        old = new


def check_step(before: Revision | None, after: Revision) -> None:
    """Assert what a client relies on from one publishing to the next."""
    if before is None or after is before:
        return
    assert (after.uid, after.created_at) == (before.uid, before.created_at)
    assert after.changed_at > before.changed_at
    same_time = (after.content.start, after.content.due) == (before.content.start, before.content.due)
    same_kind = (after.status, after.content.is_task) == (before.status, before.content.is_task)
    assert after.sequence == before.sequence + (not (same_time and same_kind))
