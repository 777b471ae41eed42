"""A home of its own for every test of a command; the shipped catalogue is read once a process."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from countback import bootstrap
from tests.cli.invoking import cached_folder


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
