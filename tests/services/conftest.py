"""A store on the disk with one person in it, planned with the shipped catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import Settings
from countback.adapters.yaml_files.reading import read_document
from countback.bootstrap import App
from countback.services.replanning import Replanned, Workshop, replan
from countback.services.running import take_in
from tests.support.real import CONFIG, START, example, library

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
NAME = "student-vslo"


@dataclass(frozen=True)
class House:
    """An application in a folder of its own, and the person in its store."""

    app: App
    person: str

    @property
    def workshop(self) -> Workshop:
        return self.app.workshop

    @property
    def folder(self) -> Path:
        return self.app.feeds.path(self.app.store.feed_folder(self.person))

    def take_in(self, **changes: object) -> None:
        profile = read_document(CONFIG / "examples" / f"{NAME}.yaml").value
        assert isinstance(profile, dict)
        take_in(self.app.store, example(NAME), {**profile, **changes}, NOW)

    def replan(self, today: dt.date = START) -> Replanned:
        return replan(self.workshop, self.person, today, NOW)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Give a house in which the person is taken in, and not planned yet."""
    app = App(Settings(data_dir=tmp_path / "data"))
    shared = library()
    vars(app).update(library=shared, catalogue=shared)  # both are read once for all tests
    made = House(app, example(NAME).id)
    made.take_in()
    return made
