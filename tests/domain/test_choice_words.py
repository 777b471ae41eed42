"""A kept choice in a person's words."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from countback.domain.choice_words import choice_words
from countback.domain.choices import apply_choices
from tests.support.real import EXAMPLES, START, full_plan, person

TITLES = {"documents.cv": "Write your CV", "exam.step2ck": "Take Step 2 CK"}


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("vaccine:hepatitis_b=heplisav_b", "Hepatitis B with Heplisav-B, two doses"),
        ("vaccine:hepatitis_b=three_dose", "Hepatitis B in three doses at minimum intervals"),
        ("vaccine:hepatitis_b=three_dose_standard", "Hepatitis B in three doses on the standard schedule"),
        ("tb:same_day", "Tuberculosis test on the day of the last live vaccine"),
        ("tb:igra", "One tuberculosis blood test instead of skin tests"),
        ("ask:provisional-clearance", "Provisional clearance asked of the host"),
        ("pathway:observership", "Observerships instead of hands-on electives"),
        ("pathway:research_year", "A research year with an observership"),
        ("pathway:elective", "Hands-on electives"),
        ("move:rotation-1=+4w", "Rotation 1: 4 weeks later"),
        ("move:rotation-2=-12w", "Rotation 2: 12 weeks earlier"),
        ("move:rotation-2=+1w", "Rotation 2: 1 week later"),
        ("move:rotation-2=-01w", "Rotation 2: 1 week earlier"),
        ("drop:rotation-3", "Rotation 3 left out"),
        ("compress:documents.cv", "Write your CV: done late, by its hard limit"),
        ("unbook:exam.step2ck", "Take Step 2 CK: the booked date given up"),
        ("year:2028", "ERAS 2029, submitted in 2028"),
    ],
)
def test_every_choice_has_its_words(choice: str, words: str) -> None:
    apply_choices(person(), [choice])  # it is one
    assert choice_words(choice, TITLES) == words


def test_an_item_that_the_plan_has_no_more_is_named_by_its_key() -> None:
    assert choice_words("compress:visa.ds2019", TITLES) == "visa.ds2019: done late, by its hard limit"
    assert choice_words("unbook:visa.interview", {}) == "visa.interview: the booked date given up"


def test_several_joined_by_commas_are_told_one_after_the_other() -> None:
    assert choice_words("drop:rotation-3, tb:igra,year:2029", TITLES) == (
        "Rotation 3 left out; One tuberculosis blood test instead of skin tests; ERAS 2030, submitted in 2029"
    )


def test_a_word_that_is_no_choice_stays_as_it_is() -> None:
    assert choice_words("take:it-easy", TITLES) == "take:it-easy"
    assert choice_words("", TITLES) == ""


@pytest.mark.parametrize("day", [START, dt.date(2026, 12, 22)])
@pytest.mark.parametrize("name", EXAMPLES)
def test_no_way_out_that_a_plan_offers_is_told_in_the_codes_words(name: str, day: dt.date) -> None:
    plan = full_plan(name, day)
    titles = {one.key: one.title for one in plan.items}
    for action in {way.action for late in plan.late for way in late.ways_out}:
        words = choice_words(action, titles)
        assert words != action
        assert not re.search(r"[=_]|\w:\w", words), words
