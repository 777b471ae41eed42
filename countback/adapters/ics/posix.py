"""The POSIX rule that ends every tzdata file: how a zone's clock is set each year from now on.

`EST5EDT,M3.2.0,M11.1.0` reads: EST, five hours west; EDT from the second Sunday of March at 02:00 to
the first Sunday of November at 02:00. Syntax: POSIX.1-2017 8.3 (TZ), widened by RFC 8536, 3.3.1. The
file is read from the `tzdata` package, not from the machine, so every machine reads the same.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from importlib.resources import files

# Their clocks follow Ramadan, by a list of dates up to 2087; the rule is only for what comes later.
_LISTED = frozenset({"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"})
_ZONE_NAME = re.compile(r"[A-Za-z][\w+-]*(/[A-Za-z][\w+-]*)*", re.ASCII)
_NAME = r"([A-Za-z]{3,}|<[\w+-]+>)"
_CLOCK = r"([+-]?\d+(?::\d+){0,2})"
_DAY = rf"M(\d+)\.(\d)\.(\d)(?:/{_CLOCK})?"
_POSIX = re.compile(rf"{_NAME}{_CLOCK}(?:{_NAME}{_CLOCK}?,{_DAY},{_DAY})?", re.ASCII)


class UnknownZone(ValueError):  # noqa: N818 - a statement about the zone
    """The zone is not in tzdata, or its rule has no yearly form."""

    def __init__(self, tzid: str, rule: str = "") -> None:
        super().__init__(f"no yearly rule for the zone {tzid!r}" + (f": {rule}" if rule else ""))


@dataclass(frozen=True, slots=True)
class Clock:
    """A way the clock is set: its name, and its offset east of UTC."""

    name: str
    offset: dt.timedelta


@dataclass(frozen=True, slots=True)
class Onset:
    """When a clock begins: on `weekday` (0 is Sunday) of `week` (5: the last) of `month`.

    `at` counts from that day's midnight on the clock that ends, and may leave the day either way.
    """

    month: int
    week: int
    weekday: int
    at: dt.timedelta


@dataclass(frozen=True, slots=True)
class PosixRule:
    """The usual clock and, where there is one, the other clock with the onsets of both."""

    usual: Clock
    other: Clock | None = None
    other_begins: Onset | None = None
    usual_begins: Onset | None = None


def read_rule(tzid: str) -> PosixRule:
    """Return the rule of an IANA zone; UnknownZone where there is none, or none by weekday."""
    text = _footer(tzid)
    match = _POSIX.fullmatch(text)
    if match is None:
        raise UnknownZone(tzid, text)
    name, offset, other_name, other_offset, *days = match.groups()
    usual = Clock(name.strip("<>"), -_span(offset))  # POSIX counts west
    if other_name is None:
        return PosixRule(usual)
    ahead = -_span(other_offset) if other_offset else usual.offset + dt.timedelta(hours=1)
    return PosixRule(usual, Clock(other_name.strip("<>"), ahead), _onset(*days[:4]), _onset(*days[4:]))


def _footer(tzid: str) -> str:
    if tzid in _LISTED or not _ZONE_NAME.fullmatch(tzid):
        raise UnknownZone(tzid)
    try:
        data = files("tzdata").joinpath("zoneinfo", *tzid.split("/")).read_bytes()
    except OSError:
        raise UnknownZone(tzid) from None
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")


def _onset(month: str, week: str, weekday: str, at: str | None) -> Onset:
    return Onset(int(month), int(week), int(weekday), _span(at or "2"))


def _span(text: str) -> dt.timedelta:
    """Return what `[+-]h[:m[:s]]` says."""
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    length = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if text.startswith("-") else length
