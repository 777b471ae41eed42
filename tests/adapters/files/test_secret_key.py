"""The installation's secret is made once, for its owner only, and never told."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from countback.adapters.files.secret_key import KEY_BYTES, secret_key
from countback.errors import StoreUnavailable

PRINT = "import pathlib, sys; from countback.adapters.files.secret_key import secret_key; "
PRINT += "print(secret_key(pathlib.Path(sys.argv[1])).hex())"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "secret.key"


def test_the_first_call_makes_a_key_and_the_next_ones_read_it(path: Path, tmp_path: Path) -> None:
    key = secret_key(path)
    assert len(key) == KEY_BYTES
    assert secret_key(path) == secret_key(path) == key
    assert secret_key(tmp_path / "other.key") != key


def test_only_the_owner_can_read_it_and_nothing_else_is_left(path: Path) -> None:
    secret_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_an_operator_wrote_is_taken_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(f"\n{'AB' * 40}\n")
    assert secret_key(path) == b"\xab" * 40
    assert path.read_text() == f"\n{'AB' * 40}\n"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"ab" * 31, b"abc", b"x" * 64, b"\xff" * 64, b"ab" * 32 + b"!"], ids=repr
)
def test_a_file_that_holds_no_key_is_told_without_its_content_and_stays(content: bytes, path: Path) -> None:
    """To make another key would break every address there is."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=f"the key file {path} cannot be used") as told:
        secret_key(path)
    assert "mend: " in str(told.value)
    assert "ab" * 4 not in str(told.value)
    assert path.read_bytes() == content


def test_a_file_that_cannot_be_made_or_read_is_told(path: Path) -> None:
    path.parent.touch()
    with pytest.raises(StoreUnavailable, match="Not a directory"):
        secret_key(path)
    path.parent.unlink()
    path.mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match="Is a directory"):
        secret_key(path)


def test_threads_that_come_at_once_all_get_the_same_key(path: Path) -> None:
    start = threading.Barrier(8)

    def first(_: int) -> bytes:
        start.wait()
        return secret_key(path)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(first, range(8)))
    assert keys == {secret_key(path)}
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_come_at_once_all_get_the_same_key(path: Path) -> None:
    command = [sys.executable, "-c", PRINT, str(path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert {process.communicate()[0] for process in started} == {f"{secret_key(path).hex()}\n"}


def test_who_comes_second_takes_the_first_ones_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    winner = "cd" * KEY_BYTES
    link = os.link

    def beaten(source: Path, target: Path) -> None:
        target.write_text(winner)
        link(source, target)

    monkeypatch.setattr(os, "link", beaten)
    assert secret_key(path) == bytes.fromhex(winner)
    assert list(path.parent.iterdir()) == [path]


def test_a_crash_while_it_is_made_leaves_no_half_a_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", crash)
    with pytest.raises(StoreUnavailable, match="No space left"):
        secret_key(path)
    assert list(path.parent.iterdir()) == []
    monkeypatch.undo()
    assert len(secret_key(path)) == KEY_BYTES
