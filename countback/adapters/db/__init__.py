"""The store in a database: SQLite in a file by default, PostgreSQL by URL."""

from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore
from countback.adapters.db.upgrade import upgrade as upgrade_tables


def open_store(url: str) -> SqlStore:
    """Open the store of a database, its tables brought up to date.

    Raise BadInput for a URL that names no supported database, StoreUnavailable where it cannot be used.
    """
    engine = open_engine(url)
    upgrade_tables(engine)
    return SqlStore(engine)
