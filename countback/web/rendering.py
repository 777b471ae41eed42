"""Templates to HTML: everything is escaped unless a template of ours says otherwise, and none can run code."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

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
    made.filters |= {"day": day, "days": days, "words": words}
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


def words(text: str) -> str:
    """Return a word of the code as a person's: due_soon becomes due soon."""
    return text.replace("_", " ").replace("-", " ")
