"""The form that makes and edits a profile: all its questions in five steps, one page each.

`FIELDS` and `GROUPS` are what never changes. `steps` fills in what depends on the day, the catalogue and
the answers so far: the seasons to choose from, the vaccines, how many rows a group shows.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from countback.domain.immunizations import Vaccines
from countback.domain.season_names import LAST_TARGET_YEAR
from countback.web.form_parts import YES, Field, Group, Options, Part, Row, Step
from countback.web.form_questions import SCHOOL, YOU
from countback.web.form_records import EXAMS, VACCINES, WISHES

__all__ = [
    "FIELDS",
    "GROUPS",
    "STEPS",
    "YES",
    "Field",
    "Group",
    "Row",
    "Step",
    "more_rows",
    "step_of",
    "steps",
]

STEPS = tuple(
    replace(one, number=number) for number, one in enumerate((YOU, SCHOOL, EXAMS, VACCINES, WISHES), start=1)
)
FIELDS: Mapping[str, Field] = {
    part.name: part for step in STEPS for part in step.parts if isinstance(part, Field)
}
GROUPS: tuple[Group, ...] = tuple(part for step in STEPS for part in step.parts if isinstance(part, Group))
YEARS = 8  # how many seasons there are to choose from
_MATCH_MONTH = 3
_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
_PRODUCTS = {"three_dose": "A three-dose product", "heplisav_b": "Heplisav-B"}


def steps(today: dt.date, vaccines: Vaccines, values: Mapping[str, str]) -> tuple[Step, ...]:
    """Return the steps ready to be shown with these values."""
    options = {
        "target_year": _seasons(today, values.get("target_year", "")),
        "timezone": _zones(),
        "immunizations.immune": tuple((one.vaccine, one.title) for one in vaccines.series),
        "vaccine": (("", "Choose"), *((one.vaccine, one.title) for one in vaccines.series)),
        "product": (("", "Not known"), *_products(vaccines)),
    }
    made = [replace(step, parts=tuple(_filled(part, options) for part in step.parts)) for step in STEPS]
    return tuple(
        replace(step, rest=tuple(part for other in STEPS if other.id != step.id for part in other.parts))
        for step in made
    )


def step_of(field_name: str) -> str:
    """Return the id of the step that asks for a value; "" where no step does."""
    return next((step.id for step in STEPS if step.holds(field_name)), "")


def more_rows(values: Mapping[str, str], group_id: str) -> tuple[dict[str, str], str]:
    """Return the values with room for more rows of a group, and the first new field, "" where there is none.

    `group_id` is what follows `more:` in the button; the field is the one to put the cursor into.
    """
    group = next((one for one in GROUPS if one.id == group_id), None)
    if group is None or (shown := group.count(values)) >= group.usual:
        return dict(values), ""
    last = min(shown + group.blanks, group.usual) - 1
    short = group.fields[0].name
    first_new = f"{group.name}.{shown}.{short}"
    return {**values, f"{group.name}.{last}.{short}": ""}, first_new


def _filled(part: Part, options: Mapping[str, Options]) -> Part:
    if isinstance(part, Group):
        fields = (replace(one, options=options.get(one.name, one.options)) for one in part.fields)
        return replace(part, fields=tuple(fields))
    return replace(part, options=options.get(part.name, part.options))


def _seasons(today: dt.date, chosen: str) -> Options:
    """Return the seasons whose Match is still to come, spelled out; an earlier one if it was chosen."""
    first = today.year - 1 if today.month <= _MATCH_MONTH else today.year
    years = [*range(first, min(first + YEARS, LAST_TARGET_YEAR + 1))]
    if chosen.isascii() and chosen.isdigit() and len(chosen) == 4 and int(chosen) < first:
        years.insert(0, int(chosen))
    told = (
        (
            str(year),
            f"September {year} · ERAS {year + 1} season · Match March {year + 1} · residency July {year + 1}",
        )
        for year in years
    )
    return (("", "Choose your season"), *told)


def _products(vaccines: Vaccines) -> Options:
    found = dict.fromkeys(name for one in vaccines.series for name in one.products)
    return tuple((name, _PRODUCTS.get(name, name.replace("_", " "))) for name in found)


@cache
def _zones() -> Options:
    names = sorted(one for one in zoneinfo.available_timezones() if one.startswith(_REGIONS))
    return tuple((name, name) for name in (*names, "UTC"))
