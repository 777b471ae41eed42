"""The real catalogue, seasons and example profiles, each read once and shared by the tests."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from countback.adapters.yaml_files.catalogue import CatalogueFolder
from countback.adapters.yaml_files.profile import read_profile
from countback.adapters.yaml_files.seasons import load_published
from countback.domain.applicant import Applicant, Stage, Track
from countback.domain.choices import apply_choices
from countback.domain.plan import Item, Plan
from countback.domain.seasons import Season
from countback.domain.solving import Solved, solve
from countback.services.library import Library
from countback.services.planning import plan_for

CONFIG = Path(__file__).parents[2] / "config"
START = dt.date(2026, 11, 22)  # the day on which the example profiles were written
EXAMPLES = ("late-starter", "student-vslo", "graduate-observership", "research-year")


@cache
def library() -> Library:
    folder = CatalogueFolder(CONFIG / "catalogue")
    return Library(folder.catalogue, folder.vaccines, load_published(CONFIG / "catalogue" / "seasons"))


@cache
def example(name: str) -> Applicant:
    """Return an example profile as it was written, on `START`."""
    known = library()
    return read_profile(CONFIG / "examples" / f"{name}.yaml", known.catalogue, known.vaccines, START)


def person(**changes: Any) -> Applicant:
    """Return a student who has nothing yet, with changes."""
    facts: dict[str, Any] = {
        "id": "somebody",
        "first_name": "Some",
        "target_year": 2028,
        "track": Track.PEDS_MGG,
        "stage": Stage.STUDENT,
        "timezone": "Asia/Kolkata",
    }
    return Applicant(**(facts | changes))


def season_of(applicant: Applicant) -> Season:
    return library().published.season(applicant.target_year, applicant.track.cycle)


def solved(applicant: Applicant, today: dt.date, words: tuple[str, ...] = ()) -> Solved:
    known = library()
    changed, _ = apply_choices(applicant, words)
    return solve(applicant, known.catalogue, known.vaccines, season_of(changed), today, words)


def plan(applicant: Applicant, today: dt.date, words: tuple[str, ...] = ()) -> Plan:
    """Return a plan without its ways out, which take most of the time."""
    return plan_for(applicant, library(), today, words, seek_ways_out=False)


@lru_cache(maxsize=512)
def example_plan(name: str, today: dt.date = START, words: tuple[str, ...] = ()) -> Plan:
    return plan(example(name), today, words)


@lru_cache(maxsize=64)
def full_plan(name: str, today: dt.date = START, words: tuple[str, ...] = ()) -> Plan:
    """Return an example's plan with its ways out."""
    return plan_for(example(name), library(), today, words)


@cache
def weekly(name: str) -> tuple[Plan, ...]:
    """Return an example's plan week by week, for two years."""
    return tuple(plan(example(name), START + dt.timedelta(weeks=count)) for count in range(100))


def item_of(plan: Plan, key: str) -> Item:
    """Return an item that the plan must have."""
    item = plan.item(key)
    assert item is not None, f"the plan has no {key}"
    return item
