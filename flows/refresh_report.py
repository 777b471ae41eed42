"""The report of a refresh as Markdown: how many were planned again, and by id who was not."""

from __future__ import annotations

from countback.services.refreshing import Refreshed

ARTIFACT = "refresh-seasons"


def refresh_report(outcome: Refreshed) -> str:
    """Return the report. What a profile says is not told: of an error, only its class."""
    lines = [
        "# Refresh of the seasons",
        f"Planned again: {len(outcome.planned)}, of these with impossible items: {len(outcome.impossible)}.",
        f"Not planned: {len(outcome.problems)}.",
    ]
    if outcome.problems:
        lines += [
            "\n## Not planned\n",
            "Their plans and calendars are as they were. `countback run --person ID` tells what is wrong.\n",
            "| Person | Error |",
            "| --- | --- |",
            *(f"| {person} | {type(error).__name__} |" for person, error in outcome.problems.items()),
        ]
    return "\n".join(lines) + "\n"
