"""Run a flow from a plain function, for the command line: quiet, and Prefect imported only now."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from pydantic import ValidationError

from countback.domain.season_names import parse_target
from countback.errors import BadInput
from flows.environment import prepare

if TYPE_CHECKING:
    from flows.requests import PlanSummary, RefreshSummary, YearSummary


def run_plan_season(person: str, today: dt.date | None = None) -> PlanSummary:
    """Plan a stored person; raise whatever CountbackError a task met, as it was raised there."""
    prepare(quiet=True)
    from flows.plan_season import plan_season  # noqa: PLC0415 - after the environment is prepared
    from flows.requests import PlanRequest  # noqa: PLC0415

    try:
        request = PlanRequest(person=person, today=today)
    except ValidationError:
        raise _no_id(person) from None
    return asyncio.run(plan_season(request))


def run_change_year(person: str, target: str, today: dt.date | None = None) -> YearSummary:
    """Aim a stored person at another year; raise whatever CountbackError a task met."""
    prepare(quiet=True)
    from flows.change_year import change_year  # noqa: PLC0415 - after the environment is prepared
    from flows.requests import YearRequest  # noqa: PLC0415

    parse_target(target)  # says what is wrong with a year better than the form does
    try:
        request = YearRequest(person=person, target=" ".join(target.split()), today=today)
    except ValidationError:
        raise _no_id(person) from None
    return asyncio.run(change_year(request))


def run_refresh_seasons(today: dt.date | None = None) -> RefreshSummary:
    """Plan again whom the season dates touch; raise whatever CountbackError a task met."""
    prepare(quiet=True)
    from flows.refresh_seasons import refresh_seasons  # noqa: PLC0415 - after the environment is prepared
    from flows.requests import RefreshRequest  # noqa: PLC0415

    return asyncio.run(refresh_seasons(RefreshRequest(today=today)))


def _no_id(person: str) -> BadInput:
    return BadInput.one(
        f"{person!r} is no person's id", "write it as in the profile: lower case letters, digits, hyphens"
    )
