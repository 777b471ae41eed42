"""Spans of days, months and business days: each pair of functions is adjoint, and none cuts a span short."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.domain.dates import (
    Span,
    Unit,
    business_days,
    days,
    earlier,
    earliest_within,
    later,
    latest_within,
    months,
    shift_months,
)
from countback.domain.holidays import is_business_day

ordinals = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)).map(dt.date.toordinal)
near = st.integers(-400, 400)
spans = st.one_of(
    st.integers(0, 400).map(days), st.integers(0, 14).map(months), st.integers(0, 60).map(business_days)
)


@given(ordinals, near, spans)
def test_a_day_is_far_enough_on_exactly_when_the_other_is_far_enough_back(
    x: int, apart: int, span: Span
) -> None:
    y = x + apart
    assert (later(x, span) <= y) == (x <= earlier(y, span))


@given(ordinals, near, spans)
def test_a_day_is_still_within_on_exactly_when_the_other_is_within_back(
    x: int, apart: int, span: Span
) -> None:
    y = x + apart
    assert (y <= latest_within(x, span)) == (earliest_within(y, span) <= x)


@given(ordinals, spans)
def test_the_edge_itself_is_met_in_both_directions(x: int, span: Span) -> None:
    assert later(earlier(x, span), span) <= x
    assert earlier(later(x, span), span) >= x
    assert latest_within(earliest_within(x, span), span) >= x
    assert earliest_within(latest_within(x, span), span) <= x


@given(ordinals, spans)
def test_the_next_day_is_never_earlier(x: int, span: Span) -> None:
    for move in (later, earlier, latest_within, earliest_within):
        assert move(x, span) <= move(x + 1, span)


@given(ordinals, spans)
def test_a_minimum_reaches_as_far_as_a_maximum_or_a_day_further(x: int, span: Span) -> None:
    assert latest_within(x, span) <= later(x, span) <= latest_within(x, span) + 1


@given(ordinals, st.integers(1, 60))
def test_business_days_end_on_a_business_day_and_count_the_ones_between(x: int, count: int) -> None:
    end = later(x, business_days(count))
    assert is_business_day(end)
    assert sum(is_business_day(one) for one in range(x + 1, end + 1)) == count


@pytest.mark.parametrize(
    ("day", "count", "overflow", "moved"),
    [
        ("2026-08-31", -6, False, "2026-02-28"),
        ("2028-08-31", -6, False, "2028-02-29"),
        ("2026-08-31", 6, True, "2027-03-01"),
        ("2026-08-31", 6, False, "2027-02-28"),
        ("2028-02-29", 12, True, "2029-03-01"),
        ("2028-02-29", -48, False, "2024-02-29"),
        ("2026-12-15", 1, True, "2027-01-15"),
        ("2026-01-15", -1, False, "2025-12-15"),
        ("2026-11-30", 1, True, "2026-12-30"),
        ("2026-12-31", -1, True, "2026-12-01"),
        ("2026-05-31", 0, True, "2026-05-31"),
    ],
)
def test_months_are_calendar_months(day: str, count: int, overflow: bool, moved: str) -> None:
    found = shift_months(dt.date.fromisoformat(day).toordinal(), count, overflow=overflow)
    assert dt.date.fromordinal(found).isoformat() == moved


@pytest.mark.parametrize("unit", list(Unit))
def test_a_span_of_nothing_stays_where_it_is(unit: Unit) -> None:
    saturday = dt.date(2026, 7, 4).toordinal()
    for move in (later, earlier, latest_within, earliest_within):
        assert move(saturday, Span(0, unit)) == saturday


def test_a_span_is_never_negative() -> None:
    with pytest.raises(ValueError, match=r"not negative.*-3"):
        days(-3)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (days(1), "1 day"),
        (days(28), "28 days"),
        (days(0), "0 days"),
        (months(1), "1 month"),
        (business_days(5), "5 business days"),
        (business_days(1), "1 business day"),
    ],
)
def test_a_span_reads_as_a_person_says_it(span: Span, words: str) -> None:
    assert str(span) == words
