"""Everything kept of a person goes: the files first, so that nothing stays published."""

from __future__ import annotations

import pytest

from countback.errors import NotFound, StoreUnavailable
from countback.services.deleting import delete_person
from tests.services.conftest import NOW, House
from tests.support.real import START


def test_rows_and_files_go_and_are_counted(house: House) -> None:
    house.replan()
    with house.app.store.unit_of_work() as unit:
        unit.record_done(house.person, "eligibility.goals", START, NOW)
    folder, store = house.folder, house.app.store
    counts = delete_person(store, house.app.feeds, house.person)
    assert counts["person"] == counts["run"] == counts["done_fact"] == counts["feed folder"] == 1
    assert counts["item"] > 200
    assert not folder.exists()
    assert list(store.persons()) == []


def test_a_person_who_was_never_published_goes_too(house: House) -> None:
    counts = delete_person(house.app.store, house.app.feeds, house.person)
    assert (counts["person"], counts["run"], counts["feed folder"]) == (1, 0, 0)


def test_files_that_cannot_go_keep_the_rows_so_that_it_can_be_done_again(house: House) -> None:
    class Stuck:
        path = house.app.feeds.path
        publish = house.app.feeds.publish
        publish_latest = house.app.feeds.publish_latest
        expose = house.app.feeds.expose
        withdraw = house.app.feeds.withdraw
        addresses = house.app.feeds.addresses

        def remove(self, person_feed_id: str) -> bool:
            raise StoreUnavailable

    house.replan()
    with pytest.raises(StoreUnavailable):
        delete_person(house.app.store, Stuck(), house.person)
    assert house.app.store.person(house.person).id == house.person
    assert delete_person(house.app.store, house.app.feeds, house.person)["person"] == 1


def test_nobody_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        delete_person(house.app.store, house.app.feeds, "nobody")
