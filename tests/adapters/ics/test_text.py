"""Whatever a person wrote becomes text that every reader reads the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from countback.adapters.ics.text import category, escaped, folded, many_lines, one_line, uri
from tests.adapters.ics.samples import any_text

_UNFIT = {"Cc", "Cs", "Zl", "Zp"}


@given(any_text())
def test_a_clean_line_holds_no_control_character_line_break_surrogate_or_backslash(text: str) -> None:
    clean = one_line(text)
    assert not {unicodedata.category(mark) for mark in clean} & _UNFIT
    assert "\\" not in clean
    assert len(clean) <= 250
    assert clean == clean.strip()


@given(any_text())
def test_clean_lines_break_by_line_feed_only(text: str) -> None:
    clean = many_lines(text)
    assert not {unicodedata.category(mark) for mark in clean if mark != "\n"} & _UNFIT
    assert len(clean.splitlines()) == (clean.count("\n") + 1 if clean else 0)


@given(any_text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)
    assert category(category(text)) == category(text)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_somebody_knows_is_one_line_feed(end: str) -> None:
    assert many_lines(f"one  {end}two{end}{end}three") == "one\ntwo\n\nthree"
    assert one_line(f"one{end}two") == "one two"


def test_a_backslash_becomes_a_slash_so_that_no_reader_takes_it_for_an_escape() -> None:
    assert one_line(r"C:\New\notes") == "C:/New/notes"


def test_a_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert one_line("x" * 251) == "x" * 249 + "…"
    assert one_line("x" * 250) == "x" * 250
    assert len(many_lines("word " * 2_000)) <= 4_000


def test_blanks_at_a_line_s_end_are_taken_off_in_linear_time() -> None:
    assert many_lines("one" + " " * 200_000 + "\ntwo") == "one\ntwo"


def test_a_category_has_no_comma_or_semicolon() -> None:
    assert category("Letters, visas; and\nmore") == "Letters visas and more"


def test_an_address_is_ascii_without_blanks_and_keeps_its_marks() -> None:
    assert (
        uri("https://a.example/x%20y?q=1&r=(2);s,3#é \r\n\\")
        == "https://a.example/x%20y?q=1&r=(2);s,3#%C3%A9%20%0D%0A%5C"
    )
    assert uri("https://a.example/\ud800") == "https://a.example/?"


def test_commas_semicolons_and_line_feeds_are_escaped_and_colons_are_not() -> None:
    assert escaped('a,b;c\nd:"e"') == 'a\\,b\\;c\\nd:"e"'


@given(any_text().map(many_lines).map(escaped))
def test_a_folded_line_has_at_most_75_octets_a_line_and_unfolds_to_itself(text: str) -> None:
    raw = folded(text)
    assert raw.endswith(b"\r\n")
    assert all(len(line) <= 75 and line.decode() is not None for line in raw.split(b"\r\n"))
    assert raw.decode().replace("\r\n ", "") == text + "\r\n"
    assert not any(line.endswith(b"\\") for line in raw.split(b"\r\n")), "no escape is cut"


@pytest.mark.parametrize("octets", range(70, 80))
@pytest.mark.parametrize("mark", ["x", "é", "漢", "👩"])
def test_a_fold_never_cuts_a_character_wherever_it_stands(octets: int, mark: str) -> None:
    text = "x" * octets + mark * 60
    lines = folded(text).split(b"\r\n")[:-1]
    assert all(len(line) > 70 for line in lines[:-1])
    assert "".join(line.decode().removeprefix(" ") for line in lines) == text
