"""A validator's findings are told in a person's words, never in the validator's."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from countback.adapters.yaml_files.problems import problems_of
from countback.adapters.yaml_files.reading import parse_document
from countback.errors import Problem


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    count: Annotated[int, Field(ge=1, le=9)] = 1


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: Annotated[str, Field(min_length=2, max_length=5, pattern="^[a-z]*$")] = "ab"
    yes: bool = True
    inner: Inner = Inner()
    many: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]
    days: dict[Annotated[str, Field(max_length=3)], int] = {}
    word: str = ""

    @field_validator("word")
    @classmethod
    def _known(cls, value: str) -> str:
        if value == "plain":
            raise ValueError("Not this one")
        if value:
            raise ValueError(f"`{value}` is not known; write another")
        return value


def told(text: str, hints: dict[str, str] | None = None) -> Problem:
    document = parse_document(text, "a.yaml")
    with pytest.raises(ValidationError) as error:
        Outer.model_validate(document.value)
    (problem,) = problems_of(error.value, document, hints)
    return problem


@pytest.mark.parametrize(
    ("text", "where", "what", "mend"),
    [
        ("nme: x", "nme", "`nme` is not a known field", "check its spelling"),
        (
            "name: 3",
            "name",
            "text belongs here (given: 3)",
            "write text, in quotes where it looks like a number or a date",
        ),
        ("name: a", "name", "must have 2 characters or more (given: 'a')", "write more of it"),
        ("name: abcdef", "name", "must not be longer than 5 characters (given: 'abcdef')", "shorten it"),
        ("name: ABC", "name", "is not written as it must be (given: 'ABC')", "correct its spelling"),
        ("yes: 1", "yes", "true or false belongs here (given: 1)", "write true or false, without quotes"),
        ("inner: 3", "inner", "`name: value` lines belong here (given: 3)", "write them below it, indented"),
        (
            "inner: {count: true}",
            "inner.count",
            "a whole number belongs here (given: true)",
            "write digits only, without quotes",
        ),
        (
            "inner: {count: 0}",
            "inner.count",
            "input should be greater than or equal to 1 (given: 0)",
            "correct the number",
        ),
        (
            "inner: {count: 10}",
            "inner.count",
            "input should be less than or equal to 9 (given: 10)",
            "correct the number",
        ),
        ("many: []", "many", "has fewer than 1 entries", "add what is missing"),
        ("many: [1, 2, 3]", "many", "has more than 2 entries", "keep those that matter for this season"),
        (
            "many: {a: 1}",
            "many",
            "input should be a valid list",
            "write each entry on a line of its own after `- `",
        ),
        ("days: [1]", "days", "`name: value` lines belong here", "write them below it, indented"),
        (
            "days: {long: 1}",
            "days.long",
            "must not be longer than 3 characters (given: 'long')",
            "shorten it",
        ),
        ("word: plain", "word", "not this one (given: 'plain')", "correct it"),
        ("word: odd", "word", "`odd` is not known", "write another"),
    ],
)
def test_each_finding_says_what_where_and_how_to_mend_it(text: str, where: str, what: str, mend: str) -> None:
    assert told(text) == Problem(what, mend, "a.yaml", 1, where)


def test_a_hint_of_the_field_goes_before_the_general_one() -> None:
    assert told("name: 3", {"name": "write your name"}).mend == "write your name"
    assert told("nme: 3", {"": "see the list of fields", "nme": "no"}).mend == "see the list of fields"


def test_a_missing_field_is_told_at_what_it_is_missing_from() -> None:
    class Needing(BaseModel):
        inner: dict[str, Any]
        name: str

    document = parse_document("\n\ninner: {}\n", "a.yaml")
    with pytest.raises(ValidationError) as error:
        Needing.model_validate(document.value)
    assert problems_of(error.value, document) == [
        Problem("`name` is missing", "add `name:`", "a.yaml", 3, "name")
    ]
