"""Read a profile: one person's YAML file, checked whole against itself, the catalogue and the day.

Every problem is collected with its line: unknown fields, impossible dates, a season's name that does
not fit the target year, keys the catalogue does not have, doses in the future.
"""

from __future__ import annotations

import datetime as dt
import difflib
import zoneinfo
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from countback.adapters.yaml_files.profile_keys import key_problems
from countback.adapters.yaml_files.profile_models import ProfileModel
from countback.adapters.yaml_files.reading import Document, problems_of, read_document
from countback.domain.applicant import (
    Applicant,
    Blackout,
    Dose,
    Exam,
    ExamState,
    GivenRotation,
    Immunization,
    Stage,
    Track,
)
from countback.domain.catalogue import Catalogue
from countback.domain.choices import apply_choices
from countback.domain.immunizations import Vaccines
from countback.domain.season_names import check_names, check_target_year, parse_target
from countback.errors import BadInput, Problem

DEFAULT_ROTATIONS = 3
_HINTS = {
    "id": "write a short name of lower case letters, digits and hyphens, such as asha-2027",
    "first_name": "write the first name only",
    "target_year": "write the year in whose September you submit ERAS, such as 2027",
    "track": "peds_mgg, im_mgg or categorical_mgg",
    "stage": "student or graduate",
    "timezone": "write an IANA zone such as Asia/Kolkata",
    "email": "write one address such as name@example.org",
    "": "check its spelling; `countback init` writes a profile with every field",
}


def read_profile(path: Path, catalogue: Catalogue, vaccines: Vaccines, today: dt.date) -> Applicant:
    """Return the applicant of a profile file; raise BadInput with every problem in it."""
    return applicant_of(read_document(path), catalogue, vaccines, today)


def applicant_of(document: Document, catalogue: Catalogue, vaccines: Vaccines, today: dt.date) -> Applicant:
    """Return the applicant of a parsed profile; raise BadInput with every problem in it."""
    if not isinstance(document.value, dict):
        what = "the file is empty" if document.value is None else "the file holds no `name: value` lines"
        raise BadInput.one(what, "`countback init` writes a commented profile", document.file)
    try:
        model = ProfileModel.model_validate(document.value)
    except ValidationError as error:
        raise BadInput(problems_of(error, document, _HINTS)) from None
    problems = list(_problems(model, document, catalogue, vaccines, today))
    if problems:
        raise BadInput(sorted(problems, key=lambda one: one.line))
    applicant = _applicant(model, today)
    try:
        check_target_year(apply_choices(applicant, ())[0].target_year)
    except BadInput as error:
        raise BadInput(
            [document.problem(("choices",), one.what, one.mend) for one in error.problems]
        ) from None
    return applicant


@cache
def _zones() -> frozenset[str]:
    """Return the names of all time zones; to look for them takes longer than all other checks."""
    return frozenset(zoneinfo.available_timezones())


def _problems(
    model: ProfileModel, document: Document, catalogue: Catalogue, vaccines: Vaccines, today: dt.date
) -> Iterator[Problem]:
    yield from _season_problems(model, document)
    if model.timezone not in _zones():
        close = difflib.get_close_matches(model.timezone, _zones(), 1)
        mend = f"did you mean {close[0]}?" if close else "write an IANA zone such as Asia/Kolkata"
        yield document.problem(("timezone",), f"unknown time zone {model.timezone!r}", mend)
    if model.stage is None and model.graduation is None:
        yield document.problem(
            (), "neither `stage` nor `graduation` is given", "add `stage: student` or `graduate`"
        )
    if model.stage == "student" and model.graduation and model.graduation <= today:
        what = f"stage is student, but graduation {model.graduation} is not after {today}"
        yield document.problem(("graduation",), what, "write `stage: graduate`, or correct the date")
    if model.stage == "graduate" and model.graduation and model.graduation > today:
        what = f"stage is graduate, but graduation {model.graduation} is after {today}"
        yield document.problem(("graduation",), what, "write `stage: student`, or correct the date")
    yield from _exam_problems(model, document, today)
    yield from _dose_problems(model, document, vaccines, today)
    yield from _rotation_problems(model, document)
    for index, one in enumerate(model.blackouts):
        if one.last < one.first:
            what = f"the blackout ends on {one.last}, before it begins on {one.first}"
            yield document.problem(("blackouts", index), what, "swap `first` and `last`")
    yield from key_problems(model, document, catalogue, today)


def _season_problems(model: ProfileModel, document: Document) -> Iterator[Problem]:
    try:
        year = parse_target(str(model.target_year))
        if model.season:
            check_names(year, model.season)
    except BadInput as error:
        for one in error.problems:
            yield document.problem(("season" if model.season else "target_year",), one.what, one.mend)


def _exam_problems(model: ProfileModel, document: Document, today: dt.date) -> Iterator[Problem]:
    for name in ("step1", "step2ck", "step3", "oet"):
        exam = getattr(model.exams, name)
        if exam.state == "booked" and exam.day is None:
            yield document.problem(("exams", name), f"{name} is booked, but for no day", "add `day:`")
        if exam.state == "passed" and exam.day and exam.day > today:
            what = f"{name} is passed on {exam.day}, which is after {today}"
            yield document.problem(("exams", name), what, "write `state: booked`, or correct the day")
        if exam.state == "not_taken" and exam.day:
            what = f"{name} is not taken, yet has a day"
            yield document.problem(("exams", name), what, "write `state: booked` or `passed`")


def _dose_problems(
    model: ProfileModel, document: Document, vaccines: Vaccines, today: dt.date
) -> Iterator[Problem]:
    known = [one.vaccine for one in vaccines.series]
    seen: set[tuple[str, dt.date]] = set()
    for index, dose in enumerate(model.immunizations.doses):
        path = ("immunizations", "doses", index)
        series = vaccines.get(dose.vaccine)
        if series is None:
            yield document.problem(path, f"unknown vaccine {dose.vaccine!r}", f"one of {', '.join(known)}")
        elif dose.product and dose.product not in series.products:
            mend = f"one of {', '.join(series.products)}" if series.products else "leave `product` out"
            yield document.problem(path, f"unknown product {dose.product!r}", mend)
        if dose.day > today:
            what = f"the dose of {dose.day} is after {today}"
            yield document.problem(path, what, "enter doses once given; put an appointment under `given:`")
        if (dose.vaccine, dose.day) in seen:
            yield document.problem(path, f"the {dose.vaccine} dose of {dose.day} stands twice", "keep one")
        seen.add((dose.vaccine, dose.day))
    for index, name in enumerate(model.immunizations.immune):
        if name not in known:
            where = ("immunizations", "immune", index)
            yield document.problem(where, f"unknown vaccine {name!r}", f"one of {', '.join(known)}")
    tb = model.immunizations.tb.day
    if tb and tb > today:
        what = f"the tuberculosis test of {tb} is after {today}"
        yield document.problem(("immunizations", "tb", "day"), what, "put it under `given:`")


def _rotation_problems(model: ProfileModel, document: Document) -> Iterator[Problem]:
    planned = sorted(enumerate(model.rotations.planned), key=lambda pair: pair[1].start)
    if model.rotations.count is not None and planned and model.rotations.count != len(planned):
        what = f"`count` is {model.rotations.count}, but {len(planned)} rotations are planned"
        yield document.problem(("rotations", "count"), what, "leave `count` out")
    for (_, before), (index, after) in pairwise(planned):
        end = before.start + dt.timedelta(weeks=before.weeks)
        if after.start < end:
            what = f"the rotation of {after.start} begins before the one of {before.start} ends ({end})"
            yield document.problem(("rotations", "planned", index), what, "correct `start` or `weeks`")
    for index, one in planned:
        if one.apply_by and one.apply_by > one.start:
            what = f"`apply_by` {one.apply_by} is after the rotation's start {one.start}"
            yield document.problem(("rotations", "planned", index), what, "correct one of the two")
        if one.apply_from and one.apply_by and one.apply_from > one.apply_by:
            what = f"`apply_from` {one.apply_from} is after `apply_by` {one.apply_by}"
            yield document.problem(("rotations", "planned", index), what, "swap the two")


def _applicant(model: ProfileModel, today: dt.date) -> Applicant:
    stage = model.stage or ("student" if model.graduation and model.graduation > today else "graduate")
    immunizations = model.immunizations
    return Applicant(
        id=model.id,
        first_name=model.first_name,
        target_year=parse_target(str(model.target_year)),
        track=Track(model.track),
        stage=Stage(stage),
        timezone=model.timezone,
        school_country=model.school.country,
        graduation=model.graduation,
        vslo=model.school.vslo,
        english_school=model.school.english,
        us_citizen=model.visa.status == "us_citizen",
        holds_visa=model.visa.status == "held",
        visa_free=model.visa.status == "not_needed",
        high_wait_post=model.visa.high_wait_post,
        residency_visa=model.visa.residency,
        passport_expires=model.visa.passport_expires,
        budget_usd=model.budget_usd,
        us_experience=model.experience.us_clinical,
        genetics_exposure=model.experience.genetics,
        genetics_research=model.experience.genetics_research,
        acgme_year=model.experience.acgme_year,
        pathway_wish=model.pathway,
        dual_application=model.dual_application,
        backup_wanted=model.backup,
        step1=_exam(model.exams.step1.state, model.exams.step1.day),
        step2ck=_exam(model.exams.step2ck.state, model.exams.step2ck.day),
        step3=_exam(model.exams.step3.state, model.exams.step3.day),
        oet=_exam(model.exams.oet.state, model.exams.oet.day),
        ecfmg=model.ecfmg.state,
        ecfmg_pathway=model.ecfmg.pathway,
        immunization=Immunization(
            doses=tuple(Dose(one.vaccine, one.day, one.product) for one in immunizations.doses),
            immune=frozenset(immunizations.immune),
            hepatitis_b=immunizations.hepatitis_b,
            tb_method=immunizations.tb.method,
            tb_test=immunizations.tb.day,
        ),
        rotation_count=model.rotations.count or DEFAULT_ROTATIONS,
        rotations=tuple(
            GivenRotation(one.kind, one.start, one.weeks, one.host, one.apply_from, one.apply_by)
            for one in model.rotations.planned
        ),
        blackouts=tuple(Blackout(one.first, one.last, one.reason) for one in model.blackouts),
        done=model.done,
        given=model.given,
        choices=tuple(model.choices),
    )


def _exam(state: str, day: dt.date | None) -> Exam:
    return Exam(ExamState(state), day)
