"""The applicant: what a person's profile says, as checked values.

Nothing here is derived; `pathways` and `circumstances` draw conclusions from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from countback.domain.seasons import Cycle


class Track(StrEnum):
    """The three tracks into medical genetics, each with its own calendar (domain facts 0.1, 2.2)."""

    PEDS_MGG = "peds_mgg"  # combined Pediatrics/Medical Genetics and Genomics
    IM_MGG = "im_mgg"  # combined Internal Medicine/MGG
    CATEGORICAL_MGG = "categorical_mgg"  # after at least 12 months of ACGME training

    @property
    def cycle(self) -> Cycle:
        """Return the ERAS cycle that the track applies in."""
        return Cycle.JULY if self is Track.CATEGORICAL_MGG else Cycle.SEPTEMBER


class Stage(StrEnum):
    """Whether the person is still a student (hands-on electives) or has graduated (observerships)."""

    STUDENT = "student"
    GRADUATE = "graduate"


class ExamState(StrEnum):
    """How far an exam is."""

    PASSED = "passed"
    BOOKED = "booked"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam's state, with its day when it was passed or is booked for."""

    state: ExamState = ExamState.NOT_TAKEN
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """One vaccine dose given, of a product of the vaccine's list ("" where it does not matter)."""

    vaccine: str
    day: dt.date
    product: str = ""


@dataclass(frozen=True, slots=True)
class Immunization:
    """What is known of a person's vaccines and TB test, and what they plan to use."""

    doses: tuple[Dose, ...] = ()
    immune: frozenset[str] = frozenset()  # vaccines with a positive titer on paper
    hepatitis_b: str = "three_dose"  # or three_dose_standard, heplisav_b
    tb_method: str = "igra"  # or tst
    tb_test: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days on which the person cannot be on a rotation; `last` is included."""

    first: dt.date
    last: dt.date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GivenRotation:
    """A rotation that the person has agreed or wants at certain dates."""

    kind: str
    start: dt.date
    weeks: int = 4
    host: str = ""
    apply_from: dt.date | None = None
    apply_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """One person's profile. `id` is a slug that names them in keys and logs; no other name is kept there."""

    id: str
    first_name: str
    target_year: int
    track: Track
    stage: Stage
    timezone: str
    school_country: str = ""
    graduation: dt.date | None = None
    vslo: bool = False
    english_school: bool = True
    us_citizen: bool = False
    holds_visa: bool = False
    visa_free: bool = False
    high_wait_post: bool = False
    residency_visa: str = "j1"
    passport_expires: dt.date | None = None
    budget_usd: int | None = None
    us_experience: bool = False
    genetics_exposure: str = "none"
    genetics_research: str = "none"
    acgme_year: bool = False
    pathway_wish: str = "auto"
    dual_application: bool = False
    backup_wanted: bool = True
    step1: Exam = Exam()
    step2ck: Exam = Exam()
    step3: Exam = Exam()
    oet: Exam = Exam()
    ecfmg: str = "none"
    ecfmg_pathway: int = 0
    immunization: Immunization = Immunization()
    rotation_count: int = 3
    rotations: tuple[GivenRotation, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    done: Mapping[str, dt.date] = field(default_factory=dict)
    given: Mapping[str, dt.date] = field(default_factory=dict)
    choices: tuple[str, ...] = ()

    @property
    def exams(self) -> Mapping[str, Exam]:
        """Return the exams by the keys of their milestones."""
        return {
            "exam.step1": self.step1,
            "exam.step2ck": self.step2ck,
            "exam.step3": self.step3,
            "exam.oet": self.oet,
        }

    @property
    def booked(self) -> Mapping[str, dt.date]:
        """Return the days of the exams that are booked."""
        return {
            key: exam.day for key, exam in self.exams.items() if exam.state is ExamState.BOOKED and exam.day
        }

    @property
    def needs_visa(self) -> bool:
        """Tell whether a visitor's visa has still to be got before a rotation in the US."""
        return not (self.us_citizen or self.holds_visa or self.visa_free)
