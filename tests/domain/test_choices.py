"""Choices: each word edits what a profile means, and a word that is none is told what to write."""

from __future__ import annotations

import datetime as dt

import pytest

from countback.domain.applicant import Exam, ExamState
from countback.domain.choices import Choices, apply_choices
from countback.errors import BadInput
from tests.support.real import example_plan, person


def choices(*words: str) -> Choices:
    changed, found = apply_choices(person(), words)
    assert changed == person(), "such a word leaves the profile as it is"
    return found


@pytest.mark.parametrize("product", ["three_dose", "three_dose_standard", "heplisav_b"])
def test_a_vaccine_product_is_chosen(product: str) -> None:
    changed, found = apply_choices(person(), [f"vaccine:hepatitis_b={product}"])
    assert changed.immunization.hepatitis_b == product
    assert found == Choices()


def test_the_blood_test_replaces_the_skin_test() -> None:
    changed, _ = apply_choices(person(), ["tb:igra"])
    assert changed.immunization.tb_method == "igra"


def test_the_tuberculosis_test_goes_on_the_day_of_the_live_vaccine() -> None:
    assert choices("tb:same_day") == Choices(tb_same_day=True)


def test_moves_of_the_same_rotation_add_up() -> None:
    found = choices("move:rotation-1=+4w", "move:rotation-2=-1w", "move:rotation-1=+8w")
    assert found.shifts == {"rotation-1": 12, "rotation-2": -1}


def test_rotations_are_dropped_and_steps_compressed_one_by_one() -> None:
    found = choices(
        "drop:rotation-3", "compress:documents.cv", "drop:rotation-1", "compress:letter.ask/rotation-2"
    )
    assert found.dropped == {"rotation-1", "rotation-3"}
    assert found.compressed == {"documents.cv", "letter.ask/rotation-2"}


def test_provisional_clearance_is_asked_for() -> None:
    assert choices("ask:provisional-clearance") == Choices(provisional=True)


@pytest.mark.parametrize("wish", ["observership", "research_year", "elective"])
def test_a_pathway_is_wished_for(wish: str) -> None:
    assert apply_choices(person(), [f"pathway:{wish}"])[0].pathway_wish == wish


def test_another_season_is_aimed_at() -> None:
    assert apply_choices(person(target_year=2027), ["year:2028"])[0].target_year == 2028


def test_the_profile_s_own_choices_come_first_and_a_later_word_wins() -> None:
    changed, found = apply_choices(person(choices=("year:2029", "tb:same_day")), ["year:2030"])
    assert changed.target_year == 2030
    assert found.tb_same_day


def test_several_words_joined_by_commas_are_one_choice() -> None:
    changed, found = apply_choices(person(), ["year:2030, drop:rotation-1,tb:same_day"])
    assert changed.target_year == 2030
    assert found.dropped == {"rotation-1"}
    assert found.tb_same_day


@pytest.mark.parametrize(
    "word",
    [
        "",
        "vaccine",
        "vaccine:hepatitis_b",
        "vaccine:hepatitis_b=placebo",
        "vaccine:mmr=heplisav_b",
        "tb:skin",
        "tb",
        "move:rotation-1",
        "move:rotation-1=4w",
        "move:rotation-1=+100w",
        "move:rotation-x=+4w",
        "drop:rotation",
        "drop:rotation-12",
        "pathway:auto",
        "pathway:",
        "ask:nicely",
        "compress:",
        "compress:Documents",
        "compress:documents.cv/",
        "year:next",
        "year:",
        "give up",
    ],
)
def test_a_word_that_is_no_choice_is_refused_with_examples(word: str) -> None:
    with pytest.raises(BadInput) as caught:
        apply_choices(person(), [word])
    (problem,) = caught.value.problems
    assert problem.what == f"`{word}` is not a choice"
    assert "write for example vaccine:hepatitis_b=heplisav_b" in problem.mend


def test_a_given_date_is_given_up_and_a_booked_exam_is_to_be_booked_again() -> None:
    day = dt.date(2027, 8, 20)
    booked = person(given={"visa.interview": day}, step2ck=Exam(ExamState.BOOKED, day))
    free, _ = apply_choices(booked, ("unbook:visa.interview",))
    assert (free.given, free.step2ck.day) == ({}, day)
    again, _ = apply_choices(booked, ("unbook:exam.step2ck",))
    assert (again.given, again.step2ck) == ({"visa.interview": day}, Exam())


def test_a_test_on_the_day_of_a_vaccine_given_long_ago_changes_nothing_and_says_so() -> None:
    without = example_plan("student-vslo")  # both measles, mumps and rubella doses were given in childhood
    made = example_plan("student-vslo", words=("tb:same_day",))
    assert [one.start_by for one in made.items] == [one.start_by for one in without.items]
    assert "tb:same_day changes nothing: no live vaccine is still to be given." in made.warnings
