"""What the store keeps and gives back, the same on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from countback.adapters.db import reads
from countback.adapters.db.store import SqlStore
from countback.domain.feed import EventContent, EventStatus, Revision
from countback.domain.people import Person, Run
from countback.errors import NotFound
from countback.services.ports import Store, UnitOfWork

DAY = dt.date(2027, 1, 15)
NOW = dt.datetime(2026, 11, 22, 21, 5, 7, 123456, tzinfo=dt.UTC)
NEW_YORK = ZoneInfo("America/New_York")


def test_the_sql_store_is_a_store(store: SqlStore) -> None:
    as_store: Store = store
    with as_store.unit_of_work() as unit:
        as_unit: UnitOfWork = unit
        assert list(as_unit.persons()) == []


def test_a_person_comes_back_as_saved(store: SqlStore, make_person: Callable[..., Person]) -> None:
    profile = {
        "name": "Zoë 李 🎓",
        "odd": "a\x00b\ud800",
        "years": [2027, None, True, 1.5],
        "nested": {"ä": {}},
    }
    asha = make_person(first_name="Āśā \u200f\u05e2", profile=profile, updated_at=NOW)
    with store.unit_of_work() as unit:
        unit.save_person(asha)
    assert store.person("asha") == asha


def test_an_instant_of_any_zone_comes_back_as_the_same_instant_in_utc(
    store: SqlStore, make_person: Callable[..., Person]
) -> None:
    second_half_past_one = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1)
    with store.unit_of_work() as unit:
        unit.save_person(make_person(updated_at=second_half_past_one))
    back = store.person("asha").updated_at
    assert (back, back.tzinfo) == (dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC), dt.UTC)


def test_a_naive_datetime_is_refused(store: SqlStore, make_person: Callable[..., Person]) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match="aware datetimes only"), store.unit_of_work() as unit:
        unit.save_person(make_person(updated_at=naive))
    assert list(store.persons()) == []


def test_saving_a_person_again_replaces_the_facts_and_keeps_the_feeds_name(
    store: SqlStore, make_person: Callable[..., Person]
) -> None:
    folders = []
    for name in ("Asha", "Asha", "Aisha"):
        with store.unit_of_work() as unit:
            unit.save_person(make_person(first_name=name))
        folders.append(store.feed_folder("asha"))
    assert [person.first_name for person in store.persons()] == ["Aisha"]
    assert len(set(folders)) == 1
    assert len(folders[0]) == 32


def test_everyone_comes_by_id_page_after_page_while_others_are_written(
    store: SqlStore, make_person: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PAGE", 2)
    ids = ["B", "a", "a-b", "a_b", "ab"]  # by their bytes, whatever the server's language
    with store.unit_of_work() as unit:
        for person_id in reversed(ids):
            unit.save_person(make_person(person_id))
    seen = []
    for person in store.persons():
        seen.append(person.id)
        with store.unit_of_work() as unit:
            unit.save_person(make_person(person.id, first_name="seen"))
    assert seen == ids


def test_nobody_is_told_by_name_for_reads_and_writes_alike(
    store: SqlStore, save_run: Callable[..., Run]
) -> None:
    def refused(action: Callable[[], object]) -> None:
        with pytest.raises(NotFound, match="no person 'nobody'"):
            action()

    refused(lambda: store.person("nobody"))
    refused(lambda: store.feed_folder("nobody"))
    with store.unit_of_work() as unit:
        refused(lambda: unit.lock_person("nobody"))
        refused(lambda: unit.delete_person("nobody"))
        refused(lambda: unit.record_done("nobody", "k", DAY, NOW))
        refused(lambda: unit.forget_done("nobody", "k"))
        refused(lambda: unit.save_revisions("nobody", [], []))
        refused(lambda: save_run(unit, "nobody"))
    assert (store.facts("nobody"), store.revisions("nobody"), store.last_run("nobody")) == ({}, {}, None)


def test_done_marks_are_recorded_replaced_and_taken_back(
    store: SqlStore, make_person: Callable[..., Person]
) -> None:
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        unit.record_done("asha", "letter.ask/rotation-2", DAY, NOW)
        unit.record_done("asha", "exam", DAY, NOW)
        unit.record_done("asha", "exam", DAY + dt.timedelta(1), NOW)
    assert dict(store.facts("asha")) == {"exam": DAY + dt.timedelta(1), "letter.ask/rotation-2": DAY}
    with store.unit_of_work() as unit:
        assert unit.forget_done("asha", "exam")
        assert not unit.forget_done("asha", "exam")
    assert list(store.facts("asha")) == ["letter.ask/rotation-2"]


def test_events_come_back_as_published_with_days_and_with_zoned_instants(
    store: SqlStore, make_person: Callable[..., Person], make_revision: Callable[..., Revision]
) -> None:
    def content(start: dt.date, end: dt.date, **changes: object) -> EventContent:
        facts: dict[str, object] = {"tzid": "", "done_on": None} | changes
        return EventContent(
            "k",
            "Übung",
            "a\r\nb\x00",
            "eras",
            start,
            end,
            EventStatus.TENTATIVE,
            DAY,
            **facts,  # type: ignore[arg-type]
        )

    first = dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    second = first.replace(fold=1)
    saved = [
        make_revision("day", content=content(DAY, DAY + dt.timedelta(1), done_on=DAY)),
        make_revision("night", content=content(first, second, tzid="America/New_York")),
        make_revision("gone", status=EventStatus.CANCELLED, sequence=3, cancelled_at=NOW, vtodo=b"\r\n"),
    ]
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        unit.save_revisions("asha", saved, [])
    back = store.revisions("asha")
    assert dict(back) == {revision.key: revision for revision in saved}
    start, end = back["night"].content.start, back["night"].content.end
    assert isinstance(start, dt.datetime)
    assert isinstance(end, dt.datetime)
    assert (start.tzinfo, start.fold, end.fold) == (NEW_YORK, 0, 1)


def test_only_the_named_events_change_or_go_and_saving_again_changes_nothing(
    store: SqlStore, make_person: Callable[..., Person], make_revision: Callable[..., Revision]
) -> None:
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        unit.save_revisions("asha", map(make_revision, "abc"), [])
    for _ in range(2):
        with store.unit_of_work() as unit:
            unit.save_revisions("asha", [make_revision("b", sequence=1)], ["c", "never-there"])
        assert [(key, one.sequence) for key, one in store.revisions("asha").items()] == [("a", 0), ("b", 1)]


def test_a_unit_sees_what_it_wrote_and_others_do_not_until_it_ends(
    store: SqlStore, make_person: Callable[..., Person]
) -> None:
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        assert [person.id for person in unit.persons()] == ["asha"]
        assert list(store.persons()) == []
    assert [person.id for person in store.persons()] == ["asha"]
