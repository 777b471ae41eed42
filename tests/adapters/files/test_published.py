"""What a server reads of the published tree: whole, checked, and never worse than the last good bytes."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from countback.adapters.files.feed_folder import FeedFolder
from countback.adapters.files.published import ENTRY, Published, PublishedFile
from countback.errors import CountbackError, StoreUnavailable

PERSON, TOKEN, OTHER = "p" * 32, "t" * 32, "o" * 32
SECOND = 1_000_000_000


@dataclass
class Checker:
    """Refuses what begins with "bad", and remembers what it was shown."""

    seen: list[bytes] = field(default_factory=list)

    def __call__(self, raw: bytes) -> None:
        self.seen.append(raw)
        if raw.startswith(b"bad"):
            raise CountbackError("it is bad")


@dataclass
class Tree:
    """A published tree, and what reads it."""

    root: Path
    check: Checker
    published: Published

    @property
    def path(self) -> Path:
        return self.root / PERSON / "all.ics"

    def publish(self, content: bytes, name: str = "all.ics") -> None:
        """Publish as a publisher does: a new file takes the old one's place."""
        FeedFolder(self.root).publish(PERSON, {name: content})

    def read(self, name: str = "all.ics", token: str = TOKEN) -> bytes:
        file = self.published.read(token, name)
        assert file is not None
        return file.content


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root, check = tmp_path / "feeds", Checker()
    made = Tree(root, check, Published(root, check))
    made.publish(b"one")
    FeedFolder(root).expose(TOKEN, PERSON)
    return made


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list in which every path opened by the module appears."""
    paths: list[str] = []

    def watched(path: str, *rest: object, **named: object) -> object:
        paths.append(path)
        return open(path, *rest, **named)  # type: ignore[call-overload]  # noqa: PTH123

    monkeypatch.setattr("countback.adapters.files.published.open", watched, raising=False)
    return paths


def test_a_file_comes_with_its_hash_and_the_second_in_which_it_last_changed(tree: Tree) -> None:
    os.utime(tree.path, ns=(1, 1_800_000_000 * SECOND + 999_999_999))
    file = tree.published.read(TOKEN, "all.ics")
    assert file is not None
    digest = hashlib.blake2b(b"one", digest_size=16).hexdigest()
    assert (file.content, file.etag, file.changed_at) == (b"one", f'"{digest}"', 1_800_000_000)


def test_what_did_not_change_is_neither_opened_nor_checked_again(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = opened(monkeypatch)
    files = {id(tree.published.read(TOKEN, "all.ics")) for _ in range(5)}
    assert (len(files), len(paths), tree.check.seen) == (1, 1, [b"one"])
    assert tree.published.current(TOKEN, "all.ics") is tree.published.read(TOKEN, "all.ics")


def test_what_is_not_in_memory_is_left_to_be_read(tree: Tree) -> None:
    assert tree.published.current(TOKEN, "all.ics") is None
    tree.read()
    tree.publish(b"two")
    assert tree.published.current(TOKEN, "all.ics") is None
    assert tree.read() == b"two"


def test_a_new_version_of_the_same_size_and_time_is_seen(tree: Tree) -> None:
    tree.read()
    before = tree.path.stat()
    tree.publish(b"two")
    os.utime(tree.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert tree.read() == b"two"


def test_the_same_bytes_have_the_same_etag_whatever_their_time(tree: Tree) -> None:
    first = tree.published.read(TOKEN, "all.ics")
    os.utime(tree.path, ns=(1, 1))
    second = tree.published.read(TOKEN, "all.ics")
    assert first is not None
    assert second is not None
    assert (first.etag, second.changed_at) == (second.etag, 0)


def test_an_unfit_version_is_not_served_and_is_told_once(
    tree: Tree, caplog: pytest.LogCaptureFixture
) -> None:
    tree.read()
    tree.publish(b"bad two")
    assert [tree.read() for _ in range(3)] == [b"one"] * 3
    assert tree.check.seen == [b"one", b"bad two"]
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "all.ics" in record.getMessage()
    assert "it is bad" in record.getMessage()
    tree.publish(b"bad three")
    assert tree.read() == b"one"
    assert len(caplog.records) == 2


def test_a_good_version_after_an_unfit_one_is_served(tree: Tree) -> None:
    tree.read()
    for content in (b"bad two", b"three", b"bad four"):
        tree.publish(content)
        last = tree.read()
    assert last == b"three"


def test_an_unfit_file_without_a_good_one_before_is_unavailable(
    tree: Tree, caplog: pytest.LogCaptureFixture
) -> None:
    tree.publish(b"bad")
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            tree.published.read(TOKEN, "all.ics")
    assert (tree.check.seen, len(caplog.records)) == ([b"bad"], 1)
    tree.publish(b"good")
    assert tree.read() == b"good"


def test_a_file_that_cannot_be_read_leaves_the_last_good_bytes(
    tree: Tree, caplog: pytest.LogCaptureFixture
) -> None:
    tree.read()
    tree.path.unlink()
    tree.path.mkdir()  # what opens no more, whoever runs the test
    assert [tree.read() for _ in range(3)] == [b"one"] * 3
    assert len(caplog.records) == 1
    tree.path.rmdir()
    tree.publish(b"two")
    assert tree.read() == b"two"


def test_a_file_that_could_never_be_read_is_unavailable(tree: Tree, caplog: pytest.LogCaptureFixture) -> None:
    (tree.root / "f" / OTHER).symlink_to(OTHER)  # a loop
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            tree.published.read(OTHER, "all.ics")
    assert len(caplog.records) == 1


def test_a_trouble_that_comes_again_is_told_again(tree: Tree, caplog: pytest.LogCaptureFixture) -> None:
    tree.read()
    for content in (b"two", b"three"):
        tree.path.unlink()
        tree.path.mkdir()
        tree.read()
        tree.path.rmdir()
        tree.publish(content)
        assert tree.read() == content
    assert len(caplog.records) == 2


def test_no_message_has_the_token_or_the_persons_folder(tree: Tree, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    tree.publish(b"bad")
    (tree.root / "f" / OTHER).symlink_to(OTHER)
    for token in (TOKEN, OTHER):
        with pytest.raises(StoreUnavailable) as told:
            tree.published.read(token, "all.ics")
        assert told.value.__cause__ is None
        assert not any(secret in f"{told.value}{caplog.text}" for secret in (TOKEN, OTHER, PERSON))


def test_there_is_no_such_file_or_address(tree: Tree) -> None:
    assert tree.published.read(TOKEN, "visa.ics") is None
    assert tree.published.read(OTHER, "all.ics") is None


def test_an_address_that_is_taken_away_opens_nothing_from_that_moment(tree: Tree) -> None:
    tree.read()
    FeedFolder(tree.root).withdraw(TOKEN)
    assert tree.published.current(TOKEN, "all.ics") is None
    assert tree.published.read(TOKEN, "all.ics") is None


def test_the_last_good_bytes_stay_until_they_are_forgotten(tree: Tree) -> None:
    assert tree.published.last_good(TOKEN, "all.ics") is None
    tree.read()
    tree.path.unlink()
    assert tree.published.read(TOKEN, "all.ics") is None
    kept = tree.published.last_good(TOKEN, "all.ics")
    assert kept is not None
    assert kept.content == b"one"
    tree.published.forget(TOKEN, "all.ics")
    tree.published.forget(TOKEN, "all.ics")
    assert tree.published.last_good(TOKEN, "all.ics") is None


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (TOKEN, "../all.ics"),
        (TOKEN, f"../../{PERSON}/all.ics"),
        (TOKEN, "%2e%2e"),
        (TOKEN, ".all.ics.0123.new"),
        (TOKEN, ".ics"),
        (TOKEN, "all.ics\x00"),
        (TOKEN, "all.ics\n"),
        (TOKEN, "all.ics/"),
        (TOKEN, "a/all.ics"),
        (TOKEN, "all.txt"),
        (TOKEN, "all"),
        (TOKEN, ""),
        (TOKEN, "a" * 61 + ".ics"),
        (TOKEN, "äll.ics"),
        ("", "all.ics"),
        ("..", "all.ics"),
        (f"../{PERSON}", "all.ics"),
        (f"{TOKEN}/../{TOKEN}", "all.ics"),
        (f"{TOKEN}\x00", "all.ics"),
        (f"{TOKEN}\n", "all.ics"),
        ("%2e%2e%2f" + PERSON, "all.ics"),
        ("t" * 15, "all.ics"),
        ("t" * 129, "all.ics"),
        ("t" * 31 + "\ud800", "all.ics"),
    ],
)
def test_what_is_no_address_of_ours_never_touches_the_disk(
    token: str, name: str, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = opened(monkeypatch)
    monkeypatch.setattr("countback.adapters.files.published.os.stat", paths.append)
    found = tree.published.read(token, name)
    monkeypatch.undo()
    assert (found, paths) == (None, [])


def test_memory_is_bounded_and_holds_what_was_asked_for_last(tmp_path: Path) -> None:
    check = Checker()
    published = Published(tmp_path, check, memory=3 * (ENTRY + 1000))
    names = [f"{letter}.ics" for letter in "abcd"]
    FeedFolder(tmp_path).publish(PERSON, {name: name[:1].encode() * 1000 for name in names})
    FeedFolder(tmp_path).expose(TOKEN, PERSON)
    for name in ("a.ics", "b.ics", "c.ics", "a.ics", "d.ics"):
        published.read(TOKEN, name)
    kept = {name for name in names if published.current(TOKEN, name)}
    assert kept == {"a.ics", "c.ics", "d.ics"}
    published.read(TOKEN, "b.ics")
    assert len(check.seen) == 5


def test_a_file_larger_than_the_memory_is_kept_alone(tmp_path: Path) -> None:
    published = Published(tmp_path, Checker(), memory=10)
    FeedFolder(tmp_path).publish(PERSON, {"a.ics": b"a" * 100, "b.ics": b"b" * 100})
    FeedFolder(tmp_path).expose(TOKEN, PERSON)
    for name in ("a.ics", "b.ics"):
        assert published.read(TOKEN, name) is published.current(TOKEN, name)
    assert published.current(TOKEN, "a.ics") is None


def test_new_versions_do_not_add_up_in_memory(tree: Tree) -> None:
    for count in range(5):
        tree.publish(b"x" * (100 + count))
        tree.read()
    assert tree.published._held == ENTRY + 104
    tree.published.forget(TOKEN, "all.ics")
    assert tree.published._held == 0


def test_a_file_that_is_dropped_while_it_is_looked_at_is_still_an_answer(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.read()
    stat = os.stat

    def late(path: str) -> os.stat_result:
        tree.published.forget(TOKEN, "all.ics")
        return stat(path)

    monkeypatch.setattr("countback.adapters.files.published.os.stat", late)
    file = tree.published.current(TOKEN, "all.ics")
    monkeypatch.undo()
    assert file is not None
    assert file.content == b"one"


def test_many_threads_read_and_check_a_version_once(tree: Tree) -> None:
    start = threading.Barrier(8)

    def read() -> PublishedFile | None:
        start.wait()
        return tree.published.read(TOKEN, "all.ics")

    with ThreadPoolExecutor(8) as pool:
        files = [one.result() for one in [pool.submit(read) for _ in range(8)]]
    assert len(set(files)) == 1
    assert tree.check.seen == [b"one"]


def versions() -> Iterator[bytes]:
    """Yield contents of which a mix of any two is told: one byte, repeated, of changing length."""
    while True:
        for byte in b"abcdef":
            yield bytes([byte]) * (100_000 + 7 * byte)


def test_a_reader_never_sees_a_mix_while_files_are_replaced(tree: Tree) -> None:
    tree.publish(next(versions()))
    over, mixed, seen = threading.Event(), [], set()

    def read() -> None:
        while not over.is_set():
            file = tree.published.read(TOKEN, "all.ics")
            if (
                file is None
                or len(set(file.content)) != 1
                or len(file.content) != 100_000 + 7 * file.content[0]
            ):
                mixed.append(file)
            else:
                seen.add(file.content[0])

    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    try:
        for _, content in zip(range(60), versions(), strict=False):
            tree.publish(content)
    finally:
        over.set()
        for one in readers:
            one.join()
    assert (mixed, seen <= set(b"abcdef")) == ([], True)
    assert len(seen) > 1
