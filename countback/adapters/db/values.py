"""Rows to values and back: no row leaves this package."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from countback.adapters.db.codec import content_from_json, content_to_json, mapping_from_json, mapping_to_json
from countback.domain.advisers import Adviser, Session
from countback.domain.catalogue import Category
from countback.domain.feed import EventStatus, Revision
from countback.domain.links import Link, Purpose
from countback.domain.people import Person, Planned, Run
from countback.domain.plan import Item, Status

_Row = Row[Any]


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One item of a person's newest plan; `at` is in UTC."""

    person_id: str
    key: str
    category: Category
    status: Status
    start_by: dt.date
    due: dt.date
    at: dt.datetime | None


def to_person(row: _Row) -> Person:
    """Return the person of a row."""
    return Person(row.id, row.first_name, mapping_from_json(row.profile), row.updated_at)


def from_person(person: Person) -> dict[str, object]:
    """Return the row of a person."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "profile": mapping_to_json(person.profile),
        "updated_at": person.updated_at,
    }


def to_run(row: _Row) -> Run:
    """Return the run of a row."""
    return Run(
        id=row.id,
        person_id=row.person_id,
        inputs_hash=row.inputs_hash,
        catalogue_version=row.catalogue_version,
        target_year=row.target_year,
        today=row.today,
        created_at=row.created_at,
        plan=mapping_from_json(row.plan),
        cycle=row.cycle or "",
        season_mark=row.season_mark or "",
    )


def to_planned(row: _Row) -> Planned:
    """Return which season dates the run of a row was planned with."""
    return Planned(row.person_id, row.target_year, row.cycle or "", row.season_mark or "")


def from_run(run: Run) -> dict[str, object]:
    """Return the row of a run that has no id yet."""
    return {
        "person_id": run.person_id,
        "inputs_hash": run.inputs_hash,
        "catalogue_version": run.catalogue_version,
        "target_year": run.target_year,
        "today": run.today,
        "created_at": run.created_at,
        "plan": mapping_to_json(run.plan),
        "cycle": run.cycle,
        "season_mark": run.season_mark,
    }


def to_item(row: _Row) -> StoredItem:
    """Return the item of a row."""
    return StoredItem(
        person_id=row.person_id,
        key=row.key,
        category=Category(row.category),
        status=Status(row.status),
        start_by=row.start_by,
        due=row.due,
        at=row.at,
    )


def from_item(person_id: str, item: Item) -> dict[str, object]:
    """Return the row of an item."""
    return {
        "person_id": person_id,
        "key": item.key,
        "category": item.category.value,
        "status": item.status.value,
        "start_by": item.start_by,
        "due": item.due,
        "at": item.at,
    }


def to_revision(row: _Row) -> Revision:
    """Return the revision of a row."""
    return Revision(
        key=row.key,
        uid=row.uid,
        category=row.category,
        fingerprint=row.fingerprint,
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        status=EventStatus(row.status),
        sort_key=row.sort_key,
        vevent=row.vevent,
        vtodo=row.vtodo,
        content=content_from_json(row.content),
        cancelled_at=row.cancelled_at,
    )


def from_revision(person_id: str, revision: Revision) -> dict[str, object]:
    """Return the row of a revision."""
    return {
        "person_id": person_id,
        "key": revision.key,
        "uid": revision.uid,
        "category": revision.category,
        "fingerprint": revision.fingerprint,
        "sequence": revision.sequence,
        "created_at": revision.created_at,
        "changed_at": revision.changed_at,
        "status": revision.status.value,
        "sort_key": revision.sort_key,
        "vevent": revision.vevent,
        "vtodo": revision.vtodo,
        "content": content_to_json(revision.content),
        "cancelled_at": revision.cancelled_at,
    }


def to_link(row: _Row) -> Link:
    """Return the link of a row."""
    return Link(
        id=row.id,
        person_id=row.person_id,
        purpose=Purpose(row.purpose),
        hash=row.hash,
        salt=row.salt,
        label=row.label,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )


def to_adviser(row: _Row) -> Adviser:
    """Return the adviser of a row."""
    return Adviser(row.id, row.name, row.password_hash, row.created_at)


def to_session(row: _Row) -> Session:
    """Return the session of a row."""
    return Session(row.hash, row.adviser_id, row.created_at, row.expires_at)
