"""Advisers, whom they look after, and their sessions, the same on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from countback.adapters.db.store import SqlStore
from countback.domain.advisers import Adviser, Session, Standing
from countback.domain.people import Person, Run
from countback.domain.plan import Item, Status
from countback.errors import BadInput, NotFound

NOW = dt.datetime(2026, 11, 22, 21, 5, 7, 123456, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def bo(store: SqlStore) -> Adviser:
    return add(store, "bo")


def add(store: SqlStore, name: str, password_hash: str = "hash") -> Adviser:
    with store.unit_of_work() as unit:
        return unit.add_adviser(name, password_hash, NOW)


def open_session(store: SqlStore, adviser: Adviser, name: str, at: dt.datetime = NOW) -> Session:
    session = Session(name, adviser.id, at, at + HOUR)
    with store.unit_of_work() as unit:
        unit.save_session(session)
    return session


def test_an_adviser_comes_back_as_saved_and_all_by_name(store: SqlStore, bo: Adviser) -> None:
    al = add(store, "al")
    assert bo == Adviser(bo.id, "bo", "hash", NOW)
    assert (store.adviser("bo"), store.adviser("cy")) == (bo, None)
    assert store.advisers() == (al, bo)


def test_a_name_that_is_taken_is_refused(store: SqlStore, bo: Adviser) -> None:
    with pytest.raises(BadInput, match="an adviser 'bo' already"):
        add(store, "bo", "other")
    assert store.advisers() == (bo,)


def test_a_session_comes_back_with_its_adviser_until_it_ends(store: SqlStore, bo: Adviser) -> None:
    session = open_session(store, bo, "s1")
    open_session(store, add(store, "cy"), "s2")
    assert store.session("s1") == (session, bo)
    for _ in range(2):
        with store.unit_of_work() as unit:
            unit.end_session("s1")
        assert store.session("s1") is None
    assert store.session("s2") is not None


def test_a_new_session_sweeps_those_that_are_over(store: SqlStore, bo: Adviser) -> None:
    open_session(store, bo, "over")
    open_session(store, bo, "not yet", NOW + dt.timedelta(seconds=1))
    open_session(store, bo, "new", NOW + HOUR)
    found = [store.session(name) is not None for name in ("over", "not yet", "new")]
    assert found == [False, True, True]


def test_another_password_is_kept_and_ends_the_advisers_sessions_only(store: SqlStore, bo: Adviser) -> None:
    cy = add(store, "cy")
    open_session(store, bo, "s1")
    theirs = open_session(store, cy, "s2")
    with store.unit_of_work() as unit:
        unit.change_password("bo", "other")
    changed = store.adviser("bo")
    assert changed is not None
    assert (changed.id, changed.password_hash) == (bo.id, "other")
    assert (store.session("s1"), store.session("s2")) == (None, (theirs, cy))


def test_an_adviser_goes_with_sessions_and_assignments_and_no_id_is_given_again(
    store: SqlStore, bo: Adviser, make_person: Callable[..., Person]
) -> None:
    open_session(store, bo, "s1")
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        unit.assign(bo.id, ["asha"])
        unit.delete_adviser("bo")
    assert (store.session("s1"), store.adviser("bo"), store.advises(bo.id, "asha")) == (None, None, False)
    assert store.person("asha").id == "asha"
    assert add(store, "bo").id > bo.id


def test_an_adviser_who_is_not_there_is_told(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        with pytest.raises(NotFound, match="no adviser 'cy'"):
            unit.change_password("cy", "x")
        with pytest.raises(NotFound, match="no adviser 'cy'"):
            unit.delete_adviser("cy")


@pytest.fixture
def crowd(
    store: SqlStore,
    bo: Adviser,
    make_person: Callable[..., Person],
    make_item: Callable[..., Item],
    save_run: Callable[..., Run],
) -> SqlStore:
    """Give Bo three persons of four; one of them has been planned twice."""
    with store.unit_of_work() as unit:
        for person_id, name in (("a-1", "Asha"), ("b_2", "Élodie"), ("c-3", "100%"), ("d-4", "Dora")):
            unit.save_person(make_person(person_id, first_name=name))
        save_run(unit, "a-1", "old", target_year=2027, items=[make_item("gone", status=Status.DONE)])
        items = [make_item("x"), make_item("y"), make_item("z", status=Status.LATE)]
        save_run(unit, "a-1", "new", target_year=2028, items=items)
        save_run(unit, "d-4", "new", items=[make_item("x")])
        unit.assign(bo.id, ["c-3", "b_2", "a-1"])
    return store


def advised(store: SqlStore, adviser: Adviser, search: str = "") -> list[str]:
    found = [one.person_id for one in store.advised(adviser.id, search)]
    assert store.advised_count(adviser.id, search) == len(found)
    return found


def test_an_advisers_persons_come_by_id_with_the_newest_runs_counts(crowd: SqlStore, bo: Adviser) -> None:
    assert crowd.advised(bo.id) == (
        Standing("a-1", "Asha", 2028, {"open": 2, "late": 1}),
        Standing("b_2", "Élodie", None, {}),
        Standing("c-3", "100%", None, {}),
    )
    assert advised(crowd, add(crowd, "cy")) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["a-1", "b_2", "c-3"]),
        ("asha", ["a-1"]),
        ("SHA", ["a-1"]),
        ("-", ["a-1", "c-3"]),
        ("%", ["c-3"]),
        ("_", ["b_2"]),
        ("Élo", ["b_2"]),
        ("LODIE", ["b_2"]),
        ("dora", []),
        ("'; DROP TABLE person; --", []),
        ("\\", []),
        ("a\x00", []),
        ("\ud800", []),
    ],
)
def test_a_search_finds_by_id_and_first_name_as_it_is_written(
    search: str, found: list[str], crowd: SqlStore, bo: Adviser
) -> None:
    assert advised(crowd, bo, search) == found


def test_an_advisers_persons_come_in_pages(crowd: SqlStore, bo: Adviser) -> None:
    pages = [[one.person_id for one in crowd.advised(bo.id, "", offset, 2)] for offset in (0, 2, 4)]
    assert pages == [["a-1", "b_2"], ["c-3"], []]
    assert [one.person_id for one in crowd.advised(bo.id, "-", 1, 1)] == ["c-3"]


@pytest.mark.parametrize(
    ("person_id", "is_theirs"), [("a-1", True), ("d-4", False), ("nobody", False), ("a-1\x00", False)]
)
def test_it_is_told_whether_a_person_is_theirs(
    person_id: str, is_theirs: bool, crowd: SqlStore, bo: Adviser
) -> None:
    assert crowd.advises(bo.id, person_id) is is_theirs
    assert not crowd.advises(bo.id + 1, person_id)


def test_persons_are_assigned_once_and_taken_away_once(crowd: SqlStore, bo: Adviser) -> None:
    with crowd.unit_of_work() as unit:
        unit.assign(bo.id, ["a-1", "d-4"])
        unit.assign(bo.id, [])
    assert advised(crowd, bo) == ["a-1", "b_2", "c-3", "d-4"]
    with crowd.unit_of_work() as unit:
        assert unit.unassign(bo.id, iter(["a-1", "d-4", "nobody"])) == 2
        assert unit.unassign(bo.id, ["a-1"]) == unit.unassign(bo.id, []) == 0
    assert advised(crowd, bo) == ["b_2", "c-3"]


def test_a_deleted_person_is_nobodys_any_more(crowd: SqlStore, bo: Adviser) -> None:
    with crowd.unit_of_work() as unit:
        assert unit.delete_person("a-1")["adviser_person"] == 1
    assert advised(crowd, bo) == ["b_2", "c-3"]
