"""`countback choose ACTION`: keep a way out, or take it back, and plan again."""

from __future__ import annotations

import datetime as dt
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
from countback.errors import BadInput

if TYPE_CHECKING:
    from countback.services.changing import Preview
    from countback.services.replanning import Replanned
    from countback.services.running import ProfileChange

IMPOSSIBLE = 3


@click.command("choose")
@click.argument("action")
@person_option
@click.option("--take-back", is_flag=True, help="Take back what was chosen before.")
@click.option("--preview", "only_look", is_flag=True, help="Show what it would do; store nothing.")
@today_option
@json_option
def command(
    action: str,
    person: str | None,
    take_back: bool,
    only_look: bool,
    today: dt.date | None,
    form: str,
    as_json: bool,
) -> int:
    """Keep a way out, or take it back, and plan again.

    ACTION is a way out's `action`, as the plan shows it in brackets, for example tb:same_day. Exits with 3
    where the plan that is stored has impossible items.
    """
    from countback.services.changing import apply, preview, with_choice

    change = _without(action) if take_back else with_choice(action)
    app = open_app()
    day = today or app.clock.today()
    who = only_person(app, person)
    with waiting("Planning with and without it"):
        found = preview(app.workshop, who, change, day)
    kept = None if only_look else apply(app.workshop, who, change, day, app.clock.now())
    if form_of(form, as_json) == "json":
        from countback.cli.preview_view import preview_json

        print_json({**preview_json(found, kept), "action": action, "taken_back": take_back})
    else:
        _show(action, found, kept, take_back=take_back, plain=form == "text")
    return IMPOSSIBLE if kept and kept.plan.impossible else 0


def _without(action: str) -> ProfileChange:
    """Return the change that takes an action back, also one of several parts: they are kept one by one."""
    from countback.services.changing import without_choice

    parts = [part.strip() for part in action.split(",") if part.strip()]
    if any(part.startswith("year:") for part in parts):
        raise BadInput.one("a year is not kept as a choice", "change it back with `countback year YEAR`")

    def change(profile: dict[str, object]) -> dict[str, object]:
        kept = profile.get("choices")
        whole = isinstance(kept, list) and action in kept  # as a profile may be written
        for word in parts if parts and not whole else [action]:
            profile = without_choice(word)(profile)
        return profile

    return change


def _show(action: str, found: Preview, kept: Replanned | None, *, take_back: bool, plain: bool) -> None:
    from countback.cli.preview_view import show_kept, show_preview
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=plain)
    sheet.heading(f"{'Without' if take_back else 'With'} {action}")
    show_preview(sheet, found)
    sheet.line()
    if kept is None:
        sheet.line("This was a preview: nothing was stored.")
        return
    show_kept(sheet, kept)
    if not take_back and "year:" not in action:
        sheet.line(f"Take it back: countback choose {action} --take-back")
