"""The profile file's shape: what a person may write, with the limits of each field."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from countback.domain.circumstances import HEPATITIS_B_PLANS
from countback.domain.pathways import WISHES
from countback.domain.rotations import KINDS

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2045, 12, 31)


def _day(value: object) -> object:
    """Take an ISO date and nothing else: a bare year or 03/04/2027 would be read as something else."""
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValueError("not a date; write year-month-day, for example 2027-05-03")
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("there is no such day in the calendar; correct the day or the month") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"the year must lie between {FIRST_DAY.year} and {LAST_DAY.year}; correct the year")
    return day


def _one_of(*words: str) -> Any:
    def check(value: object) -> object:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}; write one of these words")
        return value

    return Annotated[str, BeforeValidator(check)]


def _no_line_break(value: object) -> object:
    if isinstance(value, str) and not value.isprintable():
        raise ValueError("has a line break or an unprintable character; write it on one line, without it")
    return value


def _no_blank(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("is empty")
    return _no_line_break(value)


def _year_or_name(value: object) -> object:
    """Take a year or a season's name; told here once, where a union would tell each of its types."""
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)) > 40:
        raise ValueError("is neither a year nor a season's name")
    return value


Day = Annotated[dt.date, BeforeValidator(_day)]
Line = Annotated[str, BeforeValidator(_no_line_break), Field(max_length=120)]
Dates = Annotated[dict[Line, Day], Field(max_length=500)]
ExamWord = _one_of("passed", "booked", "not_taken")
Degree = _one_of("none", "some", "strong")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SchoolModel(_Model):
    """The medical school."""

    country: Line = ""
    vslo: bool = False
    english: bool = True


class VisaModel(_Model):
    """Visa matters."""

    status: _one_of("needed", "held", "not_needed", "us_citizen") = "needed"  # type: ignore[valid-type]
    high_wait_post: bool = False
    residency: _one_of("j1", "h1b", "none") = "j1"  # type: ignore[valid-type]
    passport_expires: Day | None = None


class ExperienceModel(_Model):
    """What the person has done so far."""

    us_clinical: bool = False
    genetics: Degree = "none"  # type: ignore[valid-type]
    genetics_research: Degree = "none"  # type: ignore[valid-type]
    acgme_year: bool = False


class ExamModel(_Model):
    """One exam."""

    state: ExamWord  # type: ignore[valid-type]
    day: Day | None = None


class ExamsModel(_Model):
    """All exams."""

    step1: ExamModel = ExamModel(state="not_taken")
    step2ck: ExamModel = ExamModel(state="not_taken")
    step3: ExamModel = ExamModel(state="not_taken")
    oet: ExamModel = ExamModel(state="not_taken")


class EcfmgModel(_Model):
    """ECFMG's state, and the Pathway used."""

    state: _one_of("none", "applied", "certified") = "none"  # type: ignore[valid-type]
    pathway: Annotated[int, Field(ge=0, le=6)] = 0


class DoseModel(_Model):
    """One dose given."""

    vaccine: Line
    day: Day
    product: Line = ""


class TbModel(_Model):
    """The tuberculosis test."""

    method: _one_of("igra", "tst") = "igra"  # type: ignore[valid-type]
    day: Day | None = None


class ImmunizationsModel(_Model):
    """Vaccines and tests."""

    doses: Annotated[list[DoseModel], Field(max_length=60)] = []
    immune: Annotated[list[Line], Field(max_length=60)] = []
    hepatitis_b: _one_of(*HEPATITIS_B_PLANS) = "three_dose"  # type: ignore[valid-type]
    tb: TbModel = TbModel()


class RotationModel(_Model):
    """One rotation agreed or wanted at given dates."""

    kind: _one_of(*KINDS)  # type: ignore[valid-type]
    start: Day
    weeks: Annotated[int, Field(ge=1, le=26)] = 4
    host: Line = ""
    apply_from: Day | None = None
    apply_by: Day | None = None


class RotationsModel(_Model):
    """How many rotations, and those already given."""

    count: Annotated[int, Field(ge=1, le=3)] | None = None
    planned: Annotated[list[RotationModel], Field(max_length=6)] = []


class BlackoutModel(_Model):
    """Days on which no rotation can be."""

    first: Day
    last: Day
    reason: Line = ""


class ContactModel(_Model):
    """Where reminders go; secrets (bot tokens) never stand in a profile."""

    email: Annotated[str, Field(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$", max_length=254)] | None = (
        None
    )


class ProfileModel(_Model):
    """A whole profile."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")]
    first_name: Annotated[str, BeforeValidator(_no_blank), Field(max_length=60)]
    target_year: Annotated[int | str, BeforeValidator(_year_or_name)]
    season: Annotated[Line, Field(max_length=40)] = ""
    track: _one_of("peds_mgg", "im_mgg", "categorical_mgg")  # type: ignore[valid-type]
    stage: Literal["student", "graduate"] | None = None
    graduation: Day | None = None
    timezone: Line
    budget_usd: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    school: SchoolModel = SchoolModel()
    visa: VisaModel = VisaModel()
    experience: ExperienceModel = ExperienceModel()
    exams: ExamsModel = ExamsModel()
    ecfmg: EcfmgModel = EcfmgModel()
    immunizations: ImmunizationsModel = ImmunizationsModel()
    pathway: _one_of(*WISHES) = "auto"  # type: ignore[valid-type]
    dual_application: bool = False
    backup: bool = True
    rotations: RotationsModel = RotationsModel()
    blackouts: Annotated[list[BlackoutModel], Field(max_length=40)] = []
    contact: ContactModel = ContactModel()
    done: Dates = {}
    given: Dates = {}
    choices: Annotated[list[Line], Field(max_length=40)] = []
