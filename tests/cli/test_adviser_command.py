"""`countback adviser`: accounts with passwords that nobody sees, and whom they look after."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.settings import Settings
from countback.bootstrap import App, open_app
from countback.cli import adviser_command
from countback.errors import Forbidden
from tests.cli.conftest import WHO, keep
from tests.cli.invoking import Outcome, countback

PASSWORD = "a long enough password"
OTHER = "another long password"


def app(data: Path) -> App:
    return open_app(Settings(data_dir=data))


def piped(what: str, name: str, line: str) -> Outcome:
    """Give a password on standard input, which is a pipe."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adviser_command, "sys", SimpleNamespace(stdin=io.StringIO(line)))
        return countback("adviser", what, name, "--password-stdin")


def add(name: str = "kim") -> None:
    assert piped("add", name, f"{PASSWORD}\n").code == 0


def names(data: Path) -> list[str]:
    return [one.name for one in app(data).store.advisers()]


def looked_after(data: Path, name: str = "kim") -> list[str]:
    adviser = app(data).store.adviser(name)
    assert adviser is not None
    return [one.person_id for one in app(data).store.advised(adviser.id)]


def signs_in(data: Path, password: str, name: str = "kim") -> bool:
    desk = app(data)
    try:
        desk.advisory.sign_in(name, password, desk.clock.now())
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize("end", ["\n", "\r\n", "", "\nmore\n"])
def test_in_a_pipe_the_password_is_the_first_line_of_standard_input(end: str, data: Path) -> None:
    outcome = piped("add", "kim", f"{PASSWORD}{end}")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("Adviser kim has an account, and nobody to look after yet.")
    assert signs_in(data, PASSWORD)


def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["one that is mistyped", PASSWORD, PASSWORD, PASSWORD]
    asked: list[str] = []

    def hidden(prompt: str) -> str:
        asked.append(prompt)
        return answers.pop(0)

    monkeypatch.setattr("click.termui.hidden_prompt_func", hidden)
    outcome = countback("adviser", "add", "kim", "--json", typed="")
    assert (outcome.code, outcome.json["name"]) == (0, "kim")
    assert "do not match" in outcome.err
    assert len(asked) == 4
    assert PASSWORD not in outcome.out + outcome.err
    assert signs_in(data, PASSWORD)


def test_a_password_is_no_argument_and_is_not_waited_for_in_a_pipe(data: Path) -> None:
    outcome = countback("adviser", "add", "kim")
    assert (outcome.code, outcome.out) == (2, "")
    assert "mend: in a pipe, say so with --password-stdin" in outcome.err
    assert countback("adviser", "add", "kim", PASSWORD).code == 2
    assert countback("adviser", "add", "kim", "--password", PASSWORD).code == 2
    assert names(data) == []


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("kim", "too short", "a password has 12 to 200 characters"),
        ("kim", "", "a password has 12 to 200 characters"),
        ("kim", "x" * 201, "a password has 12 to 200 characters"),
        ("Kim Lee", PASSWORD, "'Kim Lee' is no adviser's name"),
        ("jo", PASSWORD, "there is an adviser 'jo' already"),
    ],
)
def test_what_makes_no_account_is_told_and_nothing_is_written(
    name: str, line: str, words: str, data: Path
) -> None:
    add("jo")
    outcome = piped("add", name, line)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert "mend: " in outcome.err
    assert names(data) == ["jo"]
    assert signs_in(data, PASSWORD, "jo")


def test_another_password_takes_the_old_one_s_place(data: Path) -> None:
    add()
    outcome = piped("password", "kim", OTHER)
    assert outcome.out == "Adviser kim has another password; every session has ended.\n"
    assert [signs_in(data, one) for one in (PASSWORD, OTHER)] == [False, True]
    assert piped("password", "kim", "short").code == 2
    assert signs_in(data, OTHER)


def test_every_change_can_be_told_as_json(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adviser_command, "_password", lambda **_: PASSWORD)
    made = countback("adviser", "add", "kim", "--json").json
    assert (list(made), made["schema"], made["name"]) == (["schema", "name", "created_at"], 1, "kim")
    assert countback("adviser", "password", "kim", "--json").json == {"schema": 1, "name": "kim"}
    counts = {"schema": 1, "name": "kim", "persons": 1}
    assert countback("adviser", "assign", "kim", "--all", "--json").json == {**counts, "looks_after": 1}
    assert countback("adviser", "unassign", "kim", "--all", "--json").json == {**counts, "looks_after": 0}
    assert countback("adviser", "remove", "kim", "--json").json == {"schema": 1, "name": "kim"}


@pytest.mark.parametrize("form", ["table", "text"])
def test_the_accounts_are_listed_with_how_many_they_look_after(form: str, stored: Path) -> None:
    assert "There are no advisers." in countback("adviser", "list", "--format", form).out
    add()
    add("jo")
    countback("adviser", "assign", "kim", "--person", WHO)
    outcome = countback("adviser", "list", "--format", form).out
    assert outcome.index("jo") < outcome.index("kim")
    assert "1 person" in outcome
    assert "0 persons" in outcome
    told = countback("adviser", "list", "--json").json
    assert [(one["name"], one["persons"]) for one in told["advisers"]] == [("jo", 0), ("kim", 1)]
    assert "password" not in str(told)


def test_persons_are_assigned_by_id_or_all_and_taken_away_again(stored: Path) -> None:
    other = keep(stored, "graduate-observership", planned=False)
    add()
    both = countback("adviser", "assign", "kim", "--person", WHO, "--person", other, "--person", WHO)
    assert both.out == "Adviser kim: 2 persons assigned; looks after 2 persons now.\n"
    one = countback("adviser", "unassign", "kim", "--person", WHO, "--person", "nobody")
    assert one.out == "Adviser kim: 1 person taken from them; looks after 1 person now.\n"
    assert looked_after(stored) == [other]
    countback("adviser", "assign", "kim", "--all")
    assert looked_after(stored) == sorted([WHO, other])


def test_all_are_taken_away_in_pages(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(stored, "graduate-observership", planned=False)
    keep(stored, "late-starter", planned=False)
    monkeypatch.setattr(adviser_command, "PAGE", 2)
    add()
    countback("adviser", "assign", "kim", "--all")
    assert len(looked_after(stored)) == 3
    outcome = countback("adviser", "unassign", "kim", "--all")
    assert outcome.out == "Adviser kim: 3 persons taken from them; looks after 0 persons now.\n"


@pytest.mark.parametrize("what", ["assign", "unassign"])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "nobody is named"), (["--all", "--person", WHO], "both --person and --all are given")],
)
def test_whom_is_to_be_said_one_way(what: str, arguments: list[str], words: str, stored: Path) -> None:
    add()
    outcome = countback("adviser", what, "kim", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert "mend: say whom with --person ID" in outcome.err


def test_where_one_person_is_unknown_nobody_is_assigned(stored: Path) -> None:
    add()
    outcome = countback("adviser", "assign", "kim", "--person", WHO, "--person", "nobody")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nobody" in outcome.err
    assert looked_after(stored) == []


@pytest.mark.parametrize("what", ["remove", "assign", "unassign", "password"])
def test_an_unknown_adviser_is_told(what: str, stored: Path) -> None:
    arguments = ["--all"] if "assign" in what else []
    outcome = (
        piped("password", "jo", PASSWORD)
        if what == "password"
        else countback("adviser", what, "jo", *arguments)
    )
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no adviser 'jo'" in outcome.err
    assert "mend: see `countback adviser list`" in outcome.err


def test_a_removed_adviser_leaves_the_persons(stored: Path) -> None:
    add()
    countback("adviser", "assign", "kim", "--all")
    outcome = countback("adviser", "remove", "kim")
    assert outcome.out == "Adviser kim has no account any more. The persons stay.\n"
    assert names(stored) == []
    assert app(stored).store.person(WHO).id == WHO
    assert not signs_in(stored, PASSWORD)
