"""Instances: a milestone's repetitions, whose names never depend on the target year's dates."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from countback.domain.catalogue import Per
from countback.domain.instances import ONCE, instances
from countback.domain.plan import PlannedRotation
from tests.support.real import START, example_plan, person, plan

MAY = dt.date(2027, 5, 3)


def rotation(number: int, host: str = "") -> PlannedRotation:
    begin = MAY + dt.timedelta(weeks=4 * (number - 1))
    end = begin + dt.timedelta(weeks=4)
    return PlannedRotation(
        f"rotation-{number}", "One", "genetics", begin, end, given=False, bears_letter=number == 2, host=host
    )


def names(count: int, per: Per) -> list[str]:
    rotations = tuple(rotation(number) for number in range(1, count + 1))
    found = instances(rotations, 2027, dt.date(2026, 11, 22), dt.date(2027, 2, 1))
    return [one.name for one in found[per]]


def test_what_happens_once_has_no_name() -> None:
    assert instances((), 2027, MAY, MAY)[Per.ONCE] == (ONCE,)
    assert (ONCE.name, ONCE.suffix) == ("", "")


def test_a_rotation_is_named_by_its_number_and_shown_with_its_host() -> None:
    found = instances((rotation(1), rotation(2, "Genetics House")), 2027, MAY, MAY)[Per.ROTATION]
    assert [(one.name, one.suffix) for one in found] == [
        ("rotation-1", " (rotation 1)"),
        ("rotation-2", " (rotation 2, Genetics House)"),
    ]
    assert found[0].anchors == {
        "rotation.start": MAY.toordinal(),
        "rotation.end": dt.date(2027, 5, 30).toordinal(),
    }
    assert found[1].facts["bears_letter"] is True


def test_three_letters_are_wanted_from_rotations_first_and_then_from_home() -> None:
    assert names(0, Per.LETTER) == ["home-1", "home-2", "home-3"]
    assert names(1, Per.LETTER) == ["rotation-1", "home-1", "home-2"]
    assert names(3, Per.LETTER) == ["rotation-1", "rotation-2", "rotation-3"]
    assert names(4, Per.LETTER) == ["rotation-1", "rotation-2", "rotation-3"]


def test_a_home_letter_has_no_rotation() -> None:
    home = instances((), 2027, MAY, MAY)[Per.LETTER][0]
    assert (home.suffix, home.anchors) == (" (home letter 1)", {})
    assert home.facts == {"letter_source": "home", "bears_letter": False}


def test_months_run_from_the_first_day_s_to_the_last_day_s() -> None:
    assert names(0, Per.MONTH) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    found = instances((), 2027, dt.date(2028, 2, 29), dt.date(2028, 2, 29))[Per.MONTH]
    assert [(one.name, one.suffix) for one in found] == [("2028-02", " (February 2028)")]
    assert [dt.date.fromordinal(one) for one in found[0].anchors.values()] == [
        dt.date(2028, 2, 1),
        dt.date(2028, 2, 29),
    ]


def test_no_month_is_left_once_the_last_day_is_past() -> None:
    assert instances((), 2027, dt.date(2027, 10, 1), dt.date(2027, 9, 1))[Per.MONTH] == ()


def test_mentors_are_written_to_in_the_target_year_and_the_two_after() -> None:
    found = instances((), 2027, MAY, MAY)[Per.MENTOR_YEAR]
    assert [(one.name, one.suffix) for one in found] == [
        ("2027", " (2027)"),
        ("2028", " (2028)"),
        ("2029", " (2029)"),
    ]
    assert found[0].anchors == {
        "year.start": dt.date(2027, 1, 1).toordinal(),
        "year.end": dt.date(2027, 12, 31).toordinal(),
    }


@given(st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 900))
def test_months_follow_each_other_without_a_gap(first: dt.date, length: int) -> None:
    found = instances((), 2027, first, first + dt.timedelta(days=length))[Per.MONTH]
    for before, after in itertools.pairwise(found):
        assert before.anchors["month.end"] + 1 == after.anchors["month.start"]


def test_keys_stay_the_same_in_another_season() -> None:
    """But for what recurs by the calendar, which keeps its own month or year."""

    def keys(year: int) -> set[str]:
        made = plan(person(target_year=year), START)
        return {one.key for one in made.items if "/20" not in one.key}

    assert keys(2028) == keys(2029)


def test_a_key_names_its_milestone_and_its_repetition_and_no_day() -> None:
    known = {one.key for one in example_plan("late-starter").items}
    assert {"immunization.form/rotation-1", "immunization.form/rotation-3", "documents.cv"} <= known
