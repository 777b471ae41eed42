"""`countback delete`: everything kept of a person goes."""

from __future__ import annotations

import sys

import click

from countback.cli.common import form_of, json_option, only_person, open_app, person_option, print_json
from countback.errors import BadInput


@click.command("delete")
@person_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def command(person: str | None, yes: bool, form: str, as_json: bool) -> None:
    """Delete everything kept of a person.

    Profile, runs, ticks, events and published calendars go. It cannot be taken back. The profile file
    that you wrote yourself is not touched.
    """
    from countback.services.deleting import delete_person

    app = open_app()
    who = only_person(app, person)
    if not yes:
        if not sys.stdin.isatty():
            raise BadInput.one(f"this deletes everything kept of `{who}`", "say so with --yes")
        click.confirm(f"Delete everything kept of `{who}`? It cannot be taken back.", abort=True)
    counts = delete_person(app.store, app.feeds, who)
    if form_of(form, as_json) == "json":
        print_json({"schema": 1, "person": who, "deleted": dict(counts)})
    else:
        told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        click.echo(f"Deleted everything of `{who}`: {told or 'nothing was there'}.")
