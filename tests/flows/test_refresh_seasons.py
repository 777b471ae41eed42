"""The flow plans again exactly those whom the season dates touch, and names who could not be planned."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from countback.bootstrap import App, shared_app
from countback.errors import StoreUnavailable
from countback.services.ports import UnitOfWork
from flows.requests import RefreshRequest, RefreshSummary
from tasks import refresh as tasks
from tests.support.crowd import CROWD, TOUCHED, house_of, misfit, move_in, moved_dates, state
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


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Give the application that the tasks open: everyone is planned, then the operator moved a date."""
    for name in ("DATABASE_URL", "FEED_DIR"):
        monkeypatch.delenv(f"COUNTBACK_{name}", raising=False)
    monkeypatch.setenv("COUNTBACK_DATA_DIR", str(tmp_path))
    move_in(house_of(tmp_path))
    monkeypatch.setenv("COUNTBACK_SEASONS_FILE", str(moved_dates(tmp_path)))
    yield shared_app()
    gc.collect()  # Prefect's left-over sockets, here and not in another test


def run() -> RefreshSummary:
    from flows.refresh_seasons import refresh_seasons

    return asyncio.run(refresh_seasons(RefreshRequest(today=START)))


def artifact() -> str:
    from prefect.artifacts import Artifact

    found = asyncio.run(Artifact.aget("refresh-seasons"))
    assert found is not None
    return str(found.data)


def test_exactly_those_whom_the_dates_touch_are_planned_and_a_misfit_is_named_by_id(
    app: App, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CHUNK", 1)
    misfit(app, "asha-2028", timezone="Nowhere/At-All")
    before = {who: state(app, who) for who in CROWD}
    with caplog.at_level(logging.DEBUG):
        summary = run()
    assert summary == RefreshSummary(("dora-2028",), (), {"asha-2028": "BadInput"})
    assert {who for who in CROWD if state(app, who) != before[who]} == {"dora-2028"}
    assert "Planned again: 1, of these with impossible items: 0.\nNot planned: 1." in artifact()
    assert "| asha-2028 | BadInput |" in artifact()
    told = caplog.text + artifact()
    for secret in ("Nowhere", "Kiritimati", app.store.feed_folder("dora-2028")):
        assert secret not in told, secret
    misfit(app, "asha-2028", timezone="Asia/Manila")
    assert run() == RefreshSummary(("asha-2028",), (), {})
    assert run() == RefreshSummary((), (), {})


def test_an_outage_is_tried_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    working: Callable[[], AbstractContextManager[UnitOfWork]] = app.store.unit_of_work

    def failing_once() -> AbstractContextManager[UnitOfWork]:
        opened.append(1)
        if len(opened) == 2:
            raise StoreUnavailable("away")
        return working()

    monkeypatch.setattr(app.store, "unit_of_work", failing_once)
    assert run() == RefreshSummary(TOUCHED, (), {})
    assert [len(app.store.runs(who)) for who in TOUCHED] == [2, 2]
