"""Write: a solved network becomes a plan, with every item's dates, status, slack and reasons in words."""

from __future__ import annotations

import datetime as dt

from countback.domain.built import Node
from countback.domain.catalogue import Kind, Reason
from countback.domain.explain import explain
from countback.domain.labels import Label, Root
from countback.domain.network import UNBOUNDED_ABOVE, Link, Reach
from countback.domain.plan import Item, Lateness, Plan, Status, Step
from countback.domain.solving import Solved

_ENDLESS = -UNBOUNDED_ABOVE // 2  # days in hand of an item that nothing bounds: none to speak of


def write_plan(solved: Solved, catalogue_version: str) -> Plan:
    """Write a solved network out as a plan (its ways out are sought by `ways_out`)."""
    built = solved.built
    critical = _critical(solved)
    items = tuple(
        sorted(
            (_item(solved, node, critical) for node in built.nodes),
            key=lambda item: (item.start_by, item.due, item.key),
        )
    )
    late = [
        _lateness(solved, node)
        for node in built.nodes
        if node.done_on is None and node.milestone.kind is Kind.TASK and node.missing > 0
    ]
    return Plan(
        person=solved.applicant.id,
        target_year=built.season.target_year,
        track=solved.applicant.track.value,
        today=built.today,
        timezone=solved.applicant.timezone,
        season=built.season,
        pathway=built.pathway,
        rotations=built.placement.rotations,
        items=items,
        late=tuple(sorted(late, key=lambda one: (-one.missing_days, one.key))),
        warnings=tuple(built.warnings),
        catalogue_version=catalogue_version,
    )


def _day(ordinal: int) -> dt.date:
    return dt.date.fromordinal(ordinal)


def _item(solved: Solved, node: Node, critical: frozenset[str]) -> Item:
    milestone, passes = node.milestone, solved.passes
    status = solved.status(node)
    start, finish = node.start, node.finish
    due_day = passes.limit.day if _accepted(solved, node) else passes.due.day
    start_by, due = due_day[start], due_day[finish]
    early, finish_from = passes.early(start), max(passes.early(start), passes.earliest.day[finish])
    limit = passes.limit.day[finish]
    if due >= UNBOUNDED_ABOVE or node.done_on is not None:
        start_by, due, limit = early, finish_from, finish_from
    elif limit >= UNBOUNDED_ABOVE:
        limit = due
    opens = passes.ideal.day[start]
    date = solved.built.season.get(milestone.at) if milestone.at else None
    day = dt.date.fromordinal
    return Item(
        key=node.key,
        title=node.title,
        details=milestone.details,
        category=milestone.category,
        kind=milestone.kind,
        opens=day(min(opens, start_by)),
        earliest=day(early),
        finish_from=day(finish_from),
        start_by=day(start_by),
        due=day(due),
        latest=day(max(limit, due)),
        at=date.at if date else None,
        slack_days=0 if status is Status.DONE or node.missing < _ENDLESS else -node.missing,
        critical=node.key in critical,
        hard=milestone.hard,
        status=status,
        estimated=_estimated(solved, node),
        because=_because(solved, node),
        reminders=milestone.reminders,
        done_on=node.done_on,
        ask=milestone.ask,
        typical_days=milestone.duration.typical.count,
        slow_days=milestone.duration.slow.count,
    )


def _accepted(solved: Solved, node: Node) -> bool:
    return node.key in solved.choices.compressed and solved.passes.due.day[node.finish] < UNBOUNDED_ABOVE


def _because(solved: Solved, node: Node) -> tuple[Reason, ...]:
    """Return the reasons of an item: what sets its dates first, then its other rules."""
    passes = solved.passes
    found: dict[str, Reason] = {}  # by their words: two sources of one reason are one reason
    if node.expired is not None:
        found[node.expired.text] = node.expired
    if node.done_on is not None:
        _add(found, passes.earliest.via[node.start])
        return tuple(found.values())
    _add(found, passes.due.via[node.finish])
    if node.start != node.finish:
        _add(found, passes.due.via[node.start])
    _add(found, passes.ideal.via[node.start])  # not the earliest day's, which changes as days go by
    for _, reason in node.reasons:
        found.setdefault(reason.text, reason)
    if not found:
        _add(found, passes.earliest.via[node.start])
    return tuple(found.values())


def _add(found: dict[str, Reason], link: Link | None) -> None:
    if link is not None and isinstance(link[1], Label) and link[1].root is not Root.HORIZON:
        reason = link[1].reason
        found.setdefault(reason.text, reason)


def _root(reach: Reach, point: int) -> Label | None:
    """Return the label of the bound that a point's chain began with."""
    while True:
        link = reach.via[point]
        if link is None:
            return None
        if link[0] < 0:
            return link[1] if isinstance(link[1], Label) else None
        point = link[0]


def _estimated(solved: Solved, node: Node) -> bool:
    root = _root(solved.passes.due, node.finish)
    return root is not None and root.anchor in solved.built.estimated


def _critical(solved: Solved) -> frozenset[str]:
    """Return the keys of the critical chain: the tightest run of tasks from today to a deadline."""
    tightest: Node | None = None
    most = 0
    for node in solved.built.nodes:
        if (
            node.done_on is not None
            or node.milestone.kind is Kind.EVENT
            or node.key in solved.choices.compressed
        ):
            continue
        root = _root(solved.passes.earliest, node.finish)
        if root is None or root.root is Root.HORIZON:
            continue
        missing = node.missing
        if tightest is None or missing > most:
            tightest, most = node, missing
    if tightest is None:
        return frozenset()
    points = {tightest.start, tightest.finish}
    for reach in (solved.passes.earliest, solved.passes.due):
        points.update(point for point, _ in reach.chain(tightest.finish))
    return frozenset(
        node.key
        for node in solved.built.nodes
        if node.done_on is None and (node.start in points or node.finish in points)
    )


def _lateness(solved: Solved, node: Node) -> Lateness:
    hard = node.missing_hard > 0
    reach = solved.passes.limit if hard else solved.passes.due
    return Lateness(
        key=node.key,
        missing_days=node.missing_hard if hard else node.missing,
        earliest_workable=_day(solved.passes.earliest.day[node.finish]),
        chain=explain(solved.built, solved.passes.earliest, reach, node),
    )


def chain_of(solved: Solved, key: str) -> tuple[Step, ...]:
    """Return the chain behind an item's dates, whether it is late or not."""
    node = next(one for one in solved.built.nodes if one.key == key)
    if node.done_on is not None:
        return explain(solved.built, solved.passes.earliest, None, node)
    return explain(solved.built, solved.passes.earliest, solved.passes.due, node)
