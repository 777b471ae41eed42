"""Who changes an answer means it: the way out kept for the same question goes."""

from __future__ import annotations

import pytest

from countback.web.profile_form import profile_of
from tests.support.form_answers import stored, student


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [
        ("target_year", "2029", ["tb:igra", "pathway:observership", "vaccine:hepatitis_b=heplisav_b,tb:same_day"]),
        ("pathway", "auto", ["year:2030", "tb:igra", "vaccine:hepatitis_b=heplisav_b,tb:same_day"]),
        ("immunizations.hepatitis_b", "three_dose_standard", ["year:2030", "tb:igra", "pathway:observership", "tb:same_day"]),
        ("immunizations.tb.method", "tst", ["year:2030", "pathway:observership", "vaccine:hepatitis_b=heplisav_b,tb:same_day"]),
        ("first_name", "Ana", ["year:2030", "tb:igra", "pathway:observership", "vaccine:hepatitis_b=heplisav_b,tb:same_day"]),
    ],
)  # fmt: skip
def test_a_changed_answer_takes_the_place_of_the_way_out_kept_for_it(
    name: str, value: str, left: list[str]
) -> None:
    kept = ["year:2030", "tb:igra", "pathway:observership", "vaccine:hepatitis_b=heplisav_b,tb:same_day"]
    after = profile_of(student() | {name: value}, {**stored(), "choices": kept})
    assert after["choices"] == left


def test_choices_of_another_shape_are_left_for_the_validation_to_tell() -> None:
    assert profile_of(student(pathway="auto"), {**stored(), "choices": "tb:igra"})["choices"] == "tb:igra"


def test_answers_that_were_not_sent_change_no_choice() -> None:
    kept = ["pathway:observership", "tb:igra"]
    assert profile_of({"first_name": "Ana"}, {**stored(), "choices": kept})["choices"] == kept
