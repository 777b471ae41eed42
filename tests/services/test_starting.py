"""Who begins has a plan, published calendars and two addresses, or nothing is left of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from countback.adapters.files.feed_folder import FeedFolder
from countback.domain.links import Purpose
from countback.errors import BadInput, StoreUnavailable
from countback.services.links import LinkDesk, opened
from countback.services.moving_data import export_person
from countback.services.starting import start, start_from_data
from tests.services.conftest import NOW, House
from tests.support.real import START

NEW = "p-new"


def profile(house: House, **changes: object) -> Mapping[str, object]:
    return {**house.app.store.person(house.person).profile, **changes}


def nobody_new(house: House) -> bool:
    feeds = house.app.feed_dir
    left = [path for path in feeds.rglob("*") if path.name != "f"] if feeds.exists() else []
    return [one.id for one in house.app.store.persons()] == [house.person] and left == []


def test_who_begins_has_a_plan_and_two_addresses(house: House) -> None:
    begun = start(house.workshop, house.app.links, NEW, profile(house, first_name="Bela"), START, NOW)
    store = house.app.store
    person = store.person(NEW)
    assert (person.first_name, person.profile["id"], person.updated_at) == ("Bela", NEW, NOW)
    assert store.last_run(NEW) is not None
    assert opened(store, begun.page.token, Purpose.PAGE) == begun.page.link
    assert opened(store, begun.feed.token, Purpose.FEED) == begun.feed.link
    assert (house.app.feed_dir / "f" / begun.feed.token / "all.ics").exists()


def test_who_begins_with_a_file_has_what_is_in_it(house: House) -> None:
    with house.app.store.unit_of_work() as unit:
        unit.record_done(house.person, "eligibility.goals", START, NOW)
    data = export_person(house.app.store, house.person)
    begun = start_from_data(house.workshop, house.app.links, NEW, data, START, NOW)
    assert begun.person_id == NEW
    assert house.app.store.facts(NEW) == {"eligibility.goals": START}
    assert house.app.store.person(NEW).profile == profile(house, id=NEW)


@pytest.mark.parametrize(
    "changes", [{"timezone": "Mars/Base"}, {"first_name": ""}, {"choices": ["nonsense"]}]
)
def test_a_profile_that_does_not_do_begins_nothing(changes: dict[str, object], house: House) -> None:
    wrong = profile(house, **changes)
    with pytest.raises(BadInput):
        start(house.workshop, house.app.links, NEW, wrong, START, NOW)
    with pytest.raises(BadInput):
        start_from_data(house.workshop, house.app.links, NEW, wrong, START, NOW)
    assert nobody_new(house)


class Full(FeedFolder):
    """A folder on a disk that is full: no address can be made, or no file be written."""

    def __init__(self, root: Path, *, files: bool) -> None:
        super().__init__(root)
        self._files = files

    def expose(self, token: str, person_feed_id: str) -> None:
        raise StoreUnavailable("no room")

    def publish_latest(self, person_feed_id: str, *given: object) -> list[Path]:
        if not self._files:
            raise StoreUnavailable("no room")
        return super().publish_latest(person_feed_id, *given)  # type: ignore[arg-type]


@pytest.mark.parametrize("files", [False, True], ids=["no files", "no address"])
def test_where_it_breaks_off_nothing_is_left(files: bool, house: House) -> None:
    full = Full(house.app.feed_dir, files=files)
    desk = LinkDesk(house.app.store, full, house.app.secret_key)
    workshop = replace(house.workshop, feeds=full)
    with pytest.raises(StoreUnavailable, match="no room"):
        start(workshop, desk, NEW, profile(house), START, NOW)
    assert nobody_new(house)
    again = start(house.workshop, house.app.links, NEW, profile(house), START, NOW + dt.timedelta(1))
    assert again.feed.link.person_id == NEW


def test_an_id_that_is_taken_is_refused_and_its_person_stays(house: House) -> None:
    with pytest.raises(BadInput, match="already"):
        start(house.workshop, house.app.links, house.person, profile(house), START, NOW)
    assert house.app.store.person(house.person).id == house.person
