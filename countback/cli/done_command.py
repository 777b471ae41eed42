"""`countback done KEY [DATE]`: tick an item off, and plan again."""

from __future__ import annotations

import datetime as dt

import click

from countback.cli.common import Day, json_option, only_person, open_app, person_option, today_option
from countback.cli.replanned_view import replan_and_show


@click.command("done")
@click.argument("key")
@click.argument("date", type=Day(), required=False, metavar="[DATE]")
@person_option
@today_option
@json_option
def command(
    key: str, date: dt.date | None, person: str | None, today: dt.date | None, form: str, as_json: bool
) -> int:
    """Tick an item off, and plan again.

    It was done on DATE (default: today).
    """
    from countback.services.ticking import tick

    app = open_app()
    day = today or app.clock.today()
    who = only_person(app, person)
    tick(app.store, who, key, date or day, day, app.clock.now())
    return replan_and_show(app, who, day, form, as_json)
