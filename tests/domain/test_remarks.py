"""Remarks: a passport that ends too soon and a season under review are told, and nothing else is."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.real import START, person, plan


def told(word: str, **changes: object) -> list[str]:
    return [
        one
        for one in plan(person(target_year=2028, rotation_count=1, **changes), START).warnings
        if word in one
    ]


@pytest.mark.parametrize(("expires", "count"), [("2028-11-27", 1), ("2028-11-28", 0), ("2035-01-01", 0)])
def test_a_passport_has_to_last_six_months_beyond_the_last_rotation(expires: str, count: int) -> None:
    """The one rotation lasts until 28 May 2028."""
    found = told("passport", passport_expires=dt.date.fromisoformat(expires))
    assert len(found) == count
    assert all("until 2028-11-28" in one and "verify" in one for one in found)


def test_nobody_else_hears_of_passports() -> None:
    soon = dt.date(2027, 1, 1)
    assert told("passport") == []
    assert told("passport", passport_expires=soon, us_citizen=True) == []
    without = plan(
        person(target_year=2028, rotation_count=1, passport_expires=soon), START, ("drop:rotation-1",)
    )
    assert [one for one in without.warnings if "passport" in one] == []
