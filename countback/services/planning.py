"""Plan: one person's whole schedule on one day, with lateness explained and ways out sought.

Nothing is stored and nothing is read here: what goes in decides what comes out.
"""

from __future__ import annotations

import datetime as dt

from countback.domain.applicant import Applicant
from countback.domain.choices import apply_choices
from countback.domain.options import hepatitis_b_options
from countback.domain.plan import Plan
from countback.domain.solving import Solved, solve
from countback.domain.ways_out import ways_out
from countback.domain.writing import write_plan
from countback.services.library import Library


def plan_for(
    applicant: Applicant,
    library: Library,
    today: dt.date,
    words: tuple[str, ...] = (),
    *,
    seek_ways_out: bool = True,
) -> Plan:
    """Return the plan of one person on one day; `words` are choices to try on top of the profile's."""

    def solver(more: tuple[str, ...]) -> Solved:
        changed, _ = apply_choices(applicant, (*words, *more))
        season = library.published.season(changed.target_year, changed.track.cycle)
        return solve(applicant, library.catalogue, library.vaccines, season, today, (*words, *more))

    solved = solver(())
    plan = write_plan(solved, library.catalogue.version)
    if seek_ways_out:
        plan = ways_out(solved.applicant, plan, solver)
        plan = hepatitis_b_options(solved.applicant, plan, solver)
    return plan
