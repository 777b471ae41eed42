"""Five independent readers understand the same of every event, whatever a person wrote in it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countback.adapters.ics.calendar import calendar_bytes
from countback.adapters.ics.text import many_lines, one_line
from countback.domain.feed import EventContent, EventStatus
from tests.adapters.ics.readers import READERS, Seen
from tests.adapters.ics.samples import LOOK, NEW_YORK, NOW, any_text, event, feed, revisions, timed, uid_of

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2035, 12, 31))
STATUSES = st.sampled_from(EventStatus)


@st.composite
def contents(draw: st.DrawFn) -> EventContent:
    """Return an all-day or a timed event, of any day, length, status and words."""
    words = {"title": draw(any_text()), "description": draw(any_text(600)), "status": draw(STATUSES)}
    day, length = draw(DAYS), draw(st.integers(1, 60))
    if draw(st.booleans()):
        return event(start=day, end=day + dt.timedelta(days=length), **words)
    clock = dt.time(draw(st.integers(0, 23)), draw(st.integers(0, 59)), fold=draw(st.integers(0, 1)))
    start = dt.datetime.combine(day, clock, NEW_YORK).astimezone(dt.UTC)  # UTC: a gap's times do exist there
    return timed(at=start, end=start + dt.timedelta(minutes=length), **words)


def seen(content: EventContent, sequence: int = 0) -> Seen:
    """Return what a reader ought to see."""
    start, end = content.start, content.end
    return Seen(
        uid=uid_of(content.key),
        summary=one_line(content.title) or "Untitled",
        description=many_lines(content.description),
        start=start.astimezone(dt.UTC) if isinstance(start, dt.datetime) else start,
        end=end.astimezone(dt.UTC) if isinstance(end, dt.datetime) else end,
        status=content.status.value,
        sequence=sequence,
    )


@pytest.mark.parametrize("reader", READERS)
@SLOW
@given(content=contents())
def test_any_event_survives_as_its_clean_text_and_its_very_moments(
    reader: str, content: EventContent
) -> None:
    assert READERS[reader](feed([content])) == [seen(content)]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("octets", range(60, 80))
def test_no_reader_stumbles_over_a_fold_wherever_it_falls(reader: str, octets: int) -> None:
    words = "x" * octets + "👩🏽‍⚕️, é; e\u0301  漢\n  " * 20
    content = event(title=words[:250], description=words)
    assert READERS[reader](feed([content])) == [seen(content)]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("day", "hour"), [((2026, 1, 15), 14), ((2026, 7, 15), 13), ((2026, 3, 8), 13), ((2026, 11, 1), 14)]
)
def test_nine_in_new_york_is_the_same_instant_in_summer_and_in_winter(
    reader: str, day: tuple[int, int, int], hour: int
) -> None:
    (one,) = READERS[reader](feed([timed(at=dt.datetime(*day, 9, tzinfo=NEW_YORK))]))
    assert one.start == dt.datetime(*day, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize("reader", READERS)
def test_readers_see_a_moved_and_a_cancelled_event_grow_in_sequence(reader: str) -> None:
    old = revisions([event(), timed()])
    moved = event(start=dt.date(2026, 5, 1), end=dt.date(2026, 5, 2))
    new = revisions([moved], NOW + dt.timedelta(days=1), old)
    raw = calendar_bytes("My plan", "", new.values(), **LOOK)
    read = {one.uid: (one.status, one.sequence, one.start) for one in READERS[reader](raw)}
    assert read == {
        uid_of("letter.ask/rotation-1"): ("CONFIRMED", 1, dt.date(2026, 5, 1)),
        uid_of("eras.open"): ("CANCELLED", 1, dt.datetime(2026, 9, 23, 13, tzinfo=dt.UTC)),
    }
