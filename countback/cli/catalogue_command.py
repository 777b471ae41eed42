"""`countback catalogue`: check it, list it, show one milestone, print the schema of its files."""

from __future__ import annotations

import difflib

import click

from countback.cli.common import form_of, json_option, open_app, print_json
from countback.domain.catalogue import Category
from countback.errors import BadInput, NotFound, Problem

CHECKED_YEARS = (2027, 2028)


@click.group("catalogue")
def command() -> None:
    """Check, list and show the catalogue."""


@command.command("check")
@json_option
def check(form: str, as_json: bool) -> None:
    """Check every file, and that every kind of profile has a feasible ideal plan."""
    import sys

    from rich.progress import track

    from countback.domain.kinds import inconsistencies, profile_kinds

    library = open_app().library
    kinds = [(year, kind) for year in CHECKED_YEARS for kind in profile_kinds(year)]
    found: dict[tuple[str, str], list[str]] = {}
    for year, kind in track(kinds, "Profile kinds", transient=True, disable=not sys.stderr.isatty()):
        season = library.published.season(year, kind.applicant.track.cycle)
        for one in inconsistencies(kind, library.catalogue, library.vaccines, season):
            found.setdefault((one.key, one.what), []).append(one.kind)
    if found:
        raise BadInput(
            Problem(
                f"{what} (for {len(names)} kinds of profile, such as: {names[0]})",
                "relax one of its rules",
                where=key,
            )
            for (key, what), names in found.items()
        )
    count = len(library.catalogue.milestones)
    if form_of(form, as_json) == "json":
        print_json(
            {"schema": 1, "milestones": count, "version": library.catalogue.version, "profiles": len(kinds)}
        )
    else:
        click.echo(
            f"{count} milestones, {len(library.catalogue.sources)} sources: every file is right, and each of "
            f"{len(kinds)} kinds of profile has a feasible ideal plan. Version {library.catalogue.version}."
        )


@command.command("list")
@click.option("--category", type=click.Choice([one.value for one in Category]), help="Only this category.")
@json_option
def list_(category: str | None, form: str, as_json: bool) -> None:
    """List the milestones."""
    chosen = [
        one
        for one in open_app().catalogue.catalogue.milestones
        if category is None or one.category == category
    ]
    if form_of(form, as_json) == "json":
        print_json([{"key": one.key, "title": one.title, "category": one.category.value} for one in chosen])
        return
    from countback.cli.sheet import Sheet

    rows = [
        [one.category.value, one.key, one.per.value, "hard" if one.hard else "advised", one.title]
        for one in chosen
    ]
    Sheet(plain=form == "text").table(("category", "key", "per", "", "title"), rows)


@command.command("show")
@click.argument("key")
@json_option
def show(key: str, form: str, as_json: bool) -> None:
    """Show one milestone with its rules and sources."""
    milestones = {one.key: one for one in open_app().catalogue.catalogue.milestones}
    found = milestones.get(key.partition("/")[0])
    if found is None:
        close = difflib.get_close_matches(key, milestones, 3)
        mend = f"did you mean {', '.join(close)}?" if close else "see `countback catalogue list`"
        raise NotFound(f"the catalogue has no `{key}`", mend)
    rules = [
        {
            "rule": rule.sentence,
            "why": rule.why,
            "hard": rule.hard,
            "source": rule.source.title,
            "url": rule.source.url,
            "checked": rule.source.checked.isoformat(),
            "confidence": rule.confidence.value,
            "only_if": dict(rule.only_if),
        }
        for rule in found.rules
    ]
    if form_of(form, as_json) == "json":
        print_json(
            {
                "schema": 1,
                "key": found.key,
                "title": found.title,
                "details": found.details,
                "category": found.category.value,
                "kind": found.kind.value,
                "per": found.per.value,
                "hard": found.hard,
                "applies_if": dict(found.applies_if),
                "typical": str(found.duration.typical),
                "slow": str(found.duration.slow),
                "ask": found.ask,
                "reminders": list(found.reminders),
                "rules": rules,
            }
        )
        return
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=form == "text")
    sheet.heading(f"{found.title} [{found.key}]")
    sheet.line(found.details)
    sheet.line(
        f"{found.category.value}; {found.kind.value}, per {found.per.value}; {'hard' if found.hard else 'advised'}."
    )
    if found.applies_if:
        sheet.line(f"Applies if {dict(found.applies_if)}.")
    if found.duration.slow.count:
        sheet.line(f"Takes {found.duration.typical}, up to {found.duration.slow}.")
    for rule in rules:
        verify = "" if rule["confidence"] == "H" else ", verify"
        only = f" Only if {rule['only_if']}." if rule["only_if"] else ""
        strength = "hard" if rule["hard"] else "advised"
        sheet.line(
            f"- {rule['rule']} ({strength}). {rule['why']} ({rule['source']}, checked {rule['checked']}{verify}).{only}"
        )
    if found.ask:
        sheet.line(f"Ask: {found.ask}.")


@command.command("schema")
def schema() -> None:
    """Print the JSON schema of a catalogue file."""
    from countback.adapters.yaml_files.catalogue_models import json_schema

    print_json(json_schema())
