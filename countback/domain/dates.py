"""Calendar arithmetic in whole days: spans of days, calendar months and US business days.

Days are proleptic Gregorian ordinals (`date.toordinal()`), so the network adds plain integers.
Months and business days are not a fixed number of days, so a span is a pair of monotone functions
that round *outward to the safe side*: what raises an earliest date rounds later, what lowers a
latest date rounds earlier. Each pair is adjoint: `later(x) <= y` exactly when `x <= earlier(y)`.

    31 August, back 6 calendar months:    28 (29) February    (a lead time is never cut short)
    31 August, on 6 calendar months:      1 March             (a minimum gap is never cut short)
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from countback.domain.holidays import is_business_day


class Unit(StrEnum):
    """What a span counts."""

    DAYS = "days"
    MONTHS = "months"
    BUSINESS_DAYS = "business days"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of calendar time: a non-negative count of days, calendar months or business days."""

    count: int
    unit: Unit = Unit.DAYS

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"a span is not negative, and this one counts {self.count}")

    def __str__(self) -> str:
        name = self.unit.value if self.count != 1 else self.unit.value.removesuffix("s")
        return f"{self.count} {name}"


ZERO = Span(0)


def days(count: int) -> Span:
    """Return a span of days."""
    return Span(count)


def months(count: int) -> Span:
    """Return a span of calendar months."""
    return Span(count, Unit.MONTHS)


def business_days(count: int) -> Span:
    """Return a span of US business days (weekends and federal holidays do not count)."""
    return Span(count, Unit.BUSINESS_DAYS)


@lru_cache(maxsize=65536)
def shift_months(ordinal: int, count: int, *, overflow: bool) -> int:
    """Move a day by calendar months.

    Where the month has no such day, `overflow` gives the first of the month after (the safe side
    for an earliest date), and otherwise the month's last day (the safe side for a latest one).
    """
    day = dt.date.fromordinal(ordinal)
    year, month0 = divmod(day.year * 12 + day.month - 1 + count, 12)
    length = monthrange(year, month0 + 1)[1]
    if day.day <= length:
        return dt.date(year, month0 + 1, day.day).toordinal()
    return dt.date(year, month0 + 1, length).toordinal() + (1 if overflow else 0)


@lru_cache(maxsize=65536)
def _nth_business_day_after(ordinal: int, count: int) -> int:
    while count:
        ordinal += 1
        count -= is_business_day(ordinal)
    return ordinal


@lru_cache(maxsize=65536)
def _nth_business_day_up_to(ordinal: int, count: int) -> int:
    """Return the count-th business day going back from a day, that day included."""
    while True:
        count -= is_business_day(ordinal)
        if count == 0:
            return ordinal
        ordinal -= 1


def later(ordinal: int, span: Span) -> int:
    """Return the first day that is at least `span` after a day (a minimum gap, read forward)."""
    if span.unit is Unit.DAYS or not span.count:
        return ordinal + span.count
    if span.unit is Unit.MONTHS:
        return shift_months(ordinal, span.count, overflow=True)
    return _nth_business_day_after(ordinal, span.count)


def earlier(ordinal: int, span: Span) -> int:
    """Return the last day from which at least `span` still fits before a day (a lead time)."""
    if span.unit is Unit.DAYS or not span.count:
        return ordinal - span.count
    if span.unit is Unit.MONTHS:
        return shift_months(ordinal, -span.count, overflow=False)
    return _nth_business_day_up_to(ordinal, span.count) - 1


def latest_within(ordinal: int, span: Span) -> int:
    """Return the last day that is at most `span` after a day (a validity, read forward)."""
    if span.unit is Unit.DAYS or not span.count:
        return ordinal + span.count
    if span.unit is Unit.MONTHS:
        return shift_months(ordinal, span.count, overflow=False)
    return _nth_business_day_after(ordinal, span.count)


def earliest_within(ordinal: int, span: Span) -> int:
    """Return the first day from which a day is at most `span` away (a validity, read backward)."""
    if span.unit is Unit.DAYS or not span.count:
        return ordinal - span.count
    if span.unit is Unit.MONTHS:
        return shift_months(ordinal, -span.count, overflow=True)
    return _nth_business_day_up_to(ordinal - 1, span.count)
