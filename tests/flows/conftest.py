"""One Prefect server for all tests of flows, with a home of its own; and a home of Countback a test."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from countback.adapters.yaml_files.reading import read_document
from countback.bootstrap import shared_app
from countback.domain.people import Person
from countback.services.running import take_in
from flows.environment import DEFAULTS
from tests.support.home import SECRET, Home
from tests.support.real import CONFIG, START


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Start a server (8 to 12 s) whose database and files are thrown away."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in DEFAULTS.items():
            patch.setenv(name, value)
        home = tmp_path_factory.mktemp("prefect")
        patch.setenv("PREFECT_HOME", str(home))
        patch.setenv("PREFECT_API_URL", "")
        from prefect.settings import PREFECT_HOME, temporary_settings
        from prefect.testing.utilities import prefect_test_harness

        # Again as settings: Prefect may have been imported before, with another home.
        with temporary_settings({PREFECT_HOME: home}), prefect_test_harness(server_startup_timeout=90):
            yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    for name in ("DATABASE_URL", "FEED_DIR"):
        monkeypatch.delenv(f"COUNTBACK_{name}", raising=False)
    monkeypatch.setenv("COUNTBACK_DATA_DIR", str(tmp_path))
    app = shared_app()
    profile = read_document(CONFIG / "examples" / "late-starter.yaml").value
    assert isinstance(profile, dict)
    profile["contact"] = {"email": SECRET}
    applicant = app.applicant_of(Person(profile["id"], "", profile, app.clock.now()), START)
    take_in(app.store, applicant, profile, app.clock.now())
    yield Home(app, applicant.id)
    gc.collect()  # Prefect's left-over sockets, here and not in another test
