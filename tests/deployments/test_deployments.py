"""Served or on a fleet, every flow is named by its module and does not double."""

from __future__ import annotations

import asyncio
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from deployments import serve
from flows.change_year import change_year
from flows.plan_season import plan_season
from flows.refresh_seasons import refresh_seasons
from flows.requests import RefreshRequest

FLOWS = {
    "flows.plan_season.plan_season": plan_season,
    "flows.change_year.change_year": change_year,
    "flows.refresh_seasons.refresh_seasons": refresh_seasons,
}
REFRESH = "flows.refresh_seasons.refresh_seasons"


def fleet() -> dict[str, dict[str, Any]]:
    """Return the fleet's deployments by their entrypoints."""
    told = yaml.safe_load((Path(serve.__file__).parent / "prefect.yaml").read_text("utf-8"))
    assert told["pull"] == []
    return {one["entrypoint"]: one for one in told["deployments"]}


def served() -> dict[str, Any]:
    return {str(one.entrypoint): one for one in asyncio.run(serve._deployments())}


def test_the_fleets_deployments_name_the_flows_and_pull_nothing() -> None:
    assert {entrypoint: resolve_name(entrypoint) for entrypoint in fleet()} == FLOWS
    assert {(one["name"], one["work_pool"]["name"]) for one in fleet().values()} == {("fleet", "fleet")}


def test_the_served_deployments_name_the_flows_by_module() -> None:
    assert list(served()) == list(FLOWS)
    assert {one.name for one in served().values()} == {"served"}


def test_no_flow_runs_twice_at_once_and_only_the_daily_one_gives_way() -> None:
    here = {key: (one.concurrency_limit, one.concurrency_options) for key, one in served().items()}
    there = {key: one["concurrency_limit"] for key, one in fleet().items()}
    for key in FLOWS:
        limit, options = here[key]
        told = options.collision_strategy.value
        assert there[key] == {"limit": limit, "collision_strategy": told}
        assert (limit, told) == (1, "CANCEL_NEW" if key == REFRESH else "ENQUEUE")


def test_only_the_refresh_has_a_schedule_of_a_zone_outside_the_hours_that_a_clock_skips_or_repeats() -> None:
    for key in FLOWS:
        here = [one.schedule for one in served()[key].schedules or ()]
        there = [(one["cron"], one["timezone"]) for one in fleet()[key]["schedules"]]
        assert [(one.cron, one.timezone) for one in here] == there
        assert len(there) == (key == REFRESH)
    minute, hour, *rest = serve.DAILY.split()
    assert rest == ["*", "*", "*"]
    assert int(minute) in range(60)
    assert int(hour) not in (1, 2, 3)
    assert ZoneInfo(serve.ZONE).key == "America/New_York"


def test_a_scheduled_refresh_asks_for_each_persons_own_day() -> None:
    for parameters in (served()[REFRESH].parameters, fleet()[REFRESH]["parameters"]):
        assert RefreshRequest.model_validate(parameters["request"]).today is None
        assert refresh_seasons.validate_parameters(parameters) == {"request": RefreshRequest()}


def test_serving_leaves_schedules_active_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr("prefect.serve", lambda *given, **options: told.update(options, given=given))
    monkeypatch.setattr(serve, "prepare", lambda: None)
    serve.serve_flows()
    assert told["pause_on_shutdown"] is False
    assert [one.entrypoint for one in told["given"]] == list(FLOWS)
