"""Tick off: a person says that an item is done, or takes that back."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping

from countback.errors import BadInput, NotFound
from countback.services.ports import Store

FIRST_DAY = dt.date(1950, 1, 1)  # as in a profile; a mistyped year would put the plan out of the calendar


def tick(store: Store, person_id: str, key: str, day: dt.date, today: dt.date, now: dt.datetime) -> None:
    """Record that an item of the person's newest plan is done."""
    if day > today:
        raise BadInput.one(
            f"{day} is after {today}", "a thing is done today or earlier; put plans under `given:`"
        )
    if day < FIRST_DAY:
        raise BadInput.one(f"{day} is too long ago", f"write a day from {FIRST_DAY} on")
    with store.unit_of_work() as unit:
        unit.lock_person(person_id)
        run = unit.last_run(person_id)
        if run is None:
            raise NotFound(f"`{person_id}` has no plan yet", "run `countback run --profile FILE` first")
        _known_key(key, _keys(run.plan))
        unit.record_done(person_id, key, day, now)


def untick(store: Store, person_id: str, key: str) -> None:
    """Take a tick back; what the profile itself calls done stays done."""
    with store.unit_of_work() as unit:
        unit.lock_person(person_id)
        if not unit.forget_done(person_id, key):
            written = unit.person(person_id).profile.get("done")
            if isinstance(written, Mapping) and key in written:
                raise BadInput.one(
                    f"`{key}` is done in the profile itself", f"remove it under `done:` there: {key}"
                )
            ticked = list(unit.facts(person_id))
            raise NotFound(
                f"`{key}` was not ticked off",
                f"ticked off are: {', '.join(ticked)}" if ticked else "nothing was ticked off yet",
            )


def _keys(plan: Mapping[str, object]) -> list[str]:
    items = plan["items"]
    return [one["key"] for one in items] if isinstance(items, list) else []


def _known_key(key: str, keys: Iterable[str]) -> None:
    known = list(keys)
    if key in known:
        return
    own = [one for one in known if one.startswith(f"{key}/")]
    close = own[:3] or difflib.get_close_matches(key, known, 3)
    mend = f"did you mean {', '.join(close)}?" if close else "see `countback plan --all`"
    raise NotFound(f"the plan has no item `{key}`", mend)
