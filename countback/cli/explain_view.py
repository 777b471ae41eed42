"""An explained item on a terminal."""

from __future__ import annotations

from countback.cli.plan_view import dated, show_late
from countback.cli.sheet import Sheet
from countback.services.explaining import Explained


def show_explained(found: Explained, *, plain: bool) -> None:
    """Print why an item stands on its dates."""
    sheet, item = Sheet(plain=plain), found.item
    sheet.heading(item.title)
    sheet.line(item.details)
    sheet.line()
    sheet.line(f"{item.status.value}: begin by {item.start_by}, due {dated(item)}, hard limit {item.latest}.")
    sheet.line(
        f"Its window opens on {item.opens}; from today it can begin on {item.earliest}. Slack {item.slack_days} days."
    )
    if item.slow_days:
        sheet.line(
            f"It takes {item.typical_days} to {item.slow_days} days; the plan allows for {item.slow_days}."
        )
    sheet.heading("Because")
    for reason in item.because:
        verify = ", verify" if reason.verify else ""
        sheet.line(f"- {reason.text} ({reason.source}{verify})")
    if found.late:
        show_late(sheet, found.plan, found.late)
    else:
        sheet.heading("The chain behind its dates")
        for step in found.chain:
            sheet.line(f"  {step.begin} -> {step.end} ({step.days:+d} d)  {step.text}")
    if item.ask:
        sheet.line(f"\nAsk: {item.ask}.")
