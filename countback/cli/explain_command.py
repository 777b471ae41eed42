"""`countback explain KEY`: why an item stands on its dates."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path

import click

from countback.cli.common import (
    form_of,
    json_option,
    open_app,
    person_option,
    print_json,
    profile_option,
    read_applicant,
    stored_applicant,
    today_option,
)
from countback.errors import NotFound


@click.command("explain")
@click.argument("key")
@profile_option(required=False)
@person_option
@today_option
@json_option
def command(
    key: str, profile: Path | None, person: str | None, today: dt.date | None, form: str, as_json: bool
) -> None:
    """Say why an item stands on its dates.

    The chain of reasons runs from today to the deadline behind the item, each step with its source.
    """
    from countback.services.explaining import explain_item

    app = open_app()
    day = today or app.clock.today()
    applicant = read_applicant(app, profile, day) if profile else stored_applicant(app, person, day)
    found = explain_item(applicant, app.library, day, key)
    if found is None:
        from countback.services.planning import plan_for

        keys = [one.key for one in plan_for(applicant, app.library, day, seek_ways_out=False).items]
        close = [one for one in keys if one.startswith(f"{key}/")][:3]
        close = close or difflib.get_close_matches(key, keys, 3)
        raise NotFound(
            f"the plan has no item `{key}`",
            f"did you mean {', '.join(close)}?" if close else "see `countback plan --all`",
        )
    if form_of(form, as_json) == "json":
        from countback.domain.public import explained_json

        print_json(explained_json(found.item, found.chain, found.late))
    else:
        from countback.cli.explain_view import show_explained

        show_explained(found, plain=form == "text")
