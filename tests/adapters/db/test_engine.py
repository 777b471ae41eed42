"""A database is opened safely, or it is said what is wrong with it."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from countback.adapters.db.engine import _use_write_ahead_log, open_engine
from countback.adapters.db.errors import place
from countback.adapters.db.store import SqlStore
from countback.adapters.db.upgrade import upgrade
from countback.errors import BadInput, CountbackError, StoreUnavailable

SECRET = "hunter2"

USE = """
import datetime as dt
import sys
from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore
from countback.adapters.db.upgrade import upgrade
from countback.domain.people import Person
from countback.errors import StoreUnavailable

try:
    engine = open_engine(sys.argv[1])
    upgrade(engine)
    with SqlStore(engine).unit_of_work() as unit:
        unit.save_person(Person("asha", "Asha", {}, dt.datetime.now(dt.UTC)))
except StoreUnavailable as error:
    print(error)
"""


@pytest.fixture
def opened() -> Iterator[Callable[[str], Engine]]:
    engines: list[Engine] = []

    def open_it(url: str) -> Engine:
        engines.append(open_engine(url))
        return engines[-1]

    yield open_it
    for engine in engines:
        engine.dispose()


def without_power(script: str, *arguments: str) -> str:
    """Run Python so that the rights of files count, even where the tests run as root."""
    command = [sys.executable, "-c", script, *arguments]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("as root, no folder is read-only")
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_and_its_folder_are_the_owners_only(
    tmp_path: Path, opened: Callable[[str], Engine]
) -> None:
    path = tmp_path / "private" / "countback.db"
    engine = opened(f"sqlite:///{path}")
    upgrade(engine)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)
    with engine.connect():  # the log lies beside the file while it is open
        assert {mode(beside) for beside in path.parent.iterdir()} == {0o600}


def test_every_connection_is_set_up_to_wait_and_to_keep_references(
    tmp_path: Path, opened: Callable[[str], Engine]
) -> None:
    engine = opened(f"sqlite:///{tmp_path}/countback.db")
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            names = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "secure_delete")
            values = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in names]
            assert values == ["wal", 1, 30_000, 1, 1]


class BusyOnce:
    """A cursor whose database another process is turning to the write-ahead log."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def execute(self, statement: str) -> None:
        self.said.append(statement)
        if len(self.said) == 1:
            busy = sqlite3.OperationalError("database is locked")
            busy.sqlite_errorname = "SQLITE_BUSY"
            raise busy


def test_two_that_open_a_new_file_at_once_wait_for_each_other() -> None:
    cursor = BusyOnce()
    _use_write_ahead_log(cursor)  # type: ignore[arg-type]
    ask, *wait = "PRAGMA journal_mode = WAL", "BEGIN IMMEDIATE", "COMMIT"
    assert cursor.said == [ask, *wait, ask]


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql//user:{SECRET}@host/db",
        f"postgresql+psycopg://user:{SECRET}@host:port/db",
        f"mysql://user:{SECRET}@host/db",
        f"postgresql+asyncpg://user:{SECRET}@host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x.db?uri=true",
        "",
    ],
)
def test_a_url_of_no_supported_database_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadInput, match="mend: give sqlite:////path") as told:
        open_engine(url)
    assert SECRET not in str(told.value)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize(
    "form", ["//asha:{secret}@127.0.0.1:{port}/db", "//127.0.0.1:{port}/db?password={secret}"]
)
@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_an_unreachable_server_is_named_and_no_password_is_shown(
    scheme: str, form: str, opened: Callable[[str], Engine]
) -> None:
    port = free_port()
    engine = opened(f"{scheme}:{form.format(secret=SECRET, port=port)}")
    with pytest.raises(StoreUnavailable, match=f"database db at 127.0.0.1:{port} cannot be reached") as told:
        upgrade(engine)
    everything = "".join(traceback.format_exception(told.value))
    assert "mend: check the database URL" in everything
    assert SECRET not in everything


def test_a_servers_place_may_be_a_socket(opened: Callable[[str], Engine]) -> None:
    engine = opened("postgresql://asha@/db?host=/run/pg")
    assert place(engine.url) == "the PostgreSQL database db at /run/pg"


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_damaged_file_is_named_and_kept(
    content: bytes, tmp_path: Path, opened: Callable[[str], Engine]
) -> None:
    path = tmp_path / "countback.db"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=f"{path} is damaged or no database") as told:
        upgrade(opened(f"sqlite:///{path}"))
    assert "mend: put the last backup in its place" in str(told.value)
    assert path.read_bytes() == content


def test_a_file_damaged_in_its_middle_is_told_when_read(
    tmp_path: Path, opened: Callable[[str], Engine]
) -> None:
    path = tmp_path / "countback.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    store = SqlStore(opened(f"sqlite:///{path}"))
    with pytest.raises(StoreUnavailable, match="damaged"):
        store.person("asha")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    told = without_power(USE, f"sqlite:///{tmp_path}/countback.db")
    tmp_path.chmod(0o700)
    assert f"the SQLite file {tmp_path}/countback.db cannot be created: Permission denied" in told
    assert "mend: give the folder to the user that runs Countback" in told


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "countback.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    path.chmod(0o400)
    told = without_power(USE, f"sqlite:///{path}")
    assert f"the SQLite file {path} cannot be written" in told
    assert "mend: give the file and its folder" in told


def test_a_path_through_a_file_or_to_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "countback.db", tmp_path):
        with pytest.raises(CountbackError, match=str(path)):
            open_engine(f"sqlite:///{path}")
