"""Which season dates everyone's newest run was planned with, page after page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, event, insert

from countback.adapters.db import reads, tables
from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore
from countback.domain.people import Person, Planned, Run
from tests.contract.conftest import NOW

PEOPLE = 2 * reads.PAGE + 1
WITHOUT_A_RUN = 7


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def questions(engine: Engine) -> list[str]:
    """Give the list of everything that is asked of the engine."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", note)
    return asked


def test_it_is_the_newest_run_that_counts(
    store: SqlStore, make_person: Callable[..., Person], save_run: Callable[..., Run]
) -> None:
    with store.unit_of_work() as unit:
        for person_id in ("b", "a", "c", "d"):
            unit.save_person(make_person(person_id))
        save_run(unit, "a", "old", target_year=2027, cycle="september", season_mark="old")
        save_run(unit, "b", "new", target_year=2030, cycle="july", season_mark="m")
        save_run(unit, "a", "new", target_year=2028, cycle="september", season_mark="new")
        save_run(unit, "d", "new")
        assert list(unit.planned()) == [
            Planned("a", 2028, "september", "new"),
            Planned("b", 2030, "july", "m"),
            Planned("d", 2028, "", ""),
        ]


def test_where_nobody_has_a_run_there_is_nobody(store: SqlStore, make_person: Callable[..., Person]) -> None:
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
    assert list(store.planned()) == []


def test_more_than_a_page_of_persons_comes_in_a_question_a_page(engine: Engine, questions: list[str]) -> None:
    names = [f"person-{number:05}" for number in range(PEOPLE)]
    with engine.begin() as connection:
        connection.execute(
            insert(tables.person),
            [{"id": name, "first_name": "x", "profile": "{}", "updated_at": NOW} for name in names],
        )
        usual = {
            "catalogue_version": "1",
            "today": NOW.date(),
            "created_at": NOW,
            "plan": "{}",
            "cycle": "july",
        }
        connection.execute(
            insert(tables.run),
            [
                {
                    "person_id": name,
                    "inputs_hash": "x",
                    "target_year": year,
                    "season_mark": f"of {year}",
                    **usual,
                }
                for year in (2027, 2028)
                for name in names[WITHOUT_A_RUN:]
            ],
        )
    questions.clear()
    begin = time.perf_counter()
    found = list(SqlStore(engine).planned())
    assert time.perf_counter() - begin < 2, "some hundredths of a second on any computer"
    assert found == [Planned(name, 2028, "july", "of 2028") for name in names[WITHOUT_A_RUN:]]
    assert len([one for one in questions if one.startswith("SELECT")]) <= PEOPLE // reads.PAGE + 2


def test_others_can_write_between_two_pages(
    store: SqlStore,
    make_person: Callable[..., Person],
    save_run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reads, "PAGE", 2)
    with store.unit_of_work() as unit:
        for person_id in "abcde":
            unit.save_person(make_person(person_id))
            save_run(unit, person_id)
    seen = []
    for one in store.planned():
        seen.append(one.person_id)
        with store.unit_of_work() as unit:
            save_run(unit, one.person_id, "again")
            if one.person_id == "b":
                unit.delete_person("c")
    assert seen == ["a", "b", "d", "e"]
