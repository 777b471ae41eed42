"""The plan on a terminal: what is next, what is at risk and why, the months, and a timeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from countback.cli.sheet import Sheet
from countback.cli.timeline import timeline
from countback.domain.agenda import LATE, SOON, Agenda, agenda
from countback.domain.catalogue import Kind
from countback.domain.plan import Item, Lateness, Plan, Status
from countback.domain.season_names import describe

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
    sorted_plan = agenda(plan)
    _next_days(sheet, plan, sorted_plan)
    _at_risk(sheet, sorted_plan)
    _months(sheet, plan, every=every)
    sheet.heading("Timeline")
    for line in timeline(plan, sheet.width):
        sheet.exact(line)


def days(count: int) -> str:
    """Return a number of days in words."""
    return "1 day" if count == 1 else f"{count} days"


def dated(item: Item) -> str:
    """Return an item's day, with its clock time where it has one and a mark where it is estimated."""
    on_time = item.at is not None and item.at.date() == item.due
    day = item.at.strftime("%Y-%m-%d %H:%M ET") if item.at and on_time else item.due.isoformat()
    return f"{day} ~" if item.estimated else day


def _head(sheet: Sheet, plan: Plan) -> None:
    sheet.heading(f"Plan of {plan.person} on {plan.today:%A}, {plan.today}")
    sheet.line(f"Season: {describe(plan.target_year, plan.season.cycle)}.")
    sheet.line(
        f"Pathway: {PATHWAYS.get(plan.pathway.name, plan.pathway.name)}. {plan.pathway.because[0].text}"
    )
    for one in plan.rotations:
        letter = ", bears the genetics letter" if one.bears_letter else ""
        where = f" at {one.host}" if one.host else ""
        sheet.line(
            f"{one.key.replace('-', ' ').capitalize()}: {one.start} to {one.last}, {one.title}{where}{letter}."
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
    advice = {item.key for item in plan.items if item.status is Status.LATE and not item.hard}
    worst = sorted(
        (one for one in plan.late if one.key not in advice),
        key=lambda one: (one.key not in impossible, -len(one.chain), -one.missing_days),
    )
    told: set[str] = set()
    for late in worst:
        # Items of one chain miss for one reason: tell each chain once, at its longest.
        if told & {step.text for step in late.chain[1:]} or len(told) > 3 * FEW:
            continue
        told |= {step.text for step in late.chain[1:]}
        show_late(sheet, plan, late)
        if len(told) > FEW:
            break
    if advice:
        sheet.line(
            f"{len(advice)} pieces of advice are past their day: do them when you can; nothing breaks."
        )
    sheet.line("Every late item is in the list below; `countback explain KEY` tells its chain.")


def show_late(sheet: Sheet, plan: Plan, late: Lateness) -> None:
    """Print one lateness: what is missing, the chain, the ways out."""
    item = plan.item(late.key)
    status = item.status.value if item else "late"
    title = item.title if item else late.key
    sheet.line()
    sheet.line(f"{title} [{late.key}]: {status}, {days(late.missing_days)} missing.", style="bold")
    for step in late.chain:
        sheet.line(f"  {step.begin} -> {step.end} ({step.days:+d} d)  {step.text}")
    if late.ways_out:
        sheet.line("  Ways out, each tried and solved:")
        for way in late.ways_out:
            sheet.line(f"  - {way.text} [{way.action}; {days(way.slack_days)} in hand]")
    else:
        sheet.line(
            f"  No change that was tried saves it. The earliest it can be done is {late.earliest_workable}."
        )


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


def _next_days(sheet: Sheet, plan: Plan, sorted_plan: Agenda) -> None:
    end = plan.today + SOON
    overdue = sorted((*sorted_plan.overdue, *sorted_plan.advice), key=_first_of_all)
    items = (*sorted_plan.today, *sorted_plan.soon)
    sheet.heading(f"Next {SOON.days} days ({plan.today} to {end})")
    if overdue or items:
        # What is late and can be done now comes first: the critical chain, then limits, then advice.
        sheet.table(HEADERS, _rows([*overdue[:FEW], *items]), status_column=3)
        if len(overdue) > FEW:
            sheet.line(f"And {len(overdue) - FEW} more that are late, mostly advice: see below.")
    else:
        sheet.line("Nothing has to be begun or finished.")
        ahead = [one for one in plan.items if one.kind is Kind.TASK and one.status is Status.UPCOMING]
        if ahead:
            soonest = min(ahead, key=lambda one: (one.earliest, one.start_by, one.key))
            sheet.line(f"The next window opens on {soonest.earliest}: {soonest.title} [{soonest.key}].")


def _first_of_all(item: Item) -> tuple[bool, bool, int]:
    return not item.critical, not item.hard, item.slack_days


def _at_risk(sheet: Sheet, sorted_plan: Agenda) -> None:
    late = [one for one in sorted_plan.at_risk if one.status in LATE]
    tight = [one for one in sorted_plan.at_risk if one.status not in LATE]
    sheet.heading("At risk")
    if late or tight:
        sheet.table(HEADERS, _rows([*late, *tight[:FEW]]), status_column=3)
    else:
        sheet.line("Nothing is late, and nothing hard has less than two weeks in hand.")


def _months(sheet: Sheet, plan: Plan, *, every: bool) -> None:
    sheet.heading("By month")
    listed_items = plan.items if every else [one for one in plan.items if _ahead(plan, one)]
    for month, items in groupby(listed_items, key=lambda one: one.start_by.strftime("%B %Y")):
        listed = list(items)
        if every:
            sheet.heading(month)
            sheet.table(HEADERS, _rows(listed), status_column=3)
        else:
            sheet.line(f"{month}: {_told(listed)}")
    if not every:
        sheet.line("`--all` lists every item.")


def _ahead(plan: Plan, item: Item) -> bool:
    """Tell whether an item is still to come: done ones and late ones are told above."""
    return item.status not in (*LATE, Status.DONE) and item.start_by >= plan.today.replace(day=1)


def _told(items: Sequence[Item]) -> str:
    first = [
        one.title for one in sorted(items, key=lambda one: (not one.critical, not one.hard, one.due))[:3]
    ]
    more = len(items) - len(first)
    return "; ".join(first) + (f"; and {more} more" if more else "")
