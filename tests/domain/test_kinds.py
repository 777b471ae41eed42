"""The check of the catalogue: it finds rules that some kind of profile can never keep."""

from __future__ import annotations

from countback.domain.applicant import Stage, Track
from countback.domain.catalogue import Milestone
from countback.domain.kinds import inconsistencies, profile_kinds
from tests.support.real import library, season_of
from tests.support.small import NO_VACCINES, catalogue, milestone

KINDS = tuple(profile_kinds(2028))


def found(*milestones: Milestone) -> list[tuple[str, str]]:
    kind = KINDS[0]
    made = catalogue(*milestones)
    return [
        (one.key, one.what) for one in inconsistencies(kind, made, NO_VACCINES, season_of(kind.applicant))
    ]


def test_every_kind_is_another_and_each_has_a_name_of_its_own() -> None:
    assert len({one.name for one in KINDS}) == len(KINDS) == len({repr(one.applicant) for one in KINDS})
    assert {one.applicant.track for one in KINDS} == set(Track)
    assert {one.applicant.stage for one in KINDS} == set(Stage)


def test_the_real_catalogue_is_consistent_for_a_sample_of_the_kinds() -> None:
    known = library()
    for kind in KINDS[::97]:
        assert list(inconsistencies(kind, known.catalogue, known.vaccines, season_of(kind.applicant))) == []


def test_rules_that_go_round_in_a_circle_are_named() -> None:
    a, b = milestone("a", "start at least 5 days after b"), milestone("b", "start at least 5 days after a")
    ((key, what),) = found(a, b)
    assert key == ""
    assert "never fits" in what
    assert "start at least 5 days after a" in what
    assert "start at least 5 days after b" in what


def test_an_item_without_a_deadline_is_named() -> None:
    a = milestone("a", "finish at least 0 days before eras.submit")
    assert found(a, milestone("b", "start at least 1 day after a")) == [("b", "nothing says when it is due")]


def test_rules_without_room_are_named_with_the_days_they_lack() -> None:
    a = milestone(
        "a", "start at least 0 days after eras.opens", "finish at least 100 days before eras.submit"
    )
    assert found(a) == [("a", "its rules leave 9 days too few, however early one begins")]
