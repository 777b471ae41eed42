"""Whatever is wrong is told where it was written, in the words of the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countback.errors import Problem
from countback.web.form_fields import FIELDS, GROUPS, STEPS
from countback.web.profile_form import first_step, problems_by_field, step_of
from tests.support.form_answers import placed, student

DOSE = "immunizations.doses"
PLANNED = "rotations.planned"


# One bad input each: what is typed, the field it is told at, and a part of what is told.
BAD = {
    "no first name": ({"first_name": ""}, "first_name", "missing"),
    "a blank first name": ({"first_name": "   "}, "first_name", "missing"),
    "a long first name": ({"first_name": "x" * 61}, "first_name", "It must not be longer than 60"),
    "a name with a bell": ({"first_name": "A\x07na"}, "first_name", "unprintable"),
    "no season": ({"target_year": ""}, "target_year", "missing"),
    "a season out of reach": ({"target_year": "2050"}, "target_year", "outside 2021 to 2040"),
    "no kind of programme": ({"track": ""}, "track", "missing"),
    "an unknown track": ({"track": "surgery"}, "track", "not one of the answers (given: 'surgery')"),
    "neither stage nor graduation": ({"stage": "", "graduation": ""}, "stage", "Neither"),
    "31 February": ({"graduation": "2029-02-31"}, "graduation", "no such day"),
    "a day in another order": ({"graduation": "31/03/2029"}, "graduation", "Not a date"),
    "a student who has graduated": ({"graduation": "2020-01-01"}, "graduation", "you are a student"),
    "a graduate who will graduate": ({"stage": "graduate"}, "graduation", "you have graduated"),
    "an unknown zone": ({"timezone": "Asia/Kolkatta"}, "timezone", "Unknown time zone"),
    "no zone": ({"timezone": ""}, "timezone", "missing"),
    "a line break": ({"school.country": "In\ndia"}, "school.country", "line break"),
    "an address without @": ({"contact.email": "asha.example.org"}, "contact.email", "It is not written as it must be"),
    "a passport without a day": ({"visa.passport_expires": "2031"}, "visa.passport_expires", "Not a date"),
    "text in a number": ({"budget_usd": "about 9000"}, "budget_usd", "whole number"),
    "a number that is too big": ({"budget_usd": "9" * 4000}, "budget_usd", "greater than 1000000"),
    "booked for no day": ({"exams.step2ck.state": "booked"}, "exams.step2ck.day", "Step 2 CK is booked"),
    "passed in the future": ({"exams.step1.day": "2027-01-01"}, "exams.step1.day", "Step 1 is passed"),
    "not taken on a day": ({"exams.oet.day": "2026-01-01"}, "exams.oet.day", "OET is not taken"),
    "an exam's bad day": ({"exams.step3.day": "2026-13-01"}, "exams.step3.day", "no such day"),
    "a future dose": ({f"{DOSE}.4.day": "2027-01-01"}, f"{DOSE}.4.day", "is after 2026-11-22"),
    "a dose twice": ({f"{DOSE}.1.day": "2004-05-11"}, f"{DOSE}.1.day", "stands twice"),
    "a dose without its day": ({f"{DOSE}.6.vaccine": "mmr"}, f"{DOSE}.6.day", "missing"),
    "a dose without its vaccine": ({f"{DOSE}.6.day": "2020-01-01"}, f"{DOSE}.6.vaccine", "missing"),
    "an unknown vaccine": ({f"{DOSE}.0.vaccine": "rabies"}, f"{DOSE}.0.vaccine", "Unknown vaccine"),
    "another vaccine's product": ({f"{DOSE}.0.product": "heplisav_b"}, f"{DOSE}.0.product", "Unknown product"),
    "a future test": ({"immunizations.tb.day": "2027-01-01"}, "immunizations.tb.day", "tuberculosis"),
    "immune to the unknown": ({"immunizations.immune.rabies": "yes"}, "immunizations.immune.rabies", "Unknown vaccine"),
    "swapped days": ({"blackouts.1.first": "2028-02-02", "blackouts.1.last": "2028-02-01"}, "blackouts.1.last", "ends on"),
    "a day too late": ({"blackouts.1.first": "2028-02-02", "blackouts.1.last": "2050-02-01"}, "blackouts.1.last", "between 1950"),
    "more weeks than there are": (
        {"rotations.count": "", f"{PLANNED}.0.kind": "genetics", f"{PLANNED}.0.start": "2028-06-05", f"{PLANNED}.0.weeks": "27"},
        f"{PLANNED}.0.weeks",
        "greater than 26",
    ),
    "overlapping rotations": (
        {
            "rotations.count": "",
            f"{PLANNED}.0.kind": "genetics",
            f"{PLANNED}.0.start": "2028-06-05",
            f"{PLANNED}.2.kind": "broad",
            f"{PLANNED}.2.start": "2028-06-12",
        },
        f"{PLANNED}.2.start",
        "begins before",
    ),
    "an application after the start": (
        {"rotations.count": "", f"{PLANNED}.1.kind": "broad", f"{PLANNED}.1.start": "2028-06-05", f"{PLANNED}.1.apply_by": "2028-07-01"},
        f"{PLANNED}.1.apply_by",
        "“Last day to apply”",
    ),
    "three rotations, one with dates": (
        {f"{PLANNED}.1.kind": "broad", f"{PLANNED}.1.start": "2028-06-05"},
        "rotations.count",
        "“How many rotations?” is 3, but 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_told_at_its_own_field_in_words_of_the_page(case: str) -> None:
    changes, name, part = BAD[case]
    found = placed(student() | changes)
    assert list(found) == [name]
    (problem,) = found[name]
    assert part in problem.what
    assert not re.search(r"`|\w+:\s*$|given:`|\bstate\b", problem.what.partition("(given")[0] + problem.mend)
    assert re.search(r"[.?]$", problem.mend), problem.mend


def test_a_problem_lands_on_the_row_in_which_it_was_typed_whatever_rows_are_blank() -> None:
    values = {name: value for name, value in student().items() if not name.startswith(DOSE)}
    values |= {
        f"{DOSE}.1.product": "  ",
        f"{DOSE}.2.vaccine": "mmr",
        f"{DOSE}.2.day": "2020-01-01",
        f"{DOSE}.5.vaccine": "tdap",
        f"{DOSE}.5.day": "2027-01-01",
        f"{DOSE}.9.vaccine": "varicella",
        f"{DOSE}.9.day": "2027-02-01",
    }
    assert set(placed(values)) == {f"{DOSE}.5.day", f"{DOSE}.9.day"}


def test_every_wrong_answer_is_told_at_once() -> None:
    wrong = [
        changes for changes, name, _ in BAD.values() if name in ("graduation", "budget_usd", "contact.email")
    ]
    values = student()
    for changes in wrong:
        values |= changes
    assert {"graduation", "budget_usd", "contact.email"} <= set(placed(values | {"graduation": "2029-02-31"}))


def test_a_text_that_is_far_too_long_is_told_at_its_field_in_its_own_row() -> None:
    values = student(
        **{f"{DOSE}.7.product": "x" * 10_000, "school.country": "y" * 4_001, "z" * 9: "q" * 4_001}
    )
    found = placed(values)
    assert set(found) == {f"{DOSE}.7.product", "school.country", ""}
    assert "longer than 4000" in found["school.country"][0].what


def test_a_text_of_4000_characters_is_told_by_the_validation() -> None:
    assert "longer than 120" in placed(student(school__country="y" * 4_000))["school.country"][0].what


def test_a_thousand_values_are_refused_whole() -> None:
    found = placed(student() | {f"x{number}": "" for number in range(1_000)})
    assert list(found) == [""]
    assert "400 answers" in found[""][0].what


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("", ""),
        ("nothing", ""),
        ("nothing.at.all", ""),
        ("id", ""),
        ("done.exam.step1", ""),
        ("choices.0", ""),
        ("season", "target_year"),
        ("exams.step1", "exams.step1.day"),
        ("exams", "exams.step1.day"),
        ("visa", "visa.status"),
        ("ecfmg", "ecfmg.state"),
        ("visa.status.deeper", "visa.status"),
        ("immunizations.tb", "immunizations.tb.day"),
        ("immunizations.immune", "immunizations.immune"),
        ("immunizations.immune.0", "immunizations.immune.varicella"),
        ("immunizations.immune.7", "immunizations.immune"),
        ("immunizations.immune.x", "immunizations.immune"),
        ("immunizations.doses", "immunizations.doses"),
        ("immunizations.doses.1", "immunizations.doses.1.day"),
        ("immunizations.doses.1.nothing", "immunizations.doses.1.day"),
        ("immunizations.doses.77", "immunizations.doses"),
        ("immunizations.doses.x", "immunizations.doses"),
        ("blackouts.0", "blackouts.0.last"),
        ("rotations", "rotations.count"),
    ],
)
def test_a_problem_without_a_field_of_its_own_is_placed_at_the_nearest(where: str, name: str) -> None:
    assert list(problems_by_field([Problem("it is wrong", where=where)], student())) == [name]


def test_the_step_to_show_is_the_first_with_a_problem_among_those_filled_in() -> None:
    order = [one.id for one in STEPS]
    found = placed(student(budget_usd="x", school__country="a\nb"))
    assert first_step(found, order) == "school"
    assert first_step(found, order[:1]) == ""
    assert first_step(found, order[2:]) == "wishes"
    assert first_step({"": [Problem("all is wrong")]}, order[1:]) == "school"
    assert first_step({}, order) == ""


def test_steps_not_filled_in_yet_have_no_problem() -> None:
    first = {name: value for name, value in student().items() if step_of(name) == "you"}
    assert placed(first) == {}
    assert set(placed({})) == {"first_name", "target_year", "track", "timezone"}


NAMES = [
    *FIELDS,
    *(
        f"{group.name}.{number}.{field.name}"
        for group in GROUPS
        for number in (0, 2)
        for field in group.fields
    ),
    "immunizations.immune.mmr",
    "immunizations.immune.x'y",
]
TYPED = st.text(max_size=12) | st.sampled_from(
    ["2028", "2027-02-31", "2028-06-05", "yes", "mmr", "peds_mgg", "'`x`"]
)


@given(st.dictionaries(st.sampled_from(NAMES), TYPED, max_size=30))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_either_a_profile_or_told_at_fields_of_the_form(values: dict[str, str]) -> None:
    found = placed(student() | values)
    assert all(step_of(name) for name in found)
