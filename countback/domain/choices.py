"""Choices: the changes a person can make to their own plan, each a short word that can be kept.

    vaccine:hepatitis_b=heplisav_b   use the two-dose product
    tb:same_day                      draw the tuberculosis test on the day of the last live vaccine
    tb:igra                          one blood test instead of four visits
    move:rotation-1=+4w              move a rotation by weeks
    drop:rotation-3                  leave a rotation out
    pathway:observership             go for observerships
    ask:provisional-clearance        ask the host to begin while the series runs
    compress:documents.transcript    do it late, by the hard limit instead of the advised date
    unbook:exam.step2ck              give up a given or booked date
    year:2028                        aim at the next season

Several joined by commas are one choice. A choice is an edit of the profile's meaning, not a guess about its
effect: the plan is solved again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from countback.domain.applicant import Applicant, Exam
from countback.domain.circumstances import HEPATITIS_B_PLANS
from countback.errors import BadInput

_MOVE = re.compile(r"(rotation-\d)=([+-]\d{1,2})w")
_ROTATION = re.compile(r"rotation-\d")
_KEY = re.compile(r"[a-z][a-z0-9_.]*(/[\w-]+)?")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the chosen words mean for building a plan."""

    shifts: dict[str, int] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    provisional: bool = False
    tb_same_day: bool = False
    compressed: frozenset[str] = frozenset()


def apply_choices(applicant: Applicant, words: Iterable[str]) -> tuple[Applicant, Choices]:
    """Return the applicant and the choices that the words (and the profile's own) amount to."""
    changed, choices = applicant, Choices()
    for joined in (*applicant.choices, *words):
        for word in joined.split(","):
            changed, choices = _apply(changed, choices, word.strip())
    return changed, choices


def _unbooked(applicant: Applicant, key: str) -> Applicant:
    given = {name: day for name, day in applicant.given.items() if name != key}
    if key not in applicant.booked:
        return replace(applicant, given=given)
    name = key.removeprefix("exam.")
    return replace(applicant, given=given, **{name: Exam()})  # type: ignore[arg-type]


def _apply(applicant: Applicant, choices: Choices, word: str) -> tuple[Applicant, Choices]:
    name, _, value = word.partition(":")
    immunization = applicant.immunization
    if (
        name == "vaccine"
        and value.partition("=")[2] in HEPATITIS_B_PLANS
        and value.startswith("hepatitis_b=")
    ):
        plan = value.partition("=")[2]
        return replace(applicant, immunization=replace(immunization, hepatitis_b=plan)), choices
    if word == "tb:same_day":
        return applicant, replace(choices, tb_same_day=True)
    if word == "tb:igra":
        return replace(applicant, immunization=replace(immunization, tb_method="igra")), choices
    if name == "move" and (move := _MOVE.fullmatch(value)):
        shifts = {**choices.shifts, move[1]: choices.shifts.get(move[1], 0) + int(move[2])}
        return applicant, replace(choices, shifts=shifts)
    if name == "drop" and _ROTATION.fullmatch(value):
        return applicant, replace(choices, dropped=choices.dropped | {value})
    if name == "pathway" and value in ("observership", "research_year", "elective"):
        return replace(applicant, pathway_wish=value), choices
    if word == "ask:provisional-clearance":
        return applicant, replace(choices, provisional=True)
    if name == "unbook" and _KEY.fullmatch(value):
        return _unbooked(applicant, value), choices
    if name == "compress" and _KEY.fullmatch(value):
        return applicant, replace(choices, compressed=choices.compressed | {value})
    if name == "year" and value.isascii() and value.isdecimal():
        return replace(applicant, target_year=int(value)), choices
    raise BadInput.one(
        f"`{word}` is not a choice",
        "write for example vaccine:hepatitis_b=heplisav_b, tb:same_day, move:rotation-1=+4w, drop:rotation-3, "
        "pathway:observership, ask:provisional-clearance, compress:KEY or year:2028",
    )
