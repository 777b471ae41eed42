"""A change of a stored profile: what it would do to the plan, and what was kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from countback.domain.diff import Change, summary
from countback.domain.public import diff_json
from countback.domain.season_names import describe

if TYPE_CHECKING:
    from countback.cli.sheet import Sheet
    from countback.domain.plan import Plan
    from countback.services.changing import Preview
    from countback.services.replanning import Replanned

# What a person should see first: what is in danger, then what is saved, then the rest.
ORDER = ("became_late", "became_possible", "done", "undone", "added", "dropped", "changed", "moved")


def season_of(plan: Plan) -> str:
    """Return the sentence that spells out a plan's season."""
    return describe(plan.target_year, plan.season.cycle)


def preview_json(found: Preview, outcome: Replanned | None) -> dict[str, object]:
    """Return a diff in the public shape, with both years and what was stored, if anything was."""
    run = outcome.kept.run_id if outcome else None
    return {
        **diff_json(found.changes, None, run),
        "from_year": found.before.target_year,
        "to_year": found.after.target_year,
        "stored": outcome is not None,
        "run": run,
        "newly_impossible": list(found.newly_impossible),
    }


def show_preview(sheet: Sheet, found: Preview) -> None:
    """Print what a change does: the season where it is another one, every item, what is impossible then."""
    if found.before.target_year != found.after.target_year:
        sheet.line(f"From: {season_of(found.before)}.")
        sheet.line(f"To:   {season_of(found.after)}.")
    if not found.changes:
        sheet.line("No item changes.")
        return
    show_changes(sheet, found.changes)
    _show_newly_impossible(sheet, found)
    news = [one for one in found.after.warnings if one not in found.before.warnings]
    if news:
        sheet.heading("New remarks")
        for one in news:
            sheet.line(f"- {one}")


def show_kept(sheet: Sheet, outcome: Replanned) -> None:
    """Print what was stored and published."""
    kept = outcome.kept
    what = f"Run {kept.run_id} is stored" if kept.is_new else f"The plan is that of run {kept.run_id}"
    sheet.line(f"{what}; {len(outcome.written)} calendar files written.")
    if count := len(outcome.plan.late):
        late = "1 item is late" if count == 1 else f"{count} items are late"
        sheet.line(f"{late}. Ways out of one: countback explain KEY")
    sheet.line(
        "A profile file that you wrote is not changed: write the same there before you `run` it with --profile again."
    )


def show_changes(sheet: Sheet, changes: Sequence[Change]) -> None:
    """Print how many changes of each kind there are, then every one."""
    counts = summary(changes)
    told = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts.items() if count)
    sheet.line(f"{told}.")
    rows = [
        [
            one.kind.value.replace("_", " "),
            f"{one.days:+d} d" if one.days else "",
            one.before.isoformat() if one.before else "",
            one.after.isoformat() if one.after else "",
            f"{one.title} [{one.key}]",
        ]
        for one in sorted(changes, key=lambda one: ORDER.index(one.kind))
    ]
    sheet.table(("change", "by", "from", "to", "what"), rows)


def _show_newly_impossible(sheet: Sheet, found: Preview) -> None:
    keys = found.newly_impossible
    if not keys:
        sheet.line("Nothing becomes impossible by it.")
        return
    sheet.heading(f"Impossible then, and not before: {len(keys)}")
    for one in found.after.impossible:
        if one.key in keys:
            sheet.line(f"- {one.title} [{one.key}], due {one.due}, hard limit {one.latest}")
