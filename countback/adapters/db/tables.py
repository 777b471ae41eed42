"""The tables. Days are dates, instants UTC; JSON is kept as text, the same on both databases.

A run keeps its whole plan; `item` holds only the items of each person's newest run, to be searched.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[dt.datetime]):
    """An aware datetime, kept and returned in UTC; SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn into UTC; a naive datetime is a bug of the caller."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"the store keeps aware datetimes only, not {value!r}")
        return value and value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the zone back."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=dt.UTC)
        return value and value.astimezone(dt.UTC)


# Ids and keys sort by their bytes on both databases, so pages come in the same order.
Key = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    },
)


def _person_id(*, primary_key: bool = False, index: bool = False) -> Column[str]:
    return Column(
        "person_id",
        Key,
        ForeignKey("person.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        index=index or None,
    )


def _adviser_id(*, primary_key: bool = False) -> Column[int]:
    return Column(
        "adviser_id",
        Integer,
        ForeignKey("adviser.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


person = Table(
    "person",
    metadata,
    Column("id", Key, primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    _person_id(primary_key=True),
    Column("folder", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("folder", name="uq_feed_slug"),  # so named when the column was called slug
)

done_fact = Table(
    "done_fact",
    metadata,
    _person_id(primary_key=True),
    Column("key", Key, primary_key=True),
    Column("day", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("inputs_hash", Text, nullable=False),
    Column("catalogue_version", Text, nullable=False),
    Column("target_year", Integer, nullable=False),
    Column("today", Date, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("plan", Text, nullable=False),
    Column("cycle", Text),  # unknown for runs of version 0.1
    Column("season_mark", Text),
    Index(None, "person_id", "id"),
    sqlite_autoincrement=True,  # an id once given is never given again
)

item = Table(
    "item",
    metadata,
    _person_id(primary_key=True),
    Column("key", Key, primary_key=True),
    Column("category", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("start_by", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("at", Instant),
    Index(None, "due", "person_id", "key"),
)

feed_event = Table(
    "feed_event",
    metadata,
    _person_id(primary_key=True),
    Column("key", Key, primary_key=True),
    Column("uid", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("status", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
    Column("vevent", LargeBinary, nullable=False),
    Column("vtodo", LargeBinary, nullable=False),
    Column("content", Text, nullable=False),
    Column("cancelled_at", Instant),
)

# Secret addresses by the hash of their token; `salt` and the installation's key give the token again.
link = Table(
    "link",
    metadata,
    Column("id", Integer, primary_key=True),
    _person_id(),
    Column("purpose", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("salt", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index(None, "person_id", "id"),
    sqlite_autoincrement=True,
)

item_mark = Table(
    "item_mark",
    metadata,
    _person_id(primary_key=True),
    Column("key", Key, primary_key=True),
    Column("note", Text, nullable=False),
    Column("snoozed_until", Date),
)

adviser = Table(
    "adviser",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Key, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

adviser_person = Table(
    "adviser_person",
    metadata,
    _adviser_id(primary_key=True),
    _person_id(primary_key=True, index=True),
)

adviser_session = Table(
    "adviser_session",
    metadata,
    Column("hash", Text, primary_key=True),
    _adviser_id(),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
