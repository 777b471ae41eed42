"""Advisers: who looks after several applicants, and how long they stay signed in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

SESSION_FOR = dt.timedelta(hours=12)
PASSWORD_LENGTH = 12
PASSWORD_LONGEST = 200  # a longer one would only cost time to hash
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")


@dataclass(frozen=True, slots=True)
class Adviser:
    """An adviser's account; `password_hash` is Argon2's own text, never shown."""

    id: int
    name: str
    password_hash: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in, kept on the server; `hash` names its token without giving it away."""

    hash: str
    adviser_id: int
    created_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """One applicant in an adviser's list: the newest run's counts, by status."""

    person_id: str
    first_name: str
    target_year: int | None
    counts: dict[str, int]
