"""A season has three names; none of them may be taken for another."""

from __future__ import annotations

import pytest

from countback.domain.season_names import check_names, check_target_year, describe, parse_target
from countback.errors import BadInput


@pytest.mark.parametrize(
    "text",
    ["2028", " 2028 ", "ERAS 2029", "eras 2029", "Match 2029", "ERAS 2029 season", "Match  2029  Season"],
)
def test_every_name_of_a_season_gives_its_target_year(text: str) -> None:
    assert parse_target(text) == 2028


@pytest.mark.parametrize(
    "text", ["", "next year", "2028 season", "ERAS", "ERAS 29", "ERAS2029", "2028-09", "NRMP 2029", "٢٠٢٨"]
)
def test_other_words_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="neither a target year") as caught:
        parse_target(text)
    assert "ERAS 2029, Match 2029" in str(caught.value)


@pytest.mark.parametrize("text", ["2021", "2040", "ERAS 2022", "Match 2041"])
def test_both_ends_of_the_range_are_in_it(text: str) -> None:
    assert parse_target(text) in {2021, 2040}


@pytest.mark.parametrize("text", ["2020", "2041", "ERAS 2021", "Match 2042"])
def test_a_year_out_of_reach_is_told_with_the_range(text: str) -> None:
    with pytest.raises(BadInput, match="outside 2021 to 2040") as caught:
        parse_target(text)
    assert "ERAS 2041 (target_year 2040)" in str(caught.value)


def test_a_year_in_reach_is_handed_back() -> None:
    assert check_target_year(2027) == 2027


def test_a_target_year_is_spelled_out_in_all_names() -> None:
    sentence = describe(2028)
    assert sentence.startswith(
        "target_year 2028 is the ERAS 2029 season, Match March 2029, residency July 2029"
    )
    assert sentence.endswith("applications go out in 2028")


@pytest.mark.parametrize("name", ["ERAS 2029", "Match 2029", "ERAS 2029 season", "2028"])
def test_names_that_agree_pass(name: str) -> None:
    check_names(2028, name)


def test_a_name_of_another_season_is_explained_with_both_years() -> None:
    with pytest.raises(BadInput) as caught:
        check_names(2028, "ERAS 2028")
    (problem,) = caught.value.problems
    assert problem.what == f"`ERAS 2028` does not belong to target_year 2028: {describe(2028)}"
    assert problem.mend == f"write ERAS 2029, or target_year 2027 ({describe(2027)})"


def test_a_target_year_out_of_reach_is_told_before_its_name() -> None:
    with pytest.raises(BadInput, match="target_year 2050 is outside"):
        check_names(2050, "ERAS 2029")
