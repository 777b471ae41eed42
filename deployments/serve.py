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


def serve_flows() -> None:
    """Register the flows with the server and run what it schedules or a person asks for."""
    prepare()
    from prefect import serve  # noqa: PLC0415 - after the environment is prepared

    # Schedules stay active across a restart; flows decide by the product's own tables what is due.
    serve(*asyncio.run(_deployments()), pause_on_shutdown=False)


async def _deployments() -> list[RunnerDeployment]:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # noqa: PLC0415
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415

    from flows.plan_season import plan_season  # noqa: PLC0415

    alone = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
    # By module: a file's folder would go to the head of sys.path.
    by_module = EntrypointType.MODULE_PATH
    return [await plan_season.ato_deployment(NAME, concurrency_limit=alone, entrypoint_type=by_module)]


if __name__ == "__main__":
    serve_flows()
