"""Tell a database's failure as StoreUnavailable: where, what and how to mend it, without a password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from countback.errors import StoreUnavailable

_Advice = tuple[str, str]

_BUSY = (
    "is held by another process for too long",
    "try again; if it stays so, end the process that holds it",
)
_FULL = ("has no room left", "free some space on its disk")
_READ_ONLY = (
    "cannot be written",
    "give the file and its folder (or the table rights) to the user that runs Countback",
)
_DAMAGED = ("is damaged or no database", "put the last backup in its place, or name another file")
_UNREACHABLE = ("cannot be reached", "check the database URL, and that the database runs")
_EMPTY = ("has no Countback tables", "start Countback once with this database: it makes them")
_CROWDED = ("has no connection left", "try again later, or let fewer workers run at once")

# By the beginning of the name: SQLite refines it, as in SQLITE_READONLY_DIRECTORY.
_SQLITE: dict[str, _Advice] = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_CANTOPEN": ("cannot be opened", "check the path, and that its folder can be written"),
    "SQLITE_IOERR": ("cannot be read or written", "check its disk"),
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: dict[str, _Advice] = {
    "25006": _READ_ONLY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "42501": _READ_ONLY,
    "42P01": _EMPTY,
    "53100": _FULL,
    "53300": _CROWDED,
    "55P03": _BUSY,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turn what shows that the database is unavailable into StoreUnavailable; bugs pass as they are."""
    try:
        yield
    except PoolTimeout as error:
        raise unavailable(url, _CROWDED) from error
    except DBAPIError as error:
        advice = _advice(error)
        if advice is None:
            raise
        raise unavailable(url, advice, _reason(error, url)) from error


def unavailable(url: URL, advice: _Advice, reason: str = "") -> StoreUnavailable:
    """Return the error: what is with the database, the driver's reason, how to mend it."""
    what, mend = advice
    because = f" ({reason})" if reason else ""
    return StoreUnavailable(f"{place(url)} {what}{because}\n    mend: {mend}")


def place(url: URL) -> str:
    """Name the database in words: never the URL itself, which can hold a password in several places."""
    if url.get_backend_name() == "sqlite":
        return f"the SQLite file {url.database}"
    where = url.host or url.query.get("host") or "the local socket"
    return f"the PostgreSQL database {url.database or url.username} at {where}" + (
        f":{url.port}" if url.port else ""
    )


def _advice(error: DBAPIError) -> _Advice | None:
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "")
        if "no such table" in str(error.orig):
            return _EMPTY
        return next((advice for start, advice in _SQLITE.items() if name.startswith(start)), None)
    state = getattr(error.orig, "sqlstate", None) or ""
    return _POSTGRESQL.get(state) or (_UNREACHABLE if isinstance(error, OperationalError) else None)


def _reason(error: DBAPIError, url: URL) -> str:
    """Return the first line of what the driver said; libpq repeats no password, but be sure."""
    reason = str(error.orig).strip().partition("\n")[0]
    for secret in (url.password, url.query.get("password"), url.query.get("sslpassword")):
        reason = reason.replace(str(secret), "***") if secret else reason
    return reason
