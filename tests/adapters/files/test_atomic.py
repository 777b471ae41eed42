"""A file holds its old bytes or its new ones."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from countback.adapters.files.atomic import write_atomically

DIE = """
import os, signal, sys
from pathlib import Path
from countback.adapters.files.atomic import write_atomically

os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(Path(sys.argv[1]), b"new" * 1000)
"""


def test_a_new_file_has_the_bytes_and_the_mode_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "all.ics"
    before = os.umask(0o077)
    try:
        assert write_atomically(path, b"one", 0o644)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_bytes_touch_nothing(tmp_path: Path) -> None:
    path = tmp_path / "all.ics"
    write_atomically(path, b"one")
    os.utime(path, ns=(1, 1))
    before = path.stat().st_ino
    assert not write_atomically(path, b"one")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before, 1)


@pytest.mark.parametrize("content", [b"two", b"longer", b"", b"x" * 100_000])
def test_other_bytes_take_the_place_of_the_old_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "all.ics"
    write_atomically(path, b"one")
    with path.open("rb") as reader:
        assert write_atomically(path, content)
        assert reader.read() == b"one"  # who was reading goes on with the old bytes
    assert path.read_bytes() == content


def test_a_failure_leaves_the_old_bytes_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "all.ics"
    write_atomically(path, b"one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("countback.adapters.files.atomic.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_is_killed_leaves_the_old_bytes(tmp_path: Path) -> None:
    path = tmp_path / "all.ics"
    write_atomically(path, b"one")
    assert subprocess.run([sys.executable, "-c", DIE, str(path)], check=False).returncode == -9
    assert path.read_bytes() == b"one"
    assert write_atomically(path, b"two")


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "all.ics", b"one")
