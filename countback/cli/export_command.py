"""`countback export`: a plan as JSON, CSV or iCalendar, to a file or to standard output."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from countback.cli.common import (
    open_app,
    person_option,
    print_json,
    profile_option,
    read_applicant,
    stored_applicant,
    today_option,
    write_file,
)


@click.command("export")
@click.option(
    "--format", "kind", type=click.Choice(["json", "csv", "ics"]), required=True, help="What to write."
)
@profile_option(required=False)
@person_option
@today_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file (default: standard output).",
)
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written (needs -o).")
def command(
    kind: str,
    profile: Path | None,
    person: str | None,
    today: dt.date | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write a plan as JSON, CSV or iCalendar."""
    from countback.services import exporting
    from countback.services.planning import plan_for

    app = open_app()
    day = today or app.clock.today()
    applicant = read_applicant(app, profile, day) if profile else stored_applicant(app, person, day)
    plan = plan_for(applicant, app.library, day)
    if kind == "json":
        content = exporting.as_json(plan)
    elif kind == "csv":
        content = exporting.as_csv(plan)
    else:
        content = exporting.as_ics(plan, applicant.first_name, app.publisher, app.clock.now())
    if output is None:
        click.echo(content, nl=False)
        return
    write_file(output, content, 0o644)
    if as_json:
        print_json(
            {
                "schema": 1,
                "file": str(output),
                "format": kind,
                "items": len(plan.items),
                "bytes": len(content),
            }
        )
    else:
        click.echo(f"{output}: {len(plan.items)} items, {len(content):,} bytes", err=True)
