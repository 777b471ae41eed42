"""Mark: a person's own note on an item, and a day until which it rests. Dates and feed stay as they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from countback.domain.marks import NOTE_LENGTH, Mark
from countback.errors import BadInput, Problem
from countback.services.ports import Store

SNOOZE_AT_MOST = dt.timedelta(days=366)


def note(store: Store, person_id: str, key: str, text: str) -> None:
    """Keep a note on an item; an empty one takes the note away."""
    text = text.replace("\r\n", "\n").strip()
    if problem := note_problem(text):
        raise BadInput([problem])
    _change(store, person_id, key, note=text)


def snooze(store: Store, person_id: str, key: str, until: dt.date | None, today: dt.date) -> None:
    """Let an item rest up to a day (not including it); None wakes it."""
    if until is not None and not today < until <= today + SNOOZE_AT_MOST:
        raise BadInput.one(
            f"{until} is not within the year after {today}", "choose a day after today, within a year"
        )
    _change(store, person_id, key, snoozed_until=until)


def note_problem(text: str) -> Problem | None:
    """Return what is wrong with a note's text, if anything."""
    if len(text) > NOTE_LENGTH:
        return Problem(f"the note has {len(text)} characters", f"keep it within {NOTE_LENGTH}", where="note")
    if not text.replace("\n", "").replace("\t", "").isprintable():
        return Problem("the note has an unprintable character", "remove it", where="note")
    return None


def _change(store: Store, person_id: str, key: str, **what: str | dt.date | None) -> None:
    with store.unit_of_work() as unit:
        unit.lock_person(person_id)
        old = unit.marks(person_id).get(key, Mark(key))
        new = replace(old, **what)  # type: ignore[arg-type] # the two callers give each field its type
        if new != old:
            unit.save_mark(person_id, new)
