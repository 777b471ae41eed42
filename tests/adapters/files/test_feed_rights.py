"""Who may read what is published: the owner, and the group of a web server where that is set."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from countback.adapters.files.feed_folder import FeedFolder

ASHA = "a" * 32
FILES = {"all.ics": b"all", "visa.ics": b"visa"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "state" / "feeds"


@pytest.fixture
def strict_umask() -> Iterator[None]:
    old = os.umask(0o077)
    yield
    os.umask(old)


@pytest.mark.usefixtures("strict_umask")
def test_a_web_servers_group_is_let_in_whatever_the_umask(root: Path) -> None:
    FeedFolder(root, file_mode=0o640, folder_mode=0o710).publish(ASHA, FILES)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (root, root / ASHA, root / ASHA / "all.ics")]
    assert modes == [0o710, 0o710, 0o640]


def test_letting_the_group_in_or_out_later_holds_for_what_was_published_before(root: Path) -> None:
    closed, opened = FeedFolder(root), FeedFolder(root, file_mode=0o640, folder_mode=0o710)
    for feeds, folder_mode, file_mode in (
        (closed, 0o700, 0o600),
        (opened, 0o710, 0o640),
        (closed, 0o700, 0o600),
    ):
        feeds.publish(ASHA, FILES)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (root / ASHA).iterdir()}
        assert (stat.S_IMODE((root / ASHA).stat().st_mode), modes) == (folder_mode, {file_mode})


def test_a_root_that_was_there_keeps_its_rights_and_hands_its_group_on(root: Path) -> None:
    root.mkdir(parents=True)
    root.chmod(0o2755)
    for folder_mode in (0o700, 0o710):
        FeedFolder(root, folder_mode=folder_mode).publish(ASHA, FILES)
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (root, root / ASHA)]
        assert modes == [0o2755, 0o2000 | folder_mode]
