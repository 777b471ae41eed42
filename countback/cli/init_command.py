"""`countback init`: write a commented profile; asks on a terminal, never in a pipe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from countback.cli.common import Day, form_of, json_option, open_app, print_json, write_file
from countback.errors import BadInput, CountbackError

if TYPE_CHECKING:
    from countback.cli.init_profile import Answers

TRACKS = ("peds_mgg", "im_mgg", "categorical_mgg")


@click.command("init")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("profile.yaml"),
    show_default=True,
    metavar="FILE",
    help="The file to write.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@json_option
def command(output: Path, force: bool, form: str, as_json: bool) -> None:
    """Write a commented profile to fill in.

    On a terminal it asks a few questions first; in a pipe it asks nothing and writes the defaults.
    """
    from countback.cli.init_profile import Answers, profile_text

    if output.exists() and not force:
        raise BadInput.one(
            "the file is there already", "name another with -o, or replace it with --force", str(output)
        )
    app = open_app()
    today = app.clock.today()
    answers = Answers.suggested(today)
    if sys.stdin.isatty() and sys.stdout.isatty():
        answers = _ask(answers)
    text = profile_text(answers)
    write_file(output, text.encode(), 0o600)
    if form_of(form, as_json) == "json":
        print_json({"schema": 1, "file": str(output), "target_year": answers.target_year})
    else:
        click.echo(f"{output} is written. Fill it in, then: countback plan --profile {output}")


def _ask(suggested: Answers) -> Answers:
    from dataclasses import replace

    from countback.domain.season_names import describe, parse_target

    def target(text: str) -> int:
        try:
            return parse_target(text)
        except CountbackError as error:
            raise click.BadParameter(str(error)) from None

    year = click.prompt(
        "September of which year do you submit ERAS (or the season, such as ERAS 2029)",
        default=str(suggested.target_year),
        value_proc=target,
    )
    click.echo(f"  {describe(year)}.")
    stage = click.prompt(
        "Are you a student or a graduate", type=click.Choice(["student", "graduate"]), default="student"
    )
    return replace(
        suggested,
        target_year=year,
        first_name=click.prompt("Your first name", default=suggested.first_name),
        track=click.prompt("Track", type=click.Choice(TRACKS), default=suggested.track),
        stage=stage,
        graduation=click.prompt(
            "Date of graduation", type=Day(), default=suggested.graduation_for(stage, year)
        ),
        timezone=click.prompt("Time zone", default=suggested.timezone),
        vslo=stage == "student" and click.confirm("Is your school a VSLO home institution", default=False),
        visa=click.prompt(
            "US visitor's visa",
            type=click.Choice(["needed", "held", "not_needed", "us_citizen"]),
            default="needed",
        ),
    )
