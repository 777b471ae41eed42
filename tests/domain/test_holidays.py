"""US federal holidays, against the list that the Office of Personnel Management publishes."""

from __future__ import annotations

import datetime as dt

import pytest

from countback.domain.holidays import closed_days, is_business_day, nth_weekday

# Days off from Monday to Friday, as OPM lists them.
OPM = {
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    2029: "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
}


@pytest.mark.parametrize("year", OPM)
def test_the_week_days_off_are_those_that_opm_lists(year: int) -> None:
    begin = dt.date(year, 1, 1)
    off = [
        day
        for day in (begin + dt.timedelta(days=count) for count in range(366))
        if day.year == year and day.weekday() < 5 and not is_business_day(day.toordinal())
    ]
    assert " ".join(f"{day:%m-%d}" for day in off) == OPM[year]


def test_no_weekend_day_is_a_business_day() -> None:
    saturday = dt.date(2026, 11, 21).toordinal()
    assert not any(is_business_day(saturday + 7 * week + day) for week in range(60) for day in (0, 1))


def test_the_holiday_itself_is_closed_besides_the_day_on_which_it_is_observed() -> None:
    closed = {dt.date.fromordinal(one) for one in closed_days(2026)}
    assert {dt.date(2026, 7, 3), dt.date(2026, 7, 4)} <= closed


def test_juneteenth_is_a_holiday_since_2021() -> None:
    assert is_business_day(dt.date(2020, 6, 19).toordinal())
    assert not is_business_day(dt.date(2023, 6, 19).toordinal())


@pytest.mark.parametrize(
    ("n", "weekday", "month", "day"),
    [
        (1, 2, 9, "2027-09-01"),
        (3, 4, 3, "2027-03-19"),
        (-1, 0, 5, "2027-05-31"),
        (-2, 0, 12, "2027-12-20"),
        (1, 0, 2, "2027-02-01"),
    ],
)
def test_the_nth_weekday_counts_from_either_end_of_the_month(
    n: int, weekday: int, month: int, day: str
) -> None:
    assert nth_weekday(2027, month, weekday, n).isoformat() == day
