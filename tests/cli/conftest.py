"""A home of its own for every test of a command; the shipped catalogue is read once a process."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from config.settings import Settings
from countback import bootstrap
from countback.adapters.yaml_files.reading import read_document
from countback.bootstrap import open_app
from countback.services.replanning import replan
from countback.services.running import take_in
from tests.cli.invoking import cached_folder, example_file
from tests.support.real import START, example

WHO = "example-student-vslo"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the data folder, which is not there yet; the working folder is empty too."""
    for name in [one for one in os.environ if one.startswith("COUNTBACK_")]:
        monkeypatch.delenv(name)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setattr(bootstrap, "CatalogueFolder", cached_folder)
    monkeypatch.setenv("COUNTBACK_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def keep(data: Path, name: str, *, planned: bool = True) -> str:
    """Store an example's profile, planned and published on START."""
    app = open_app(Settings(data_dir=data))
    applicant = example(name)
    profile = read_document(example_file(name)).value
    assert isinstance(profile, dict)
    data.mkdir(exist_ok=True)
    take_in(app.store, applicant, profile, app.clock.now())
    if planned:
        replan(app.workshop, applicant.id, START, app.clock.now())
    return applicant.id


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with one person in it, to be copied."""
    place = tmp_path_factory.mktemp("seeded") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "CatalogueFolder", cached_folder)
        assert keep(place, "student-vslo") == WHO
    return place


@pytest.fixture
def stored(data: Path, seeded: Path) -> Path:
    """Give a data folder in which one person, `WHO`, is planned and published."""
    shutil.copytree(seeded, data)
    return data
