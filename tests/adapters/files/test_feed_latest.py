"""Files are asked for by whoever has the folder alone, so an older answer never replaces a newer one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from countback.adapters.files.feed_folder import FeedFolder
from countback.services.ports import FeedFolder as FeedFolderPort

ASHA, BELA = "a" * 32, "-_" * 16
FILES = {"all.ics": b"all", "visa.ics": b"visa"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "state" / "feeds"


@pytest.fixture
def feeds(root: Path) -> FeedFolderPort:
    return FeedFolder(root)


def found(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_files_are_asked_for_once_nobody_else_publishes(feeds: FeedFolderPort, root: Path) -> None:
    asked: list[str] = []
    first_asks, go_on = threading.Event(), threading.Event()

    def first() -> dict[str, bytes]:
        asked.append("first")
        first_asks.set()
        go_on.wait(10)
        return {"all.ics": b"first"}

    def second() -> dict[str, bytes]:
        asked.append("second")
        return {"all.ics": b"second"}

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(feeds.publish_latest, ASHA, first)
        first_asks.wait(10)
        other = pool.submit(feeds.publish_latest, ASHA, second)
        feeds.publish(BELA, FILES)  # another person's folder is free meanwhile
        assert (asked, found(root)) == (["first"], {f"{BELA}/{name}": value for name, value in FILES.items()})
        go_on.set()
        assert one.result(10) == other.result(10) == [root / ASHA / "all.ics"]
    assert asked == ["first", "second"]
    assert (root / ASHA / "all.ics").read_bytes() == b"second"


def test_where_there_is_nothing_newer_nothing_is_published(feeds: FeedFolderPort, root: Path) -> None:
    feeds.publish(ASHA, FILES)
    assert feeds.publish_latest(ASHA, lambda: None) == []
    assert found(root) == {f"{ASHA}/{name}": content for name, content in FILES.items()}


@pytest.mark.parametrize("files", [{}, {"all.ics": b""}, {"../all.ics": b"x"}])
def test_what_is_asked_for_late_is_checked_too(
    files: dict[str, bytes], feeds: FeedFolderPort, root: Path
) -> None:
    feeds.publish(ASHA, FILES)
    with pytest.raises(ValueError, match=r"empty|plain file name"):
        feeds.publish_latest(ASHA, lambda: files)
    assert found(root) == {f"{ASHA}/{name}": content for name, content in FILES.items()}
    assert feeds.publish(ASHA, FILES) == [], "and the folder is free again"
