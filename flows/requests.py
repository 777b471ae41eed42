"""What a flow is asked and what it answers: Prefect's form shows the request's descriptions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from countback.domain.diff import summary
from countback.domain.plan import Plan
from countback.services.running import Kept


class PlanRequest(BaseModel):
    """Whose season to plan, and as of which day."""

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
