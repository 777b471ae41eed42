"""Run a flow from a plain function, for the command line: quiet, and Prefect imported only now."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from pydantic import ValidationError

from countback.errors import BadInput
from flows.environment import prepare

if TYPE_CHECKING:
    from flows.requests import PlanSummary


def run_plan_season(person: str, today: dt.date | None = None) -> PlanSummary:
    """Plan a stored person; raise whatever CountbackError a task met, as it was raised there."""
    prepare(quiet=True)
    from flows.plan_season import plan_season  # noqa: PLC0415 - after the environment is prepared
    from flows.requests import PlanRequest  # noqa: PLC0415

    try:
        request = PlanRequest(person=person, today=today)
    except ValidationError:
        raise BadInput.one(
            f"{person!r} is no person's id", "write it as in the profile: lower case letters, digits, hyphens"
        ) from None
    return asyncio.run(plan_season(request))
