"""Advise: accounts of advisers, whom they look after, signing in and out.

A wrong name and a wrong password cost the same time and are told in the same words, so that nobody
learns which names there are.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from countback.domain.advisers import NAME, PASSWORD_LENGTH, PASSWORD_LONGEST, SESSION_FOR, Adviser, Session
from countback.domain.links import TOKEN_BYTES, token_hash
from countback.errors import BadInput, Forbidden, NotFound
from countback.services.ports import Reads, Store


class Passwords(Protocol):
    """What turns passwords into hashes that can be kept."""

    def hash(self, password: str) -> str:
        """Return a hash of the password with a salt of its own."""

    def fits(self, password_hash: str, password: str) -> bool:
        """Tell whether the hash is of this password; takes the same time for any password."""

    def is_old(self, password_hash: str) -> bool:
        """Tell whether the hash was made with weaker parameters than today's."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """Where advisers are looked after; `decoy` is a hash to spend time on where there is no such name."""

    store: Store
    passwords: Passwords
    decoy: str

    def add(self, name: str, password: str, now: dt.datetime) -> Adviser:
        """Make an account; raise BadInput for a name or a password that does not do."""
        if not NAME.fullmatch(name):
            raise BadInput.one(
                f"{name!r} is no adviser's name", "write 2 to 63 lower case letters, digits, dots or hyphens"
            )
        hashed = self.passwords.hash(checked_password(password))
        with self.store.unit_of_work() as unit:
            return unit.add_adviser(name, hashed, now)

    def change_password(self, name: str, password: str) -> None:
        """Keep another password; every session of the adviser ends."""
        hashed = self.passwords.hash(checked_password(password))
        with self.store.unit_of_work() as unit:
            unit.change_password(name, hashed)

    def remove(self, name: str) -> None:
        """Remove an account; the persons stay."""
        with self.store.unit_of_work() as unit:
            unit.delete_adviser(name)

    def assign(self, name: str, person_ids: Iterable[str]) -> int:
        """Let an adviser look after persons; raise NotFound where one of them is not there."""
        known = sorted(set(person_ids))
        with self.store.unit_of_work() as unit:
            for one in known:
                unit.lock_person(one)
            unit.assign(self._known(name).id, known)
        return len(known)

    def unassign(self, name: str, person_ids: Iterable[str]) -> int:
        """Take persons from an adviser; return how many were theirs."""
        with self.store.unit_of_work() as unit:
            return unit.unassign(self._known(name).id, person_ids)

    def sign_in(self, name: str, password: str, now: dt.datetime) -> str:
        """Return the token of a new session; raise Forbidden where name and password do not fit."""
        adviser = self.store.adviser(name) if NAME.fullmatch(name) else None
        known = adviser.password_hash if adviser else self.decoy
        fits = self.passwords.fits(known, password[:PASSWORD_LONGEST]) and len(password) <= PASSWORD_LONGEST
        if adviser is None or not fits:
            raise _unfit()
        renewed = self.passwords.hash(password) if self.passwords.is_old(known) else None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = Session(token_hash(token), adviser.id, now, now + SESSION_FOR)
        with self.store.unit_of_work() as unit:
            if unit.adviser(name) != adviser:  # removed, or given another password, while we compared
                raise _unfit()
            if renewed is not None:
                unit.change_password(name, renewed)
            unit.save_session(session)
        return token

    def sign_out(self, token: str) -> None:
        """End a session, if it is there."""
        with self.store.unit_of_work() as unit:
            unit.end_session(token_hash(token))

    def _known(self, name: str) -> Adviser:
        adviser = self.store.adviser(name)
        if adviser is None:
            raise NotFound(f"there is no adviser {name!r}", "see `countback adviser list`")
        return adviser


def signed_in(store: Reads, token: str, now: dt.datetime) -> Adviser | None:
    """Return whose session a token opens; None for no session, or one that is over."""
    found = store.session(token_hash(token)) if token else None
    if found is None or found[0].expires_at <= now:
        return None
    return found[1]


def _unfit() -> Forbidden:
    return Forbidden("name and password do not fit", "check both; capitals count in the password")


def checked_password(password: str) -> str:
    """Return a password that will do; raise BadInput where it is too short or too long."""
    if not PASSWORD_LENGTH <= len(password) <= PASSWORD_LONGEST:
        raise BadInput.one(
            f"a password has {PASSWORD_LENGTH} to {PASSWORD_LONGEST} characters",
            "take several words, or let a password manager make one",
        )
    return password
