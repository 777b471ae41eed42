"""Refresh in two kinds of tasks: find whom the season dates touch, and plan a chunk of them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from countback.bootstrap import shared_app
from countback.services import refreshing
from countback.services.refreshing import Refreshed
from tasks.plan import LONG, RETRIES, is_outage
from tasks.refusals import refusing

CHUNK = 100  # persons a task: one or two minutes, all that an outage makes it do again
CHUNK_TIMEOUT = 3600  # seconds: a late plan takes two, and other writers may be waited for


def chunks(ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the persons of one task after the other."""
    return (ids[begin : begin + CHUNK] for begin in range(0, len(ids), CHUNK))


@task(
    cache_policy=NO_CACHE,  # what the store says now is the question
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(1),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_outage,
    timeout_seconds=LONG,
)
@refusing
def touched() -> tuple[str, ...]:
    """Find by id whose newest plan rests on season dates that are not today's."""
    app = shared_app()
    return tuple(refreshing.touched(app.store, app.published))


@task(
    cache_policy=NO_CACHE,  # tried again it finishes what it began: the same inputs write nothing
    persist_result=False,
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(1),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_outage,
    timeout_seconds=CHUNK_TIMEOUT,
)
@refusing
def refresh(ids: tuple[str, ...], today: dt.date | None) -> Refreshed:
    """Plan these persons again, each on their own day unless one is given."""
    app = shared_app()
    today_in = app.clock.today_in if today is None else lambda _: today
    return refreshing.refresh(app.workshop, ids, today_in, app.clock.now)
