"""Templates to HTML: everything is escaped unless a template of ours says otherwise, and none can run code."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from countback.domain.plan import Plan
from countback.domain.seasons import Cycle

TEMPLATES = Path(__file__).parents[1] / "templates" / "web"


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Return the pages' templates; an unknown name in one is an error, not an empty place."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": day, "days": days, "words": words, "season": season}
    return made


def render(template: str, /, **values: object) -> str:
    """Return a page."""
    return environment().get_template(template).render(values)


def day(value: dt.date) -> str:
    """Return a date as a person reads it anywhere: Mon 3 May 2027."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def days(count: int) -> str:
    """Return a number of days in words."""
    return "1 day" if count == 1 else f"{count} days"


def season(plan: Plan) -> str:
    """Return a plan's season in all of its names, as one sentence: people confuse the years."""
    return season_of(plan.target_year, plan.season.cycle)


def season_of(year: int, cycle: Cycle) -> str:
    """Return a target year in all of its names, as one sentence."""
    if cycle is Cycle.JULY:
        return (
            f"July cycle {year}: applications go out in July {year}, residency begins in July {year + 1}. "
            "Verify the dates of the Specialties Match at NRMP."
        )
    return (
        f"ERAS {year + 1} season: applications go out in September {year}, Match in March {year + 1}, "
        f"residency begins in July {year + 1}."
    )


def words(text: str) -> str:
    """Return a word of the code as a person's: due_soon becomes due soon."""
    return text.replace("_", " ").replace("-", " ")
