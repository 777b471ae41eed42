"""Anchors: the fixed days that rules refer to, known by name and read back as days."""

from __future__ import annotations

import datetime as dt

import pytest

from countback.domain.anchors import (
    ROTATIONS_KEYS,
    SEASON_KEYS,
    calendar_day,
    is_anchor,
    scope_anchors,
    season_anchors,
)
from countback.domain.catalogue import Per
from countback.domain.plan import PlannedRotation
from countback.domain.rotations import place
from countback.domain.season_rules import keys_of
from countback.domain.seasons import Cycle
from tests.support.real import library, person, season_of


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("calendar.X-08-01", "2027-08-01"),
        ("calendar.X-1-08-01", "2026-08-01"),
        ("calendar.X+2-01-31", "2029-01-31"),
        ("calendar.M-01-31", "2028-01-31"),
        ("calendar.M-2-01-01", "2026-01-01"),
        ("calendar.M-02-29", "2028-02-29"),
        ("calendar.X-02-29", None),
        ("calendar.X-13-01", None),
        ("calendar.Y-08-01", None),
        ("calendar.X-8-1", None),
        ("eras.submit", None),
    ],
)
def test_a_calendar_anchor_counts_from_the_target_year_or_the_match_year(name: str, day: str | None) -> None:
    found = calendar_day(name, 2027)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("name", "per", "known"),
    [
        ("eras.submit", Per.ONCE, True),
        ("rotations.first.start", Per.MONTH, True),
        ("graduation", Per.ONCE, True),
        ("rotation.start", Per.ROTATION, True),
        ("rotation.end", Per.LETTER, True),
        ("rotation.start", Per.ONCE, False),
        ("month.end", Per.MONTH, True),
        ("month.end", Per.MENTOR_YEAR, False),
        ("year.start", Per.MENTOR_YEAR, True),
        ("calendar.X-02-29", Per.ONCE, True),
        ("calendar.X-02-30", Per.ONCE, False),
        ("documents.cv", Per.ONCE, False),
        ("eras.sumbit", Per.ONCE, False),
    ],
)
def test_an_anchor_is_known_in_the_scope_that_has_it(name: str, per: Per, known: bool) -> None:
    assert is_anchor(name, per) is known


@pytest.mark.parametrize("cycle", list(Cycle))
def test_every_date_of_a_season_can_be_an_anchor(cycle: Cycle) -> None:
    assert set(keys_of(cycle)) <= set(SEASON_KEYS)


def test_a_season_and_its_rotations_give_the_days_of_their_anchors() -> None:
    somebody = person(target_year=2027, graduation=dt.date(2028, 1, 20))
    season = season_of(somebody)
    rotations = place(somebody, season, {}, frozenset()).rotations
    found = {
        name: dt.date.fromordinal(day)
        for name, day in season_anchors(season, rotations, somebody.graduation).items()
    }
    assert found["eras.submit"] == dt.date(2027, 9, 1)
    assert found["rotations.first.start"] == dt.date(2027, 5, 3)
    assert found["rotations.letter.end"] == dt.date(2027, 6, 27), "the last day, not the day after"
    assert found["rotations.last.end"] == dt.date(2027, 7, 25)
    assert found["graduation"] == dt.date(2028, 1, 20)


def test_without_rotations_and_graduation_there_are_no_such_anchors() -> None:
    season = library().published.season(2027, Cycle.SEPTEMBER)
    found = season_anchors(season, (), None)
    assert not {*ROTATIONS_KEYS, "graduation"} & found.keys()
    assert found.keys() == {one.key for one in season.dates}


def test_rotations_of_which_none_bears_a_letter_have_no_such_end() -> None:
    one = PlannedRotation(
        "rotation-1",
        "One",
        "broad",
        dt.date(2027, 5, 3),
        dt.date(2027, 5, 31),
        given=True,
        bears_letter=False,
    )
    season = library().published.season(2027, Cycle.SEPTEMBER)
    assert "rotations.letter.end" not in season_anchors(season, (one,), None)
    assert scope_anchors(one) == {
        "rotation.start": dt.date(2027, 5, 3).toordinal(),
        "rotation.end": dt.date(2027, 5, 30).toordinal(),
    }
