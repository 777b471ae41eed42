"""Bring a database to the tables this version of Countback knows.

Alembic costs a third of a second to import, so a database that is up to date never loads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, column, func, inspect, select, table

from countback.adapters.db.engine import writing
from countback.adapters.db.errors import told, unavailable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"
VERSION_TABLE = "countback_version"  # Prefect keeps an `alembic_version`, maybe in the same database
_LOCK = 0x436F756E74  # "Count": any number that is ours among PostgreSQL's advisory locks
_NEWER = ("was made by a newer Countback", "install that version, or a later one; nothing was changed")


def upgrade(engine: Engine) -> bool:
    """Create or alter the tables in one transaction; tell whether there was anything to do.

    Several processes may call this at once: one works, the others wait for it. Raise
    StoreUnavailable for a database that cannot be reached or that a newer version has made.
    """
    with told(engine.url):
        with engine.connect() as connection:
            if _version(connection) == HEAD:
                return False
        with writing(engine).begin() as connection:
            return _upgrade(connection)


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; its environment runs on the given connection."""
    from alembic.config import Config  # noqa: PLC0415 - see the module's docstring

    config = Config(attributes={"connection": connection})
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def _upgrade(connection: Connection) -> bool:
    from alembic import command  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    version = _version(connection)  # again: another process may have been faster
    if version == HEAD:
        return False
    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise unavailable(connection.engine.url, _NEWER)
    command.upgrade(config, HEAD)
    return True


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()
