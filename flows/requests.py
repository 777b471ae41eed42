"""What a flow is asked and what it answers: Prefect's form shows the request's descriptions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from countback.domain.diff import summary
from countback.domain.plan import Plan
from countback.services.refreshing import Refreshed
from countback.services.running import Kept


class PersonRequest(BaseModel):
    """Who is meant, and as of which day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{1,62}$",
        title="Person",
        description="The id in the person's stored profile, such as asha-2027. Never a name or an address.",
        examples=["asha-2027"],
    )
    today: dt.date | None = Field(
        default=None,
        title="Today",
        description="Plan as if it were this day (year-month-day). Leave empty for the computer's own day.",
        examples=["2026-11-22"],
    )


class PlanRequest(PersonRequest):
    """Whose season to plan, and as of which day."""


class YearRequest(PersonRequest):
    """Whose target year to change, to which one, and as of which day."""

    target: str = Field(
        pattern=r"^[A-Za-z0-9 ]{4,24}$",
        title="Target year",
        description="The year of the September in which ERAS is submitted (2029), or the season's name (ERAS 2030).",
        examples=["2029", "ERAS 2030"],
    )


class RefreshRequest(BaseModel):
    """As of which day to plan again whom the season dates touch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    today: dt.date | None = Field(
        default=None,
        title="Today",
        description="Plan as if it were this day (year-month-day). Leave empty for each person's own day.",
        examples=["2026-11-22"],
    )


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a run of the flow did: ids, days and numbers, fit for logs.

    `counts` are items by status, `changes` changes by kind against the run before; `impossible` are
    the keys of items that break a hard limit; `files` is how many calendar files were written or
    removed. The feed's place is a secret: ask the store for it.
    """

    person: str
    today: dt.date
    run_id: int
    is_new: bool
    is_first: bool
    counts: Mapping[str, int]
    impossible: tuple[str, ...]
    changes: Mapping[str, int]
    files: int


def summarize(plan: Plan, kept: Kept, files: int) -> PlanSummary:
    """Return the summary of one run."""
    return PlanSummary(
        person=plan.person,
        today=plan.today,
        run_id=kept.run_id,
        is_new=kept.is_new,
        is_first=kept.is_first,
        counts=dict(Counter(item.status.value for item in plan.items)),
        impossible=tuple(item.key for item in plan.impossible),
        changes={kind: count for kind, count in summary(kept.changes).items() if count},
        files=files,
    )


@dataclass(frozen=True, slots=True)
class YearSummary:
    """What a change of the year did: the target year that the plan is for now, and that run's summary."""

    target_year: int
    plan: PlanSummary


def summarize_year(plan: Plan, kept: Kept, files: int) -> YearSummary:
    """Return the summary of one change of the year."""
    return YearSummary(plan.target_year, summarize(plan, kept, files))


@dataclass(frozen=True, slots=True)
class RefreshSummary:
    """What a refresh did, by id: planned again, of these impossible, and not planned with the error's class."""

    planned: tuple[str, ...]
    impossible: tuple[str, ...]
    not_planned: Mapping[str, str]


def summarize_refresh(outcome: Refreshed) -> RefreshSummary:
    """Return the summary of one refresh."""
    why = {person: type(error).__name__ for person, error in outcome.problems.items()}
    return RefreshSummary(outcome.planned, outcome.impossible, why)
