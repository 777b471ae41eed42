"""Each problem of a profile at the question it belongs to.

The validator names a path in the profile, and a profile has no blank rows: its first dose may stand in the
form's third row. A problem of a whole exam or a whole row is placed at one field of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from countback.errors import Problem
from countback.web.form_fields import FIELDS, GROUPS, Field, Group, step_of
from countback.web.form_words import in_form_words

FORM = "a field of the form"  # the `file` of a problem whose `where` is a field's name, not a path
_ELSEWHERE = {"season": "target_year"}


def problems_by_field(problems: Iterable[Problem], values: Mapping[str, str]) -> dict[str, list[Problem]]:
    """Return the problems by the form's field, in the form's words; under "" those of no field."""
    placed: dict[str, list[Problem]] = {}
    for one in problems:
        name = _field_name(one, values)
        placed.setdefault(name, []).append(in_form_words(one, _labels(name)))
    return placed


def first_step(placed: Mapping[str, list[Problem]], order: Iterable[str]) -> str:
    """Return the first of the steps, named in `order`, that has a problem; "" if none of them has.

    A problem of no field belongs to whichever step is shown: it is the first one's.
    """
    found = {step_of(name) for name in placed}
    return next((one for one in order if one in found or "" in found), "")


def _field_name(problem: Problem, values: Mapping[str, str]) -> str:
    where = problem.where
    if problem.file == FORM:
        return where if step_of(where) else ""
    if not where:  # the one problem of the profile as a whole that a form can have
        return "stage" if "`stage`" in problem.what else ""
    where = _ELSEWHERE.get(where, where)
    group = next((one for one in GROUPS if f"{where}.".startswith(f"{one.name}.")), None)
    return _in_group(group, problem, values) if group else _single(where, values)


def _single(where: str, values: Mapping[str, str]) -> str:
    immune = FIELDS["immunizations.immune"].name
    if where.startswith(f"{immune}."):
        return _box(immune, where.rpartition(".")[2], values)
    while where and where not in FIELDS:
        below = [name for name in FIELDS if name.startswith(f"{where}.")]
        if below:
            return next((name for name in below if name.endswith(".day")), below[0])
        where = where.rpartition(".")[0]
    return where


def _box(name: str, index: str, values: Mapping[str, str]) -> str:
    ticked = ticked_boxes(name, values)
    return f"{name}.{ticked[int(index)]}" if index.isdecimal() and int(index) < len(ticked) else name


def ticked_boxes(name: str, values: Mapping[str, str]) -> list[str]:
    """Return which boxes of a question are ticked, in the order in which the profile lists them."""
    return sorted(
        one[len(name) + 1 :] for one, value in values.items() if value and one.startswith(f"{name}.")
    )


def _in_group(group: Group, problem: Problem, values: Mapping[str, str]) -> str:
    row, _, short = problem.where[len(group.name) + 1 :].partition(".")
    filled = group.filled(values)
    if not row.isdecimal() or int(row) >= len(filled):
        return group.name
    known = any(one.name == short for one in group.fields)
    return f"{group.name}.{filled[int(row)]}.{short if known else _blamed(group, problem)}"


def _blamed(group: Group, problem: Problem) -> str:
    """Return the field of a row that a problem names, such as `apply_by` or "unknown product"."""
    said = problem.what.replace("`", " ").split()
    return next((one.name for one in reversed(group.fields) if one.name in said), group.place)


def _labels(name: str) -> dict[str, str]:
    """Return the labels that a problem of a field may name: those of the whole form, or of its row."""
    group = next((one for one in GROUPS if one.holds(name)), None)
    near: Iterable[Field] = group.fields if group else FIELDS.values()
    return {one.name.rpartition(".")[2]: one.label.removesuffix(" (optional)") for one in near}
