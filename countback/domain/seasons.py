"""Season dates: when ERAS, NRMP and ECFMG open and close for one target year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from countback.domain.catalogue import Confidence


class Cycle(StrEnum):
    """Which ERAS cycle a track applies in."""

    SEPTEMBER = "september"  # combined Peds/MGG and IM/MGG: Main Match
    JULY = "july"  # categorical MGG: Specialties Match


class DateStatus(StrEnum):
    """Whether a date was published or computed by rule."""

    OFFICIAL = "official"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class SeasonDate:
    """One date of the season.

    `day` is the date on the owner's calendar (America/New_York); `at` the zoned instant when a clock
    time is known. `uncertainty_days` says how much later an estimate may turn out (it is never
    planned on). `rule` tells in words how an estimate was computed.
    """

    key: str
    title: str
    owner: str
    day: dt.date
    at: dt.datetime | None
    status: DateStatus
    uncertainty_days: int
    source: str
    confidence: Confidence
    checked: dt.date
    rule: str = ""

    @property
    def latest(self) -> dt.date:
        """Return the last day on which an estimate may turn out; a published date is its own."""
        return self.day + dt.timedelta(days=self.uncertainty_days)


@dataclass(frozen=True, slots=True)
class Season:
    """All dates of one target year in one cycle, in the order of their days."""

    target_year: int
    cycle: Cycle
    dates: tuple[SeasonDate, ...]

    @property
    def eras_year(self) -> int:
        """Return the year in ERAS's own name of the season: target 2027 is "ERAS 2028"."""
        return self.target_year + 1

    @property
    def match_year(self) -> int:
        """Return the year of the Match that follows."""
        return self.target_year + 1

    def get(self, key: str) -> SeasonDate | None:
        """Return the date with this key, if the cycle has it."""
        return next((date for date in self.dates if date.key == key), None)


@dataclass(frozen=True, slots=True)
class DateText:
    """What is said of one key in every season: its names, and what backs its rule.

    `uncertainty_days` is the doubt the rule always carries; a single season may add to it.
    """

    key: str
    title: str
    owner: str
    rule: str
    source: str
    confidence: Confidence
    checked: dt.date
    uncertainty_days: int = 0


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """A date its owner announced for one season; `clock` is Eastern Time, or None where not known."""

    key: str
    target_year: int
    cycle: Cycle
    day: dt.date
    clock: dt.time | None
    source: str
    confidence: Confidence
    checked: dt.date


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that is known of one cycle: a text for each of its keys, and the published dates.

    Of two published dates for the same key and season the later in the tuple counts.
    """

    texts: Mapping[str, DateText]
    published: tuple[PublishedDate, ...] = ()
