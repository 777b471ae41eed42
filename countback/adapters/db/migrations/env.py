"""Alembic's environment: runs on the connection, and in the transaction, that `upgrade` hands over."""

from __future__ import annotations

from alembic import context

from countback.adapters.db.tables import metadata
from countback.adapters.db.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
