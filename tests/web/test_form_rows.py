"""Repeated rows: those filled, some blank ones, and never more than a profile holds."""

from __future__ import annotations

import pytest

from countback.web.form_fields import GROUPS, more_rows


def test_a_new_form_shows_three_doses_three_rotations_and_two_blackouts() -> None:
    assert {one.id: one.count({}) for one in GROUPS} == {"doses": 3, "planned": 3, "blackouts": 2}


def test_filled_rows_are_followed_by_blank_ones_but_rotations_end_at_three() -> None:
    doses, planned, blackouts = GROUPS
    assert doses.count({"immunizations.doses.4.day": "2020-01-01"}) == 8
    assert planned.count({"rotations.planned.1.host": "Here"}) == 3
    assert planned.count({"rotations.planned.5.host": "Here"}) == 6
    assert blackouts.count({"blackouts.39.reason": "Duty"}) == 40


def test_blank_rows_that_were_shown_are_shown_again() -> None:
    assert GROUPS[0].count({"immunizations.doses.5.day": ""}) == 6


def test_more_rows_are_added_and_the_first_of_them_is_named() -> None:
    values, focus = more_rows({"first_name": "Asha", "immunizations.doses.4.day": "2020-01-01"}, "doses")
    assert (GROUPS[0].count(values), focus) == (11, "immunizations.doses.8.vaccine")
    again, focus = more_rows(values, "doses")
    assert (GROUPS[0].count(again), focus) == (14, "immunizations.doses.11.vaccine")


@pytest.mark.parametrize(
    ("group", "values"),
    [("planned", {}), ("nonsense", {}), ("", {}), ("blackouts", {"blackouts.39.reason": "x"})],
)
def test_no_rows_are_added_beyond_what_a_profile_holds(group: str, values: dict[str, str]) -> None:
    assert more_rows(values, group) == (values, "")


def test_the_last_rows_are_added_where_fewer_are_left() -> None:
    values, focus = more_rows({"blackouts.36.reason": "x"}, "blackouts")
    assert (GROUPS[2].count(values), focus) == (40, "blackouts.39.first")
