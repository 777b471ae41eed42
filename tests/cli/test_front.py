"""The front door: the table of commands, quick help, and what a person sees when something goes wrong."""

from __future__ import annotations

import errno
import importlib
import io
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from countback.cli.front import COMMANDS, cli, main
from tests.cli.invoking import TODAY, countback, example_file

HEAVY = ("prefect", "sqlalchemy", "apprise", "icalendar", "alembic", "fastapi")
PROGRAM = Path(sys.executable).with_name("countback")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_each_command_says_of_itself(name: str) -> None:
    command = importlib.import_module(f"countback.cli.{name}_command").command
    assert isinstance(command, click.Command)
    assert command.name == name
    assert (command.help or "").partition("\n")[0] == COMMANDS[name]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("catalogue", "run")])
def test_every_command_has_json_and_a_help_of_its_own(name: str) -> None:
    outcome = countback(name, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"Usage: countback {name}")
    assert "--json" in outcome.out


def modules_after(*arguments: str, data: Path) -> set[str]:
    script = f"import sys; sys.argv = {['countback', *arguments]!r}\nfrom countback.cli import main\ntry: main()\nexcept SystemExit as left: sys.stderr.write(f'code={{left.code}} ')\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=os.environ | {"COUNTBACK_DATA_DIR": str(data)},
    )
    code, _, modules = done.stderr.partition(" ")
    assert code == "code=0"
    return {name.partition(".")[0] for name in modules.split()}


def test_help_imports_nothing_heavy(data: Path) -> None:
    assert not modules_after("--help", data=data) & {*HEAVY, "rich", "pydantic", "yaml", "jinja2"}


def test_a_preview_imports_no_database_no_calendar_and_no_prefect(data: Path) -> None:
    arguments = ("plan", "--profile", str(example_file("student-vslo")), "--today", TODAY, "--json")
    assert not modules_after(*arguments, data=data) & {*HEAVY, "rich"}
    assert not data.exists()


def test_a_reader_that_has_gone_is_no_error(data: Path) -> None:
    """As in `countback plan | head -n 1`: the end of the pipe is closed before anything is written."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        for form in ("table", "text", "json"):
            done = subprocess.run(
                [
                    PROGRAM,
                    "plan",
                    "--profile",
                    example_file("student-vslo"),
                    "--today",
                    TODAY,
                    "--format",
                    form,
                ],
                stdout=writer,
                stderr=subprocess.PIPE,
                check=False,
                timeout=60,
                env=os.environ | {"COUNTBACK_DATA_DIR": str(data)},
            )
            assert (done.returncode, done.stderr) == (0, b"")
    finally:
        os.close(writer)


class Gone(io.StringIO):
    """A stream whose reader has gone."""

    def write(self, _: str) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.mark.parametrize("arguments", [["--help"], ["season", "2028", "--json"]])
def test_whatever_is_printed_to_nobody_leaves_quietly(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["countback", *arguments])
    monkeypatch.setattr(sys, "stdout", Gone())
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0


def test_the_commands_come_in_the_order_in_which_a_person_meets_them() -> None:
    with click.Context(cli) as context:
        assert cli.list_commands(context) == list(COMMANDS)
        assert [name for name in COMMANDS if cli.get_command(context, name) is None] == []


def test_without_a_command_the_help_is_shown() -> None:
    outcome = countback()
    assert outcome.code == 2
    assert all(f"  {name} " in outcome.err for name in COMMANDS)


def test_help_is_also_asked_for_in_short_and_the_version_is_told() -> None:
    assert countback("-h").out == countback("--help").out
    assert countback("--version").out.startswith("countback, version ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plann"], "No such command 'plann'"),
        (["plan", "--nope"], "No such option"),
        (["plan"], "Missing option '--profile'"),
        (["plan", "--profile", "no.yaml"], "no.yaml: there is no such file"),
        (["plan", "--profile", "."], ".: this is a folder, not a file"),
        (
            ["plan", "--profile", "x.yaml", "--today", "2026-02-30"],
            "write year-month-day, for example 2027-05-03",
        ),
        (
            ["plan", "--profile", "x.yaml", "--today", "01/02/2027"],
            "write year-month-day, for example 2027-05-03",
        ),
        (["plan", "--profile", "x.yaml", "--today", "1999-12-31"], "is not a date"),
        (["plan", "--profile", "x.yaml", "--format", "xml"], "'xml' is not one of"),
        (["season"], "Missing argument 'YEAR'"),
    ],
)
def test_what_cannot_be_asked_is_told_with_exit_code_2(arguments: list[str], words: str, data: Path) -> None:
    outcome = countback(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert not data.exists()


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("all is lost")


def test_what_nobody_foresaw_is_one_line_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countback.domain.season_names.parse_target", broken)
    outcome = countback("season", "2028")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith(
        "countback: this should not have happened: ZeroDivisionError: all is lost\n"
    )
    assert "mend: run it again with COUNTBACK_DEBUG=1" in outcome.err


def test_debugging_shows_where_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countback.domain.season_names.parse_target", broken)
    monkeypatch.setenv("COUNTBACK_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        countback("season", "2028")


def test_an_interruption_is_told_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("countback.domain.season_names.parse_target", interrupted)
    outcome = countback("season", "2028")
    assert (outcome.code, outcome.out) == (130, "")
    assert outcome.err.strip() == "countback: stopped; nothing was written"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("COUNTBACK_FEED_TTL_HOURS", "often", "COUNTBACK_FEED_TTL_HOURS"),
        ("COUNTBACK_FEED_TTL_HOURS", "0", "greater than or equal to 1"),
        ("COUNTBACK_SPECIALTY", "surgery", "there is no specialty `surgery`"),
        ("COUNTBACK_CATALOGUE_DIR", "nowhere", "nowhere"),
        ("COUNTBACK_SEASONS_FILE", "nowhere.yaml", "nowhere.yaml: there is no such file"),
    ],
)
def test_settings_that_cannot_be_used_are_told(
    name: str, value: str, words: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    outcome = countback("plan", "--profile", example_file("student-vslo"), "--today", TODAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert "mend: " in outcome.err
    assert not data.exists()


def test_a_database_that_is_not_known_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTBACK_DATABASE_URL", "mysql://me:secret@host/db")
    outcome = countback("diff")
    assert outcome.code == 2
    assert "mysql" in outcome.err
    assert "secret" not in outcome.err


def test_a_store_that_cannot_be_made_is_told_with_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("COUNTBACK_DATA_DIR", str(tmp_path / "file" / "data"))
    outcome = countback("diff")
    assert (outcome.code, outcome.out) == (1, "")
    assert "mend: " in outcome.err
