"""`countback year YEAR`: what would move is shown first, and is kept when it is agreed to."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from config.settings import Settings
from countback.bootstrap import open_app
from countback.cli import year_command
from tests.cli.conftest import WHO, keep
from tests.cli.invoking import TODAY, countback
from tests.support.crowd import state

LATER = "target_year 2029 is the ERAS 2030 season, Match March 2030, residency July 2030"
NOW = "target_year 2028 is the ERAS 2029 season, Match March 2029, residency July 2029"


def held(data: Path) -> tuple[object, ...]:
    return state(open_app(Settings(data_dir=data)), WHO)


def target(data: Path) -> object:
    return open_app(Settings(data_dir=data)).store.person(WHO).profile["target_year"]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("form", ["table", "text"])
def test_in_a_pipe_it_shows_both_seasons_and_what_moves_and_stores_nothing(form: str, stored: Path) -> None:
    before = held(stored)
    outcome = countback("year", "2029", "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    told = words(outcome.out)
    assert told.index(f"From: {NOW}") < told.index(f"To: {LATER}") < told.index("[match.day]")
    assert "+364 d" in told
    assert "Nothing becomes impossible by it." in told
    assert "nothing was stored. Say --yes to keep it." in told
    assert held(stored) == before


@pytest.mark.parametrize("form", ["table", "text"])
def test_with_yes_profile_plan_and_calendars_are_kept_together(form: str, stored: Path) -> None:
    outcome = countback("year", "ERAS 2030", "--yes", "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Run 2 is stored; " in outcome.out
    assert target(stored) == 2029
    assert countback("diff", "--json").json["summary"]["moved"] > 200
    assert countback("year", "2029", "--today", TODAY).out.startswith("Nothing changes")


def test_as_json_it_is_a_diff_with_both_years_and_nothing_is_asked(stored: Path) -> None:
    before = held(stored)
    looked = countback("year", "2029", "--today", TODAY, "--json", typed="y\n").json
    assert list(looked) == [
        "schema",
        "from",
        "to",
        "summary",
        "changes",
        "from_year",
        "to_year",
        "stored",
        "run",
        "newly_impossible",
    ]
    assert (looked["schema"], looked["from_year"], looked["to_year"]) == (1, 2028, 2029)
    assert (looked["stored"], looked["run"], looked["newly_impossible"]) == (False, None, [])
    assert held(stored) == before
    kept = countback("year", "2029", "--yes", "--today", TODAY, "--json").json
    assert (kept["stored"], kept["run"], kept["to"]) == (True, 2, 2)
    assert kept["changes"] == looked["changes"], "what was shown is what is kept"


@pytest.mark.parametrize(("typed", "code", "year"), [("n\n", 130, 2028), ("y\n", 0, 2029)])
def test_on_a_terminal_it_asks(typed: str, code: int, year: int, stored: Path) -> None:
    outcome = countback("year", "2029", "--today", TODAY, "--format", "text", typed=typed)
    assert outcome.code == code
    assert "Change the year, plan and publish? [y/N]" in outcome.err
    assert target(stored) == year


def test_who_pages_through_the_change_is_not_asked(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in `countback year 2029 | less`: only what is printed goes into the pipe."""
    typing, reading = SimpleNamespace(isatty=lambda: True), SimpleNamespace(isatty=lambda: False)
    monkeypatch.setattr(year_command, "sys", SimpleNamespace(stdin=typing, stdout=reading))
    assert "nothing was stored" in countback("year", "2029", "--today", TODAY).out
    assert target(stored) == 2028


def test_what_becomes_impossible_is_named_and_told_by_the_exit_code_once_it_is_stored(stored: Path) -> None:
    arguments = ("year", "2027", "--today", TODAY)
    looked = countback(*arguments, "--format", "text")
    assert looked.code == 0
    assert "Impossible then, and not before: 2" in looked.out
    assert "Hold the full ECFMG certificate [exam.ecfmg_certificate], due 2028-07-01" in looked.out
    kept = countback(*arguments, "--yes", "--json")
    assert kept.code == 3
    assert kept.json["newly_impossible"] == ["exam.diploma_student", "exam.ecfmg_certificate"]
    assert target(stored) == 2027


def test_what_is_newly_to_be_minded_is_told_and_ways_out_are_pointed_at(stored: Path) -> None:
    later = countback("year", "2029", "--today", TODAY, "--format", "text")
    assert "New remarks\n- Rotation 1 (2029-05-07 to 2029-06-03) ends after your graduation" in later.out
    earlier = countback("year", "2027", "--yes", "--today", TODAY, "--format", "text")
    assert "items are late. Ways out of one: countback explain KEY" in earlier.out
    assert "A profile file that you wrote is not changed" in earlier.out


@pytest.mark.parametrize("form", ["table", "text"])
@pytest.mark.parametrize("name", ["2028", "ERAS 2029", "match 2029"])
def test_the_same_year_changes_nothing(name: str, form: str, stored: Path) -> None:
    before = held(stored)
    outcome = countback("year", name, "--yes", "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert words(outcome.out).startswith(f"Nothing changes, the plan is for that year already: {NOW}")
    told = countback("year", name, "--yes", "--today", TODAY, "--json").json
    assert (told["from_year"], told["to_year"], told["stored"], told["changes"]) == (2028, 2028, False, [])
    assert held(stored) == before


@pytest.mark.parametrize(
    ("year", "words"),
    [
        ("2050", "target_year 2050 is outside 2021 to 2040"),
        ("1999", "target_year 1999 is outside 2021 to 2040"),
        ("ERAS", "`ERAS` is neither a target year nor a season's name"),
        ("next", "`next` is neither a target year nor a season's name"),
    ],
)
def test_what_is_no_season_is_told_and_nothing_is_written(year: str, words: str, stored: Path) -> None:
    before = held(stored)
    outcome = countback("year", year, "--yes")
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert "mend: " in outcome.err
    assert held(stored) == before


def test_a_year_that_the_profile_refuses_is_told_and_nothing_is_written(stored: Path) -> None:
    before = held(stored)
    outcome = countback("year", "2029", "--yes", "--today", "2030-01-15")
    assert (outcome.code, outcome.out) == (2, "")
    assert "mend: " in outcome.err
    assert held(stored) == before


def test_whose_year_is_to_be_said_where_there_are_several(stored: Path) -> None:
    other = keep(stored, "graduate-observership")
    assert countback("year", "2029").code == 2
    assert countback("year", "2029", "--person", "nobody").code == 2
    assert countback("year", "2030", "--person", other, "--yes", "--today", TODAY, "--json").json["stored"]
    assert target(stored) == 2028
