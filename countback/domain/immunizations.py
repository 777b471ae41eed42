"""Immunizations: which recorded doses count, and which live doses go together.

The intervals are the rules of the dose milestones themselves, so a record is judged by the rule that
plans the next dose. A recorded dose up to `grace` early still counts (CDC's four-day grace), except
between two different live vaccines. What does not count is said, never silently dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from countback.domain.applicant import Dose, Immunization
from countback.domain.catalogue import Confidence, Milestone, Side, Source
from countback.domain.circumstances import holds
from countback.domain.dates import Span, later

TB_STEPS = {
    "igra": ("immunization.tb.igra",),
    "tst": (
        "immunization.tb.tst_1",
        "immunization.tb.tst_1_read",
        "immunization.tb.tst_2",
        "immunization.tb.tst_2_read",
    ),
}


@dataclass(frozen=True, slots=True)
class Spacing:
    """How far apart two different live vaccines stand when not given on the same day."""

    span: Span
    why: str
    source: Source
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Series:
    """One vaccine: its dose milestones in order, and the titer that settles it."""

    vaccine: str
    title: str
    doses: tuple[str, ...]
    titer: str = ""
    live: bool = False
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vaccines:
    """All series of a catalogue."""

    grace: Span
    spacing: Spacing
    series: tuple[Series, ...]

    def get(self, vaccine: str) -> Series | None:
        """Return the series of a vaccine."""
        return next((one for one in self.series if one.vaccine == vaccine), None)


@dataclass(frozen=True, slots=True)
class Record:
    """What a person's records settle: dated milestones, milestones not needed, and remarks."""

    done: Mapping[str, dt.date] = field(default_factory=dict)
    not_needed: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    live: tuple[tuple[str, dt.date], ...] = ()  # every live dose on record, whether it counts or not


def read_record(
    immunization: Immunization,
    vaccines: Vaccines,
    milestones: Mapping[str, Milestone],
    facts: Mapping[str, object],
) -> Record:
    """Return what the recorded doses, titers and tests settle."""
    done: dict[str, dt.date] = {}
    not_needed: set[str] = set()
    warnings: list[str] = []
    for series in vaccines.series:
        if series.vaccine in immunization.immune:
            not_needed.update(series.doses)
            not_needed.add(series.titer)
            continue
        doses = sorted(
            (one for one in immunization.doses if one.vaccine == series.vaccine), key=lambda one: one.day
        )
        counted, remarks = _counted(series, doses, vaccines, milestones, facts)
        done |= counted
        warnings += remarks
    warnings += _live_clashes(immunization.doses, vaccines)
    if immunization.tb_test is not None:
        done |= dict.fromkeys(TB_STEPS[immunization.tb_method], immunization.tb_test)
    live = {one.vaccine for one in vaccines.series if one.live}
    given = tuple((one.vaccine, one.day) for one in immunization.doses if one.vaccine in live)
    return Record(done, frozenset(not_needed - {""}), tuple(warnings), given)


def _counted(
    series: Series,
    doses: Sequence[Dose],
    vaccines: Vaccines,
    milestones: Mapping[str, Milestone],
    facts: Mapping[str, object],
) -> tuple[dict[str, dt.date], list[str]]:
    wanted = [key for key in series.doses if holds(milestones[key].applies_if, facts)]
    counted: dict[str, dt.date] = {}
    remarks: list[str] = []
    for dose in doses:
        if facts.get(series.vaccine) == "heplisav_b" and dose.product != "heplisav_b":
            remarks.append(
                f"The {series.title} dose of {dose.day} is not Heplisav-B, so it does not count in the two-dose "
                "series. Ask your clinician."
            )
            continue
        if len(counted) == len(wanted):
            if len(wanted) == 1:  # a booster replaces the one before it
                counted[wanted[0]] = dose.day
            continue
        key = wanted[len(counted)]
        wait = _too_early(milestones[key], dose.day, counted, vaccines.grace, facts)
        if wait:
            remarks.append(
                f"The {series.title} dose of {dose.day} came before {wait} and does not count (minimum interval). "
                "Ask your clinician."
            )
        else:
            counted[key] = dose.day
    return counted, remarks


def _too_early(
    milestone: Milestone,
    day: dt.date,
    counted: Mapping[str, dt.date],
    grace: Span,
    facts: Mapping[str, object],
) -> dt.date | None:
    """Return the first day a dose would have counted, if this one came before it."""
    earliest = 0
    for rule in milestone.rules:
        if rule.hard and rule.side is Side.AFTER and rule.reference in counted and holds(rule.only_if, facts):
            earliest = max(earliest, later(counted[rule.reference].toordinal(), rule.span))
    return dt.date.fromordinal(earliest) if day.toordinal() + grace.count < earliest else None


def _live_clashes(doses: Sequence[Dose], vaccines: Vaccines) -> list[str]:
    live = {one.vaccine for one in vaccines.series if one.live}
    given = sorted((one for one in doses if one.vaccine in live), key=lambda one: one.day)
    return [
        f"The live vaccines of {first.day} and {second.day} were given {(second.day - first.day).days} days apart; "
        f"they should be on the same day or {vaccines.spacing.span} apart. Ask your clinician whether the "
        "second counts."
        for first, second in pairwise(given)
        if first.vaccine != second.vaccine and 0 < (second.day - first.day).days < vaccines.spacing.span.count
    ]


def last_live_dose(vaccines: Vaccines) -> str:
    """Return the key of the last dose of the first live series, with which the others' last are given."""
    return next((one.doses[-1] for one in vaccines.series if one.live), "")


def same_day_pairs(vaccines: Vaccines, remaining: Sequence[str]) -> list[tuple[str, str]]:
    """Return the live doses still to come that are planned on the same day, paired from the last."""
    live = [[key for key in one.doses if key in remaining] for one in vaccines.series if one.live]
    pairs: list[tuple[str, str]] = []
    for other in live[1:]:
        pairs += zip(reversed(live[0]), reversed(other), strict=False)
    return pairs
