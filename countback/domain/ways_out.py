"""Ways out: changes that would save a late item, each applied and solved again before it is offered.

Candidates follow from the plan itself (another vaccine product, the test on another day, a rotation
moved or dropped, observerships, a provisional clearance, doing it late, the next season). One is
offered for a late item only if, once applied, the item is kept (slack zero or more, or no longer
needed), nothing else becomes impossible, and the item was not simply put out of sight.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from countback.domain.applicant import Applicant, Stage
from countback.domain.catalogue import Kind
from countback.domain.network import UNBOUNDED_ABOVE
from countback.domain.pathways import OBSERVERSHIP
from countback.domain.plan import Lateness, Plan, Status, WayOut
from countback.domain.season_names import LAST_TARGET_YEAR
from countback.domain.solving import Solved

MOVES_WEEKS = (4, 8, 12)
FEW_PAIRS = 3
_MAY_REMOVE = (
    "drop:",
    "vaccine:",
    "tb:igra",
)  # changes after which an item may rightly not be needed any more
Solver = Callable[[tuple[str, ...]], Solved]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change worth trying, in the words of a choice and of a person."""

    action: str
    text: str


@dataclass(frozen=True, slots=True)
class _Tried:
    """A candidate as solved: slack by item, and what has become impossible."""

    candidate: Candidate
    slack: dict[str, int]
    impossible: frozenset[str]
    least: int


def candidates(applicant: Applicant, plan: Plan) -> Iterator[Candidate]:
    """Yield the changes that this person could make, the least costly first."""
    late = {one.key for one in plan.late}
    given = {dose.vaccine for dose in applicant.immunization.doses}
    if applicant.immunization.hepatitis_b != "heplisav_b" and "hepatitis_b" not in given:
        yield Candidate(
            "vaccine:hepatitis_b=heplisav_b",
            "Ask your clinician for the two-dose hepatitis B vaccine (Heplisav-B): two doses 28 days apart.",
        )
    if applicant.immunization.hepatitis_b == "three_dose_standard":
        yield Candidate(
            "vaccine:hepatitis_b=three_dose",
            "Ask your clinician to give the three-dose hepatitis B series at minimum intervals (16 weeks).",
        )
    if any(key.startswith(("immunization.tb", "immunization.form")) for key in late):
        yield Candidate(
            "tb:same_day",
            "Have the tuberculosis test on the very day of the last live vaccine instead of 28 days after.",
        )
        if applicant.immunization.tb_method == "tst":
            yield Candidate(
                "tb:igra", "Take one tuberculosis blood test (IGRA) instead of the two-step skin test."
            )
    if any(key.startswith("immunization.") for key in late):
        yield Candidate(
            "ask:provisional-clearance",
            "Ask the host for provisional clearance while the hepatitis B series runs. Get the answer in writing.",
        )
    for key in sorted(late & {*applicant.given, *applicant.booked}):
        yield Candidate(
            f"unbook:{key}",
            "Give up the date you have for it, and book another that fits (run the plan to see which).",
        )
    yield from _rotation_changes(plan)
    if applicant.stage is Stage.STUDENT and plan.pathway.name != OBSERVERSHIP:
        yield Candidate(
            "pathway:observership",
            "Go for observerships instead of hands-on electives. Verify with the host's international office.",
        )
    if plan.target_year < LAST_TARGET_YEAR:
        following = plan.target_year + 1
        yield Candidate(
            f"year:{following}",
            f"Aim at the next season: ERAS {following + 1}, submitted in September {following}."
            + (" The rotations in your profile then need new dates." if applicant.rotations else ""),
        )


def _rotation_changes(plan: Plan) -> Iterator[Candidate]:
    for rotation in reversed(plan.rotations):  # the last one's move disturbs least
        for weeks in MOVES_WEEKS:
            start = rotation.start + dt.timedelta(weeks=weeks)
            yield Candidate(
                f"move:{rotation.key}=+{weeks}w",
                f"Move {rotation.key.replace('-', ' ')} by {weeks} weeks, to begin on {start} (later ones follow).",
            )
    for rotation in reversed(plan.rotations):
        if len(plan.rotations) > 1 and not rotation.bears_letter:
            yield Candidate(
                f"drop:{rotation.key}", f"Leave out {rotation.key.replace('-', ' ')} ({rotation.title})."
            )


def ways_out(applicant: Applicant, plan: Plan, solver: Solver) -> Plan:
    """Return the plan with the ways out of each late item; `solver` solves with further choices."""
    if not plan.late:
        return plan
    before = frozenset(item.key for item in plan.impossible)
    tried = [_try(candidate, solver) for candidate in candidates(applicant, plan)]
    compressed = _compressed(plan, solver)
    advice = {item.key for item in plan.items if not item.hard and item.status is Status.LATE}
    found = {
        # For a missed advice nobody gives up a rotation or a year: it is done late, or left.
        one.key: (*(() if one.key in advice else _offers(one, tried, before)), *compressed.get(one.key, ()))
        for one in plan.late
    }
    if any(not found[key] for key in before if key in found):
        pairs = [_try(pair, solver) for pair in _pairs([one.candidate for one in tried])]
        for one in plan.late:
            if one.key in before and not found[one.key]:
                found[one.key] = tuple(_offers(one, pairs, before))[:FEW_PAIRS]
    return replace(plan, late=tuple(replace(one, ways_out=found[one.key]) for one in plan.late))


def _pairs(single: list[Candidate]) -> Iterator[Candidate]:
    """Yield two changes at once, for an impossible item that no single one saves."""
    for one, other in combinations(single, 2):
        if _family(one) != _family(other):
            yield Candidate(f"{one.action},{other.action}", f"{one.text} And: {other.text}")


def _family(candidate: Candidate) -> str:
    """Return what a change is about: moves of rotations are alternatives, as later ones follow."""
    names = (part.partition("=")[0] for part in candidate.action.split(","))
    return ",".join("move" if name.startswith("move:") else name for name in names)


def _try(candidate: Candidate, solver: Solver) -> _Tried:
    solved = solver((candidate.action,))
    slack = {}
    impossible = set()
    least = 10**6
    for node in solved.built.nodes:
        if node.done_on is None and node.milestone.kind is Kind.TASK:
            slack[node.key] = -node.missing
            least = min(least, slack[node.key])
            if node.missing_hard > 0:
                impossible.add(node.key)
    return _Tried(candidate, slack, frozenset(impossible), least)


def _offers(late: Lateness, tried: list[_Tried], before: frozenset[str]) -> Iterator[WayOut]:
    moved: set[str] = set()
    for one in tried:
        family = _family(one.candidate)
        if family in moved or not one.impossible <= before - {late.key}:
            continue
        slack = one.slack.get(late.key)
        if slack is None:
            if not any(part.startswith(_MAY_REMOVE) for part in one.candidate.action.split(",")):
                continue
            yield WayOut(
                one.candidate.action, f"{one.candidate.text} Then it is no longer needed.", max(0, one.least)
            )
        elif slack >= 0:
            if "=+" in one.candidate.action:
                moved.add(family)
            yield WayOut(one.candidate.action, one.candidate.text, slack)


def _compressed(plan: Plan, solver: Solver) -> dict[str, tuple[WayOut]]:
    """Return the offers to do an advised step late: everything hard that depends on it still fits.

    Doing one step late moves no other, so all of them are solved at once.
    """
    limits = {item.key: item.latest for item in plan.items if item.status is Status.LATE}
    late = [one for one in plan.late if one.key in limits]
    solved = solver(tuple(f"compress:{one.key}" for one in late))
    nodes = {node.key: node for node in solved.built.nodes}
    found = {}
    for one in late:
        node, limit = nodes[one.key], limits[one.key]
        by = f" (hard limit {limit})" if limit > one.earliest_workable else ""
        early = solved.passes.earliest.day[node.start]
        begin = "at once" if early <= plan.today.toordinal() else f"on {dt.date.fromordinal(early)}"
        text = f"Do it late: begin {begin}, and it can still be done on {one.earliest_workable}{by}."
        bounded = solved.passes.limit.day[node.finish] < UNBOUNDED_ABOVE
        found[one.key] = (WayOut(f"compress:{one.key}", text, -node.missing if bounded else 0),)
    return found
