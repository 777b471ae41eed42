"""The plan on a terminal: what is next, what is at risk and why, the months, and a timeline."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from countback.cli.sheet import Sheet
from countback.cli.timeline import timeline
from countback.domain.catalogue import Kind
from countback.domain.plan import Item, Lateness, Plan, Status
from countback.domain.season_names import describe

NEXT_DAYS = 14
AT_RISK_SLACK = 14
FEW = 12
PATHWAYS = {
    "elective_vslo": "hands-on elective through VSLO",
    "elective_direct": "hands-on elective, host by host",
    "observership": "observership",
    "research_year": "research year with an observership",
}


def show_plan(plan: Plan, *, plain: bool, every: bool) -> None:
    """Print a plan."""
    sheet = Sheet(plain=plain)
    _head(sheet, plan)
    if plan.late:
        _too_late(sheet, plan)
    _next_days(sheet, plan)
    _at_risk(sheet, plan)
    _months(sheet, plan, every=every)
    sheet.heading("Timeline")
    for line in timeline(plan, sheet.width):
        sheet.exact(line)


def dated(item: Item) -> str:
    """Return an item's day, with its clock time where it has one and a mark where it is estimated."""
    on_time = item.at is not None and item.at.date() == item.due
    day = item.at.strftime("%Y-%m-%d %H:%M ET") if item.at and on_time else item.due.isoformat()
    return f"{day} ~" if item.estimated else day


def _head(sheet: Sheet, plan: Plan) -> None:
    sheet.heading(f"Plan of {plan.person} on {plan.today:%A}, {plan.today}")
    sheet.line(f"Season: {describe(plan.target_year)}.")
    sheet.line(
        f"Pathway: {PATHWAYS.get(plan.pathway.name, plan.pathway.name)}. {plan.pathway.because[0].text}"
    )
    for one in plan.rotations:
        last = one.end - dt.timedelta(days=1)
        letter = ", bears the genetics letter" if one.bears_letter else ""
        where = f" at {one.host}" if one.host else ""
        sheet.line(
            f"{one.key.replace('-', ' ').capitalize()}: {one.start} to {last}, {one.title}{where}{letter}."
        )
    counts = Counter(item.status for item in plan.items)
    told = ", ".join(
        f"{counts[status]} {status.value.replace('_', ' ')}" for status in Status if counts[status]
    )
    sheet.line(f"{len(plan.items)} items: {told}.")
    if any(item.estimated for item in plan.items):
        sheet.line("A date marked ~ rests on an estimated season date; the plan keeps to the earlier one.")
    for warning in plan.warnings:
        sheet.line(f"! {warning}", style="yellow")


def _too_late(sheet: Sheet, plan: Plan) -> None:
    impossible = {item.key for item in plan.impossible}
    sheet.heading(
        f"Too late? {len(impossible)} impossible, {len(plan.late) - len(impossible)} late but workable"
    )
    worst = sorted(plan.late, key=lambda one: (one.key not in impossible, -len(one.chain), -one.missing_days))
    told: set[str] = set()
    for late in worst:
        # Items of one chain miss for one reason: tell each chain once, at its longest.
        if told & {step.text for step in late.chain[1:]} or len(told) > 3 * FEW:
            continue
        told |= {step.text for step in late.chain[1:]}
        show_late(sheet, plan, late)
        if len(told) > FEW:
            break
    sheet.line("Every late item is in the list below; `countback explain KEY` tells its chain.")


def show_late(sheet: Sheet, plan: Plan, late: Lateness) -> None:
    """Print one lateness: what is missing, the chain, the ways out."""
    item = plan.item(late.key)
    status = item.status.value if item else "late"
    title = item.title if item else late.key
    sheet.line()
    sheet.line(f"{title} [{late.key}]: {status}, {late.missing_days} days missing.", style="bold")
    for step in late.chain:
        sheet.line(f"  {step.begin} -> {step.end} ({step.days:+d} d)  {step.text}")
    if late.ways_out:
        sheet.line("  Ways out, each tried and solved:")
        for way in late.ways_out:
            sheet.line(f"  - {way.text} [{way.action}; {way.slack_days} days in hand]")
    else:
        sheet.line("  No single change saves it.")


def _rows(items: Iterable[Item]) -> list[list[str]]:
    return [
        [
            item.start_by.isoformat(),
            dated(item),
            f"{item.slack_days:+d}",
            item.status.value,
            f"{item.title} [{item.key}]",
        ]
        for item in items
    ]


HEADERS = ("start by", "due", "slack", "status", "what")


def _next_days(sheet: Sheet, plan: Plan) -> None:
    end = plan.today + dt.timedelta(days=NEXT_DAYS)
    items = [
        one
        for one in plan.items
        if one.status in (Status.DUE_SOON, Status.OPEN, Status.UPCOMING) and min(one.start_by, one.due) <= end
    ]
    sheet.heading(f"Next {NEXT_DAYS} days ({plan.today} to {end})")
    if items:
        sheet.table(HEADERS, _rows(items), status_column=3)
    else:
        sheet.line("Nothing has to be begun or finished.")
        ahead = [one for one in plan.items if one.kind is Kind.TASK and one.status is Status.UPCOMING]
        if ahead:
            first = min(ahead, key=lambda one: (one.earliest, one.start_by, one.key))
            sheet.line(f"The next window opens on {first.earliest}: {first.title} [{first.key}].")


def _at_risk(sheet: Sheet, plan: Plan) -> None:
    late = sorted(
        (one for one in plan.items if one.status in (Status.IMPOSSIBLE, Status.LATE)),
        key=lambda one: (one.status is not Status.IMPOSSIBLE, not one.hard, one.slack_days),
    )
    tight = [
        one
        for one in plan.items
        if one.status in (Status.OPEN, Status.UPCOMING, Status.DUE_SOON)
        and one.kind is Kind.TASK
        and (one.critical or (one.hard and one.slack_days <= AT_RISK_SLACK))
    ]
    sheet.heading("At risk")
    if late or tight:
        sheet.table(HEADERS, _rows([*late, *tight[:FEW]]), status_column=3)
    else:
        sheet.line("Nothing is late, and nothing hard has less than two weeks in hand.")


def _months(sheet: Sheet, plan: Plan, *, every: bool) -> None:
    sheet.heading("By month")
    listed_items = plan.items if every else [one for one in plan.items if one.status is not Status.DONE]
    for month, items in groupby(listed_items, key=lambda one: one.start_by.strftime("%B %Y")):
        listed = list(items)
        if every:
            sheet.heading(month)
            sheet.table(HEADERS, _rows(listed), status_column=3)
        else:
            sheet.line(f"{month}: {_told(listed)}")
    if not every:
        sheet.line("`--all` lists every item.")


def _told(items: Sequence[Item]) -> str:
    first = [
        one.title for one in sorted(items, key=lambda one: (not one.critical, not one.hard, one.due))[:3]
    ]
    more = len(items) - len(first)
    return "; ".join(first) + (f"; and {more} more" if more else "")
