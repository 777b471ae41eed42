"""Links are found by their token's hash, revoked for good, and never forgotten while the person is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from countback.adapters.db.store import SqlStore
from countback.domain.links import Link, Purpose
from countback.domain.people import Person
from countback.errors import NotFound

NOW = dt.datetime(2026, 11, 22, 21, 5, 7, 123456, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def people(store: SqlStore, make_person: Callable[..., Person]) -> SqlStore:
    with store.unit_of_work() as unit:
        unit.save_person(make_person("asha"))
        unit.save_person(make_person("bela"))
    return store


def save(
    store: SqlStore, token_hash: str = "h1", person: str = "asha", purpose: Purpose = Purpose.FEED
) -> Link:
    with store.unit_of_work() as unit:
        return unit.save_link(
            person, purpose=purpose, token_hash=token_hash, salt="00", label="Zoë 李 🎓", at=NOW
        )


def revoke(store: SqlStore, link_id: int, person: str = "asha", at: dt.datetime = LATER) -> Link:
    with store.unit_of_work() as unit:
        return unit.revoke_link(person, link_id, at)


def test_a_link_comes_back_as_saved_by_its_hash_and_by_its_person(people: SqlStore) -> None:
    saved = save(people)
    assert saved == Link(saved.id, "asha", Purpose.FEED, "h1", "00", "Zoë 李 🎓", NOW)
    assert people.link_by_hash("h1") == saved
    assert people.links("asha") == (saved,)
    assert (people.link_by_hash("h2"), people.links("bela"), people.links("nobody")) == (None, (), ())


def test_links_come_oldest_first_and_by_purpose(people: SqlStore) -> None:
    feed, page, other = (
        save(people, "h1"),
        save(people, "h2", purpose=Purpose.PAGE),
        save(people, "h0"),
    )
    save(people, "h3", "bela")
    assert people.links("asha") == (feed, page, other)
    assert people.links("asha", Purpose.FEED) == (feed, other)
    assert people.links("asha", Purpose.PAGE) == (page,)


def test_one_hash_names_one_link(people: SqlStore) -> None:
    saved = save(people)
    with pytest.raises(IntegrityError):
        save(people, person="bela")
    assert people.link_by_hash("h1") == saved


def test_a_revoked_link_is_kept_with_the_first_time_it_was_revoked(people: SqlStore) -> None:
    saved, other = save(people), save(people, "h2")
    gone = revoke(people, saved.id)
    assert gone == replace(saved, revoked_at=LATER) == people.link_by_hash("h1")
    assert revoke(people, saved.id, at=LATER + dt.timedelta(1)) == gone
    assert people.links("asha") == (gone, other)


def test_a_link_of_somebody_else_is_not_found_and_stays(people: SqlStore) -> None:
    saved = save(people)
    for person, link_id in (("bela", saved.id), ("asha", saved.id + 1)):
        with pytest.raises(NotFound, match=f"no link {link_id} of '{person}'"):
            revoke(people, link_id, person)
    assert people.link_by_hash("h1") == saved


def test_nobody_has_no_links_to_save_or_revoke(people: SqlStore) -> None:
    with pytest.raises(NotFound, match="no person 'nobody'"):
        save(people, person="nobody")
    with pytest.raises(NotFound, match="no person 'nobody'"):
        revoke(people, 1, "nobody")


def test_links_go_with_their_person_and_no_id_is_given_again(
    people: SqlStore, make_person: Callable[..., Person]
) -> None:
    old, theirs = save(people), save(people, "h2", "bela")
    newest = save(people, "h3")
    with people.unit_of_work() as unit:
        assert unit.delete_person("asha")["link"] == 2
    assert (people.link_by_hash(old.hash), people.links("bela")) == (None, (theirs,))
    with people.unit_of_work() as unit:
        unit.save_person(make_person("asha"))
    assert save(people, "h4").id > newest.id


def test_an_exception_in_a_unit_leaves_no_link(people: SqlStore) -> None:
    saved = save(people)

    def fail() -> None:
        with people.unit_of_work() as unit:
            unit.save_link("asha", purpose=Purpose.FEED, token_hash="h2", salt="00", label="x", at=NOW)
            unit.revoke_link("asha", saved.id, LATER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert people.links("asha") == (saved,)
