"""Rotations: given ones stand, default ones are placed in the year and give way to blackouts."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.domain.applicant import Applicant, Blackout, GivenRotation, Track
from countback.domain.plan import PlannedRotation
from countback.domain.rotations import Placement, letter_rotation_should_end, overlaps_winter, place
from countback.domain.seasons import Cycle, Season
from tests.support.people import applicants
from tests.support.real import person, season_of


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def placed(applicant: Applicant, shifts: dict[str, int] | None = None, *dropped: str) -> Placement:
    return place(applicant, season_of(applicant), shifts or {}, frozenset(dropped))


def blocks(placement: Placement) -> list[tuple[str, str, str, str]]:
    return [(one.key, one.kind, f"{one.start}", f"{one.end}") for one in placement.rotations]


def test_three_default_rotations_follow_each_other_from_the_first_monday_of_may() -> None:
    assert blocks(placed(person(target_year=2027))) == [
        ("rotation-1", "broad", "2027-05-03", "2027-05-31"),
        ("rotation-2", "genetics", "2027-05-31", "2027-06-28"),
        ("rotation-3", "third", "2027-06-28", "2027-07-26"),
    ]


def test_the_july_cycle_begins_two_months_earlier() -> None:
    first = placed(person(target_year=2027, track=Track.CATEGORICAL_MGG)).rotations[0]
    assert first.start == day("2027-03-01")


def test_a_single_rotation_is_the_one_in_genetics() -> None:
    placement = placed(person(rotation_count=1))
    assert [one.kind for one in placement.rotations] == ["genetics"]
    assert placement.letter is not None
    assert placement.letter.key == "rotation-1"


def test_the_genetics_rotation_bears_the_letter() -> None:
    placement = placed(person(rotation_count=2))
    assert [(one.kind, one.bears_letter) for one in placement.rotations] == [
        ("broad", False),
        ("genetics", True),
    ]


def test_without_rotations_there_is_no_letter_from_one() -> None:
    placement = placed(person(rotation_count=1), None, "rotation-1")
    told = "Your plan has no rotation: at least one US genetics experience is advised."
    assert placement == Placement((), (told,))
    assert placement.letter is None


def test_an_elective_after_graduation_is_told() -> None:
    graduate = person(target_year=2027, graduation=day("2027-06-10"))
    told = placed(graduate).warnings
    assert [one.split(" (")[0] for one in told] == ["Rotation 2", "Rotation 3"]
    assert all("hands-on electives are for current students" in one for one in told)
    assert (
        placed(person(target_year=2027, graduation=day("2027-06-10"), pathway_wish="observership")).warnings
        == ()
    )


def test_a_rotation_moved_by_weeks_takes_later_ones_with_it() -> None:
    moved = placed(person(target_year=2027), {"rotation-1": 2})
    assert [f"{one.start}" for one in moved.rotations] == ["2027-05-17", "2027-06-14", "2027-07-12"]


def test_a_dropped_rotation_leaves_the_others_and_their_keys() -> None:
    left = placed(person(target_year=2027), None, "rotation-2")
    assert [(one.key, f"{one.start}") for one in left.rotations] == [
        ("rotation-1", "2027-05-03"),
        ("rotation-3", "2027-06-28"),
    ]


def test_default_rotations_give_way_to_a_blackout_by_whole_weeks() -> None:
    blackout = Blackout(day("2027-06-07"), day("2027-06-14"))
    assert [f"{one.start}" for one in placed(person(target_year=2027, blackouts=(blackout,))).rotations] == [
        "2027-05-03",
        "2027-06-21",
        "2027-07-19",
    ]


@pytest.mark.parametrize(("last", "start"), [("2027-05-02", "2027-05-03"), ("2027-05-03", "2027-05-10")])
def test_the_last_day_of_a_blackout_is_part_of_it(last: str, start: str) -> None:
    blackout = Blackout(day("2027-04-01"), day(last))
    assert placed(person(target_year=2027, blackouts=(blackout,))).rotations[0].start == day(start)


@given(applicants())
def test_default_rotations_never_overlap_and_never_meet_a_blackout(applicant: Applicant) -> None:
    if applicant.rotations:
        return
    rotations = placed(applicant).rotations
    assert len(rotations) == applicant.rotation_count
    for before, after in itertools.pairwise(rotations):
        assert before.end <= after.start
    for one in rotations:
        assert (one.end - one.start).days == 28
        assert one.start.weekday() == 0
        for blackout in applicant.blackouts:
            assert one.end <= blackout.first or blackout.last < one.start


GIVEN = (
    GivenRotation("third", day("2027-07-05"), 2, "Elsewhere"),
    GivenRotation("broad", day("2027-04-05"), 4),
    GivenRotation("genetics", day("2027-05-10"), 8, "Genetics House"),
)


def test_given_rotations_stand_where_they_are_in_the_order_of_their_days() -> None:
    placement = placed(person(target_year=2027, rotations=GIVEN))
    assert blocks(placement) == [
        ("rotation-1", "broad", "2027-04-05", "2027-05-03"),
        ("rotation-2", "genetics", "2027-05-10", "2027-07-05"),
        ("rotation-3", "third", "2027-07-05", "2027-07-19"),
    ]
    assert all(one.given for one in placement.rotations)
    assert placement.letter is not None
    assert placement.letter.host == "Genetics House"


def test_the_last_given_rotation_bears_the_letter_where_none_is_in_genetics() -> None:
    two = (GivenRotation("broad", day("2027-04-05")), GivenRotation("third", day("2027-06-07")))
    placement = placed(person(target_year=2027, rotations=two, us_experience=True))
    assert [one.bears_letter for one in placement.rotations] == [False, True]
    assert placement.warnings == (
        "None of your rotations is in genetics: at least one US genetics experience is advised.",
    )


def test_a_given_rotation_meets_a_blackout_with_a_warning_and_does_not_move() -> None:
    blackout = Blackout(day("2027-04-20"), day("2027-04-22"))
    placement = placed(person(target_year=2027, rotations=GIVEN, blackouts=(blackout,)))
    assert placement.rotations[0].start == day("2027-04-05")
    assert placement.warnings == (
        "Rotation 1 (2027-04-05 to 2027-05-02) meets your blackout 2027-04-20 to 2027-04-22.",
    )


def test_given_rotations_that_overlap_are_told() -> None:
    two = (GivenRotation("broad", day("2027-04-05")), GivenRotation("genetics", day("2027-04-26")))
    placement = placed(person(target_year=2027, rotations=two))
    (told,) = placement.warnings
    assert told.startswith("Rotation 1 (2027-04-05 to 2027-05-02) and Rotation 2 (2027-04-26 to ")
    assert told.endswith(" overlap.")


def test_more_than_three_rotations_are_too_many() -> None:
    four = tuple(GivenRotation("genetics", day(f"2027-0{month}-01"), 4) for month in (2, 3, 4, 5))
    placement = placed(person(target_year=2027, rotations=four, us_experience=True))
    assert [one[:25] for one in placement.warnings] == ["You plan 4 rotations. Beyo"[:25]]


def test_genetics_first_is_remarked_on_for_somebody_without_us_experience() -> None:
    two = (GivenRotation("genetics", day("2027-04-05")), GivenRotation("broad", day("2027-05-10")))
    assert placed(person(target_year=2027, rotations=two)).warnings == (
        "You have no US clinical experience yet: a broad rotation first lets you settle in before genetics.",
    )
    assert placed(person(target_year=2027, rotations=two, us_experience=True)).warnings == ()
    assert placed(person(target_year=2027, rotations=two[:1])).warnings == ()


def test_a_letter_bearing_rotation_should_leave_its_writer_time() -> None:
    """Documents are due at ECFMG on 14 September 2027, 45 days after 31 July."""
    somebody = person(target_year=2027)
    assert letter_rotation_should_end(season_of(somebody)) == day("2027-07-31")
    in_time = placed(somebody, {"rotation-2": 4, "rotation-1": -4})
    assert (in_time.letter and in_time.letter.end, in_time.warnings) == (day("2027-07-26"), ())
    too_late = placed(somebody, {"rotation-2": 5})
    (told,) = too_late.warnings
    assert told == (
        "Your letter-bearing rotation ends on 2027-08-01; a letter writer needs time, so it should end by about "
        "2027-07-31."
    )


def test_a_season_without_that_date_gives_no_advice_on_the_letter() -> None:
    assert letter_rotation_should_end(Season(2027, Cycle.SEPTEMBER, ())) is None


@given(st.dates(dt.date(2027, 1, 1), dt.date(2028, 12, 31)), st.integers(1, 60))
def test_a_winter_rotation_has_a_day_from_october_to_march(start: dt.date, length: int) -> None:
    end = start + dt.timedelta(days=length)
    rotation = PlannedRotation("rotation-1", "One", "broad", start, end, given=True, bears_letter=False)
    months = {(start + dt.timedelta(days=count)).month for count in range(length)}
    assert overlaps_winter(rotation) == bool(months & {10, 11, 12, 1, 2, 3})
