"""Settle: load, solve and store until the inputs held still from the first of these to the last."""

from __future__ import annotations

import datetime as dt

from countback.domain.plan import Plan
from countback.errors import CountbackError
from countback.services.running import Kept
from tasks import plan as tasks

TRIES = 5
TIMEOUT = 900  # seconds: all retries of all tasks of one person fit in


class InputsKeepChanging(CountbackError):  # noqa: N818 - a statement about the inputs
    """The profile or the ticks changed again and again while the plan was computed; nothing was written."""

    http_status = 503


def settled(person: str, today: dt.date, target: str | None = None) -> tuple[Plan, Kept]:
    """Return a plan that was stored while its inputs held still; with a target, for that year, kept with it."""
    for _ in range(TRIES):
        loaded = tasks.load(person, today, target)
        plan = tasks.solve(loaded)
        if kept := tasks.store(loaded, plan):
            return plan, kept
    raise InputsKeepChanging(InputsKeepChanging.__doc__)
