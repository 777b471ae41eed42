"""What the services need of the store for access: links, marks, advisers and their sessions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from countback.domain.advisers import Adviser, Session, Standing
from countback.domain.links import Link, Purpose
from countback.domain.marks import Mark


class AccessReads(Protocol):
    """What can be asked about access."""

    def links(self, person_id: str, purpose: Purpose | None = None) -> tuple[Link, ...]:
        """Return a person's links, revoked ones included, oldest first."""

    def link_by_hash(self, token_hash: str) -> Link | None:
        """Return the link of a token's hash, revoked or not, if there is one."""

    def marks(self, person_id: str) -> Mapping[str, Mark]:
        """Return a person's marks: item key -> mark, by key."""

    def advisers(self) -> tuple[Adviser, ...]:
        """Return every adviser by name."""

    def adviser(self, name: str) -> Adviser | None:
        """Return the adviser of a name, if there is one."""

    def session(self, token_hash: str) -> tuple[Session, Adviser] | None:
        """Return the session of a token's hash, over or not, with its adviser."""

    def advises(self, adviser_id: int, person_id: str) -> bool:
        """Tell whether an adviser looks after a person."""

    def advised_count(self, adviser_id: int, search: str = "") -> int:
        """Return how many persons an adviser looks after whose id or first name holds the search."""

    def advised(
        self, adviser_id: int, search: str = "", offset: int = 0, limit: int = 50
    ) -> tuple[Standing, ...]:
        """Return a page of an adviser's persons by id, each with the newest run's counts by status."""


class AccessWrites(Protocol):
    """What is written about access, within a unit of work."""

    def save_link(
        self, person_id: str, *, purpose: Purpose, token_hash: str, salt: str, label: str, at: dt.datetime
    ) -> Link:
        """Keep a new link; raise NotFound for an unknown person."""

    def revoke_link(self, person_id: str, link_id: int, at: dt.datetime) -> Link:
        """Mark a link as revoked; raise NotFound where the person has no such link."""

    def save_mark(self, person_id: str, mark: Mark) -> None:
        """Keep a mark in place of the item's old one; an empty one is dropped."""

    def add_adviser(self, name: str, password_hash: str, at: dt.datetime) -> Adviser:
        """Keep a new adviser; raise BadInput where the name is taken."""

    def change_password(self, name: str, password_hash: str) -> None:
        """Keep another password; every session of the adviser ends."""

    def delete_adviser(self, name: str) -> None:
        """Remove an adviser; the persons stay."""

    def assign(self, adviser_id: int, person_ids: Iterable[str]) -> None:
        """Let an adviser look after persons; those already theirs stay so."""

    def unassign(self, adviser_id: int, person_ids: Iterable[str]) -> int:
        """Take persons from an adviser; return how many were theirs."""

    def save_session(self, session: Session) -> None:
        """Keep a new session, and drop those that are over."""

    def end_session(self, token_hash: str) -> None:
        """Drop a session, if it is there."""
