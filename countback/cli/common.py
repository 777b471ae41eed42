"""What commands share: options, reading a profile for a day, and the three forms of output."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from countback.errors import BadInput

if TYPE_CHECKING:
    from countback.bootstrap import App
    from countback.domain.applicant import Applicant

Function = TypeVar("Function", bound=Callable[..., object])
FORMATS = ("table", "text", "json")


class Day(click.ParamType[dt.date]):
    """A date written year-month-day."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the date, or say how to write one."""
        if isinstance(value, dt.date):
            return value
        text = str(value)
        try:
            day = dt.date.fromisoformat(text) if len(text) == len("2027-05-03") else None
        except ValueError:
            day = None
        if day is None or not 2000 <= day.year <= 2045:
            self.fail(f"{text!r} is not a date; write year-month-day, for example 2027-05-03", param, ctx)
        return day


def json_option(function: Function) -> Function:
    """Add `--format` and its short form `--json`."""
    function = click.option(
        "--json", "as_json", is_flag=True, help="Print JSON (the same as --format json)."
    )(function)
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print.",
    )(function)


def profile_option(*, required: bool) -> Callable[[Function], Function]:
    """Add `--profile`."""
    return click.option(
        "--profile",
        "profile",
        type=click.Path(path_type=Path),
        required=required,
        metavar="FILE",
        help="The profile (see `countback init`).",
    )


def today_option(function: Function) -> Function:
    """Add `--today`."""
    return click.option(
        "--today", type=Day(), metavar="DATE", help="Plan as if it were this day (default: today)."
    )(function)


def form_of(form: str, as_json: bool) -> str:
    """Return the wanted form of output."""
    return "json" if as_json else form


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def open_app() -> App:
    """Open the application; settings that cannot be read are bad input."""
    from pydantic import ValidationError

    from countback.bootstrap import open_app as opening

    try:
        return opening()
    except ValidationError as error:
        what = "; ".join(f"COUNTBACK_{str(one['loc'][-1]).upper()}: {one['msg']}" for one in error.errors())
        raise BadInput.one(f"settings: {what}", "see docs/reference/settings.md") from None


def read_applicant(app: App, profile: Path, today: dt.date) -> Applicant:
    """Return the applicant of a profile file."""
    from countback.adapters.yaml_files.profile import read_profile

    library = app.library
    return read_profile(profile, library.catalogue, library.vaccines, today)


def stored_applicant(app: App, person: str | None, today: dt.date) -> Applicant:
    """Return the person meant, as stored, with what they ticked off."""
    from countback.services.running import with_facts

    who = only_person(app, person)
    return with_facts(app.applicant(who, today), app.store.facts(who))


def read_raw(profile: Path) -> Mapping[str, Any]:
    """Return a profile's plain values, for the store."""
    from countback.adapters.yaml_files.reading import read_document

    value = read_document(profile).value
    return value if isinstance(value, dict) else {}


def write_file(output: Path, content: bytes, mode: int) -> None:
    """Write a file that a person named, whole or not at all."""
    from countback.adapters.files.atomic import write_atomically

    try:
        write_atomically(output.absolute(), content, mode)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadInput.one(
            f"cannot write: {why}", "name a file in a folder you may write to", str(output)
        ) from None


def only_person(app: App, person: str | None) -> str:
    """Return the person meant: the one named, or the only one there is."""
    if person:
        return app.store.person(person).id
    ids = [one.id for one in app.store.persons()]
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise BadInput.one("nobody is stored yet", "run `countback run --profile FILE` first")
    raise BadInput.one(
        f"{len(ids)} persons are stored", f"say which with --person, for example --person {ids[0]}"
    )


def person_option(function: Function) -> Function:
    """Add `--person`."""
    return click.option("--person", metavar="ID", help="Whose (default: the only person stored).")(function)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show on a terminal that something takes its time; in a pipe, nothing."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
