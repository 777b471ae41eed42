"""One Prefect server for all tests of flows, with a home of its own; and a home of Countback a test."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from countback.adapters.yaml_files.reading import read_document
from countback.bootstrap import App, shared_app
from countback.domain.people import Person
from countback.services.running import take_in
from flows.environment import DEFAULTS
from tests.support.real import CONFIG, START

SECRET = "secret-mail@example.org"


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


@dataclass(frozen=True)
class Home:
    """Countback's own place on the disk, with one person in the store."""

    app: App
    person: str

    @property
    def feed(self) -> Path:
        return self.app.feeds.path(self.app.store.feed_slug(self.person))

    def tick(self, key: str) -> None:
        with self.app.store.unit_of_work() as unit:
            unit.record_done(self.person, key, START, self.app.clock.now())

    def save_profile(self, **changes: Any) -> None:
        """Store a profile as it is, unchecked."""
        old = self.app.store.person(self.person)
        with self.app.store.unit_of_work() as unit:
            unit.save_person(replace(old, profile={**old.profile, **changes}))

    def state(self) -> tuple[object, ...]:
        """Return all that a run could write: runs, events, and the files with their times."""
        store = self.app.store
        files = sorted(self.feed.iterdir()) if self.feed.exists() else []
        held = [(path.name, path.stat().st_mtime_ns, path.read_bytes()) for path in files]
        return store.runs(self.person), dict(store.revisions(self.person)), held


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
