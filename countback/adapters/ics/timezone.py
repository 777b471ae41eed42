"""VTIMEZONE components whose yearly rules (RRULE) are written from the zone's POSIX rule.

A list of onsets (RDATE) runs out, and several clients read it an hour late; the POSIX rule is what
holds from now on (an event before the zone's latest change of law is shown on the present clock).
Each zone is written once and kept as ready bytes.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from countback.adapters.ics.posix import Clock, Onset, UnknownZone, read_rule

FIRST_YEAR = 2007  # since when the present US rule holds
_DAY = dt.timedelta(days=1)
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # POSIX counts from Sunday


@cache
def vtimezone(tzid: str) -> bytes:
    """Return the VTIMEZONE of an IANA zone, ready to be joined; UnknownZone where it has no rule."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *_observances(tzid), "END:VTIMEZONE", ""]
    return "\r\n".join(lines).encode("ascii")


def _observances(tzid: str) -> list[str]:
    """Return the lines of STANDARD, and of DAYLIGHT where the zone keeps two clocks."""
    rule = read_rule(tzid)
    if rule.other is None or rule.other_begins is None or rule.usual_begins is None:
        start = f"{FIRST_YEAR}0101T000000"
        return _observance("STANDARD", start, rule.usual.offset, rule.usual)
    # The "daylight" clock of Dublin's rule is the winter one: iCalendar calls the later clock so.
    later = rule.other.offset > rule.usual.offset
    other, usual = ("DAYLIGHT", "STANDARD") if later else ("STANDARD", "DAYLIGHT")
    return [
        *_yearly(other, rule.other_begins, rule.usual.offset, rule.other, tzid),
        *_yearly(usual, rule.usual_begins, rule.other.offset, rule.usual, tzid),
    ]


def _yearly(kind: str, onset: Onset, before: dt.timedelta, clock: Clock, tzid: str) -> list[str]:
    shift, time = divmod(onset.at, _DAY)
    named = _named_days(onset) if shift == 0 else _shifted_days(onset, shift, tzid)
    lines = []
    for days in named:
        start = dt.datetime.combine(days.first(), dt.time()) + time
        lines += _observance(kind, f"{start:%Y%m%dT%H%M%S}", before, clock, days.rule)
    return lines


def _observance(kind: str, start: str, before: dt.timedelta, clock: Clock, rule: str = "") -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{start}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(clock.offset)}",
        *([f"RRULE:FREQ=YEARLY;{rule}"] if rule else []),
        f"TZNAME:{clock.name}",
        f"END:{kind}",
    ]


@dataclass(frozen=True, slots=True)
class _Days:
    """The day a rule names each year: the one of `days` of `month` that falls on `weekday`."""

    month: int
    days: tuple[int, ...]
    weekday: int
    rule: str

    def first(self) -> dt.date:
        """Return the first such day from FIRST_YEAR on; the calendar repeats after 28 years."""
        dates = (dt.date(FIRST_YEAR + year, self.month, day) for year in range(28) for day in self.days)
        return next(date for date in dates if date.isoweekday() % 7 == self.weekday)


def _named_days(onset: Onset) -> list[_Days]:
    """Return the day as the rule names it, the form that every client knows: `BYDAY=2SU`."""
    nth = -1 if onset.week == 5 else onset.week
    rule = f"BYMONTH={onset.month};BYDAY={nth}{_WEEKDAYS[onset.weekday]}"
    days = tuple(day.day for day in _seven(onset))
    return [_Days(onset.month, days, onset.weekday, rule)]


def _shifted_days(onset: Onset, shift: int, tzid: str) -> list[_Days]:
    """Return the day `shift` days after the named one, for a clock time outside 00:00 to 24:00.

    Its seven possible dates may cross into another month, and then take a rule for each month.
    """
    dates = [day + shift * _DAY for day in _seven(onset)]
    weekday = (onset.weekday + shift) % 7
    if any(date.month == 2 for date in dates):
        raise UnknownZone(tzid, "an onset near a leap day")
    found = []
    for month, group in groupby(dates, key=lambda date: date.month):
        days = tuple(date.day for date in group)
        among = ",".join(map(str, days))
        rule = f"BYMONTH={month};BYMONTHDAY={among};BYDAY={_WEEKDAYS[weekday]}"
        found.append(_Days(month, days, weekday, rule))
    return found


def _seven(onset: Onset) -> list[dt.date]:
    """Return the seven dates, in FIRST_YEAR, of which one is the named weekday."""
    length = calendar.monthrange(FIRST_YEAR, onset.month)[1]
    begin = length - 6 if onset.week == 5 else 7 * onset.week - 6
    return [dt.date(FIRST_YEAR, onset.month, begin + day) for day in range(7)]


def _offset(offset: dt.timedelta) -> str:
    """Return a UTC offset as iCalendar writes it, in hours and minutes: `-0500`."""
    minutes = round(abs(offset) / dt.timedelta(minutes=1))
    sign = "-" if offset < dt.timedelta(0) else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}"
