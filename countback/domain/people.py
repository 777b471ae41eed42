"""The stored facts of a person and of their runs, as values (no rows, no sessions)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A person known to the store. `id` is the profile's own slug, never a name."""

    id: str
    first_name: str
    profile: Mapping[str, object]
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One computed plan: what went in (as a hash), what came out (as the public JSON)."""

    id: int
    person_id: str
    inputs_hash: str
    catalogue_version: str
    target_year: int
    today: dt.date
    created_at: dt.datetime
    plan: Mapping[str, object]
    cycle: str = ""
    season_mark: str = ""  # a hash of the season's dates that it was planned with


@dataclass(frozen=True, slots=True)
class Planned:
    """Which season dates a person's newest run was planned with."""

    person_id: str
    target_year: int
    cycle: str
    season_mark: str
