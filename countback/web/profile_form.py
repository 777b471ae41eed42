"""A profile as the flat values of its form, and back.

What a person typed is never corrected or guessed here: it is handed to the one validation of profiles as it
is, so that a wrong number is told as they wrote it. Only spaces around it and blank rows are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from countback.domain.season_names import parse_target
from countback.errors import BadInput, Problem
from countback.web.form_choices import still_meant
from countback.web.form_fields import FIELDS, GROUPS, YES, Field, Group, step_of
from countback.web.form_problems import FORM, first_step, problems_by_field, ticked_boxes

__all__ = [
    "first_step",
    "form_values",
    "person_id",
    "problems_by_field",
    "profile_of",
    "step_of",
]

MOST_VALUES = 400
MOST_CHARACTERS = 4_000
NUMBERS = frozenset(
    {"target_year", "ecfmg.pathway", "rotations.count"}
)  # asked as a choice, kept as a number
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another: no l, o, 0, 1
_IN_FORM = frozenset(name.partition(".")[0] for name in (*FIELDS, *(one.name for one in GROUPS)))


def form_values(profile: Mapping[str, Any]) -> dict[str, str]:
    """Return a profile's answers by field; what is left out has the form's default, `{}` a new form's."""
    values: dict[str, str] = {}
    for field in FIELDS.values():
        values |= _values_of(field, _at(profile, field.name))
    for group in GROUPS:
        found = _at(profile, group.name)
        for number, row in enumerate(found if isinstance(found, list) else []):
            for field in group.fields:
                values[f"{group.name}.{number}.{field.name}"] = _text(_at(row, field.name))
    values["target_year"] = _year(values["target_year"])
    return {name: value for name, value in values.items() if value}


def profile_of(values: Mapping[str, str], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the profile that the values amount to, unchecked; `base` gives what the form does not ask.

    Raise BadInput, with a problem for each field, where there are more values or longer ones than any
    profile needs.
    """
    _check_bounds(values)
    known = {name: value.strip() for name, value in values.items() if step_of(name)}
    profile = {name: value for name, value in (base or {}).items() if name not in _IN_FORM}
    for field in FIELDS.values():
        _put(profile, field.name, _answer(field, known))
    for group in GROUPS:
        _put(profile, group.name, [_row(group, number, known) for number in group.filled(known)])
    return _consistent(profile, form_values(base or {}), known)


def person_id(random: Callable[[str], str]) -> str:
    """Return a fresh id, which holds no name; `random` chooses a character, as `secrets.choice` does."""
    return "p-" + "".join(random(_LETTERS) for _ in range(10))


def _check_bounds(values: Mapping[str, str]) -> None:
    if len(values) > MOST_VALUES:
        raise BadInput.one(f"the form has more than {MOST_VALUES} answers", "send fewer rows")
    long = [name for name, value in values.items() if len(value) > MOST_CHARACTERS]
    if long:
        what, mend = f"must not be longer than {MOST_CHARACTERS} characters", "shorten it"
        raise BadInput(Problem(what, mend, FORM, 0, name if step_of(name) else "") for name in long)


def _consistent(
    profile: dict[str, Any], before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, Any]:
    """Return a profile whose season and choices, which the form does not ask, agree with its answers."""
    year = profile.get("target_year")
    if "season" in profile and isinstance(year, int):
        profile["season"] = f"ERAS {year + 1}"
    else:
        profile.pop("season", None)
    if "choices" in profile:
        profile["choices"] = still_meant(profile["choices"], before, after)
    return profile


def _values_of(field: Field, found: object) -> dict[str, str]:
    if field.kind == "checks":
        return {f"{field.name}.{one}": YES for one in (found if isinstance(found, list) else [])}
    return {field.name: field.default if found is None else _text(found)}


def _answer(field: Field, known: Mapping[str, str]) -> object:
    value = known.get(field.name, "")
    if field.kind == "check":
        return bool(value)
    if field.kind == "checks":
        return ticked_boxes(field.name, known)
    return _number(value) if field.kind == "number" or field.name in NUMBERS else value


def _row(group: Group, number: int, known: Mapping[str, str]) -> dict[str, object]:
    answers = ((one.name, _answer(group.named(number, one), known)) for one in group.fields)
    return {name: answer for name, answer in answers if answer != ""}


def _number(value: str) -> int | str:
    """Return digits of any script as a number; anything else as it is, for the validation to tell."""
    return int(value) if value.isdecimal() else value


def _put(profile: dict[str, Any], path: str, answer: object) -> None:
    """Put an answer at its path; a blank one is left out."""
    if answer in ("", []):
        return
    *parents, last = path.split(".")
    for name in parents:
        profile = profile.setdefault(name, {})
    profile[last] = answer


def _at(profile: object, path: str) -> object:
    for name in path.split("."):
        profile = profile.get(name) if isinstance(profile, Mapping) else None
    return profile


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return "" if value is None else str(value)


def _year(text: str) -> str:
    """Return the year of a target that is named as a season; a name that is none stays as it is."""
    try:
        return str(parse_target(text))
    except BadInput:
        return text
