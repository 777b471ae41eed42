"""Rotations: those given in the profile, or a default sequence placed in the year.

The default sequence is broad paediatrics or internal medicine first, then dedicated genetics (the
one that bears the letter), then an optional third elsewhere: blocks of four weeks from the first
Monday of May (two months before the July cycle: March), one after another, each moved on by weeks
until it meets no blackout. A letter-bearing rotation should end 45 days before documents are due at
ECFMG, about 31 July.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise

from countback.domain.applicant import Applicant, Blackout, GivenRotation
from countback.domain.holidays import nth_weekday
from countback.domain.plan import PlannedRotation
from countback.domain.seasons import Cycle, Season

WEEKS = 4
LETTER_MARGIN_DAYS = 45
KINDS = ("broad", "genetics", "third")
_TITLES = {
    "broad": "Broad paediatrics or internal medicine rotation",
    "genetics": "Medical genetics rotation",
    "third": "Third rotation, in another region",
}
_WINTER = frozenset((10, 11, 12, 1, 2, 3))
_FIRST_MONTH = {Cycle.SEPTEMBER: 5, Cycle.JULY: 3}


@dataclass(frozen=True, slots=True)
class Placement:
    """The rotations of a plan, in order of their days, and what to say about them."""

    rotations: tuple[PlannedRotation, ...]
    warnings: tuple[str, ...] = ()

    @property
    def letter(self) -> PlannedRotation | None:
        """Return the rotation that bears the genetics letter."""
        return next((one for one in self.rotations if one.bears_letter), None)


def place(applicant: Applicant, season: Season, shifts: dict[str, int], dropped: frozenset[str]) -> Placement:
    """Place a person's rotations; `shifts` moves one by weeks, `dropped` leaves some out."""
    rotations = _given(applicant.rotations) if applicant.rotations else _default(applicant, season)
    moved = [
        replace(one, start=one.start + dt.timedelta(weeks=by), end=one.end + dt.timedelta(weeks=by))
        for one in rotations
        if one.key not in dropped
        for by in (shifts.get(one.key, 0),)
    ]
    if not applicant.rotations:
        moved = _cleared(moved, applicant.blackouts)
    return Placement(tuple(moved), tuple(_warnings(moved, applicant, season)))


def letter_rotation_should_end(season: Season) -> dt.date | None:
    """Return the day by which the letter-bearing rotation should end (about 31 July)."""
    due = season.get("eras.ecfmg_docs")
    return due.day - dt.timedelta(days=LETTER_MARGIN_DAYS) if due else None


def overlaps_winter(rotation: PlannedRotation) -> bool:
    """Tell whether a rotation meets October to March, when hosts ask for this season's influenza dose."""
    days = range(rotation.start.toordinal(), rotation.end.toordinal())
    return any(dt.date.fromordinal(day).month in _WINTER for day in days)


def _given(given: tuple[GivenRotation, ...]) -> list[PlannedRotation]:
    ordered = sorted(given, key=lambda one: one.start)
    letter = next((index for index, one in enumerate(ordered) if one.kind == "genetics"), len(ordered) - 1)
    return [
        PlannedRotation(
            key=f"rotation-{index + 1}",
            title=_TITLES[one.kind],
            kind=one.kind,
            start=one.start,
            end=one.start + dt.timedelta(weeks=one.weeks),
            given=True,
            bears_letter=index == letter,
            host=one.host,
        )
        for index, one in enumerate(ordered)
    ]


def _default(applicant: Applicant, season: Season) -> list[PlannedRotation]:
    start = nth_weekday(season.target_year, _FIRST_MONTH[season.cycle], 0, 1)
    kinds = KINDS[: applicant.rotation_count] if applicant.rotation_count > 1 else ("genetics",)
    length = dt.timedelta(weeks=WEEKS)
    return [
        PlannedRotation(
            key=f"rotation-{index + 1}",
            title=_TITLES[kind],
            kind=kind,
            start=start + index * length,
            end=start + (index + 1) * length,
            given=False,
            bears_letter=kind == "genetics",
        )
        for index, kind in enumerate(kinds)
    ]


def _cleared(rotations: list[PlannedRotation], blackouts: tuple[Blackout, ...]) -> list[PlannedRotation]:
    """Move each rotation on by weeks until it meets neither a blackout nor the one before it."""
    placed: list[PlannedRotation] = []
    for rotation in rotations:
        current = rotation
        while _collides(current, placed, blackouts):
            week = dt.timedelta(weeks=1)
            current = replace(current, start=current.start + week, end=current.end + week)
        placed.append(current)
    return placed


def _collides(one: PlannedRotation, placed: list[PlannedRotation], blackouts: tuple[Blackout, ...]) -> bool:
    if placed and one.start < placed[-1].end:
        return True
    return any(blackout.first < one.end and one.start <= blackout.last for blackout in blackouts)


def _warnings(rotations: list[PlannedRotation], applicant: Applicant, season: Season) -> list[str]:
    found = []
    if len(rotations) > len(KINDS):
        found.append(
            f"You plan {len(rotations)} rotations. Beyond three, the guide advises putting the time and money "
            "into research, the application itself and remote work with a genetics team."
        )
    if not rotations:
        found.append("Your plan has no rotation: at least one US genetics experience is advised.")
    if (
        applicant.stage == "student"
        and applicant.pathway_wish in ("auto", "elective")
        and applicant.graduation
    ):
        found += [
            f"{_said(one)} ends after your graduation ({applicant.graduation}): hands-on electives are for current "
            "students. Place it earlier, or plan an observership. Verify with the host's international office."
            for one in rotations
            if one.end > applicant.graduation
        ]
    if rotations and not any(one.kind == "genetics" for one in rotations):
        found.append("None of your rotations is in genetics: at least one US genetics experience is advised.")
    found += _order_warnings(rotations, applicant)
    limit = letter_rotation_should_end(season)
    letter = next((one for one in rotations if one.bears_letter), None)
    last_day = letter.end - dt.timedelta(days=1) if letter else None
    if limit and last_day and last_day > limit:
        found.append(
            f"Your letter-bearing rotation ends on {last_day}; a letter writer needs time, so it should end by "
            f"about {limit}."
        )
    return found


def _said(one: PlannedRotation) -> str:
    """Return a rotation in words, with its first and last day."""
    return f"{one.key.replace('-', ' ').capitalize()} ({one.start} to {one.end - dt.timedelta(days=1)})"


def _order_warnings(rotations: list[PlannedRotation], applicant: Applicant) -> list[str]:
    found = []
    for before, after in pairwise(rotations):
        if after.start < before.end:
            found.append(f"{_said(before)} and {_said(after)} overlap.")
    found += [
        f"{_said(one)} meets your blackout {blackout.first} to {blackout.last}."
        for one in rotations
        for blackout in applicant.blackouts
        if blackout.first < one.end and one.start <= blackout.last
    ]
    if rotations and not applicant.us_experience and rotations[0].kind == "genetics" and len(rotations) > 1:
        found.append(
            "You have no US clinical experience yet: a broad rotation first lets you settle in before genetics."
        )
    return found
