"""Runs and their items; all or nothing; and what goes with a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from countback.adapters.db import reads
from countback.adapters.db.store import SqlStore, SqlUnit
from countback.domain.feed import Revision
from countback.domain.people import Person, Run
from countback.domain.plan import Item, Status
from countback.errors import NotFound

DAY = dt.date(2027, 1, 15)
NOW = dt.datetime(2026, 11, 22, 21, 5, 7, tzinfo=dt.UTC)
LATER = DAY + dt.timedelta(1)


@pytest.fixture
def fill(
    make_person: Callable[..., Person],
    make_item: Callable[..., Item],
    make_revision: Callable[..., Revision],
    save_run: Callable[..., Run],
) -> Callable[..., Run]:
    """Save something of everything for one person."""

    def filled(unit: SqlUnit, person_id: str = "asha", inputs_hash: str = "a") -> Run:
        unit.save_person(make_person(person_id))
        unit.record_done(person_id, "exam", DAY, NOW)
        run = save_run(unit, person_id, inputs_hash, items=map(make_item, "abc"), plan={"of": inputs_hash})
        unit.save_revisions(person_id, map(make_revision, "ab"), [])
        return run

    return filled


def test_a_run_comes_back_as_saved_and_the_newest_is_first(
    store: SqlStore, make_person: Callable[..., Person], save_run: Callable[..., Run]
) -> None:
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        runs = [save_run(unit, inputs_hash=name, plan={"Ä": [name, None]}) for name in "abc"]
    assert store.runs("asha") == tuple(reversed(runs))
    assert store.runs("asha", limit=2) == (runs[2], runs[1])
    assert store.last_run("asha") == runs[2]
    assert store.run(runs[0].id) == runs[0]
    with pytest.raises(NotFound, match=f"no run {runs[2].id + 1}"):
        store.run(runs[2].id + 1)


def test_the_same_inputs_write_nothing_and_give_the_run_that_was(
    store: SqlStore, make_person: Callable[..., Person], save_run: Callable[..., Run]
) -> None:
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        first = save_run(unit, inputs_hash="a", created_at=NOW)
    with store.unit_of_work() as unit:
        assert save_run(unit, inputs_hash="a", created_at=NOW + dt.timedelta(hours=1)) == first
    assert store.runs("asha") == (first,)


def test_items_due_are_the_newest_runs_not_done_in_a_half_open_range_of_days(
    store: SqlStore,
    make_person: Callable[..., Person],
    make_item: Callable[..., Item],
    save_run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reads, "PAGE", 2)
    with store.unit_of_work() as unit:
        for person_id in ("b", "a"):
            unit.save_person(make_person(person_id))
            save_run(unit, person_id, "old", items=[make_item("old")])
            items = [
                make_item("before", DAY - dt.timedelta(1)),
                make_item("done", status=Status.DONE),
                make_item("k1", at=NOW, status=Status.LATE),
                make_item("k2", LATER),
                make_item("k3"),
                make_item("after", LATER + dt.timedelta(1)),
            ]
            save_run(unit, person_id, "new", items=items)
    due = list(store.items_due(DAY, LATER + dt.timedelta(1)))
    assert [(item.due, item.person_id, item.key) for item in due] == [
        (DAY, "a", "k1"),
        (DAY, "a", "k3"),
        (DAY, "b", "k1"),
        (DAY, "b", "k3"),
        (LATER, "a", "k2"),
        (LATER, "b", "k2"),
    ]
    assert (due[0].status, due[0].at, due[1].at) == (Status.LATE, NOW, None)
    assert list(store.items_due(DAY, DAY)) == []


def test_an_exception_in_a_unit_leaves_the_old_state_whole(
    store: SqlStore, fill: Callable[..., Run], make_revision: Callable[..., Revision]
) -> None:
    with store.unit_of_work() as unit:
        fill(unit)

    def state() -> object:
        due = list(store.items_due(DAY, LATER))
        return list(store.persons()), store.facts("asha"), store.runs("asha"), store.revisions("asha"), due

    before = state()

    def fail_in_the_middle(unit: SqlUnit) -> None:
        fill(unit, inputs_hash="b")
        fill(unit, "bela")
        unit.forget_done("asha", "exam")
        unit.save_revisions("asha", [make_revision("a", sequence=9)], ["b"])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.unit_of_work() as unit:
        fail_in_the_middle(unit)
    assert state() == before


def test_a_deleted_person_leaves_nothing_and_the_count_says_how_much_went(
    store: SqlStore, fill: Callable[..., Run]
) -> None:
    with store.unit_of_work() as unit:
        fill(unit, inputs_hash="a")
        fill(unit, inputs_hash="b")
        kept = fill(unit, "bela")
    with store.unit_of_work() as unit:
        gone = unit.delete_person("asha")
    assert {name: count for name, count in gone.items() if count} == {
        "feed_event": 2,
        "feed": 1,
        "item": 3,
        "run": 2,
        "done_fact": 1,
        "person": 1,
    }
    assert (store.facts("asha"), store.runs("asha"), store.revisions("asha")) == ({}, (), {})
    assert {item.person_id for item in store.items_due(DAY, LATER)} == {"bela"}
    assert store.last_run("bela") == kept


def test_the_id_of_a_run_is_never_given_again(store: SqlStore, fill: Callable[..., Run]) -> None:
    with store.unit_of_work() as unit:
        old = fill(unit)
        unit.delete_person("asha")
    with store.unit_of_work() as unit:
        assert fill(unit).id > old.id
