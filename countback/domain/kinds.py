"""Profile kinds: one sample applicant for every combination of circumstances that changes the rules.

The catalogue is consistent when each of them has a feasible ideal plan: with time enough, every rule,
the advised ones and slow processing included, can be kept at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from countback.domain.applicant import Applicant, Exam, ExamState, Immunization, Stage, Track
from countback.domain.building import build
from countback.domain.catalogue import Catalogue
from countback.domain.choices import Choices
from countback.domain.immunizations import Vaccines
from countback.domain.network import UNBOUNDED_ABOVE, Contradiction
from countback.domain.seasons import Season
from countback.domain.solving import contradicting

_STANDING = (
    ("student of a VSLO school", {"stage": Stage.STUDENT, "vslo": True}),
    ("student", {"stage": Stage.STUDENT, "vslo": False}),
    ("graduate", {"stage": Stage.GRADUATE, "vslo": False}),
)
_WISHES = ("auto", "observership", "research_year")
_VISAS = (
    ("no visa needed", {"visa_free": True, "residency_visa": "none"}),
    ("visa needed", {"residency_visa": "j1"}),
    ("visa needed at a high-wait post", {"high_wait_post": True, "residency_visa": "h1b"}),
)
_EXAMS = (("no exam passed", ExamState.NOT_TAKEN, "none"), ("exams passed", ExamState.PASSED, "certified"))
_VACCINES = (("three_dose", "igra"), ("three_dose_standard", "tst"), ("heplisav_b", "igra"))


@dataclass(frozen=True, slots=True)
class ProfileKind:
    """A kind of profile, in words, with a sample applicant."""

    name: str
    applicant: Applicant


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Rules that cannot all be kept by a kind of profile, however early it begins."""

    kind: str
    key: str
    what: str


def profile_kinds(target_year: int) -> Iterator[ProfileKind]:
    """Yield every kind of profile for one target year."""
    for standing, wish, visa, track, exams, vaccines in product(
        _STANDING, _WISHES, _VISAS, Track, _EXAMS, _VACCINES
    ):
        exam = Exam(exams[1])
        applicant = Applicant(
            id="kind",
            first_name="Kind",
            target_year=target_year,
            track=track,
            timezone="UTC",
            pathway_wish=wish,
            acgme_year=track is Track.CATEGORICAL_MGG,
            english_school=exams[1] is ExamState.PASSED,
            dual_application=wish == "auto",
            step1=exam,
            step2ck=exam,
            oet=exam,
            step3=exam,
            ecfmg=exams[2],
            ecfmg_pathway=6,
            immunization=Immunization(hepatitis_b=vaccines[0], tb_method=vaccines[1]),
            rotation_count=_VACCINES.index(vaccines) + 1,
            **standing[1],  # type: ignore[arg-type]
            **visa[1],
        )
        name = (
            f"{standing[0]}, wish {wish}, {visa[0]}, {track.value}, {exams[0]}, {vaccines[0]}, {vaccines[1]}"
        )
        yield ProfileKind(name, applicant)


def inconsistencies(
    kind: ProfileKind, catalogue: Catalogue, vaccines: Vaccines, season: Season
) -> Iterator[Inconsistency]:
    """Yield what cannot be kept in the ideal plan of one kind of profile."""
    long_ago = dt.date(season.target_year - 5, 1, 1)
    built = build(kind.applicant, catalogue, vaccines, season, long_ago, Choices())
    try:
        earliest = built.network.earliest(soft=True, facts=False, also=built.opening_bounds)
        latest = built.network.latest(soft=True, facts=False)
    except Contradiction as contradiction:
        yield Inconsistency(kind.name, "", contradicting(contradiction))
        return
    for node in built.nodes:
        if latest.day[node.finish] >= UNBOUNDED_ABOVE:
            yield Inconsistency(kind.name, node.key, "nothing says when it is due")
        short = max(
            earliest.day[node.start] - latest.day[node.start],
            earliest.day[node.finish] - latest.day[node.finish],
        )
        if short > 0:
            yield Inconsistency(
                kind.name, node.key, f"its rules leave {short} days too few, however early one begins"
            )
