"""`countback undo KEY`: take a tick back, and plan again."""

from __future__ import annotations

import datetime as dt

import click

from countback.cli.common import json_option, only_person, open_app, person_option, today_option
from countback.cli.replanned_view import replan_and_show


@click.command("undo")
@click.argument("key")
@person_option
@today_option
@json_option
def command(key: str, person: str | None, today: dt.date | None, form: str, as_json: bool) -> int:
    """Take a tick back, and plan again."""
    from countback.services.ticking import untick

    app = open_app()
    day = today or app.clock.today()
    who = only_person(app, person)
    untick(app.store, who, key)
    return replan_and_show(app, who, day, form, as_json)
