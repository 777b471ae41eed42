"""The flow aims a stored person at another season, and keeps profile, plan and calendars together."""

from __future__ import annotations

import asyncio
import logging

import pytest

from countback.errors import BadInput
from flows.requests import YearRequest, YearSummary
from tests.support.home import SECRET, Home
from tests.support.real import START

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.usefixtures("prefect_server"),
    # Prefect 3.8 leaves a socket to the garbage collector with every event loop that ends.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]


def run(person: str, target: str) -> YearSummary:
    from flows.change_year import change_year

    return asyncio.run(change_year(YearRequest(person=person, target=target, today=START)))


def artifact(person: str) -> str:
    from prefect.artifacts import Artifact

    found = asyncio.run(Artifact.aget(f"plan-{person}"))
    assert found is not None
    return str(found.data)


def test_the_year_moves_plan_and_calendars_and_comes_back(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    old = home.app.store.person(home.person).profile["target_year"]
    assert isinstance(old, int)
    with caplog.at_level(logging.DEBUG):
        there = run(home.person, f"ERAS {old + 2}")
    assert (there.target_year, there.plan.is_new, there.plan.is_first) == (old + 1, True, True)
    assert home.app.store.person(home.person).profile["target_year"] == old + 1
    assert there.plan.files == len(list(home.feed.iterdir())) > 2
    assert f"ERAS {old + 2}, Match {old + 2}" in artifact(home.person)
    told = caplog.text + artifact(home.person)
    for secret in (home.feed.name, SECRET, "Mira", "Asia/Kolkata"):
        assert secret not in told, secret
    back = run(home.person, str(old))
    assert (back.target_year, back.plan.changes["moved"] > 100) == (old, True)
    before = home.state()
    again = run(home.person, str(old))
    assert (again.plan.run_id, again.plan.is_new, again.plan.files) == (back.plan.run_id, False, 0)
    assert home.state() == before


def test_what_is_no_season_or_no_longer_fits_surfaces_as_itself_and_nothing_is_written(home: Home) -> None:
    before = home.app.store.person(home.person)
    with pytest.raises(BadInput, match="2050 is outside"):
        run(home.person, "2050")
    with pytest.raises(BadInput, match="neither a target year nor a season's name"):
        run(home.person, "next year")
    assert home.app.store.person(home.person) == before
    assert home.app.store.runs(home.person) == ()
