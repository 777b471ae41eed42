"""`countback run`: plan, store and publish, as a Prefect flow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from countback.cli.common import (
    form_of,
    json_option,
    only_person,
    open_app,
    person_option,
    print_json,
    profile_option,
    read_applicant,
    read_raw,
    stored_applicant,
    today_option,
    waiting,
)

if TYPE_CHECKING:
    from countback.bootstrap import App

IMPOSSIBLE = 3


@click.command("run")
@profile_option(required=False)
@person_option
@today_option
@click.option("--all", "every", is_flag=True, help="List every item.")
@json_option
def command(
    profile: Path | None, person: str | None, today: dt.date | None, every: bool, form: str, as_json: bool
) -> int:
    """Plan, store and publish the calendar feed.

    It runs as a Prefect flow. With --profile the file is taken in first; without it, the stored profile
    is planned again. Running it twice with the same inputs writes nothing. Exits with 3 where the plan
    has impossible items.
    """
    app = open_app()
    day = today or app.clock.today()
    if profile:
        from countback.services.running import take_in

        applicant = read_applicant(app, profile, day)
        take_in(app.store, applicant, read_raw(profile), app.clock.now())
        who = applicant.id
    else:
        who = only_person(app, person)
    from flows.environment import prepare

    prepare(quiet=True)
    from flows.run import run_plan_season

    with waiting("Planning; Prefect's own server takes some 15 seconds to start"):
        summary = run_plan_season(who, day)
    feed = app.feed_dir / app.store.feed_folder(who)
    addresses = _addresses(app, who)
    if form_of(form, as_json) == "json":
        print_json(
            {
                "schema": 1,
                "person": who,
                "run": summary.run_id,
                "is_new": summary.is_new,
                "counts": dict(summary.counts),
                "impossible": list(summary.impossible),
                "changes": dict(summary.changes),
                "feed": str(feed / "all.ics"),
                "addresses": addresses,
            }
        )
    else:
        from countback.cli.plan_view import show_plan
        from countback.cli.run_view import show_next
        from countback.services.planning import plan_for

        show_plan(
            plan_for(stored_applicant(app, who, day), app.library, day), plain=form == "text", every=every
        )
        show_next(summary, feed, addresses, plain=form == "text")
    return IMPOSSIBLE if summary.impossible else 0


def _addresses(app: App, person: str) -> dict[str, str]:
    """Return where `countback serve` answers for a person: page and calendar; made where there were none.

    An address that was taken away, or made with another key, is left out.
    """
    from countback.domain.links import Purpose

    now = app.clock.now()
    page = app.links.first(person, Purpose.PAGE, "my plan", now)
    feed = app.links.first(person, Purpose.FEED, "my calendar", now)
    return {
        **({"page": f"{app.base_url}/p/{page.token}/"} if page else {}),
        **({"calendar": f"{app.base_url}/f/{feed.token}/all.ics"} if feed else {}),
    }
