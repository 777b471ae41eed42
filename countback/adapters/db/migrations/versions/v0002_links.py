"""Links, marks, advisers and their sessions; a run keeps its cycle and the mark of its season's dates.

The feed's slug becomes the name of the folder in which the files lie: an address is a link from now on.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create what is new; nothing that was there goes."""
    op.alter_column("feed", "slug", new_column_name="folder")
    op.add_column("run", sa.Column("cycle", sa.Text))
    op.add_column("run", sa.Column("season_mark", sa.Text))
    _create_link()
    _create_item_mark()
    _create_advisers()


def _owner(
    table: str, owner: str, kind: sa.Text | sa.Integer
) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    return (
        sa.Column(f"{owner}_id", kind, nullable=False),
        sa.ForeignKeyConstraint(
            [f"{owner}_id"], [f"{owner}.id"], name=f"fk_{table}_{owner}_id", ondelete="CASCADE"
        ),
    )


def _create_link() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.Integer, nullable=False),
        *_owner("link", "person", _KEY),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("revoked_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
        sa.UniqueConstraint("hash", name="uq_link_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_link_person_id_id", "link", ["person_id", "id"])


def _create_item_mark() -> None:
    op.create_table(
        "item_mark",
        *_owner("item_mark", "person", _KEY),
        sa.Column("key", _KEY, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("snoozed_until", sa.Date),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_item_mark"),
    )


def _create_advisers() -> None:
    op.create_table(
        "adviser",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", _KEY, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_adviser"),
        sa.UniqueConstraint("name", name="uq_adviser_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "adviser_person",
        *_owner("adviser_person", "adviser", sa.Integer()),
        *_owner("adviser_person", "person", _KEY),
        sa.PrimaryKeyConstraint("adviser_id", "person_id", name="pk_adviser_person"),
    )
    op.create_index("ix_adviser_person_person_id", "adviser_person", ["person_id"])
    op.create_table(
        "adviser_session",
        sa.Column("hash", sa.Text, nullable=False),
        *_owner("adviser_session", "adviser", sa.Integer()),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_adviser_session"),
    )
