"""Random applicants, for tests that hold for everybody."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

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
from countback.domain.circumstances import HEPATITIS_B_PLANS
from countback.domain.pathways import WISHES
from countback.domain.rotations import KINDS
from tests.support.real import person

YEARS = range(2027, 2033)
VACCINES = ("hepatitis_b", "mmr", "varicella", "tdap", "influenza")
past = st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 22))


def exams() -> st.SearchStrategy[Exam]:
    return st.one_of(
        st.just(Exam()),
        st.just(Exam(ExamState.PASSED)),
        past.map(lambda day: Exam(ExamState.PASSED, day)),
        st.dates(dt.date(2026, 11, 23), dt.date(2028, 6, 1)).map(lambda day: Exam(ExamState.BOOKED, day)),
    )


@st.composite
def immunizations(draw: st.DrawFn) -> Immunization:
    doses = draw(st.lists(st.tuples(st.sampled_from(VACCINES), past), max_size=7, unique=True))
    return Immunization(
        doses=tuple(
            Dose(
                name,
                day,
                draw(st.sampled_from(("", "three_dose", "heplisav_b"))) if name == "hepatitis_b" else "",
            )
            for name, day in doses
        ),
        immune=draw(st.frozensets(st.sampled_from(VACCINES), max_size=3)),
        hepatitis_b=draw(st.sampled_from(HEPATITIS_B_PLANS)),
        tb_method=draw(st.sampled_from(("igra", "tst"))),
        tb_test=draw(st.none() | past),
    )


@st.composite
def rotations(draw: st.DrawFn, year: int) -> tuple[GivenRotation, ...]:
    found = []
    start = dt.date(year - 1, 9, 1)
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=3)):
        start += dt.timedelta(days=draw(st.integers(0, 120)))
        weeks = draw(st.sampled_from((2, 4, 8)))
        ahead = draw(st.none() | st.integers(30, 300))
        apply_by = None if ahead is None else start - dt.timedelta(days=ahead)
        found.append(GivenRotation(kind, start, weeks, apply_by=apply_by))
        start += dt.timedelta(weeks=weeks)
    return tuple(found)


@st.composite
def blackouts(draw: st.DrawFn, year: int) -> tuple[Blackout, ...]:
    firsts = draw(st.lists(st.dates(dt.date(year, 2, 1), dt.date(year, 9, 1)), max_size=2))
    return tuple(Blackout(first, first + dt.timedelta(days=draw(st.integers(0, 40)))) for first in firsts)


@st.composite
def applicants(draw: st.DrawFn) -> Applicant:
    """Return anybody: every fact of a profile that decides what the plan holds."""
    year = draw(st.sampled_from(YEARS))
    booleans = {
        name: draw(st.booleans())
        for name in (
            "vslo",
            "english_school",
            "us_citizen",
            "holds_visa",
            "visa_free",
            "high_wait_post",
            "us_experience",
            "acgme_year",
            "dual_application",
            "backup_wanted",
        )
    }
    stage = draw(st.sampled_from(Stage))
    graduated = past if stage is Stage.GRADUATE else st.dates(dt.date(year, 11, 30), dt.date(year + 1, 6, 30))
    degrees = st.sampled_from(("none", "some", "strong"))
    return person(
        **booleans,
        target_year=year,
        track=draw(st.sampled_from(Track)),
        stage=stage,
        graduation=draw(st.none() | graduated),
        residency_visa=draw(st.sampled_from(("j1", "h1b", "none"))),
        genetics_exposure=draw(degrees),
        genetics_research=draw(degrees),
        pathway_wish=draw(st.sampled_from(WISHES)),
        step1=draw(exams()),
        step2ck=draw(exams()),
        step3=draw(exams()),
        oet=draw(exams()),
        ecfmg=draw(st.sampled_from(("none", "applied", "certified"))),
        ecfmg_pathway=draw(st.sampled_from((0, 1, 6))),
        immunization=draw(immunizations()),
        rotation_count=draw(st.integers(1, 3)),
        rotations=draw(rotations(year)),
        blackouts=draw(blackouts(year)),
    )
