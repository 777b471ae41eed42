"""Plan one person's season: load the person, solve, store the plan, publish the calendars, report."""

from __future__ import annotations

import datetime as dt

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import flow_run

from countback.bootstrap import shared_app
from flows.report import report
from flows.requests import PlanRequest, PlanSummary, summarize
from flows.settling import TIMEOUT, settled
from tasks import plan as tasks
from tasks.refusals import surfacing


def run_name() -> str:
    """Return `plan <person> <today>`."""
    request = PlanRequest.model_validate(flow_run.parameters["request"])
    return f"plan {request.person} {_day(request)}"


@flow(flow_run_name=run_name, persist_result=False, timeout_seconds=TIMEOUT)
@surfacing
async def plan_season(request: PlanRequest) -> PlanSummary:
    """Plan one stored person's season, keep the plan, publish the calendars and report what changed."""
    plan, kept = settled(request.person, _day(request))
    files = tasks.publish(plan, kept.run_id)
    await acreate_markdown_artifact(report(plan, kept), key=f"plan-{plan.person}")
    return summarize(plan, kept, files)


def _day(request: PlanRequest) -> dt.date:
    return request.today or shared_app().clock.today()
