"""Instances: a milestone becomes one item, or one per rotation, letter, month or mentor year.

An instance's name is part of its item's key (`letter.ask/rotation-2`), so it never depends on the
target year's dates: rotations and letters are numbered, and what recurs by the calendar is named by
its own month or year (the update of 2027 stays the update of 2027 whatever the target).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from countback.domain.anchors import scope_anchors
from countback.domain.catalogue import Per
from countback.domain.circumstances import of_rotation
from countback.domain.plan import PlannedRotation

LETTERS_WANTED = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """One repetition: its name in keys, the words added to titles, its anchors and facts."""

    name: str
    suffix: str
    anchors: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


ONCE = Scope("", "")


def instances(
    rotations: tuple[PlannedRotation, ...], target_year: int, first_month: dt.date, last_month: dt.date
) -> dict[Per, tuple[Scope, ...]]:
    """Return the instances of every scope."""
    return {
        Per.ONCE: (ONCE,),
        Per.ROTATION: tuple(_rotation(one) for one in rotations),
        Per.LETTER: (*(_letter(one) for one in rotations[:LETTERS_WANTED]), *_home_letters(len(rotations))),
        Per.MONTH: tuple(_months(first_month, last_month)),
        Per.MENTOR_YEAR: tuple(_year(year) for year in range(target_year, target_year + 3)),
    }


def _number(rotation: PlannedRotation) -> str:
    return rotation.key.replace("-", " ")


def _rotation(rotation: PlannedRotation) -> Scope:
    place = f"{_number(rotation)}, {rotation.host}" if rotation.host else _number(rotation)
    return Scope(rotation.key, f" ({place})", scope_anchors(rotation), of_rotation(rotation))


def _letter(rotation: PlannedRotation) -> Scope:
    return _rotation(rotation)


def _home_letters(rotations: int) -> list[Scope]:
    facts = {"letter_source": "home", "bears_letter": False}
    return [
        Scope(f"home-{number}", f" (home letter {number})", {}, facts)
        for number in range(1, LETTERS_WANTED - rotations + 1)
    ]


def _months(first: dt.date, last: dt.date) -> list[Scope]:
    found = []
    month = first.replace(day=1)
    while month <= last:
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        anchors = {"month.start": month.toordinal(), "month.end": end.toordinal()}
        found.append(Scope(f"{month:%Y-%m}", f" ({calendar.month_name[month.month]} {month.year})", anchors))
        month = end + dt.timedelta(days=1)
    return found


def _year(year: int) -> Scope:
    anchors = {"year.start": dt.date(year, 1, 1).toordinal(), "year.end": dt.date(year, 12, 31).toordinal()}
    return Scope(str(year), f" ({year})", anchors)
