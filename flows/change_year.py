"""Change one person's target year: load them as changed, solve, store both, publish the calendars, report."""

from __future__ import annotations

import datetime as dt

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import flow_run

from countback.bootstrap import shared_app
from flows.report import report
from flows.requests import YearRequest, YearSummary, summarize_year
from flows.settling import TIMEOUT, settled
from tasks import plan as tasks
from tasks.refusals import surfacing


def run_name() -> str:
    """Return `year <person> <target>`."""
    request = YearRequest.model_validate(flow_run.parameters["request"])
    return f"year {request.person} {request.target}"


@flow(flow_run_name=run_name, persist_result=False, timeout_seconds=TIMEOUT)
@surfacing
async def change_year(request: YearRequest) -> YearSummary:
    """Aim one stored person at another season: keep profile and plan together, publish, report what moved."""
    plan, kept = settled(request.person, _day(request), request.target)
    files = tasks.publish(plan, kept.run_id)
    # The same page as every plan of the person has: it shows the newest.
    await acreate_markdown_artifact(report(plan, kept), key=f"plan-{plan.person}")
    return summarize_year(plan, kept, files)


def _day(request: YearRequest) -> dt.date:
    return request.today or shared_app().clock.today()
