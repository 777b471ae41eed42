"""`countback choose ACTION`: a way out is kept or taken back, with what it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings
from countback.bootstrap import open_app
from tests.cli.conftest import WHO, keep
from tests.cli.invoking import TODAY, countback
from tests.support.crowd import misfit, state

LATE = "compress:documents.transcript"
KEY = "documents.transcript"
JOINED = "move:rotation-1=+4w, compress:documents.cv"


def held(data: Path) -> tuple[object, ...]:
    return state(open_app(Settings(data_dir=data)), WHO)


def profile(data: Path) -> dict[str, object]:
    return dict(open_app(Settings(data_dir=data)).store.person(WHO).profile)


def chosen(data: Path) -> object:
    return profile(data).get("choices", [])


@pytest.mark.parametrize("form", ["table", "text"])
def test_a_choice_is_kept_and_what_it_changes_is_shown(form: str, stored: Path) -> None:
    outcome = countback("choose", LATE, "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert f"With {LATE}" in outcome.out
    assert f"[{KEY}]" in outcome.out
    assert "Run 2 is stored; " in outcome.out
    assert f"Take it back: countback choose {LATE} --take-back" in outcome.out
    assert chosen(stored) == [LATE]


@pytest.mark.parametrize("form", ["table", "text"])
def test_a_preview_stores_nothing(form: str, stored: Path) -> None:
    before = held(stored)
    outcome = countback("choose", LATE, "--preview", "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert f"[{KEY}]" in outcome.out
    assert "This was a preview: nothing was stored." in outcome.out
    assert held(stored) == before


def test_as_json_it_is_a_diff_with_what_was_chosen(stored: Path) -> None:
    looked = countback("choose", LATE, "--preview", "--today", TODAY, "--json").json
    kept = countback("choose", LATE, "--today", TODAY, "--json").json
    assert [(one["kind"], one["key"]) for one in kept["changes"]] == [("moved", KEY)]
    assert kept["changes"] == looked["changes"]
    assert (kept["schema"], kept["action"], kept["taken_back"]) == (1, LATE, False)
    assert [(told["stored"], told["run"]) for told in (looked, kept)] == [(False, None), (True, 2)]
    back = countback("choose", LATE, "--take-back", "--today", TODAY, "--json").json
    assert (back["taken_back"], back["run"]) == (True, 3)
    assert [-one["days"] for one in back["changes"]] == [one["days"] for one in kept["changes"]]
    assert chosen(stored) == []


def test_several_joined_are_kept_one_by_one_and_taken_back_together(stored: Path) -> None:
    countback("choose", LATE, "--today", TODAY)
    countback("choose", JOINED, "--today", TODAY)
    assert chosen(stored) == [LATE, "move:rotation-1=+4w", "compress:documents.cv"]
    outcome = countback("choose", JOINED, "--take-back", "--today", TODAY, "--format", "text")
    assert outcome.code == 0
    assert f"Without {JOINED}" in outcome.out
    assert "Take it back" not in outcome.out
    assert chosen(stored) == [LATE]


def test_a_joined_choice_that_stands_in_the_profile_is_taken_back_whole(stored: Path) -> None:
    misfit(open_app(Settings(data_dir=stored)), WHO, choices=[JOINED, LATE])
    assert countback("choose", JOINED, "--take-back", "--today", TODAY).code == 0
    assert chosen(stored) == [LATE]


def test_a_choice_of_a_year_is_a_change_of_the_year(stored: Path) -> None:
    outcome = countback("choose", "year:2029", "--today", TODAY, "--format", "text")
    assert outcome.code == 0
    assert "From: target_year 2028 is the ERAS 2029 season" in outcome.out
    assert "Take it back" not in outcome.out
    assert (profile(stored)["target_year"], chosen(stored)) == (2029, [])
    back = countback("choose", "year:2029", "--take-back")
    assert (back.code, back.out) == (2, "")
    assert "change it back with `countback year YEAR`" in back.err


def test_a_choice_that_changes_no_item_is_said_to(stored: Path) -> None:
    outcome = countback("choose", "drop:rotation-9", "--today", TODAY, "--format", "text")
    assert "No item changes." in outcome.out
    assert chosen(stored) == ["drop:rotation-9"]


def test_the_same_choice_again_writes_nothing(stored: Path) -> None:
    countback("choose", LATE, "--today", TODAY)
    before = held(stored)
    outcome = countback("choose", LATE, "--today", TODAY, "--format", "text")
    assert "The plan is that of run 2; 0 calendar files written." in outcome.out
    assert held(stored) == before


def test_an_impossible_plan_is_stored_and_told_by_the_exit_code(stored: Path) -> None:
    who = keep(stored, "late-starter")
    arguments = ("choose", "drop:rotation-1", "--person", who, "--today", "2027-07-20", "--json")
    assert countback(*arguments, "--preview").code == 0
    outcome = countback(*arguments)
    assert outcome.code == 3
    assert outcome.json["stored"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "`nonsense` is not a choice"),
        (["tb:never"], "`tb:never` is not a choice"),
        (["year:2050"], "target_year 2050 is outside 2021 to 2040"),
        (["year:soon"], "`soon` is neither a target year nor a season's name"),
        ([","], "no choice is given"),
        ([LATE, "--take-back"], "kept are: none"),
        ([",", "--take-back"], "`,` is not among the choices kept"),
    ],
)
def test_what_cannot_be_chosen_is_told_and_nothing_is_written(
    arguments: list[str], words: str, stored: Path
) -> None:
    before = held(stored)
    outcome = countback("choose", *arguments, "--today", TODAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert "mend: " in outcome.err
    assert held(stored) == before


def test_whose_choice_is_to_be_said_where_there_are_several(stored: Path) -> None:
    keep(stored, "graduate-observership", planned=False)
    assert "2 persons are stored" in countback("choose", LATE).err
    assert countback("choose", LATE, "--person", "nobody").code == 2
