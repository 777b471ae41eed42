"""How a season's dates are computed: published dates first, and a rule for each that is not out yet.

Every rule stands in one table a cycle, after the dates it counts from, so a published date moves all
that is derived from it. Rules were tested against the ERAS 2022-2026 seasons and the Matches of
2021-2026. Each plans on the *earlier* of the days a date may fall on and says in `uncertainty_days`
how much later it may turn out:

- A September with five Wednesdays (2026, 2027, 2032) fits both "the 4th" and "the last Wednesday":
  review, MSPE and the opening of the season may be 7 days later (ERAS 2022 was).
- ECFMG gave out tokens 15 to 21 days after the opening: `day` is the 15th, `latest` the 21st.
- A 31 January on a weekend moves NRMP's deadline to the Friday before; in 2021 it stayed on the Sunday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from countback.domain.holidays import closed_days, nth_weekday
from countback.domain.season_names import check_target_year
from countback.domain.seasons import (
    Calendar,
    Cycle,
    DateStatus,
    DateText,
    PublishedDate,
    Season,
    SeasonDate,
)

NEW_YORK = ZoneInfo("America/New_York")
_WEDNESDAY, _FRIDAY = 2, 4
_WEEK = 7
_NINE, _NOON = dt.time(9), dt.time(12)


@dataclass(frozen=True, slots=True)
class _Found:
    """A day with its clock (Eastern Time); `doubt` is in days later, `note` says why."""

    day: dt.date
    clock: dt.time | None
    doubt: int = 0
    note: str = ""


_Rule = Callable[[int, Mapping[str, _Found]], _Found]


def _fixed(month: int, day: int, clock: dt.time | None, years: int = 0) -> _Rule:
    return lambda year, _: _Found(dt.date(year + years, month, day), clock)


def _weekday(month: int, weekday: int, n: int, clock: dt.time, years: int = 0) -> _Rule:
    return lambda year, _: _Found(nth_weekday(year + years, month, weekday, n), clock)


def _counted(count: int, key: str, clock: dt.time | None = None) -> _Rule:
    """Count days from another date, taking over its doubt."""

    def rule(_: int, found: Mapping[str, _Found]) -> _Found:
        origin = found[key]
        return _Found(origin.day + dt.timedelta(days=count), clock, origin.doubt, origin.note)

    return rule


def _then(rule: _Rule, adjust: Callable[[int, _Found], _Found]) -> _Rule:
    return lambda year, found: adjust(year, rule(year, found))


def _five_wednesdays(year: int, one: _Found) -> _Found:
    if nth_weekday(year, 9, _WEDNESDAY, 4) == nth_weekday(year, 9, _WEDNESDAY, -1):
        return one
    note = f"September {year} has five Wednesdays, so it may be a week later."
    return _Found(one.day, one.clock, one.doubt + _WEEK, note)


def _holiday(year: int, one: _Found) -> _Found:
    if one.day.toordinal() not in closed_days(year):
        return one
    note = f"{one.day} is a federal holiday: expect another day, up to a week later."
    return _Found(one.day, one.clock, _WEEK, note)


def _or_monday(_: int, one: _Found) -> _Found:
    weekday = one.day.weekday()
    return _Found(one.day + dt.timedelta(days=_WEEK - weekday), one.clock) if weekday > _FRIDAY else one


def _or_friday(_: int, one: _Found) -> _Found:
    over = max(0, one.day.weekday() - _FRIDAY)
    note = f"{one.day} is a weekend day, and the deadline may stay there." if over else ""
    return _Found(one.day - dt.timedelta(days=over), one.clock, over, note)


_RULES: Mapping[Cycle, Mapping[str, _Rule]] = {
    Cycle.SEPTEMBER: {
        "eras.submit": _weekday(9, _WEDNESDAY, 1, _NINE),
        "eras.opens": _then(_counted(-91, "eras.submit", _NINE), _five_wednesdays),
        "eras.token": _counted(15, "eras.opens"),
        "eras.review": _then(_counted(21, "eras.submit", _NINE), _five_wednesdays),
        "eras.mspe": _counted(0, "eras.review", _NINE),
        "eras.ecfmg_docs": _counted(-8, "eras.review"),
        "eras.season_ends": _fixed(5, 31, dt.time(17), years=1),
        "nrmp.register": _then(_fixed(9, 15, _NOON), _or_monday),
        "nrmp.standard_deadline": _then(_fixed(1, 31, dt.time(23, 59), years=1), _or_friday),
        "nrmp.rank_opens": _then(_fixed(2, 1, _NOON, years=1), _or_monday),
        "nrmp.match_day": _weekday(3, _FRIDAY, 3, _NOON, years=1),
        "nrmp.match_monday": _counted(-4, "nrmp.match_day", dt.time(10)),
        "nrmp.rank_deadline": _counted(-16, "nrmp.match_day", dt.time(21)),
        "residency.start": _fixed(7, 1, None, years=1),
        "ecfmg.pathway_apply": _fixed(12, 31, None),
        "ecfmg.pathway_documents": _fixed(1, 31, None, years=1),
    },
    Cycle.JULY: {
        "eras.submit": _then(_weekday(7, _WEDNESDAY, 1, _NINE), _holiday),
        "eras.token": _counted(-27, "eras.submit"),
        "eras.review": _counted(14, "eras.submit", _NINE),
        "residency.start": _fixed(7, 1, None, years=1),
    },
}
_IN_ORDER = (
    ("eras.opens", "eras.token"),
    ("eras.opens", "eras.submit"),
    ("eras.submit", "eras.review"),
    ("eras.ecfmg_docs", "eras.review"),
    ("nrmp.register", "nrmp.standard_deadline"),
    ("nrmp.rank_opens", "nrmp.rank_deadline"),
    ("nrmp.rank_deadline", "nrmp.match_monday"),
    ("nrmp.match_monday", "nrmp.match_day"),
    ("nrmp.match_day", "residency.start"),
)


def keys_of(cycle: Cycle) -> tuple[str, ...]:
    """Return the keys of the dates that a cycle has."""
    return tuple(_RULES[cycle])


def _find(target_year: int, cycle: Cycle, known: Mapping[str, _Found]) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for key, rule in _RULES[cycle].items():
        found[key] = known.get(key) or rule(target_year, found)
    return found


def days_of(target_year: int, cycle: Cycle, known: Mapping[str, dt.date]) -> dict[str, dt.date]:
    """Return the day of every key of a season: the known ones, and the rest counted by rule."""
    check_target_year(target_year)
    found = _find(target_year, cycle, {key: _Found(day, None) for key, day in known.items()})
    return {key: one.day for key, one in found.items()}


def out_of_order(days: Mapping[str, dt.date]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of keys whose first day lies after the second, although it comes before it."""
    return tuple(
        (first, second)
        for first, second in _IN_ORDER
        if first in days and second in days and days[first] > days[second]
    )


def _date(text: DateText, found: _Found, official: PublishedDate | None) -> SeasonDate:
    at = dt.datetime.combine(found.day, found.clock, NEW_YORK) if found.clock else None
    backing = official or text
    return SeasonDate(
        key=text.key,
        title=text.title,
        owner=text.owner,
        day=found.day,
        at=at,
        status=DateStatus.OFFICIAL if official else DateStatus.ESTIMATED,
        uncertainty_days=0 if official else found.doubt + text.uncertainty_days,
        source=backing.source,
        confidence=backing.confidence,
        checked=backing.checked,
        rule="" if official else f"{text.rule} {found.note}".rstrip(),
    )


def season_for(
    target_year: int, cycle: Cycle, published: Iterable[PublishedDate], texts: Mapping[str, DateText]
) -> Season:
    """Return a season's dates in the order of their days; `texts` has every key of the cycle.

    `target_year` is the year of the September (or July) of the application, 2021 to 2040; BadInput
    outside. Published dates of other seasons or of the other cycle are passed over.
    """
    check_target_year(target_year)
    official = {one.key: one for one in published if (one.target_year, one.cycle) == (target_year, cycle)}
    found = _find(target_year, cycle, {key: _Found(one.day, one.clock) for key, one in official.items()})
    dates = [_date(texts[key], one, official.get(key)) for key, one in found.items()]
    return Season(target_year, cycle, tuple(sorted(dates, key=lambda date: date.day)))


@dataclass(frozen=True, slots=True)
class Published:
    """The calendars of both cycles; `read` gives one of them, and is asked only when it is needed."""

    read: Callable[[Cycle], Calendar]
    _seasons: dict[tuple[int, Cycle], Season] = field(default_factory=dict, compare=False, repr=False)

    def season(self, target_year: int, cycle: Cycle) -> Season:
        """Return a season's dates; BadInput outside 2021 to 2040 or where the files hold problems.

        The same season is the same object each time, so what rests on it can be kept between persons.
        """
        found = self._seasons.get((target_year, cycle))
        if found is None:
            check_target_year(target_year)
            calendar = self.read(cycle)
            found = season_for(target_year, cycle, calendar.published, calendar.texts)
            self._seasons[target_year, cycle] = found
        return found
