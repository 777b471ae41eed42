"""A site in a folder of its own; persons are begun once and copied, as planning takes the most time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.site import ASHA, MIRA, WebSite, site_in


@pytest.fixture
def site(tmp_path: Path) -> WebSite:
    return site_in(tmp_path / "data")


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """Two persons just begun. Only to be read, or copied."""
    made = site_in(tmp_path_factory.mktemp("begun") / "data")
    made.begin("student-vslo", ASHA)
    made.begin("late-starter", MIRA)
    return made


@pytest.fixture(scope="module")
def untouched(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """Give a site with both persons, for tests of what is refused: they leave it as they found it."""
    return begun.copied(tmp_path_factory.mktemp("untouched") / "data")


@pytest.fixture
def copied(begun: WebSite, tmp_path: Path) -> Callable[..., WebSite]:
    """Give what makes a site of the test's own with both persons, of certain settings."""

    def make(**settings: Any) -> WebSite:
        return begun.copied(tmp_path / "data", **settings)

    return make


@pytest.fixture
def two(copied: Callable[..., WebSite]) -> WebSite:
    """A site of the test's own with both persons."""
    return copied()


@pytest.fixture
def tries_by_clock(two: WebSite, monkeypatch: pytest.MonkeyPatch) -> WebSite:
    """Give a site whose limits on tries go by its own clock too, so that time can pass."""

    class Time:
        @staticmethod
        def time() -> float:
            return two.clock.at.timestamp()

    monkeypatch.setattr("limits.storage.memory.time", Time)
    return two
