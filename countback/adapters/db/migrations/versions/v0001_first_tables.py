"""The first tables. Written by hand and frozen: later changes are revisions of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create everything."""
    _create_person()
    _create_feed()
    _create_done_fact()
    _create_run()
    _create_item()
    _create_feed_event()


def _owner(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("person_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=f"fk_{table}_person_id",
            ondelete="CASCADE",
        ),
    )


def _create_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )


def _create_feed() -> None:
    op.create_table(
        "feed",
        *_owner("feed"),
        sa.Column("slug", _KEY, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_feed"),
        sa.UniqueConstraint("slug", name="uq_feed_slug"),
    )


def _create_done_fact() -> None:
    op.create_table(
        "done_fact",
        *_owner("done_fact"),
        sa.Column("key", _KEY, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_done_fact"),
    )


def _create_run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, nullable=False),
        *_owner("run"),
        sa.Column("inputs_hash", sa.Text, nullable=False),
        sa.Column("catalogue_version", sa.Text, nullable=False),
        sa.Column("target_year", sa.Integer, nullable=False),
        sa.Column("today", sa.Date, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_run_person_id_id", "run", ["person_id", "id"])


def _create_item() -> None:
    op.create_table(
        "item",
        *_owner("item"),
        sa.Column("key", _KEY, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("start_by", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("at", _INSTANT),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_item"),
    )
    op.create_index("ix_item_due_person_id_key", "item", ["due", "person_id", "key"])


def _create_feed_event() -> None:
    op.create_table(
        "feed_event",
        *_owner("feed_event"),
        sa.Column("key", _KEY, nullable=False),
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("sort_key", sa.Text, nullable=False),
        sa.Column("vevent", sa.LargeBinary, nullable=False),
        sa.Column("vtodo", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("cancelled_at", _INSTANT),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_feed_event"),
    )
