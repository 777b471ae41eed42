"""`countback link`: the secret addresses of a person's calendars and pages."""

from __future__ import annotations

import click

from countback.cli.common import form_of, json_option, only_person, open_app, person_option, print_json
from countback.domain.links import Purpose

LABELS = {Purpose.FEED: "calendar", Purpose.PAGE: "page"}


@click.group("link")
def command() -> None:
    """Make, list, replace and take away secret addresses.

    An address opens a person's calendar feed, or their pages. Each of these commands takes --json.
    """


@command.command("list")
@person_option
@click.option("--show", is_flag=True, help="Print the addresses whole.")
@json_option
def list_(person: str | None, show: bool, form: str, as_json: bool) -> None:
    """List the addresses of a person."""
    from countback.cli.link_view import listed_json, show_links

    app = open_app()
    who = only_person(app, person)
    links = [(one, app.links.token(one)) for one in app.store.links(who)]
    if form_of(form, as_json) == "json":
        listed = [listed_json(one, token, app.base_url, whole=show) for one, token in links]
        print_json({"schema": 1, "person": who, "links": listed})
    else:
        show_links(who, links, app.base_url, whole=show, plain=form == "text")


@command.command("add")
@person_option
@click.option(
    "--for",
    "purpose",
    type=click.Choice([one.value for one in Purpose]),
    default=Purpose.FEED.value,
    show_default=True,
    help="What it opens: the calendars, or the person's pages.",
)
@click.option("--label", metavar="TEXT", help="What to call it, such as: my phone.")
@json_option
def add(person: str | None, purpose: str, label: str | None, form: str, as_json: bool) -> None:
    """Make a new address, and print it."""
    from countback.cli.link_view import show_new

    app = open_app()
    who = only_person(app, person)
    kind = Purpose(purpose)
    new = app.links.create(who, kind, LABELS[kind] if label is None else label, app.clock.now())
    show_new(new, app, form_of(form, as_json))


@command.command("rotate")
@click.argument("link", type=int)
@person_option
@json_option
def rotate(link: int, person: str | None, form: str, as_json: bool) -> None:
    """Replace an address by a new one; the old one opens nothing any more."""
    from countback.cli.link_view import show_new

    app = open_app()
    new = app.links.rotate(only_person(app, person), link, app.clock.now())
    show_new(new, app, form_of(form, as_json), replaced=link)


@command.command("revoke")
@click.argument("link", type=int)
@person_option
@json_option
def revoke(link: int, person: str | None, form: str, as_json: bool) -> None:
    """Take an address away for good."""
    app = open_app()
    gone = app.links.revoke(only_person(app, person), link, app.clock.now())
    if form_of(form, as_json) == "json":
        at = gone.revoked_at.isoformat() if gone.revoked_at else None
        print_json({"schema": 1, "person": gone.person_id, "id": gone.id, "revoked_at": at})
    else:
        click.echo(f'Link {gone.id} "{gone.label}" of `{gone.person_id}` opens nothing any more.')
