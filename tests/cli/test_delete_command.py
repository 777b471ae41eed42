"""`countback delete`: everything kept of a person goes, once they say so."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import WHO, keep
from tests.cli.invoking import TODAY, countback

TABLES = ("person", "done_fact", "run", "item", "feed", "feed_event")


def rows(data: Path) -> dict[str, int]:
    with sqlite3.connect(data / "countback.db") as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}


def files(data: Path) -> list[Path]:
    return [path for path in (data / "feeds").rglob("*") if path.is_file()]


def test_in_a_pipe_nothing_goes_without_yes(stored: Path) -> None:
    before = rows(stored)
    outcome = countback("delete")
    assert (outcome.code, outcome.out) == (2, "")
    assert f"this deletes everything kept of `{WHO}`" in outcome.err
    assert rows(stored) == before
    assert files(stored)


def test_rows_and_files_go_and_are_counted(stored: Path) -> None:
    countback("done", "eligibility.goals", "--today", TODAY)
    before = rows(stored)
    told = countback("delete", "--yes", "--json").json
    assert (told["schema"], told["person"]) == (1, WHO)
    assert {name: count for name, count in told["deleted"].items() if count} == {**before, "feed folder": 1}
    assert before["done_fact"] == 1
    assert set(rows(stored).values()) == {0}
    assert files(stored) == []


@pytest.mark.parametrize("form", ["table", "text"])
def test_it_is_told_in_words(form: str, stored: Path) -> None:
    outcome = countback("delete", "--yes", "--person", WHO, "--format", form)
    assert outcome.out.startswith(f"Deleted everything of `{WHO}`: ")
    assert "1 person" in outcome.out
    assert rows(stored)["person"] == 0


def test_others_stay(stored: Path) -> None:
    other = keep(stored, "graduate-observership")
    countback("delete", "--yes", "--person", WHO)
    assert rows(stored)["person"] == 1
    assert len({path.parent for path in files(stored)}) == 1
    assert countback("export", "--format", "json", "--person", other, "--today", TODAY).code in (0, 3)


@pytest.mark.parametrize(("typed", "code", "left"), [("n\n", 130, 1), ("y\n", 0, 0)])
def test_on_a_terminal_it_asks(typed: str, code: int, left: int, stored: Path) -> None:
    outcome = countback("delete", typed=typed)
    assert outcome.code == code
    assert "It cannot be taken back." in outcome.out
    assert rows(stored)["person"] == left


@pytest.mark.usefixtures("stored")
def test_it_can_be_done_only_once() -> None:
    assert countback("delete", "--yes").code == 0
    again = countback("delete", "--yes", "--person", WHO)
    assert (again.code, again.out) == (2, "")
