"""Countback's own place on the disk, with one person in its store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from countback.bootstrap import App
from tests.support.real import START

SECRET = "secret-mail@example.org"


@dataclass(frozen=True)
class Home:
    """Countback's own place on the disk, with one person in the store."""

    app: App
    person: str

    @property
    def feed(self) -> Path:
        return self.app.feeds.path(self.app.store.feed_folder(self.person))

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
