"""Explain: one item of a person's plan, with the whole chain of reasons behind its dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from countback.domain.applicant import Applicant
from countback.domain.choices import apply_choices
from countback.domain.plan import Item, Lateness, Plan, Status, Step
from countback.domain.solving import solve
from countback.domain.writing import chain_of, write_plan
from countback.services.library import Library
from countback.services.planning import plan_for


@dataclass(frozen=True, slots=True)
class Explained:
    """An item, the chain that sets its dates, and its lateness where there is one."""

    plan: Plan
    item: Item
    chain: tuple[Step, ...]
    late: Lateness | None


def explain_item(applicant: Applicant, library: Library, today: dt.date, key: str) -> Explained | None:
    """Return why an item stands where it does; None where the plan has no such item."""
    changed, _ = apply_choices(applicant, ())
    season = library.published.season(changed.target_year, changed.track.cycle)
    solved = solve(applicant, library.catalogue, library.vaccines, season, today)
    plan = write_plan(solved, library.catalogue.version)
    item = plan.item(key)
    if item is None:
        return None
    if item.status in (Status.LATE, Status.IMPOSSIBLE):
        plan = plan_for(applicant, library, today)
    late = next((one for one in plan.late if one.key == key), None)
    return Explained(plan, item, late.chain if late else chain_of(solved, key), late)
