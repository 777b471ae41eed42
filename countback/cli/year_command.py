"""`countback year YEAR`: aim at another season; the change is shown first, and kept when it is agreed to."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from countback.cli.common import (
    form_of,
    json_option,
    only_person,
    open_app,
    person_option,
    print_json,
    today_option,
    waiting,
)

if TYPE_CHECKING:
    from countback.services.changing import Preview
    from countback.services.replanning import Replanned

IMPOSSIBLE = 3


@click.command("year")
@click.argument("year", metavar="YEAR")
@person_option
@click.option("--yes", is_flag=True, help="Do not ask; needed to store anything in a pipe.")
@today_option
@json_option
def command(year: str, person: str | None, yes: bool, today: dt.date | None, form: str, as_json: bool) -> int:
    """Change the target year, after showing what moves.

    YEAR is the year of the September in which ERAS is submitted (2029), or a name such as "ERAS 2030".
    Without --yes it asks on a terminal; in a pipe, and with --json, it shows the change and stores nothing.
    Exits with 3 where the plan that is stored has impossible items.
    """
    from countback.services.changing import apply, preview, to_year

    change = to_year(year)
    app = open_app()
    day = today or app.clock.today()
    who = only_person(app, person)
    form = form_of(form, as_json)
    with waiting("Planning both years"):
        found = preview(app.workshop, who, change, day)
    is_other = found.before.target_year != found.after.target_year
    if form != "json":
        _show(found, plain=form == "text")
    kept = None
    if is_other and (yes or (form != "json" and _agreed())):
        kept = apply(app.workshop, who, change, day, app.clock.now())
    if form == "json":
        from countback.cli.preview_view import preview_json

        print_json(preview_json(found, kept))
    elif is_other:
        _show_outcome(kept, plain=form == "text")
    return IMPOSSIBLE if kept and kept.plan.impossible else 0


def _agreed() -> bool:
    """Ask on a terminal; in a pipe nobody can agree, nor see what it is about."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return click.confirm("Change the year, plan and publish?", abort=True, err=True)


def _show(found: Preview, *, plain: bool) -> None:
    from countback.cli.preview_view import season_of, show_preview
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=plain)
    if found.before.target_year == found.after.target_year:
        sheet.line(f"Nothing changes, the plan is for that year already: {season_of(found.after)}.")
        return
    sheet.heading(f"Another year for {found.after.person}")
    show_preview(sheet, found)


def _show_outcome(kept: Replanned | None, *, plain: bool) -> None:
    from countback.cli.preview_view import show_kept
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=plain)
    sheet.line()
    if kept is None:
        sheet.line("This was a preview: nothing was stored. Say --yes to keep it.")
    else:
        show_kept(sheet, kept)
