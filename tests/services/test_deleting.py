"""Everything kept of a person goes: the files first, so that nothing stays published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countback.adapters.files.feed_folder import FeedFolder
from countback.domain.links import Purpose
from countback.errors import NotFound, StoreUnavailable
from countback.services import marking
from countback.services.deleting import delete_person
from countback.services.links import LinkDesk, opened
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


def second_person(house: House) -> str:
    known = house.app.store.person(house.person)
    with house.app.store.unit_of_work() as unit:
        unit.save_person(replace(known, id="bela"))
    return "bela"


def test_addresses_links_marks_and_advisers_of_the_person_go_and_nobody_elses(house: House) -> None:
    store, desk, other = house.app.store, house.app.links, second_person(house)
    lost_key = LinkDesk(store, house.app.feeds, b"a key that was lost".ljust(32))
    made = [one.create(house.person, Purpose.FEED, "my phone", NOW) for one in (desk, lost_key)]
    page, theirs = (
        desk.create(house.person, Purpose.PAGE, "my pages", NOW),
        desk.create(other, Purpose.FEED, "x", NOW),
    )
    for person in (house.person, other):
        marking.note(store, person, "eligibility.goals", "ask Bo")
    with store.unit_of_work() as unit:
        bo = unit.add_adviser("bo", "hash", NOW)
        unit.assign(bo.id, [house.person, other])
    counts = delete_person(store, house.app.feeds, house.person)
    assert (counts["link"], counts["item_mark"], counts["adviser_person"]) == (3, 1, 1)
    assert [path.name for path in (house.app.feed_dir / "f").iterdir()] == [theirs.token]
    for token, purpose in (
        (made[0].token, Purpose.FEED),
        (made[1].token, Purpose.FEED),
        (page.token, Purpose.PAGE),
    ):
        with pytest.raises(NotFound):
            opened(store, token, purpose)
    assert opened(store, theirs.token, Purpose.FEED) == theirs.link
    assert list(store.marks(other)) == ["eligibility.goals"]
    assert [one.person_id for one in store.advised(bo.id)] == [other]


def test_files_that_a_run_writes_meanwhile_go_too(house: House) -> None:
    house.replan()

    class Meanwhile(FeedFolder):
        """A feed folder in which a run publishes right after the folder was removed for the first time."""

        def remove(self, person_feed_id: str) -> bool:
            removed = super().remove(person_feed_id)
            if any(one.id == house.person for one in house.app.store.persons()):
                house.replan()
            return removed

    folder = house.folder
    delete_person(house.app.store, Meanwhile(house.app.feed_dir), house.person)
    assert not folder.exists()


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
