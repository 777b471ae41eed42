"""Serve the flows from one process, without workers or images: `python -m deployments.serve`.

`serve_flows` runs until a signal ends it and needs a Prefect server (PREFECT_API_URL).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from flows.environment import prepare

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

NAME = "served"
# With its zone, or it would be UTC; outside two to three o'clock, which one night a year has twice.
DAILY, ZONE = "30 5 * * *", "America/New_York"


def serve_flows() -> None:
    """Register the flows with the server and run what it schedules or a person asks for."""
    prepare()
    from prefect import serve  # noqa: PLC0415 - after the environment is prepared

    # Schedules stay active across a restart; flows decide by the product's own tables what is due.
    serve(*asyncio.run(_deployments()), pause_on_shutdown=False)


async def _deployments() -> list[RunnerDeployment]:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # noqa: PLC0415
    from prefect.schedules import Cron  # noqa: PLC0415
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415

    from flows.change_year import change_year  # noqa: PLC0415
    from flows.plan_season import plan_season  # noqa: PLC0415
    from flows.refresh_seasons import refresh_seasons  # noqa: PLC0415

    # Asked for by hand, a run waits for its turn; a daily one is not needed while another is at it.
    waits = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
    gives_way = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    # By module: a file's folder would go to the head of sys.path.
    by_module = EntrypointType.MODULE_PATH
    return [
        await plan_season.ato_deployment(NAME, concurrency_limit=waits, entrypoint_type=by_module),
        await change_year.ato_deployment(NAME, concurrency_limit=waits, entrypoint_type=by_module),
        await refresh_seasons.ato_deployment(
            NAME,
            schedule=Cron(DAILY, timezone=ZONE),
            parameters={"request": {}},
            concurrency_limit=gives_way,
            entrypoint_type=by_module,
        ),
    ]


if __name__ == "__main__":
    serve_flows()
