"""`countback refresh`: plan again exactly those whose season's dates changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from countback.cli.common import form_of, json_option, open_app, print_json, today_option, waiting

if TYPE_CHECKING:
    from countback.services.refreshing import Refreshed

MISFIT = 2
NAMED = 20


@click.command("refresh")
@today_option
@json_option
def command(today: dt.date | None, form: str, as_json: bool) -> int:
    """Plan everyone again whose season's dates changed.

    Each is planned on the day it is where they live, stored and published. Whoever cannot be planned stops
    nobody else; with such a person it exits with 2.
    """
    from countback.services.refreshing import refresh, touched

    app = open_app()
    with waiting("Planning again"):
        ids = tuple(touched(app.store, app.published))
        day_in = app.clock.today_in if today is None else lambda _: today
        outcome = refresh(app.workshop, ids, day_in, app.clock.now)
    if form_of(form, as_json) == "json":
        print_json(_json(outcome))
    else:
        _show(outcome, plain=form == "text")
    if outcome.bug:
        raise outcome.bug
    return MISFIT if outcome.problems else 0


def _json(outcome: Refreshed) -> dict[str, object]:
    return {
        "schema": 1,
        "planned": list(outcome.planned),
        "impossible": list(outcome.impossible),
        "not_planned": [
            {"person": one, "error": type(error).__name__, "text": str(error)}
            for one, error in outcome.problems.items()
        ],
    }


def _show(outcome: Refreshed, *, plain: bool) -> None:
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=plain)
    if not outcome.planned and not outcome.problems:
        sheet.line("Every plan rests on today's season dates: nothing was written.")
        return
    sheet.line(f"Planned again and published: {_named(outcome.planned)}.")
    if outcome.planned:
        sheet.line(f"What moved: countback diff --person {outcome.planned[0]}")
    if outcome.impossible:
        sheet.line(f"With impossible items: {_named(outcome.impossible)}.")
    if outcome.problems:
        sheet.heading("Not planned, and their calendars are as they were")
        for one, error in outcome.problems.items():
            sheet.line(f"- {one}: {error}")


def _named(ids: tuple[str, ...]) -> str:
    """Return how many they are, and the first of them by id."""
    if not ids:
        return "nobody"
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return f"{len(ids)} ({', '.join(ids[:NAMED])}{more})"
