"""US federal holidays: the days on which ECFMG, NRMP and universities' offices do not work.

Source: 5 U.S.C. 6103. A holiday on a Saturday is observed on the Friday before, one on a Sunday on
the Monday after; both the observed day and the day itself count as closed.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_JUNETEENTH_SINCE = 2021


def nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    """Return the n-th (1-based) given weekday (Monday is 0) of a month; n = -1 is the last one."""
    if n > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    last = following - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-n - 1))


def _observed(day: dt.date) -> dt.date:
    if day.weekday() == _SATURDAY:
        return day - dt.timedelta(days=1)
    if day.weekday() == _SUNDAY:
        return day + dt.timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def closed_days(year: int) -> frozenset[int]:
    """Return the ordinals of the federal holidays of a year, observed days included."""
    fixed = [dt.date(year, 1, 1), dt.date(year, 7, 4), dt.date(year, 11, 11), dt.date(year, 12, 25)]
    if year >= _JUNETEENTH_SINCE:
        fixed.append(dt.date(year, 6, 19))
    moving = [
        nth_weekday(year, 1, _MONDAY, 3),  # Martin Luther King Jr.
        nth_weekday(year, 2, _MONDAY, 3),  # Washington's birthday
        nth_weekday(year, 5, _MONDAY, -1),  # Memorial Day
        nth_weekday(year, 9, _MONDAY, 1),  # Labor Day
        nth_weekday(year, 10, _MONDAY, 2),  # Columbus Day
        nth_weekday(year, 11, _THURSDAY, 4),  # Thanksgiving
    ]
    observed = [_observed(day) for day in fixed]
    # 1 January of the next year, when a Saturday, closes 31 December of this one.
    next_new_year = _observed(dt.date(year + 1, 1, 1))
    days = {*fixed, *moving, *observed, next_new_year}
    return frozenset(day.toordinal() for day in days if day.year == year)


def is_business_day(ordinal: int) -> bool:
    """Tell whether offices in the US work on the day with this proleptic Gregorian ordinal."""
    # Ordinal 1 is a Monday: (ordinal - 1) % 7 is the weekday.
    if (ordinal - 1) % 7 >= _SATURDAY:
        return False
    return ordinal not in closed_days(dt.date.fromordinal(ordinal).year)
