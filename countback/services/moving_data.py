"""A person's own data: everything kept of them as one JSON value, and taken in again from one.

What is exported: profile, ticks, marks, runs with their plans, published events, links (never their
tokens). What is taken in: profile, ticks, marks; runs and events follow from planning again. Nothing is
kept where any of it is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeGuard

from countback.domain.marks import Mark
from countback.domain.people import Person
from countback.errors import BadInput, Problem
from countback.services.marking import note_problem
from countback.services.ports import Reads
from countback.services.replanning import Replanned, Workshop, replan
from countback.services.ticking import FIRST_DAY

KIND = "countback person"
SCHEMA = 1
RUNS = 1000  # of a day each: every run of nearly three years
MARKS = 2000
_ITEM = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+(/[a-z0-9-]+)?")  # how a plan names its items
_NO_ITEM = "this names no item of a plan"


def export_person(store: Reads, person_id: str) -> dict[str, object]:
    """Return everything that is kept of a person, as JSON values; raise NotFound for nobody."""
    person = store.person(person_id)
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "profile": dict(person.profile),
        "updated_at": person.updated_at.isoformat(),
        "done": {key: day.isoformat() for key, day in store.facts(person_id).items()},
        "marks": {key: _mark_json(one) for key, one in store.marks(person_id).items()},
        "links": [
            {
                "purpose": one.purpose.value,
                "label": one.label,
                "created_at": one.created_at.isoformat(),
                "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            }
            for one in store.links(person_id)
        ],
        "runs": [
            {
                "id": run.id,
                "today": run.today.isoformat(),
                "created_at": run.created_at.isoformat(),
                "catalogue_version": run.catalogue_version,
                "plan": run.plan,
            }
            for run in store.runs(person_id, RUNS)
        ],
        "events": [
            {"uid": one.uid, "sequence": one.sequence, **one.content.to_record()}
            for one in store.revisions(person_id).values()
        ],
    }


def is_export(value: object) -> bool:
    """Tell whether a value says of itself that it is a person's export."""
    return isinstance(value, Mapping) and value.get("kind") == KIND


def import_person(
    workshop: Workshop, person_id: str, value: Mapping[str, object], today: dt.date, now: dt.datetime
) -> Replanned:
    """Put an export's (or a bare profile's) profile, ticks and marks in place of a person's, and plan.

    The person keeps their own id. Raise BadInput with every problem; then nothing was changed.
    """
    profile = value.get("profile") if is_export(value) else value
    if not isinstance(profile, Mapping):
        raise BadInput.one("the file has no profile", "take a file that Countback exported, or a profile")
    problems: list[Problem] = []
    done = _days(value.get("done", {}) if is_export(value) else {}, today, problems)
    marks = _marks(value.get("marks", {}) if is_export(value) else {}, problems)
    if is_export(value) and value.get("schema") != SCHEMA:
        problems.append(
            Problem(f"schema {value.get('schema')!r} is not known", f"this reads schema {SCHEMA}")
        )
    name = str(profile.get("first_name", ""))
    person = Person(person_id, name, {**profile, "id": person_id}, now)
    try:
        workshop.read(person, today)
    except BadInput as error:
        problems.extend(error.problems)
    if problems:
        raise BadInput(problems)
    with workshop.store.unit_of_work() as unit:
        unit.save_person(person)
        for key in unit.facts(person_id):
            unit.forget_done(person_id, key)
        for key, day in done.items():
            unit.record_done(person_id, key, day, now)
        for key in unit.marks(person_id):
            unit.save_mark(person_id, Mark(key))
        for mark in marks:
            unit.save_mark(person_id, mark)
    return replan(workshop, person_id, today, now)


def _mark_json(mark: Mark) -> dict[str, object]:
    until = mark.snoozed_until
    return {"note": mark.note, "snoozed_until": until.isoformat() if until else None}


def _days(value: object, today: dt.date, problems: list[Problem]) -> dict[str, dt.date]:
    if not _named(value):
        problems.append(
            Problem("`done` holds no `key: date` pairs, or too many", "leave it as it was exported")
        )
        return {}
    found = {}
    for key, text in value.items():
        day, where = _day(text), _where("done", key)
        if not _ITEM.fullmatch(key):
            problems.append(Problem(_NO_ITEM, "leave it as it was exported", where=where))
        elif day is None or not FIRST_DAY <= day <= today:
            what = f"{str(text)[:40]!r} is no date from {FIRST_DAY} to {today}"
            problems.append(Problem(what, "write it year-month-day", where=where))
        else:
            found[key] = day
    return found


def _marks(value: object, problems: list[Problem]) -> tuple[Mark, ...]:
    if not _named(value):
        problems.append(Problem("`marks` holds no marks, or too many", "leave it as it was exported"))
        return ()
    return tuple(_read_marks(value, problems))


def _read_marks(value: Mapping[str, object], problems: list[Problem]) -> Iterator[Mark]:
    for key, one in value.items():
        where = _where("marks", key)
        if not _ITEM.fullmatch(key):
            problems.append(Problem(_NO_ITEM, "leave it as it was exported", where=where))
            continue
        if not isinstance(one, Mapping) or not isinstance(one.get("note"), str):
            problems.append(Problem("this is no mark", "leave it as it was exported", where=where))
            continue
        until = _day(one.get("snoozed_until"))
        if one.get("snoozed_until") is not None and until is None:
            problems.append(
                Problem("`snoozed_until` is no date", "write it year-month-day, or null", where=where)
            )
        if problem := note_problem(one["note"]):
            problems.append(replace(problem, where=where))
        yield Mark(key, one["note"], until)


def _named(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping) and len(value) <= MARKS and all(isinstance(one, str) for one in value)


def _where(name: str, key: str) -> str:
    return ascii(f"{name}.{key[:80]}")[1:-1]  # a key that is none may hold anything


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
