"""Plan one person's season: load the person, solve, store the plan, publish the calendars, report."""

from __future__ import annotations

import datetime as dt

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import flow_run

from countback.bootstrap import shared_app
from countback.domain.plan import Plan
from countback.errors import CountbackError
from countback.services.running import Kept
from flows.report import report
from flows.requests import PlanRequest, PlanSummary, summarize
from tasks import plan as tasks
from tasks.refusals import surfacing

TRIES = 5
TIMEOUT = 900  # seconds: all retries of all tasks fit in


class InputsKeepChanging(CountbackError):  # noqa: N818 - a statement about the inputs
    """The profile or the ticks changed again and again while the plan was computed; nothing was written."""

    http_status = 503


def run_name() -> str:
    """Return `plan <person> <today>`."""
    request = PlanRequest.model_validate(flow_run.parameters["request"])
    return f"plan {request.person} {_day(request)}"


@flow(flow_run_name=run_name, persist_result=False, timeout_seconds=TIMEOUT)
@surfacing
async def plan_season(request: PlanRequest) -> PlanSummary:
    """Plan one stored person's season, keep the plan, publish the calendars and report what changed."""
    plan, kept = _settled(request.person, _day(request))
    files = tasks.publish(plan, kept.run_id)
    await acreate_markdown_artifact(report(plan, kept), key=f"plan-{plan.person}")
    return summarize(plan, kept, files)


def _settled(person: str, today: dt.date) -> tuple[Plan, Kept]:
    """Return a plan that was stored while its inputs held still."""
    for _ in range(TRIES):
        loaded = tasks.load(person, today)
        plan = tasks.solve(loaded)
        if kept := tasks.store(loaded, plan):
            return plan, kept
    raise InputsKeepChanging(InputsKeepChanging.__doc__)


def _day(request: PlanRequest) -> dt.date:
    return request.today or shared_app().clock.today()
