"""A plan becomes calendar files; only what changed is stored anew, and nothing unfit is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from countback.adapters.ics import writer
from countback.adapters.ics.checking import check
from countback.domain.catalogue import Category
from countback.domain.contents import contents
from countback.domain.feed import Revision
from countback.domain.plan import Plan
from countback.errors import CountbackError
from countback.services.publishing import Publication, Publisher, uid_of
from tests.services.conftest import NOW
from tests.support.real import START, example_plan

PUBLISHER = Publisher(writer, dt.timedelta(hours=12))
LATER = NOW + dt.timedelta(days=1)


def by_key(publication: Publication) -> dict[str, Revision]:
    return {one.key: one for one in publication.revisions}


def plan() -> Plan:
    return example_plan("student-vslo")


@pytest.fixture(scope="module")
def first() -> Publication:
    return PUBLISHER.prepare(plan(), "Asha", {}, NOW)


def test_there_is_a_whole_calendar_one_of_tasks_and_one_a_category(first: Publication) -> None:
    assert set(first.files) == {"all.ics", "todo.ics", *(f"{one.value}.ics" for one in Category)}
    for raw in first.files.values():
        check(raw, may_be_empty=True)
    assert first.files["all.ics"].count(b"BEGIN:VEVENT") == len(contents(plan()))
    assert b"BEGIN:VEVENT" not in first.files["todo.ics"]
    assert first.files["todo.ics"].count(b"BEGIN:VTODO") > 100


def test_the_categories_share_the_whole_out_among_them(first: Publication) -> None:
    whole = first.files["all.ics"].count(b"BEGIN:VEVENT")
    assert sum(first.files[f"{one.value}.ics"].count(b"BEGIN:VEVENT") for one in Category) == whole


def test_the_first_time_everything_is_changed(first: Publication) -> None:
    assert first.changed == first.revisions
    assert first.removed == ()


def test_the_same_plan_again_changes_nothing_and_is_the_same_bytes(first: Publication) -> None:
    again = PUBLISHER.prepare(plan(), "Asha", by_key(first), LATER)
    assert (again.changed, again.removed) == ((), ())
    assert again.files == first.files


def test_one_item_that_moves_is_one_revision(first: Publication) -> None:
    moved = plan().items[-1]
    on = moved.due + dt.timedelta(days=3)
    items = tuple(
        replace(one, due=on, start_by=on, latest=on) if one is moved else one for one in plan().items
    )
    again = PUBLISHER.prepare(replace(plan(), items=items), "Asha", by_key(first), LATER)
    assert [one.key for one in again.changed] == [moved.key]
    assert again.removed == ()


def test_an_item_that_is_gone_is_cancelled_first_and_dropped_at_last(first: Publication) -> None:
    gone = contents(plan())[-1].key
    rest = replace(plan(), items=tuple(one for one in plan().items if one.key != gone))
    known, now = by_key(first), NOW
    seen = []
    for _ in range(6):
        now += dt.timedelta(days=60)
        publication = PUBLISHER.prepare(rest, "Asha", known, now)
        seen.append(publication.removed)
        known = by_key(publication)
    assert (gone,) in seen
    assert gone not in known
    assert {key for removed in seen for key in removed} == {gone}


def test_a_category_without_an_event_stays_published() -> None:
    items = tuple(one for one in plan().items if one.category is not Category.BACKUP)
    files = PUBLISHER.prepare(replace(plan(), items=items), "Asha", {}, NOW).files
    assert files["backup.ics"].endswith(b"END:VCALENDAR\r\n")
    assert b"BEGIN:VEVENT" not in files["backup.ics"]


def test_uids_rest_on_person_and_key_and_never_on_a_date() -> None:
    asha, other = uid_of("asha"), uid_of("other")
    assert asha("match.day") == uid_of("asha")("match.day")
    assert len({asha("match.day"), asha("match.monday"), other("match.day")}) == 3
    assert asha("match.day").endswith("@countback")
    assert "asha" not in asha("match.day")


def test_the_name_says_whose_calendar_and_which_season(first: Publication) -> None:
    text = first.files["visa.ics"].replace(b"\r\n ", b"").decode()
    assert "Countback Asha\\, ERAS 2029: visa" in text or "Countback Asha, ERAS 2029: visa" in text
    assert "target_year 2028 is the ERAS 2029 season\\, Match March 2029\\, residency July 2029" in text


def test_an_unfit_file_keeps_all_of_them_from_being_published() -> None:
    class UnfitError(CountbackError):
        pass

    class Broken:
        render = staticmethod(writer.render)
        calendar_bytes: Callable[..., bytes] = staticmethod(writer.calendar_bytes)

        @staticmethod
        def check(raw: bytes, **_: object) -> None:
            if b"VTODO" in raw:
                raise UnfitError

    with pytest.raises(UnfitError):
        Publisher(Broken(), PUBLISHER.ttl).prepare(plan(), "Asha", {}, NOW)
    assert plan().today == START
