"""Options: what each hepatitis B product would allow, when the series is still to be done.

The longest vaccine chain decides which rotations can be cleared in time, so its products are solved
one by one and said side by side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from countback.domain.applicant import Applicant
from countback.domain.built import Node
from countback.domain.plan import Plan
from countback.domain.solving import Solved

TITER = "immunization.hepatitis_b.titer"
_PRODUCTS = (
    ("three_dose", "three doses at minimum intervals give"),
    ("three_dose_standard", "three doses on the standard schedule (0, 1, 6 months) give"),
    ("heplisav_b", "Heplisav-B (two doses) gives"),
)


def hepatitis_b_options(
    applicant: Applicant, plan: Plan, solver: Callable[[tuple[str, ...]], Solved]
) -> Plan:
    """Return the plan with a remark on what each product allows, where its titer is late."""
    if not any(late.key.startswith(("immunization.hepatitis_b", "immunization.form")) for late in plan.late):
        return plan
    if (
        any(dose.vaccine == "hepatitis_b" for dose in applicant.immunization.doses)
        or plan.item(TITER) is None
    ):
        return plan
    parts = [_option(words, solver((f"vaccine:hepatitis_b={name}",))) for name, words in _PRODUCTS]
    remark = "Hepatitis B from zero: " + "; ".join(parts) + ". Ask your clinician."
    return replace(plan, warnings=(*plan.warnings, remark))


def _option(words: str, solved: Solved) -> str:
    by_key = {node.key: node for node in solved.built.nodes}
    drawn = _day(solved, by_key[TITER])
    allowed = [
        rotation.key.replace("-", " ")
        for rotation in solved.built.placement.rotations
        if (form := by_key.get(f"immunization.form/{rotation.key}")) is not None and form.missing_hard <= 0
    ]
    count = len(solved.built.placement.rotations)
    which = (
        "every rotation"
        if len(allowed) == count
        else " and ".join(allowed)
        if allowed
        else "none of the rotations"
    )
    forms = [node for node in solved.built.nodes if node.key.startswith("immunization.form/")]
    advised = ", by the advised day" if allowed and all(form.missing <= 0 for form in forms) else ""
    return f"{words} a titer from {drawn}, in time for {which}{advised}"


def _day(solved: Solved, node: Node) -> dt.date:
    return dt.date.fromordinal(solved.passes.earliest.day[node.finish])
