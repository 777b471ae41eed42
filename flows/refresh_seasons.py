"""Refresh: find whose season's dates changed, plan each of them again, report who could not be planned."""

from __future__ import annotations

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.runtime import flow_run

from countback.services.refreshing import joined
from flows.refresh_report import ARTIFACT, refresh_report
from flows.requests import RefreshRequest, RefreshSummary, summarize_refresh
from tasks import refresh as tasks
from tasks.refusals import surfacing


def run_name() -> str:
    """Return `refresh <today>`, or that everybody's own day counts."""
    request = RefreshRequest.model_validate(flow_run.parameters["request"])
    return f"refresh {request.today or 'each on their own day'}"


@flow(flow_run_name=run_name, persist_result=False)
@surfacing
async def refresh_seasons(request: RefreshRequest) -> RefreshSummary:
    """Plan again, store and publish exactly those whose season's dates changed since their newest plan."""
    ids = tasks.touched()
    # One after the other: planning is pure Python, which threads do not make faster.
    outcome = joined([tasks.refresh(chunk, request.today) for chunk in tasks.chunks(ids)])
    await acreate_markdown_artifact(refresh_report(outcome), key=ARTIFACT)
    if outcome.bug:
        raise outcome.bug
    return summarize_refresh(outcome)
