"""The pathway follows the rules, follows the wish where they allow it, and says why."""

from __future__ import annotations

import itertools

import pytest

from countback.domain.applicant import Stage, Track
from countback.domain.pathways import PATHWAYS, WISHES, derive, hands_on, objections
from tests.support.real import person


@pytest.mark.parametrize(
    ("stage", "vslo", "wish", "name", "hands"),
    [
        ("student", True, "auto", "elective_vslo", True),
        ("student", True, "elective", "elective_vslo", True),
        ("student", False, "auto", "elective_direct", True),
        ("student", True, "observership", "observership", False),
        ("student", False, "observership", "observership", False),
        ("student", True, "research_year", "research_year", True),
        ("graduate", True, "auto", "observership", False),
        ("graduate", False, "elective", "observership", False),
        ("graduate", False, "observership", "observership", False),
        ("graduate", False, "research_year", "research_year", False),
    ],
)
def test_stage_school_and_wish_decide_the_pathway(
    stage: str, vslo: bool, wish: str, name: str, hands: bool
) -> None:
    somebody = person(stage=Stage(stage), vslo=vslo, pathway_wish=wish)
    pathway = derive(somebody)
    assert (pathway.name, hands_on(pathway, somebody)) == (name, hands)


@pytest.mark.parametrize(
    ("stage", "vslo", "wish"), list(itertools.product(("student", "graduate"), (True, False), WISHES))
)
def test_every_pathway_is_a_known_one_and_is_explained_with_what_to_verify(
    stage: str, vslo: bool, wish: str
) -> None:
    pathway = derive(person(stage=Stage(stage), vslo=vslo, pathway_wish=wish))
    assert pathway.name in PATHWAYS
    assert pathway.because
    for reason in pathway.because:
        assert "Verify with the host" in reason.text
        assert reason.source


def test_a_wish_is_named_before_what_the_rules_would_have_given() -> None:
    because = derive(person(vslo=True, pathway_wish="observership")).because
    assert [one.rule for one in because] == ["pathway_wish is observership", "stage is student, vslo is true"]


def test_a_graduate_who_wishes_for_observerships_gets_what_the_rules_give_anyway() -> None:
    graduate = person(stage=Stage.GRADUATE, pathway_wish="observership")
    assert [one.rule for one in derive(graduate).because] == ["stage is graduate"]


def test_a_graduate_who_wishes_for_an_elective_is_told_that_it_is_for_students() -> None:
    (told,) = objections(person(stage=Stage.GRADUATE, pathway_wish="elective"))
    assert told.startswith("You wish for an elective, but you have graduated")


def test_categorical_genetics_without_a_residency_year_is_told_of_the_combined_tracks() -> None:
    (told,) = objections(person(track=Track.CATEGORICAL_MGG))
    assert "at least 12 months of ACGME residency" in told


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"track": Track.CATEGORICAL_MGG, "acgme_year": True},
        {"pathway_wish": "elective"},
        {"stage": Stage.GRADUATE, "pathway_wish": "research_year"},
    ],
)
def test_nothing_speaks_against_a_wish_that_the_rules_allow(changes: dict[str, object]) -> None:
    assert objections(person(**changes)) == []
