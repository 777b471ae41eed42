"""`countback diff`: what changed between two runs."""

from __future__ import annotations

import click

from countback.cli.common import form_of, json_option, only_person, open_app, person_option, print_json
from countback.errors import BadInput


@click.command("diff")
@click.argument("old", type=int, required=False, metavar="[RUN]")
@click.argument("new", type=int, required=False, metavar="[RUN]")
@person_option
@json_option
def command(old: int | None, new: int | None, person: str | None, form: str, as_json: bool) -> None:
    """Show what changed between two runs.

    Without RUN they are the last two.
    """
    from countback.domain.diff import diff
    from countback.domain.public import diff_json, seen_of_json

    app = open_app()
    if old is None or new is None:
        if old is not None:
            raise BadInput.one(
                "one run is named, and a diff needs two", "name both, or none for the last two"
            )
        runs = app.store.runs(only_person(app, person), 2)
        if len(runs) < 2:
            count = "only one run" if runs else "no run"
            raise BadInput.one(
                f"there is {count} to compare", "run again after a change, then ask for the diff"
            )
        after, before = runs
    else:
        before, after = app.store.run(old), app.store.run(new)
        if before.person_id != after.person_id:
            raise BadInput.one(
                f"run {old} is of {before.person_id} and run {new} of {after.person_id}",
                "name two runs of one person",
            )
    changes = diff(seen_of_json(before.plan), seen_of_json(after.plan))
    if form_of(form, as_json) == "json":
        print_json(diff_json(changes, before.id, after.id))
        return
    from countback.cli.preview_view import show_changes
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=form == "text")
    sheet.heading(
        f"From run {before.id} (target {before.target_year}, {before.today}) "
        f"to run {after.id} (target {after.target_year}, {after.today})"
    )
    if not changes:
        sheet.line("Nothing changed.")
        return
    show_changes(sheet, changes)
