"""Tell a validator's findings in a person's words: file, line, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from countback.adapters.yaml_files.document import Document, short
from countback.errors import Problem

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_LINES = ("`name: value` lines belong here", "write them below it, indented")
_TEXT = ("text belongs here", "write text, in quotes where it looks like a number or a date")
_WHOLE = ("a whole number belongs here", "write digits only, without quotes")
_YES_NO = ("true or false belongs here", "write true or false, without quotes")
_WORDS: Mapping[str, tuple[str, str]] = {
    "model_type": _LINES,
    "dict_type": _LINES,
    "list_type": ("input should be a valid list", "write each entry on a line of its own after `- `"),
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "greater_than_equal": ("input should be greater than or equal to {ge}", "correct the number"),
    "less_than_equal": ("input should be less than or equal to {le}", "correct the number"),
    "string_too_long": ("must not be longer than {max_length} characters", "shorten it"),
    "string_too_short": ("must have {min_length} characters or more", "write more of it"),
    "too_long": ("has more than {max_length} entries", "keep those that matter for this season"),
    "too_short": ("has fewer than {min_length} entries", "add what is missing"),
    "string_pattern_mismatch": ("is not written as it must be", "correct its spelling"),
    "extra_forbidden": ("`{name}` is not a known field", "check its spelling"),
    "missing": ("`{name}` is missing", "add `{name}:`"),
}


def problems_of(
    error: ValidationError, document: Document, hints: Mapping[str, str] | None = None
) -> list[Problem]:
    """Turn a pydantic error into problems with lines; `hints` give a mend by the field's last name."""
    return list(_told(error, document, hints or {}))


def _told(error: ValidationError, document: Document, hints: Mapping[str, str]) -> Iterator[Problem]:
    for one in error.errors(include_url=False):
        path = tuple(part for part in one["loc"] if part != "[key]")
        name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        what, mend = _words(one, short(name))
        hint = hints.get("" if one["type"] == "extra_forbidden" else name)
        yield document.problem(path, what + _shown(one, what), hint or mend)


def _words(one: ErrorDetails, name: str) -> tuple[str, str]:
    facts: dict[str, Any] = {**one.get("ctx", {}), "name": name}
    kind = one["type"]
    if kind in ("too_long", "too_short") and isinstance(one.get("input"), str):
        kind = f"string_{kind}"
    if kind in _WORDS:
        what, mend = _WORDS[kind]
        return what.format(**facts), mend.format(**facts)
    said = one["msg"].removeprefix("Value error, ")
    what, _, mend = said.partition("; ")
    return what[:1].lower() + what[1:], mend or "correct it"


def _shown(one: ErrorDetails, what: str) -> str:
    given = one.get("input")
    if one["type"] in ("extra_forbidden", "missing") or not isinstance(given, str | int | float):
        return ""
    if isinstance(given, bool):
        return f" (given: {str(given).lower()})"
    text = short(str(given))
    if f"`{text}`" in what:
        return ""
    return f" (given: '{text}')" if isinstance(given, str) else f" (given: {text})"
