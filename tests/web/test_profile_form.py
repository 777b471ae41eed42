"""A profile goes through the form unchanged, and what the form does not ask is kept."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given, settings

from countback.adapters.yaml_files.profile_models import ProfileModel
from countback.adapters.yaml_files.reading import read_document
from countback.web.profile_form import form_values, person_id, profile_of
from tests.support.form_answers import read, stored, student
from tests.support.profiles import profiles
from tests.support.real import CONFIG, EXAMPLES

DOSE = "immunizations.doses"


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_goes_through_the_form_unchanged(name: str) -> None:
    profile = stored(name)
    assert read(profile_of(form_values(profile), profile)) == read(profile)


@given(profiles())
@settings(max_examples=60, deadline=None)
def test_any_profile_goes_through_the_form_unchanged(profile: dict[str, Any]) -> None:
    after = profile_of(form_values(profile), profile)
    assert read(after) == read(profile)
    assert form_values(after) == form_values(profile)


def test_what_the_form_does_not_ask_is_kept() -> None:
    kept = {
        "id": "p-1",
        "done": {"research.long_list": "2026-11-01"},
        "given": {},
        "choices": ["tb:same_day"],
    }
    after = profile_of(student(first_name="Ana"), {**stored(), **kept})
    assert {name: after[name] for name in kept} == kept
    assert after["first_name"] == "Ana"


def test_what_the_form_asks_comes_from_the_form_alone() -> None:
    values = {name: value for name, value in student().items() if not name.startswith(("budget", DOSE))}
    after = profile_of(values, stored())
    assert "budget_usd" not in after
    assert "doses" not in after["immunizations"]


def test_the_profile_that_was_stored_is_not_touched() -> None:
    before = read_document(CONFIG / "examples" / "student-vslo.yaml").value
    profile_of(student(school__country="Kenya", target_year="2030"), stored())
    assert stored() == before


def test_a_season_follows_the_year_that_was_chosen() -> None:
    assert profile_of(student(target_year="2030"), stored())["season"] == "ERAS 2031"
    assert "season" not in profile_of(student(target_year=""), stored())
    assert "season" not in profile_of(student(target_year="2030"), {"id": "p-1"})


def test_a_target_named_as_a_season_is_shown_as_its_year() -> None:
    assert form_values({"target_year": "ERAS 2029"})["target_year"] == "2028"
    assert form_values({"target_year": "next year"})["target_year"] == "next year"


def test_a_blank_row_is_left_out_and_a_box_not_ticked_is_no() -> None:
    values = student(**{f"{DOSE}.2.vaccine": "", f"{DOSE}.2.day": " ", f"{DOSE}.2.product": ""})
    del values["school.vslo"]
    after = profile_of(values, stored())
    assert [dose["day"] for dose in after["immunizations"]["doses"]] == [
        "2004-05-11",
        "2008-06-02",
        "2026-09-21",
        "2022-02-15",
    ]
    assert after["school"]["vslo"] is False


@pytest.mark.parametrize("typed", ["9000", " 9000 ", "९०००", "٩٠٠٠"])
def test_digits_of_any_script_are_a_number(typed: str) -> None:
    assert profile_of({"budget_usd": typed})["budget_usd"] == 9000


@pytest.mark.parametrize("typed", ["9,000", "$9000", "nine", "9²", "-1", "1e3"])
def test_what_is_no_number_stays_as_it_was_typed(typed: str) -> None:
    assert profile_of({"budget_usd": typed})["budget_usd"] == typed


def test_names_that_the_form_does_not_know_are_ignored() -> None:
    unknown = {
        "csrf": "x",
        "go": "next",
        "id": "me",
        "done.exam.step1": "2026-01-01",
        "visa.x": "y",
        "a" * 99: "b",
    }
    assert profile_of(unknown) == profile_of({})


def test_a_fresh_id_is_one_that_a_profile_takes_and_holds_no_name() -> None:
    draw = random.Random(7)
    made = {person_id(draw.choice) for _ in range(50)}
    assert len(made) == 50
    for one in made:
        assert re.fullmatch(r"p-[a-z0-9]{10}", one)
        assert ProfileModel.model_validate({**stored(), "id": one}).id == one


@pytest.mark.parametrize(
    "profile", [{"visa": "needed"}, {"exams": []}, {"immunizations": {"doses": "none"}}, {"blackouts": ["x"]}]
)
def test_a_stored_profile_of_another_shape_can_still_be_edited(profile: dict[str, Any]) -> None:
    values = form_values({**stored(), **profile})
    read(profile_of(values, profile | {"id": "p-1"}))
