"""Served or on a fleet, the flow is named by its module and does not double."""

from __future__ import annotations

import asyncio
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
import yaml

from deployments import serve
from flows.plan_season import plan_season

MODULE = "flows.plan_season.plan_season"


def test_the_fleets_deployment_names_the_flow_and_pulls_nothing() -> None:
    told = yaml.safe_load((Path(serve.__file__).parent / "prefect.yaml").read_text("utf-8"))
    (deployment,) = told["deployments"]
    assert told["pull"] == []
    assert resolve_name(deployment["entrypoint"]) is plan_season
    assert deployment["work_pool"]["name"] == "fleet"


def test_the_served_deployment_names_the_flow_by_module() -> None:
    (deployment,) = asyncio.run(serve._deployments())
    assert (deployment.name, deployment.entrypoint) == ("served", MODULE)
    assert deployment.concurrency_limit == 1


def test_serving_leaves_schedules_active_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr("prefect.serve", lambda *given, **options: told.update(options, given=given))
    monkeypatch.setattr(serve, "prepare", lambda: None)
    serve.serve_flows()
    assert told["pause_on_shutdown"] is False
    assert [one.entrypoint for one in told["given"]] == [MODULE]
