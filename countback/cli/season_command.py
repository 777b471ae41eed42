"""`countback season YEAR`: the dates of a season, each with owner, status and source."""

from __future__ import annotations

import click

from countback.cli.common import form_of, json_option, open_app, print_json


@click.command("season")
@click.argument("year", metavar="YEAR")
@click.option(
    "--cycle",
    type=click.Choice(["september", "july"]),
    default="september",
    show_default=True,
    help="September: combined programmes; July: categorical medical genetics.",
)
@json_option
def command(year: str, cycle: str, form: str, as_json: bool) -> None:
    """Show the dates of a season.

    YEAR is the year of the September in which ERAS is submitted (2027), or a name such as "ERAS 2028".
    """
    from countback.domain.public import season_json
    from countback.domain.season_names import describe, parse_target
    from countback.domain.seasons import Cycle

    target = parse_target(year)
    season = open_app().published.season(target, Cycle(cycle))
    if form_of(form, as_json) == "json":
        print_json({"schema": 1, "target_year": target, "cycle": cycle, **season_json(season)})
        return
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=form == "text")
    sheet.heading(f"{describe(target, Cycle(cycle))} ({cycle} cycle)")
    rows = []
    for one in season.dates:
        when = one.at.strftime("%a %Y-%m-%d %H:%M %Z") if one.at else one.day.strftime("%a %Y-%m-%d")
        later = f"; may be up to {one.uncertainty_days} days later" if one.uncertainty_days else ""
        rows.append([when, one.owner, one.status.value, f"{one.title}{later} ({one.source})"])
    sheet.table(("when", "owner", "status", "what and source"), rows)
