"""Both databases, and values to keep in them.

PostgreSQL is the server of COUNTBACK_TEST_POSTGRESQL (a URL of a user who may create databases), or a
throw-away cluster on a socket of its own, or skipped; under CI=true it may not be missing.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore
from countback.adapters.db.upgrade import upgrade
from countback.domain.catalogue import Category, Kind
from countback.domain.feed import EventContent, EventStatus, Revision
from countback.domain.people import Person, Run
from countback.domain.plan import Item, Status

DAY = dt.date(2027, 1, 15)
NOW = dt.datetime(2026, 11, 22, 21, 5, 7, tzinfo=dt.UTC)
TEMPLATE = "countback_test_template"
_numbers = itertools.count()


def server_folder() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, if there is one."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


def unprivileged() -> tuple[list[str], pwd.struct_passwd | None]:
    """Return what to begin a command with: initdb refuses to run as root."""
    if os.geteuid() != 0:
        return [], None
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], user


def start(programs: Path, home: Path) -> Callable[[], None]:
    """Start a cluster in a folder; return what ends it."""
    become, user = unprivileged()
    if user:
        os.chown(home, user.pw_uid, user.pw_gid)

    def call(program: str, *arguments: str) -> None:
        command = [*become, str(programs / program), "-D", str(home / "data"), *arguments]
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    call("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
    settings = f"-k {home} -c listen_addresses='' -c fsync=off -c max_connections=50 -c shared_buffers=16MB"
    call("pg_ctl", "-w", "-l", str(home / "log"), "-o", settings, "start")
    return lambda: call("pg_ctl", "-w", "-m", "immediate", "stop")


def execute(url: URL, *statements: str) -> None:
    text = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(text, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A server's URL; its database is only there to be connected to."""
    given, programs = os.environ.get("COUNTBACK_TEST_POSTGRESQL"), server_folder()
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    if programs is None:
        missing = "no PostgreSQL: install it, or set COUNTBACK_TEST_POSTGRESQL to a server's URL"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    home = Path(tempfile.mkdtemp(prefix="countback-pg-", dir="/tmp"))  # a socket's path has to be short
    try:
        stop = start(programs, home)
        try:
            yield make_url(f"postgresql+psycopg://postgres@/postgres?host={home}")
        finally:
            stop()
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[str]:
    """A prepared database to copy, one a test process."""
    name = f"{TEMPLATE}_{os.getpid()}"
    execute(postgresql_server, f"CREATE DATABASE {name}")
    engine = open_engine(postgresql_server.set(database=name).render_as_string(hide_password=False))
    upgrade(engine)
    engine.dispose()
    yield name
    execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def new_database(server: URL, template: str) -> Iterator[str]:
    name = f"countback_test_{os.getpid()}_{next(_numbers)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name).render_as_string(hide_password=False)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without tables."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path}/empty/countback.db"
    else:
        yield from new_database(request.getfixturevalue("postgresql_server"), "template1")


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A prepared database."""
    if backend == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        yield from new_database(server, request.getfixturevalue("postgresql_template"))
    else:
        text = request.getfixturevalue("empty_url")
        engine = open_engine(text)
        upgrade(engine)
        engine.dispose()
        yield text


@pytest.fixture
def open_store(url: str) -> Iterator[Callable[..., SqlStore]]:
    """Open the same database once more: `open_store(wait=...)`."""
    stores: list[SqlStore] = []

    def opened(**options: dt.timedelta) -> SqlStore:
        stores.append(SqlStore(open_engine(url, **options)))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., SqlStore]) -> SqlStore:
    return open_store()


@pytest.fixture
def make_person() -> Callable[..., Person]:
    def make(person_id: str = "asha", **changes: object) -> Person:
        facts: dict[str, object] = {"first_name": "Asha", "profile": {"year": 2028}, "updated_at": NOW}
        return Person(id=person_id, **(facts | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_item() -> Callable[..., Item]:
    def make(key: str = "visa.apply", due: dt.date = DAY, **changes: object) -> Item:
        facts: dict[str, object] = {
            "title": "Apply",
            "details": "",
            "category": Category.VISA,
            "kind": Kind.TASK,
            **dict.fromkeys(("opens", "earliest", "finish_from", "start_by", "latest"), due),
            "at": None,
            "slack_days": 0,
            "critical": False,
            "hard": True,
            "status": Status.OPEN,
            "estimated": False,
            "because": (),
        }
        return Item(key=key, due=due, **(facts | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_revision() -> Callable[..., Revision]:
    def make(key: str = "visa.apply", **changes: object) -> Revision:
        content = EventContent(
            key, "Apply", "why", "visa", DAY, DAY + dt.timedelta(1), EventStatus.CONFIRMED, DAY
        )
        facts: dict[str, object] = {
            "uid": f"{key}@countback",
            "category": "visa",
            "fingerprint": "0f",
            "sequence": 0,
            "created_at": NOW,
            "changed_at": NOW,
            "status": EventStatus.CONFIRMED,
            "sort_key": "2027-01-15",
            "vevent": b"BEGIN:VEVENT\r\n\x00\xff",
            "vtodo": b"",
            "content": content,
        }
        return Revision(key=key, **(facts | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def save_run() -> Callable[..., Run]:
    """Save a run in the given unit: `save_run(unit, "asha", inputs_hash="b", items=[...])`."""

    def save(unit: object, person_id: str = "asha", inputs_hash: str = "a", **changes: object) -> Run:
        facts: dict[str, object] = {
            "catalogue_version": "2026.11",
            "target_year": 2028,
            "today": dt.date(2026, 11, 22),
            "created_at": NOW,
            "plan": {"items": []},
            "items": (),
        }
        saved = unit.save_run(person_id, inputs_hash=inputs_hash, **(facts | changes))  # type: ignore[attr-defined]
        assert isinstance(saved, Run)
        return saved

    return save
