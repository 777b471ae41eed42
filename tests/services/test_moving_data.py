"""A person takes everything along as one file, and such a file is put in place: whole, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from countback.domain.marks import Mark
from countback.errors import NotFound
from countback.services.moving_data import export_person, import_person, is_export
from tests.services.conftest import NOW, House
from tests.support.lived import KEY, LATER, OTHER_KEY, exported, lived, new_house
from tests.support.real import START


@pytest.fixture
def lived_in(house: House) -> House:
    """Give a house in which something of everything is kept."""
    return lived(house)


@pytest.fixture(scope="module")
def unmoved(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Give such a house to tests that change nothing in it."""
    return lived(new_house(tmp_path_factory.mktemp("unmoved")))


def take(house: House, value: Any, person: str | None = None) -> None:
    import_person(house.workshop, person or house.person, value, START, LATER)


def test_everything_kept_is_in_it(unmoved: House) -> None:
    made, store = exported(unmoved), unmoved.app.store
    assert (made["schema"], made["kind"]) == (1, "countback person")
    assert made["profile"] == store.person(unmoved.person).profile
    assert made["updated_at"] == NOW.isoformat()
    assert made["done"] == {KEY: "2026-11-22"}
    assert made["marks"] == {
        KEY: {"note": "ask Zoë 李", "snoozed_until": None},
        OTHER_KEY: {"note": "", "snoozed_until": "2026-11-29"},
    }
    assert made["links"] == [
        {
            "purpose": "feed",
            "label": "my phone",
            "created_at": NOW.isoformat(),
            "revoked_at": LATER.isoformat(),
        },
        {"purpose": "page", "label": "my pages", "created_at": NOW.isoformat(), "revoked_at": None},
    ]
    assert [(run["today"], run["plan"]["target_year"]) for run in made["runs"]] == [("2026-11-22", 2028)]
    assert {one["key"]: one["sequence"] for one in made["events"]} == {
        key: one.sequence for key, one in store.revisions(unmoved.person).items()
    }


def test_no_address_is_in_it(unmoved: House) -> None:
    desk, text = unmoved.app.links, json.dumps(exported(unmoved))
    for link in unmoved.app.store.links(unmoved.person):
        assert link.hash not in text
        assert link.salt not in text
        assert (desk.token(link) or "no token") not in text
    assert unmoved.app.store.feed_folder(unmoved.person) not in text


def test_another_person_can_take_it_and_keeps_their_own_id(lived_in: House) -> None:
    take(lived_in, exported(lived_in), "bela")
    mine, theirs = exported(lived_in), exported(lived_in, "bela")
    assert theirs["profile"] == {**mine["profile"], "id": "bela"}
    assert (theirs["done"], theirs["marks"]) == (mine["done"], mine["marks"])
    assert (theirs["links"], theirs["updated_at"]) == ([], LATER.isoformat())
    assert theirs["runs"][0]["plan"] == mine["runs"][0]["plan"]
    folder = lived_in.app.feeds.path(lived_in.app.store.feed_folder("bela"))
    assert (folder / "all.ics").exists()


def test_what_was_there_before_gives_way(lived_in: House) -> None:
    old = exported(lived_in)
    with lived_in.app.store.unit_of_work() as unit:
        unit.record_done(lived_in.person, "research.long_list", START, NOW)
        unit.save_mark(lived_in.person, Mark("research.long_list", "mine"))
        unit.save_mark(lived_in.person, Mark(KEY, "another note", START))
    lived_in.take_in(budget_usd=1)
    take(lived_in, old)
    now = exported(lived_in)
    assert {name: now[name] for name in ("profile", "done", "marks", "links")} == {
        name: old[name] for name in ("profile", "done", "marks", "links")
    }


def test_a_profile_alone_is_taken_as_a_person_with_nothing_ticked_off_or_marked(lived_in: House) -> None:
    profile = exported(lived_in)["profile"]
    assert not is_export(profile)
    take(lived_in, {**profile, "first_name": "Aisha", "id": "somebody-else"})
    now = exported(lived_in)
    assert now["profile"] == {**profile, "first_name": "Aisha"}
    assert (now["done"], now["marks"]) == ({}, {})
    assert lived_in.app.store.person(lived_in.person).first_name == "Aisha"


def test_an_empty_mark_is_none(lived_in: House) -> None:
    take(lived_in, {**exported(lived_in), "marks": {KEY: {"note": "", "snoozed_until": None}}})
    assert exported(lived_in)["marks"] == {}


def test_nobody_has_nothing_to_take_along(house: House) -> None:
    with pytest.raises(NotFound):
        export_person(house.app.store, "nobody")


@pytest.mark.parametrize("value", [None, [], "countback person", {}, {"kind": "other"}])
def test_what_does_not_say_that_it_is_an_export_is_none(value: object) -> None:
    assert not is_export(value)
