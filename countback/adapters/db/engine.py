"""Open a database by its URL, set up so that writers of several processes wait for each other.

SQLite: one file, write-ahead log, and BEGIN IMMEDIATE for units of work, so that a reader that
begins to write never meets a stale snapshot. PostgreSQL: `postgresql+psycopg://`.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from countback.errors import BadInput, StoreUnavailable

WAIT = dt.timedelta(seconds=30)
CONNECT_SECONDS = 10
_WRITES = "countback_writes"
_WAL_TRIES = 20


def open_engine(url: str, *, wait: dt.timedelta = WAIT) -> Engine:
    """Return an engine whose transactions wait at most `wait` for others.

    Raise BadInput for a URL that names no supported database, StoreUnavailable where the file cannot
    be made or the driver is missing. PostgreSQL is first reached when first used.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed, wait)
    return _open_postgresql(parsed, wait)


def writing(engine: Engine) -> Engine:
    """Return the same engine and pool, its transactions taken as writing ones from their begin."""
    return engine.execution_options(**{_WRITES: True})


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _unusable("the database URL cannot be read") from None
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise _unusable(f"the database URL begins with {parsed.drivername}:, which Countback does not know")
    if not parsed.database or parsed.database.startswith((":memory:", "file:")):
        raise _unusable("the database URL names no file")
    return parsed


def _unusable(what: str) -> BadInput:
    return BadInput.one(
        what, "give sqlite:////path/to/countback.db or postgresql+psycopg://user@host/database"
    )


def _open_postgresql(url: URL, wait: dt.timedelta) -> Engine:
    options: dict[str, object] = {
        "connect_timeout": CONNECT_SECONDS,
        "options": f"-c lock_timeout={wait // dt.timedelta(milliseconds=1)}",
    }
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={key: value for key, value in options.items() if key not in url.query},
        )
    except ImportError as error:
        raise StoreUnavailable(
            "the driver for PostgreSQL is not installed\n    mend: pip install 'countback[postgresql]'",
        ) from error


def _open_sqlite(url: URL, wait: dt.timedelta) -> Engine:
    _make_private_file(Path(str(url.database)))
    engine = create_engine(
        url,
        hide_parameters=True,
        # None: the driver starts no transaction by itself; `_begin` does.
        connect_args={"isolation_level": None, "timeout": wait.total_seconds()},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private_file(path: Path) -> None:
    """Create the file readable by its owner only, before SQLite would with the umask's mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Exclusive: to open and close an existing file would drop this process's SQLite locks on it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.is_file():
            return
        raise StoreUnavailable(f"{path} is not a file\n    mend: name a file in the database URL") from None
    except OSError as error:
        raise StoreUnavailable(
            f"the SQLite file {path} cannot be created: {error.strerror}\n"
            "    mend: give the folder to the user that runs Countback, or name another file",
        ) from error


def _prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Set up one SQLite connection. Deleted rows are overwritten: they were personal."""
    cursor = connection.cursor()
    try:
        _use_write_ahead_log(cursor)
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
    finally:
        cursor.close()


def _use_write_ahead_log(cursor: DBAPICursor) -> None:
    # The change of mode fails at once where another process is at it, without the busy timeout;
    # BEGIN IMMEDIATE does wait for that process. https://sqlite.org/wal.html#activating_and_configuring_wal_mode
    for tries_left in reversed(range(_WAL_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or not tries_left:
                raise
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("COMMIT")
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
