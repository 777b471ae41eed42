"""`countback plan`: the instant preview."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from countback.cli.common import (
    form_of,
    json_option,
    open_app,
    print_json,
    profile_option,
    read_applicant,
    today_option,
)

IMPOSSIBLE = 3


@click.command("plan")
@profile_option(required=True)
@today_option
@click.option(
    "--try", "words", multiple=True, metavar="ACTION", help="Try a way out (its `action`); may be repeated."
)
@click.option(
    "--all", "every", is_flag=True, help="List every item, not only the next, the risky and the months."
)
@json_option
def command(
    profile: Path, today: dt.date | None, words: tuple[str, ...], every: bool, form: str, as_json: bool
) -> int:
    """Show the plan of a profile at once; nothing is stored.

    Exits with 3 where the plan has impossible items.
    """
    from countback.services.planning import plan_for

    app = open_app()
    day = today or app.clock.today()
    applicant = read_applicant(app, profile, day)
    plan = plan_for(applicant, app.library, day, words)
    if form_of(form, as_json) == "json":
        from countback.domain.public import plan_json

        print_json(plan_json(plan))
    else:
        from countback.cli.plan_view import show_plan

        show_plan(plan, plain=form == "text", every=every)
        if plan.late:
            click.echo(f"\nTry a way out: countback plan --profile {profile} --try ACTION")
    return IMPOSSIBLE if plan.impossible else 0
