"""What a run did, where the feed is, and what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from countback.cli.sheet import Sheet

if TYPE_CHECKING:
    from flows.requests import PlanSummary


def show_next(summary: PlanSummary, feed: Path, *, plain: bool) -> None:
    """Print the outcome of a run."""
    sheet = Sheet(plain=plain)
    sheet.heading("Done" if summary.is_new else "Nothing changed")
    if summary.is_new:
        told = ", ".join(
            f"{count} {kind.replace('_', ' ')}" for kind, count in summary.changes.items() if count
        )
        sheet.line(f"Run {summary.run_id} is stored" + (f"; since the run before: {told}." if told else "."))
    else:
        sheet.line(f"The inputs are those of run {summary.run_id}: nothing was written.")
    sheet.verbatim(f"Calendar feed: {feed / 'all.ics'}")
    sheet.verbatim(f"To-do feed:    {feed / 'todo.ics'}")
    sheet.line(
        "One feed per category lies beside them. Whoever knows the folder's name can read it: keep it secret."
    )
    sheet.heading("What to do next")
    sheet.line("- Open the feed in a calendar, or publish its folder (docs/how-to/subscribe.md).")
    sheet.line("- Tick a step off: countback done KEY          Why a date: countback explain KEY")
    sheet.line("- Change the profile (another target_year, a new date) and run again: the same events move.")
