"""Marks of items: replaced by key, dropped when empty, gone with their person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from countback.adapters.db.store import SqlStore
from countback.domain.marks import Mark
from countback.domain.people import Person
from countback.errors import NotFound
from countback.services.marking import note, snooze

DAY = dt.date(2027, 1, 15)


@pytest.fixture
def people(store: SqlStore, make_person: Callable[..., Person]) -> SqlStore:
    with store.unit_of_work() as unit:
        unit.save_person(make_person("asha"))
        unit.save_person(make_person("bela"))
    return store


def save(store: SqlStore, *marks: Mark, person: str = "asha") -> None:
    with store.unit_of_work() as unit:
        for mark in marks:
            unit.save_mark(person, mark)


def test_marks_come_back_as_saved_by_key(people: SqlStore) -> None:
    second, first = Mark("visa.apply", "Zoë 李 🎓\n\t%_'\""), Mark("letter.ask/rotation-2", "", DAY)
    save(people, second, first)
    assert list(people.marks("asha").items()) == [(first.key, first), (second.key, second)]
    assert (people.marks("bela"), people.marks("nobody")) == ({}, {})


def test_a_mark_takes_the_place_of_the_items_old_one(people: SqlStore) -> None:
    save(people, Mark("a", "old", DAY), Mark("b", "stays"))
    save(people, Mark("a", "new"))
    assert people.marks("asha") == {"a": Mark("a", "new"), "b": Mark("b", "stays")}


def test_an_empty_mark_drops_what_was_there_and_nobody_elses(people: SqlStore) -> None:
    save(people, Mark("a", "x"))
    save(people, Mark("a", "x"), person="bela")
    for _ in range(2):
        save(people, Mark("a"))
        assert (people.marks("asha"), people.marks("bela")) == ({}, {"a": Mark("a", "x")})


def test_marks_go_with_their_person(people: SqlStore) -> None:
    save(people, Mark("a", "x"), Mark("b", "x"))
    save(people, Mark("a", "x"), person="bela")
    with people.unit_of_work() as unit:
        assert unit.delete_person("asha")["item_mark"] == 2
    assert (people.marks("asha"), list(people.marks("bela"))) == ({}, ["a"])


def test_a_note_and_a_snooze_at_once_leave_each_other_alone(people: SqlStore) -> None:
    keys = [f"item.number_{number}" for number in range(12)]
    with ThreadPoolExecutor(8) as pool:
        done = [
            pool.submit(action, people, "asha", key, *what)
            for key in keys
            for action, what in ((note, ("ask Bo",)), (snooze, (DAY, DAY - dt.timedelta(7))))
        ]
        for one in done:
            one.result()
    assert people.marks("asha") == {key: Mark(key, "ask Bo", DAY) for key in keys}


def test_nobody_has_no_marks(people: SqlStore) -> None:
    for mark in (Mark("a", "x"), Mark("a")):
        with pytest.raises(NotFound, match="no person 'nobody'"):
            save(people, mark, person="nobody")
