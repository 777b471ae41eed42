"""Plan a stored person again after a tick, and print what changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from countback.cli.common import form_of, print_json

if TYPE_CHECKING:
    from countback.bootstrap import App

IMPOSSIBLE = 3


def replan_and_show(app: App, person: str, today: dt.date, form: str, as_json: bool) -> int:
    """Plan again, print the changes, and return the exit code."""
    from countback.domain.public import diff_json
    from countback.services.replanning import replan

    outcome = replan(app.workshop, person, today, app.clock.now())
    kept = outcome.kept
    if form_of(form, as_json) == "json":
        print_json({**diff_json(kept.changes, None, kept.run_id), "is_new": kept.is_new})
    else:
        from countback.cli.sheet import Sheet

        sheet = Sheet(plain=form == "text")
        sheet.line(
            f"Run {kept.run_id}: {len(kept.changes)} changes, {len(outcome.written)} calendar files written."
        )
        for one in kept.changes:
            by = f" by {one.days:+d} days" if one.days else ""
            sheet.line(f"- {one.kind.value.replace('_', ' ')}{by}: {one.title} [{one.key}]")
    return IMPOSSIBLE if outcome.plan.impossible else 0
