"""Conditions: what holds for whom, and what a misspelt one is told."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given

from countback.domain.applicant import Applicant, Exam, ExamState, Immunization, Stage, Track
from countback.domain.circumstances import SCOPED, VOCABULARY, circumstances, holds, of_rotation, unknown
from countback.domain.pathways import derive
from countback.domain.plan import PlannedRotation
from tests.support.people import applicants
from tests.support.real import person

FACTS: dict[str, object] = {"stage": "student", "vslo": True, "rotation_count": 3}


@pytest.mark.parametrize(
    ("condition", "so"),
    [
        ({}, True),
        ({"stage": "student"}, True),
        ({"stage": "graduate"}, False),
        ({"stage": ["graduate", "student"]}, True),
        ({"stage": ("graduate",)}, False),
        ({"stage": "student", "vslo": True}, True),
        ({"stage": "student", "vslo": False}, False),
        ({"not": {"stage": "student"}}, False),
        ({"not": {"stage": "graduate"}}, True),
        ({"not": {"stage": "student", "vslo": False}}, True),
        ({"not": {"not": {"stage": "student"}}}, True),
        ({"vslo": True, "not": {"rotation_count": [1, 2]}}, True),
        ({"letter_source": "home"}, False),
        ({"not": {"letter_source": "home"}}, True),
    ],
)
def test_a_condition_holds_where_every_fact_has_one_of_the_values_it_names(
    condition: dict[str, object], so: bool
) -> None:
    assert holds(condition, FACTS) is so


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"stag": "student"}, "`stag` is not a known fact; known are acgme_year, backup_wanted"),
        ({"stage": "Student"}, "`stage` cannot be 'Student'; it is one of student, graduate"),
        ({"vslo": 1}, "`vslo` cannot be 1; it is one of True, False"),
        ({"rotation_count": True}, "`rotation_count` cannot be True"),
        ({"stage": ["student", "alumnus"]}, "`stage` cannot be 'alumnus'"),
        ({"not": {"stage": "alumnus"}}, "`stage` cannot be 'alumnus'"),
        ({"not": "student"}, "`not` takes a condition such as {stage: student}"),
    ],
)
def test_a_misspelt_condition_is_told_and_not_silently_never(condition: dict[str, object], told: str) -> None:
    found = list(unknown(condition))
    assert len(found) == 1
    assert found[0].startswith(told)


def test_every_value_of_the_vocabulary_can_be_asked_for() -> None:
    everything: dict[str, object] = {name: list(values) for name, values in {**VOCABULARY, **SCOPED}.items()}
    assert not list(unknown(everything))
    assert not list(unknown({"not": everything}))


@given(applicants())
def test_whoever_asks_every_fact_has_a_value_of_the_vocabulary(applicant: Applicant) -> None:
    facts = circumstances(applicant, derive(applicant), 3, provisional=True, tb_same_day=True)
    assert facts.keys() == VOCABULARY.keys()
    assert not list(unknown(facts))


def test_facts_follow_the_person() -> None:
    somebody = person(
        stage=Stage.GRADUATE,
        vslo=True,
        track=Track.CATEGORICAL_MGG,
        us_citizen=True,
        residency_visa="h1b",
        step3=Exam(ExamState.BOOKED, dt.date(2027, 1, 2)),
        ecfmg_pathway=6,
        immunization=Immunization(hepatitis_b="heplisav_b", tb_method="tst"),
    )
    facts = circumstances(somebody, derive(somebody), 2)
    assert facts["vslo"] is False, "VSLO is for students"
    assert facts["residency_visa"] == "none", "a citizen needs none"
    assert facts["needs_visa"] is False
    assert (facts["cycle"], facts["pathway"], facts["hands_on"]) == ("july", "observership", False)
    assert (facts["step3"], facts["step1"], facts["ecfmg_pathway6"]) == ("booked", "not_taken", True)
    assert (facts["hepatitis_b"], facts["tb_method"], facts["tb_live"]) == ("heplisav_b", "tst", "after")
    assert (facts["rotation_count"], facts["provisional_clearance"]) == (2, False)


@pytest.mark.parametrize(
    ("start", "winter"),
    [
        ("2027-05-03", False),
        ("2027-09-06", True),
        ("2027-09-03", False),
        ("2027-03-29", True),
        ("2027-12-01", True),
    ],
)
def test_a_rotation_is_a_winter_one_where_it_meets_october_to_march(start: str, winter: bool) -> None:
    """Four weeks from 6 September end on 3 October; from 3 September, on 30 September."""
    begin = dt.date.fromisoformat(start)
    rotation = PlannedRotation(
        "rotation-1", "One", "broad", begin, begin + dt.timedelta(weeks=4), given=False, bears_letter=True
    )
    assert of_rotation(rotation) == {
        "rotation_kind": "broad",
        "letter_source": "rotation",
        "winter_rotation": winter,
        "bears_letter": True,
    }
