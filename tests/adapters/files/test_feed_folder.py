"""Each person's files lie whole in their own folder."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from countback.adapters.files.atomic import write_atomically
from countback.adapters.files.feed_folder import FeedFolder
from countback.errors import StoreUnavailable
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


def test_the_files_lie_in_the_persons_folder_for_the_owner_only(feeds: FeedFolderPort, root: Path) -> None:
    assert feeds.publish(ASHA, FILES) == [root / ASHA / "all.ics", root / ASHA / "visa.ics"]
    assert found(root) == {f"{ASHA}/all.ics": b"all", f"{ASHA}/visa.ics": b"visa"}
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (root, root / ASHA, root / ASHA / "all.ics")]
    assert modes == [0o700, 0o700, 0o600]


def test_a_web_servers_group_can_be_let_in(root: Path) -> None:
    FeedFolder(root, file_mode=0o640, folder_mode=0o710).publish(ASHA, FILES)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (root / ASHA, root / ASHA / "all.ics")]
    assert modes == [0o710, 0o640]


def test_the_same_files_again_touch_nothing(feeds: FeedFolderPort, root: Path) -> None:
    feeds.publish(ASHA, FILES)
    for path in (root / ASHA).iterdir():
        os.utime(path, ns=(1, 1))
    assert feeds.publish(ASHA, dict(reversed(FILES.items()))) == []
    assert {path.stat().st_mtime_ns for path in (root / ASHA).iterdir()} == {1}


def test_only_what_changed_is_written_and_what_is_not_wanted_goes_last(
    feeds: FeedFolderPort, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds.publish(ASHA, FILES | {"eras.ics": b"eras"})
    feeds.publish(BELA, FILES)
    os.utime(root / ASHA / "all.ics", ns=(1, 1))
    seen: list[set[str]] = []

    def spy(path: Path, content: bytes, mode: int) -> bool:
        seen.append({file.name for file in path.parent.iterdir()})
        return write_atomically(path, content, mode)

    monkeypatch.setattr("countback.adapters.files.feed_folder.write_atomically", spy)
    changed = feeds.publish(ASHA, {"all.ics": b"all", "visa.ics": b"VISA"})
    assert [path.name for path in changed] == ["visa.ics", "eras.ics"]
    assert all("eras.ics" in names for names in seen)
    assert (root / ASHA / "all.ics").stat().st_mtime_ns == 1
    assert found(root) == {
        f"{ASHA}/all.ics": b"all",
        f"{ASHA}/visa.ics": b"VISA",
        **{f"{BELA}/{name}": content for name, content in FILES.items()},
    }


def test_the_rest_of_a_killed_writer_is_swept_away(feeds: FeedFolderPort, root: Path) -> None:
    feeds.publish(ASHA, FILES)
    (root / ASHA / ".all.ics.0123456789abcdef.new").write_bytes(b"half")
    feeds.publish(ASHA, FILES)
    assert set(found(root)) == {f"{ASHA}/{name}" for name in FILES}


@pytest.mark.parametrize(
    "name", ["../all.ics", "a/b.ics", "a\\b.ics", "..", ".", "", ".hidden", "a\n.ics", "a\x00"]
)
def test_a_name_that_is_no_plain_file_name_is_refused(name: str, feeds: FeedFolderPort, root: Path) -> None:
    with pytest.raises(ValueError, match="plain file name"):
        feeds.publish(ASHA, {"all.ics": b"all", name: b"x"})
    assert not root.exists()


@pytest.mark.parametrize(
    "person", ["", "..", "../../etc/passwd0000000", "a" * 15, "a" * 20 + "/", "a" * 20 + "\n"]
)
def test_a_feed_id_that_is_no_folders_name_is_refused_and_not_repeated(
    person: str, feeds: FeedFolderPort
) -> None:
    for action in (lambda: feeds.publish(person, FILES), lambda: feeds.remove(person)):
        with pytest.raises(ValueError, match="a feed's id is 16 to 128") as told:
            action()
        assert not person or person not in str(told.value)


@pytest.mark.parametrize("files", [{}, {"all.ics": b""}])
def test_nothing_is_ever_published_that_would_empty_a_calendar(
    files: dict[str, bytes], feeds: FeedFolderPort, root: Path
) -> None:
    feeds.publish(ASHA, FILES)
    with pytest.raises(ValueError, match="empty"):
        feeds.publish(ASHA, files)
    assert len(found(root)) == 2


def test_removing_takes_one_persons_folder_and_tells_whether_there_was_one(
    feeds: FeedFolderPort, root: Path
) -> None:
    assert not feeds.remove(ASHA)
    feeds.publish(ASHA, FILES)
    feeds.publish(BELA, FILES)
    assert feeds.remove(ASHA)
    assert not feeds.remove(ASHA)
    assert set(found(root)) == {f"{BELA}/{name}" for name in FILES}


def test_a_folder_that_cannot_be_written_is_told_without_the_secret(
    feeds: FeedFolderPort, root: Path
) -> None:
    root.parent.mkdir()
    root.touch()
    with pytest.raises(StoreUnavailable, match=f"the feed folder {root} cannot be written") as told:
        feeds.publish(ASHA, FILES)
    assert ASHA not in str(told.value)
    assert "mend:" in str(told.value)


def test_publishers_of_one_person_take_turns(feeds: FeedFolderPort, root: Path) -> None:
    sets = [{f"{number}-{name}.ics": b"%d" % number for name in range(5)} for number in range(4)]
    start = threading.Barrier(len(sets))

    def publish(files: dict[str, bytes]) -> None:
        start.wait()
        for _ in range(5):
            feeds.publish(ASHA, files)

    with ThreadPoolExecutor(len(sets)) as pool:
        list(pool.map(publish, sets))
    assert {path.name for path in (root / ASHA).iterdir()} in [set(files) for files in sets]
