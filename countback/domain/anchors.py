"""Anchors: the fixed days that rules refer to: season dates, rotations, calendar days, graduation.

Names are `eras.submit` and the other season dates; `rotation.start` and `rotation.end` of the item's
own rotation; `rotations.first.start`, `rotations.last.end`, `rotations.letter.end`; `graduation`;
`month.start`/`month.end` and `year.start`/`year.end` of a recurring item; and calendar days relative
to the target year X or the Match year M: `calendar.X-1-08-01` is 1 August of the year before X.
Ends are last days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from countback.domain.catalogue import Per
from countback.domain.plan import PlannedRotation
from countback.domain.seasons import Season

SEASON_KEYS = (
    "eras.opens",
    "eras.token",
    "eras.submit",
    "eras.review",
    "eras.mspe",
    "eras.ecfmg_docs",
    "eras.season_ends",
    "nrmp.register",
    "nrmp.standard_deadline",
    "nrmp.rank_opens",
    "nrmp.rank_deadline",
    "nrmp.match_monday",
    "nrmp.match_day",
    "residency.start",
    "ecfmg.pathway_apply",
    "ecfmg.pathway_documents",
)
ROTATIONS_KEYS = ("rotations.first.start", "rotations.last.end", "rotations.letter.end")
_SCOPED = {
    Per.ROTATION: ("rotation.start", "rotation.end"),
    Per.LETTER: ("rotation.start", "rotation.end"),
    Per.MONTH: ("month.start", "month.end"),
    Per.MENTOR_YEAR: ("year.start", "year.end"),
}
_CALENDAR = re.compile(r"calendar\.([XM])([+-]\d)?-(\d\d)-(\d\d)")


def is_anchor(name: str, per: Per) -> bool:
    """Tell whether a name is an anchor that an item of this scope may refer to."""
    if name in SEASON_KEYS or name in ROTATIONS_KEYS or name == "graduation":
        return True
    return name in _SCOPED.get(per, ()) or calendar_day(name, 2028) is not None


def calendar_day(name: str, target_year: int) -> dt.date | None:
    """Return the day of a `calendar.` anchor; None where the name is none (or no such day exists)."""
    match = _CALENDAR.fullmatch(name)
    if match is None:
        return None
    year = target_year + (1 if match[1] == "M" else 0) + int(match[2] or 0)
    try:
        return dt.date(year, int(match[3]), int(match[4]))
    except ValueError:
        return None


def season_anchors(
    season: Season, rotations: tuple[PlannedRotation, ...], graduation: dt.date | None
) -> dict[str, int]:
    """Return the days of every anchor that does not depend on an item, as ordinals."""
    anchors = {date.key: date.day.toordinal() for date in season.dates}
    if rotations:
        anchors["rotations.first.start"] = min(one.start for one in rotations).toordinal()
        anchors["rotations.last.end"] = max(one.end for one in rotations).toordinal() - 1
    letter = next((one for one in rotations if one.bears_letter), None)
    if letter:
        anchors["rotations.letter.end"] = letter.end.toordinal() - 1
    if graduation:
        anchors["graduation"] = graduation.toordinal()
    return anchors


def scope_anchors(rotation: PlannedRotation) -> Mapping[str, int]:
    """Return the anchors of an item that belongs to a rotation."""
    return {"rotation.start": rotation.start.toordinal(), "rotation.end": rotation.end.toordinal() - 1}
