"""`countback adviser`: accounts of those who look after several persons, and whom they look after."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from countback.cli.common import Function, form_of, json_option, open_app, print_json
from countback.errors import BadInput

if TYPE_CHECKING:
    from countback.services.ports import Store

PAGE = 500

password_option = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Read the password from standard input, one line."
)


def persons_option(function: Function) -> Function:
    """Add `--person`, repeatable, and `--all`."""
    function = click.option("--all", "everyone", is_flag=True, help="Everyone.")(function)
    return click.option("--person", "persons", multiple=True, metavar="ID", help="Whom; may be repeated.")(
        function
    )


@click.group("adviser")
def command() -> None:
    """Look after the accounts of advisers.

    An adviser signs in with name and password, and sees the persons assigned to them. Each of these
    commands takes --json.
    """


@command.command("add")
@click.argument("name")
@password_option
@json_option
def add(name: str, from_stdin: bool, form: str, as_json: bool) -> None:
    """Make an account.

    The password is asked for on a terminal, and read from standard input with --password-stdin.
    """
    app = open_app()
    made = app.advisory.add(name, _password(from_stdin=from_stdin), app.clock.now())
    if form_of(form, as_json) == "json":
        print_json({"schema": 1, "name": made.name, "created_at": made.created_at.isoformat()})
    else:
        click.echo(
            f"Adviser {name} has an account, and nobody to look after yet.\n"
            f"Assign persons: countback adviser assign {name} --person ID"
        )


@command.command("list")
@json_option
def list_(form: str, as_json: bool) -> None:
    """List the accounts."""
    store = open_app().store
    found = [(one, store.advised_count(one.id)) for one in store.advisers()]
    if form_of(form, as_json) == "json":
        listed = [
            {"name": one.name, "created_at": one.created_at.isoformat(), "persons": count}
            for one, count in found
        ]
        print_json({"schema": 1, "advisers": listed})
        return
    from countback.cli.sheet import Sheet

    sheet = Sheet(plain=form == "text")
    if not found:
        sheet.line("There are no advisers. Make an account: countback adviser add NAME")
        return
    rows = [[one.name, f"since {one.created_at:%Y-%m-%d}", _persons(count)] for one, count in found]
    sheet.table(("name", "account", "looks after"), rows)


@command.command("password")
@click.argument("name")
@password_option
@json_option
def password(name: str, from_stdin: bool, form: str, as_json: bool) -> None:
    """Give an account another password; whoever is signed in with it is signed out."""
    open_app().advisory.change_password(name, _password(from_stdin=from_stdin))
    if form_of(form, as_json) == "json":
        print_json({"schema": 1, "name": name})
    else:
        click.echo(f"Adviser {name} has another password; every session has ended.")


@command.command("remove")
@click.argument("name")
@json_option
def remove(name: str, form: str, as_json: bool) -> None:
    """Remove an account; the persons stay."""
    open_app().advisory.remove(name)
    if form_of(form, as_json) == "json":
        print_json({"schema": 1, "name": name})
    else:
        click.echo(f"Adviser {name} has no account any more. The persons stay.")


@command.command("assign")
@click.argument("name")
@persons_option
@json_option
def assign(name: str, persons: tuple[str, ...], everyone: bool, form: str, as_json: bool) -> None:
    """Let an adviser look after persons."""
    app = open_app()
    _check(persons, everyone=everyone)
    chosen = [one.id for one in app.store.persons()] if everyone else list(dict.fromkeys(persons))
    app.advisory.assign(name, chosen)
    _tell(app.store, name, f"{_persons(len(chosen))} assigned", len(chosen), form_of(form, as_json))


@command.command("unassign")
@click.argument("name")
@persons_option
@json_option
def unassign(name: str, persons: tuple[str, ...], everyone: bool, form: str, as_json: bool) -> None:
    """Take persons from an adviser."""
    app = open_app()
    _check(persons, everyone=everyone)
    count = app.advisory.unassign(name, persons)
    while everyone and (page := _theirs(app.store, name)):
        count += app.advisory.unassign(name, page)
    _tell(app.store, name, f"{_persons(count)} taken from them", count, form_of(form, as_json))


def _password(*, from_stdin: bool) -> str:
    """Return a password that nobody sees: typed twice on a terminal, else one line of standard input."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    if not from_stdin:
        raise BadInput.one(
            "the password is asked for on a terminal only", "in a pipe, say so with --password-stdin"
        )
    return sys.stdin.readline().rstrip("\r\n")


def _check(persons: tuple[str, ...], *, everyone: bool) -> None:
    if bool(persons) == everyone:
        raise BadInput.one(
            "both --person and --all are given" if everyone else "nobody is named",
            "say whom with --person ID, which may be repeated, or --all",
        )


def _theirs(store: Store, name: str) -> list[str]:
    """Return the first of those whom an adviser looks after."""
    adviser = store.adviser(name)
    return [one.person_id for one in store.advised(adviser.id, limit=PAGE)] if adviser else []


def _tell(store: Store, name: str, what: str, count: int, form: str) -> None:
    adviser = store.adviser(name)
    total = store.advised_count(adviser.id) if adviser else 0
    if form == "json":
        print_json({"schema": 1, "name": name, "persons": count, "looks_after": total})
    else:
        click.echo(f"Adviser {name}: {what}; looks after {_persons(total)} now.")


def _persons(count: int) -> str:
    return "1 person" if count == 1 else f"{count} persons"
