"""Plan one person in four steps: load, solve, store, publish; each opens the app and calls one service.

A person is a slug and a plan a frozen value; nothing else travels between tasks.
"""

from __future__ import annotations

import datetime as dt

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import exponential_backoff

from countback.bootstrap import shared_app
from countback.domain.plan import Plan
from countback.errors import StoreUnavailable
from countback.services import running
from countback.services.changing import to_year
from countback.services.planning import plan_for
from countback.services.running import Kept, Loaded
from tasks.refusals import Refused, refusing

RETRIES = 4
QUICK, LONG = 60, 300  # seconds; a writer waits up to 30 for another one


def is_outage(task: Task[..., object], run: TaskRun, state: State[object]) -> bool:  # noqa: ARG001 - Prefect's signature
    """Tell whether a task failed because the store was away: what a person gave wrong stays wrong."""
    met = state.result(raise_on_failure=False)
    return isinstance(met, Refused) and isinstance(met.error, StoreUnavailable)


@task(
    cache_policy=NO_CACHE,  # the inputs' hash kept with each run is the ledger, not Prefect's cache
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(1),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_outage,
    timeout_seconds=QUICK,
)
@refusing
def load(person: str, today: dt.date, target: str | None = None) -> Loaded:
    """Read a person and what they ticked off, or as they would be with another target year."""
    app = shared_app()
    change = None if target is None else to_year(target)
    return running.load(app.store, app.library, app.applicant_of, person, today, change)


@task(cache_policy=NO_CACHE, persist_result=False, timeout_seconds=LONG)
@refusing
def solve(loaded: Loaded) -> Plan:
    """Compute the plan: pure, so a failure would only repeat."""
    return plan_for(loaded.applicant, shared_app().library, loaded.today)


@task(
    cache_policy=NO_CACHE,  # a run with the same inputs' hash writes nothing
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(1),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_outage,
    timeout_seconds=QUICK,
)
@refusing
def store(loaded: Loaded, plan: Plan) -> Kept | None:
    """Keep the plan, its events and a changed profile; None where the inputs changed since they were loaded."""
    app = shared_app()
    return running.keep(app.store, app.publisher, loaded, plan, app.clock.now())


@task(
    cache_policy=NO_CACHE,  # files are compared byte by byte, also where nothing new was stored
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(1),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_outage,
    timeout_seconds=QUICK,
)
@refusing
def publish(plan: Plan, run_id: int) -> int:
    """Write the calendars; return how many files changed (their paths hold the feed's secret name)."""
    app = shared_app()
    return len(running.publish(app.store, app.feeds, app.publisher, plan, run_id))
