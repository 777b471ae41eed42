"""Each change of a profile, as a function from profile to profile; there and back it is the same one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.errors import BadInput
from countback.services.changing import to_year, with_choice, with_own_date, without_choice, without_done

DAY = dt.date(2027, 5, 3)
CHOICES = (
    "vaccine:hepatitis_b=heplisav_b",
    "vaccine:hepatitis_b=three_dose",
    "tb:same_day",
    "tb:igra",
    "move:rotation-1=+4w",
    "move:rotation-1=-2w",
    "move:rotation-2=+4w",
    "drop:rotation-3",
    "pathway:observership",
    "compress:documents.transcript",
    "unbook:exam.step2ck",
)
KEYS = ("exam.step2ck", "letter.ask/rotation-1", "eligibility.goals")


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, object]:
    """Return profiles as far as changes look at them; each part may be missing."""
    year = draw(st.integers(2026, 2038))
    parts: dict[str, st.SearchStrategy[object]] = {
        "season": st.just(f"ERAS {year + 1}"),
        "choices": st.lists(st.sampled_from(CHOICES), max_size=4),
        "given": st.dictionaries(st.sampled_from(KEYS), st.just("2027-03-01"), max_size=2),
        "budget_usd": st.integers(0, 9000),
    }
    some = {name: draw(part) for name, part in parts.items() if draw(st.booleans())}
    return {"id": "asha", "target_year": year, **some}


@given(profiles(), st.integers(2026, 2038))
def test_a_year_there_and_back_gives_the_profile_that_was(profile: dict[str, object], year: int) -> None:
    there = to_year(str(year))(profile)
    assert there["target_year"] == year
    assert there.get("season") in (None, f"ERAS {year + 1}")
    assert to_year(str(profile["target_year"]))(there) == profile


@given(profiles(), st.sampled_from(CHOICES))
def test_a_choice_taken_back_gives_the_profile_that_was(profile: dict[str, object], word: str) -> None:
    kept = profile.get("choices", [])
    assert isinstance(kept, list)
    name = word.partition("=")[0]
    others = [one for one in kept if name.startswith("move:") or one.partition("=")[0] != name]
    there = with_choice(word)(profile)
    assert there["choices"] == [*others, word]
    assert without_choice(word)(there) == {**profile, "choices": others}


@given(profiles(), st.sampled_from(KEYS))
def test_an_own_date_given_up_gives_the_profile_that_was(profile: dict[str, object], key: str) -> None:
    others: Any = {name: day for name, day in dict(profile.get("given", {})).items() if name != key}  # type: ignore[call-overload]
    there = with_own_date(key, DAY)(profile)
    assert there == {**profile, "given": {**others, key: "2027-05-03"}}
    assert with_own_date(key, None)(there) == {**profile, "given": others}


@given(profiles(), st.sampled_from(CHOICES))
def test_a_change_leaves_the_profile_it_was_given_alone(profile: dict[str, object], word: str) -> None:
    import copy

    before = copy.deepcopy(profile)
    to_year("2030")(profile)
    with_choice(word)(profile)
    with_own_date("exam.step2ck", DAY)(profile)
    assert profile == before


@pytest.mark.parametrize("name", ["2029", "ERAS 2030", "Match 2030", " eras 2030 season "])
def test_a_year_goes_by_all_its_names(name: str) -> None:
    assert to_year(name)({"target_year": "ERAS 2029", "season": "Match 2029"}) == {
        "target_year": 2029,
        "season": "ERAS 2030",
    }


@pytest.mark.parametrize("name", ["", "soon", "2050", "ERAS", "20290", "\uff12\uff10\uff12\uff19"])
def test_a_year_that_is_none_is_refused_before_anything_is_looked_at(name: str) -> None:
    with pytest.raises(BadInput):
        to_year(name)


def test_a_new_year_takes_the_place_of_a_chosen_one_and_the_other_choices_stay() -> None:
    kept = ["year:2029", "tb:igra, year:2031,drop:rotation-3", " year:2030", "move:rotation-1=+4w"]
    assert to_year("2032")({"choices": kept})["choices"] == [
        "tb:igra,drop:rotation-3",
        "move:rotation-1=+4w",
    ]


def test_the_choice_of_a_year_is_a_change_of_the_year() -> None:
    there = with_choice("tb:igra, year:2029 ,,")({"target_year": 2028, "season": "ERAS 2029", "choices": []})
    assert there == {"target_year": 2029, "season": "ERAS 2030", "choices": ["tb:igra"]}


@pytest.mark.parametrize("word", ["", " ", ",", " , "])
def test_an_empty_choice_is_refused(word: str) -> None:
    with pytest.raises(BadInput, match="no choice is given"):
        with_choice(word)


def test_a_choice_that_is_not_kept_is_told_with_those_that_are() -> None:
    for profile, told in (
        ({}, "none"),
        ({"choices": ["tb:igra", "drop:rotation-3"]}, "tb:igra, drop:rotation-3"),
    ):
        with pytest.raises(BadInput, match=f"kept are: {told}"):
            without_choice("tb:same_day")(profile)  # type: ignore[arg-type]


def test_what_the_profile_calls_done_is_taken_back_there() -> None:
    profile: dict[str, object] = {"done": {"a": "2026-01-01", "b": "2026-01-02"}}
    assert without_done("a")(profile) == {"done": {"b": "2026-01-02"}}
    for other in (profile, {}, {"done": None}):
        with pytest.raises(BadInput, match="`c` was not ticked off"):
            without_done("c")(other)  # type: ignore[arg-type]
