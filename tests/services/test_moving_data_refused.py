"""A file that is wrong in any part is refused whole, with every problem and its place."""

from __future__ import annotations

from typing import Any

import pytest

from countback.domain.marks import NOTE_LENGTH
from countback.errors import BadInput
from countback.services.moving_data import MARKS, import_person
from tests.services.conftest import House
from tests.support.lived import KEY, LATER, exported, lived, new_house
from tests.support.real import START


@pytest.fixture(scope="module")
def unmoved(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Give such a house to tests that change nothing in it."""
    return lived(new_house(tmp_path_factory.mktemp("unmoved")))


def refused(house: House, value: Any) -> list[str]:
    """Return where the problems are, once it is sure that nothing changed."""
    before = exported(house)
    with pytest.raises(BadInput) as told:
        import_person(house.workshop, house.person, value, START, LATER)
    assert exported(house) == before
    return [one.where for one in told.value.problems]


@pytest.mark.parametrize("value", [{"kind": "countback person"}, {"kind": "countback person", "profile": []}])
def test_a_file_without_a_profile_is_refused(value: object, unmoved: House) -> None:
    assert refused(unmoved, value) == [""]


@pytest.mark.parametrize(
    ("part", "value", "where"),
    [
        ("schema", 2, ""),
        ("schema", None, ""),
        ("done", None, ""),
        ("done", [], ""),
        ("done", {f"item.number_{number}": "2026-11-01" for number in range(MARKS + 1)}, ""),
        ("done", {KEY: "2026-11-23"}, f"done.{KEY}"),
        ("done", {KEY: "22.11.2026"}, f"done.{KEY}"),
        ("done", {KEY: 20261122}, f"done.{KEY}"),
        ("done", {"Eligibility Goals": "2026-11-01"}, "done.Eligibility Goals"),
        ("done", {"item.a\x00": "2026-11-01"}, "done.item.a\\x00"),
        ("done", {"\ud800": "2026-11-01"}, "done.\\ud800"),
        ("marks", None, ""),
        ("marks", {KEY: "a note"}, f"marks.{KEY}"),
        ("marks", {KEY: {"note": None, "snoozed_until": None}}, f"marks.{KEY}"),
        ("marks", {KEY: {"note": "", "snoozed_until": "soon"}}, f"marks.{KEY}"),
        ("marks", {KEY: {"note": "", "snoozed_until": 7}}, f"marks.{KEY}"),
        ("marks", {KEY: {"note": "x" * (NOTE_LENGTH + 1)}}, f"marks.{KEY}"),
        ("marks", {KEY: {"note": "\x00"}}, f"marks.{KEY}"),
        ("marks", {"a.b/\x00": {"note": "x"}}, "marks.a.b/\\x00"),
        ("marks", {"x" * 200: {"note": "x"}}, f"marks.{'x' * 80}"),
        ("profile", {"id": "asha"}, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_part_that_is_wrong_is_told_with_its_place_and_nothing_is_taken(
    part: str, value: object, where: str | None, unmoved: House
) -> None:
    places = refused(unmoved, {**exported(unmoved), part: value})
    assert places
    assert where is None or places == [where]


def test_every_problem_is_told_at_once(unmoved: House) -> None:
    value = {
        **exported(unmoved),
        "schema": 7,
        "done": {KEY: "soon"},
        "marks": {KEY: {"note": "\x00", "snoozed_until": "soon"}, "?": {"note": ""}},
        "profile": {**exported(unmoved)["profile"], "timezone": "Mars/Base", "stage": "graduate"},
    }
    places = refused(unmoved, value)
    assert places.count(f"marks.{KEY}") == 2
    assert {"", f"done.{KEY}", "marks.?", "timezone", "graduation"} <= set(places)


def test_a_tick_of_a_mistyped_year_is_refused_and_nobody_is_locked_out(unmoved: House) -> None:
    done = {"immunization.hepatitis_b.dose_3": "0001-01-01"}
    assert refused(unmoved, {**exported(unmoved), "done": done}) == ["done.immunization.hepatitis_b.dose_3"]
