"""The rule sentence: read back as it was written, refused with an example where it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.domain.catalogue import Bound, Point, Side
from countback.domain.dates import Span, business_days, days, months
from countback.domain.rules import Sentence, parse_sentence, parse_span
from tests.support.real import library

UNITS = {"day": days, "month": months, "business day": business_days}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("28 days", days(28)),
        ("1 day", days(1)),
        ("8 weeks", days(56)),
        ("4 months", months(4)),
        ("10 years", months(120)),
        ("5 business days", business_days(5)),
        (" 0 days ", days(0)),
    ],
)
def test_a_length_of_time_is_days_months_or_business_days(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "days",
        "-3 days",
        "3.5 months",
        "three days",
        "3 fortnights",
        "12345 days",
        "3  days",
        "3 business months",
    ],
)
def test_what_is_no_length_of_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length of time; write for example 28 days"):
        parse_span(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "start at least 4 months before rotation.start",
            Sentence(Point.START, Bound.AT_LEAST, months(4), Side.BEFORE, "rotation.start"),
        ),
        (
            "finish at most 56 days after immunization.mmr.dose_2",
            Sentence(Point.FINISH, Bound.AT_MOST, days(56), Side.AFTER, "immunization.mmr.dose_2"),
        ),
        ("start on eras.opens", Sentence(Point.START, Bound.ON, days(0), Side.AFTER, "eras.opens")),
        (
            "finish   at least\n 5 business days before calendar.X-1-08-01",
            Sentence(Point.FINISH, Bound.AT_LEAST, business_days(5), Side.BEFORE, "calendar.X-1-08-01"),
        ),
        (
            "start at most 1 day before calendar.M+1-02-28",
            Sentence(Point.START, Bound.AT_MOST, days(1), Side.BEFORE, "calendar.M+1-02-28"),
        ),
    ],
)
def test_a_rule_says_point_bound_span_side_and_reference(text: str, sentence: Sentence) -> None:
    assert parse_sentence(text) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "begin at least 4 months before x",
        "start about 4 months before x",
        "start at least 4 months x",
        "start at least 4 months before",
        "start at least 4 months before x y",
        "start at least before x",
        "start on",
        "start on 4 months before x",
        "Start on eras.opens",
    ],
)
def test_what_is_no_rule_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a rule; write for example `start at least 4 months before"):
        parse_sentence(text)


def test_a_rule_with_a_strange_unit_is_refused_for_its_length_of_time() -> None:
    with pytest.raises(ValueError, match="`3 moons` is not a length of time"):
        parse_sentence("start at least 3 moons before eras.opens")


@given(
    st.sampled_from(Point),
    st.sampled_from([Bound.AT_LEAST, Bound.AT_MOST]),
    st.integers(0, 9999),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(Side),
    st.from_regex(r"[a-z][a-z0-9_]{0,8}(\.[a-z0-9_]{1,8}){0,3}", fullmatch=True),
)
def test_every_rule_that_can_be_said_is_read_back_as_said(
    point: Point, bound: Bound, count: int, unit: str, side: Side, reference: str
) -> None:
    text = f"{point} {bound} {count} {unit}{'' if count == 1 else 's'} {side} {reference}"
    assert parse_sentence(text) == Sentence(point, bound, UNITS[unit](count), side, reference)


def test_the_catalogue_keeps_every_sentence_as_it_is_read() -> None:
    rules = [rule for one in library().catalogue.milestones for rule in one.rules]
    assert len(rules) > 300
    for rule in rules:
        assert parse_sentence(rule.sentence) == Sentence(
            rule.point, rule.bound, rule.span, rule.side, rule.reference
        )
