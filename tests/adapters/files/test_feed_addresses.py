"""A person's folder is reached by its addresses, each a link that is made and taken away by itself."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from countback.adapters.files.feed_folder import ADDRESSES, FeedFolder
from countback.errors import StoreUnavailable
from countback.services.ports import FeedFolder as FeedFolderPort

ASHA, BELA = "a" * 32, "-_" * 16
PHONE, DESK = "p" * 32, "d" * 32
FILES = {"all.ics": b"all", "visa.ics": b"visa"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "state" / "feeds"


@pytest.fixture
def feeds(root: Path) -> FeedFolderPort:
    return FeedFolder(root)


def at(root: Path, token: str) -> dict[str, bytes]:
    """Return what a static server finds at an address."""
    folder = root / ADDRESSES / token
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_the_persons_files_are_at_each_of_their_addresses(feeds: FeedFolderPort, root: Path) -> None:
    feeds.publish(ASHA, FILES)
    feeds.publish(BELA, {"all.ics": b"bela"})
    for token, person in ((PHONE, ASHA), (DESK, ASHA), ("b" * 32, BELA)):
        feeds.expose(token, person)
    assert at(root, PHONE) == at(root, DESK) == FILES
    assert at(root, "b" * 32) == {"all.ics": b"bela"}
    feeds.publish(ASHA, FILES | {"visa.ics": b"VISA"})
    assert at(root, PHONE)["visa.ics"] == b"VISA"


def test_an_address_may_come_before_the_first_files(feeds: FeedFolderPort, root: Path) -> None:
    feeds.expose(PHONE, ASHA)
    assert at(root, PHONE) == {}
    feeds.publish(ASHA, FILES)
    assert at(root, PHONE) == FILES


def test_an_address_still_leads_there_when_the_whole_tree_is_moved(feeds: FeedFolderPort, root: Path) -> None:
    feeds.publish(ASHA, FILES)
    feeds.expose(PHONE, ASHA)
    assert at(root.rename(root.with_name("moved")), PHONE) == FILES


def test_the_same_address_again_changes_nothing(feeds: FeedFolderPort, root: Path) -> None:
    feeds.expose(PHONE, ASHA)
    os.utime(root / ADDRESSES, ns=(1, 1))
    feeds.expose(PHONE, ASHA)
    assert (root / ADDRESSES).stat().st_mtime_ns == 1
    assert feeds.addresses(ASHA) == [PHONE]


def test_withdrawing_takes_one_address_away_and_no_files(feeds: FeedFolderPort, root: Path) -> None:
    feeds.publish(ASHA, FILES)
    feeds.expose(PHONE, ASHA)
    feeds.expose(DESK, ASHA)
    for _ in range(2):
        feeds.withdraw(PHONE)
        assert (at(root, PHONE), at(root, DESK)) == ({}, FILES)
    feeds.withdraw("n" * 32)
    assert {path.name for path in (root / ASHA).iterdir()} == set(FILES)


def test_nothing_is_withdrawn_where_nothing_was_ever_published(feeds: FeedFolderPort, root: Path) -> None:
    feeds.withdraw(PHONE)
    assert feeds.addresses(ASHA) == []
    assert not root.exists()


def test_who_is_reading_gets_the_whole_file_and_the_next_one_nothing(
    feeds: FeedFolderPort, root: Path
) -> None:
    feeds.publish(ASHA, {"all.ics": b"x" * 100_000})
    feeds.expose(PHONE, ASHA)
    with (root / ADDRESSES / PHONE / "all.ics").open("rb") as file:
        begun = file.read(10)
        feeds.withdraw(PHONE)
        feeds.remove(ASHA)
        assert begun + file.read() == b"x" * 100_000
    with pytest.raises(FileNotFoundError):
        (root / ADDRESSES / PHONE / "all.ics").open("rb")


def test_the_addresses_of_a_person_are_those_and_no_others(feeds: FeedFolderPort, root: Path) -> None:
    feeds.expose(PHONE, ASHA)
    feeds.expose(DESK, ASHA)
    feeds.expose("b" * 32, BELA)
    (root / ADDRESSES / "left-by-somebody").write_text("a file")
    assert feeds.addresses(ASHA) == [DESK, PHONE]
    assert feeds.addresses("n" * 32) == []


def test_an_address_that_goes_while_they_are_looked_through_is_none(
    feeds: FeedFolderPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds.expose(PHONE, ASHA)
    feeds.expose(DESK, ASHA)
    is_symlink = Path.is_symlink

    def withdrawn_meanwhile(path: Path) -> bool:
        found = is_symlink(path)
        if path.name == PHONE:
            path.unlink()
        return found

    monkeypatch.setattr(Path, "is_symlink", withdrawn_meanwhile)
    assert feeds.addresses(ASHA) == [DESK]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../" * 6 + "etc/passwd",
        "a" * 15,
        "a" * 129,
        "a" * 20 + "/",
        "/" + "a" * 20,
        "a" * 20 + "\n",
        "a" * 20 + "\x00",
        "a" * 19 + ".",
        "ä" * 20,
    ],
    ids=ascii,
)
def test_a_name_that_leads_elsewhere_is_refused_and_not_repeated(
    name: str, feeds: FeedFolderPort, root: Path
) -> None:
    for action in (
        lambda: feeds.expose(name, ASHA),
        lambda: feeds.expose(PHONE, name),
        lambda: feeds.withdraw(name),
        lambda: feeds.addresses(name),
        lambda: feeds.path(name),
    ):
        with pytest.raises(ValueError, match="16 to 128 letters") as told:
            action()
        assert len(name) < 15 or name not in str(told.value)
    assert not root.exists()


def test_the_folder_of_addresses_is_nobodys_folder(feeds: FeedFolderPort, root: Path) -> None:
    feeds.expose(PHONE, ASHA)
    with pytest.raises(ValueError, match="16 to 128"):
        feeds.remove(ADDRESSES)
    assert feeds.addresses(ASHA) == [PHONE]


def test_addresses_can_be_passed_through_and_listed_by_the_owner_only(root: Path) -> None:
    feeds = FeedFolder(root, file_mode=0o640, folder_mode=0o710)
    feeds.expose(PHONE, ASHA)
    assert stat.S_IMODE((root / ADDRESSES).stat().st_mode) == 0o710


def test_a_disk_that_refuses_is_told_without_the_secrets(feeds: FeedFolderPort, root: Path) -> None:
    root.mkdir(parents=True)
    (root / ADDRESSES).touch()
    for action in (
        lambda: feeds.expose(PHONE, ASHA),
        lambda: feeds.withdraw(PHONE),
        lambda: feeds.addresses(ASHA),
    ):
        with pytest.raises(StoreUnavailable, match=f"the feed folder {root} cannot be written") as told:
            action()
        assert PHONE not in str(told.value)
        assert ASHA not in str(told.value)


def test_addresses_that_come_and_go_at_once_end_as_the_last_one_left_them(feeds: FeedFolderPort) -> None:
    tokens = [f"{number}".rjust(32, "t") for number in range(4)]
    start = threading.Barrier(len(tokens))

    def come_and_go(token: str) -> None:
        start.wait()
        for _ in range(10):
            feeds.expose(token, ASHA)
            feeds.withdraw(token)
        feeds.expose(token, ASHA)

    with ThreadPoolExecutor(len(tokens)) as pool:
        list(pool.map(come_and_go, tokens))
    assert feeds.addresses(ASHA) == tokens
