"""What a run did, where the feed is, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from countback.cli.sheet import Sheet

if TYPE_CHECKING:
    from flows.requests import PlanSummary


def show_next(summary: PlanSummary, feed: Path, addresses: Mapping[str, str], *, plain: bool) -> None:
    """Print the outcome of a run; `addresses` are those of the served page and calendar."""
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
    sheet.line("One feed per category lies beside them.")
    sheet.heading("What to do next")
    sheet.line(
        "- Start the server (`countback serve`), and open your own page or subscribe to your calendar:"
    )
    if "page" in addresses:
        sheet.verbatim(f"    page:      {addresses['page']}")
    if "calendar" in addresses:
        sheet.verbatim(f"    calendar:  {addresses['calendar']}")
    sheet.line("  Whoever has an address can use it: keep them to yourself (`countback link` replaces them).")
    sheet.line("- Tick a step off: countback done KEY          Why a date: countback explain KEY")
    sheet.line(
        "- Another year: countback year 2029              Another date: change the profile and run again."
    )
