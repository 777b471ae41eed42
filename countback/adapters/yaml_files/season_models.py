"""The form of a season file: what may stand in `september.yaml`, `july.yaml` and an operator's override.

Only what one value can tell by itself is checked here (a real day, the right weekday, a source that
the file names); what the dates mean together is checked in `seasons`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from countback.domain.catalogue import Confidence
from countback.domain.season_names import FIRST_TARGET_YEAR, LAST_TARGET_YEAR
from countback.domain.seasons import Cycle, DateText, PublishedDate

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MENDS = {
    "date": "write year-month-day, for example 2027-09-01",
    "clock": 'write hours and minutes in Eastern Time, in quotes: "09:00"',
    "source": "name it under `sources:` with title, confidence and checked",
    "weekday": "correct the date or the weekday (Wed or Wednesday)",
    "season": "write ERAS's own name, for example ERAS 2028",
    "confidence": "write H, M or L",
    "checked": "write the day you read it, for example 2027-03-01",
    "target_year": f"write the year of the September, {FIRST_TARGET_YEAR} to {LAST_TARGET_YEAR}",
}


def _day(value: object) -> dt.date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("this is not a date")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("the calendar has no such day") from None


def _clock(value: object) -> dt.time:
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        raise ValueError("this is not a time of day")
    return dt.time.fromisoformat(value)


_Day = Annotated[dt.date, BeforeValidator(_day)]
_Text = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """A mapping in the file; a name it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _is_mapping(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError("`name: value` pairs belong here")  # noqa: TRY004 - pydantic catches this one
        return value


class Source(Part):
    """Where dates were read; those who take it name it by its key."""

    title: _Text
    confidence: Confidence
    checked: _Day
    url: str = ""


class Sourced(Part):
    """What names its source; its own confidence replaces that of the source."""

    source: _Text
    confidence: Confidence | None = None

    def backing(self, sources: Mapping[str, Source]) -> tuple[str, Confidence, dt.date]:
        """Return the source in words, the confidence and the day it was checked."""
        source = sources[self.source]
        words = f"{source.title} ({source.url})" if source.url else source.title
        return words, self.confidence or source.confidence, source.checked

    @field_validator("source")
    @classmethod
    def _is_named(cls, value: str, info: ValidationInfo) -> str:
        named: frozenset[str] = info.context or frozenset()
        if value not in named:
            raise ValueError("no such source in this file")
        return value


class KeyText(Sourced):
    """What is said of one key in every season."""

    title: _Text
    owner: _Text
    rule: _Text
    uncertainty_days: Annotated[int, Field(ge=0, le=92)] = 0

    def text(self, key: str, sources: Mapping[str, Source]) -> DateText:
        """Return the domain's value."""
        backing = self.backing(sources)
        return DateText(key, self.title, self.owner, self.rule, *backing, self.uncertainty_days)


class DatedKey(Sourced):
    """One published date; `clock` is Eastern Time, `weekday` a check on the date."""

    date: _Day
    clock: Annotated[dt.time | None, BeforeValidator(_clock)] = None
    weekday: str = ""

    @field_validator("weekday")
    @classmethod
    def _is_that_day(cls, value: str, info: ValidationInfo) -> str:
        day: dt.date | None = info.data.get("date")
        if day and not (len(value) > 2 and _WEEKDAYS[day.weekday()].startswith(value.lower())):
            raise ValueError(f"{day} is a {_WEEKDAYS[day.weekday()].title()}")
        return value


class SeasonDates(Part):
    """The published dates of one season, under both of its names."""

    target_year: Annotated[int, Field(ge=FIRST_TARGET_YEAR, le=LAST_TARGET_YEAR)]
    season: _Text
    dates: dict[str, DatedKey]

    def published(self, cycle: Cycle, sources: Mapping[str, Source]) -> tuple[PublishedDate, ...]:
        """Return the domain's values."""
        return tuple(
            PublishedDate(key, self.target_year, cycle, one.date, one.clock, *one.backing(sources))
            for key, one in self.dates.items()
        )


class SeasonFile(Part):
    """A file of one cycle."""

    cycle: Cycle
    sources: dict[str, Source]
    keys: dict[str, KeyText] = {}
    seasons: list[SeasonDates] = []

    def published(self) -> tuple[PublishedDate, ...]:
        """Return the dates of all seasons."""
        return tuple(one for season in self.seasons for one in season.published(self.cycle, self.sources))

    def texts(self) -> dict[str, DateText]:
        """Return what is said of each key."""
        return {key: given.text(key, self.sources) for key, given in self.keys.items()}
