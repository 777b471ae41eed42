"""The report of a run as Markdown, for Prefect's page of artifacts.

It names the person by id only, and no host: who reads Prefect's pages is not always the person.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from countback.domain.diff import Change
from countback.domain.plan import Item, Plan, Status
from countback.services.running import Kept

AHEAD = dt.timedelta(days=14)


def report(plan: Plan, kept: Kept) -> str:
    """Return the report: counts by status, what is late, the next 14 days, what changed."""
    season = plan.season
    lines = [
        f"# Plan of {plan.person}",
        f"Run {kept.run_id}, as of {plan.today}: ERAS {season.eras_year}, Match {season.match_year}.",
        *_section("Items by status", ("Status", "Items"), _counts(plan)),
        *_section("Late", ("Item", "Missing days", "Workable from"), _late(plan)),
        *_section("The next 14 days", ("Begin by", "Due", "Item", "Status"), _ahead(plan)),
        *_section(_news(kept), ("Change", "Item", "Days", "Due before", "Due now"), _changes(kept.changes)),
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"\n## {title}\n"
    listed = [_row(row) for row in rows]
    if not listed:
        yield "Nothing."
        return
    yield _row(heads)
    yield _row(["---"] * len(heads))
    yield from listed


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", r"\|") for cell in cells) + " |"


def _counts(plan: Plan) -> Iterator[Sequence[object]]:
    counts = Counter(item.status for item in plan.items)
    return ((status.value.replace("_", " "), counts[status]) for status in Status if counts[status])


def _late(plan: Plan) -> Iterator[Sequence[object]]:
    for late in plan.late:
        item = plan.item(late.key)
        yield _name(plan, item) if item else late.key, late.missing_days, late.earliest_workable


def _ahead(plan: Plan) -> Iterator[Sequence[object]]:
    end = plan.today + AHEAD
    for item in sorted(plan.items, key=lambda one: (one.start_by, one.due, one.key)):
        begins, falls_due = plan.today <= item.start_by < end, plan.today <= item.due < end
        if item.status is not Status.DONE and (begins or falls_due):
            yield item.start_by, item.due, _name(plan, item), item.status.value.replace("_", " ")


def _news(kept: Kept) -> str:
    if kept.is_first:
        return "Changes: none, this is the first plan"
    return "Changes since the plan before" if kept.is_new else "Changes: none, the inputs are the same"


def _changes(changes: Iterable[Change]) -> Iterator[Sequence[object]]:
    for one in changes:
        # By key, as a title of a dropped item can name a host that the plan no longer knows.
        yield one.kind.value.replace("_", " "), one.key, one.days or "", one.before or "", one.after or ""


def _name(plan: Plan, item: Item) -> str:
    """Return an item's title without the names of hosts."""
    title = item.title
    for rotation in plan.rotations:
        if rotation.host:
            title = title.replace(f", {rotation.host}", "")
    return title
