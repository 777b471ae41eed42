"""A person's secret addresses are made, listed, replaced and taken away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from countback.domain.links import Link, Purpose, token_hash
from countback.errors import BadInput, Gone, NotFound
from countback.services import links
from countback.services.links import LABEL_LENGTH, LinkDesk, opened
from tests.services.conftest import NOW, House

LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def desk(house: House) -> LinkDesk:
    return house.app.links


def other_desk(house: House) -> LinkDesk:
    """Return the desk of an installation whose key was lost and made anew."""
    return LinkDesk(house.app.store, house.app.feeds, b"another key".ljust(32))


def feed(house: House, desk: LinkDesk, label: str = "my phone") -> links.NewLink:
    return desk.create(house.person, Purpose.FEED, label, NOW)


def address(house: House, token: str) -> Path:
    return house.app.feed_dir / "f" / token


def second_person(house: House) -> str:
    known = house.app.store.person(house.person)
    with house.app.store.unit_of_work() as unit:
        unit.save_person(replace(known, id="bela"))
    return "bela"


def test_a_calendars_address_leads_to_the_published_files(house: House, desk: LinkDesk) -> None:
    house.replan()
    new = feed(house, desk)
    assert (address(house, new.token) / "all.ics").read_bytes() == (house.folder / "all.ics").read_bytes()
    assert opened(house.app.store, new.token, Purpose.FEED) == new.link
    assert (new.link.label, new.link.created_at, new.link.revoked_at) == ("my phone", NOW, None)


def test_a_pages_address_publishes_nothing(house: House, desk: LinkDesk) -> None:
    new = desk.create(house.person, Purpose.PAGE, "my pages", NOW)
    assert opened(house.app.store, new.token, Purpose.PAGE).person_id == house.person
    desk.revoke(house.person, new.link.id, NOW)
    assert not house.app.feed_dir.exists()


def test_every_address_is_another_one(house: House, desk: LinkDesk) -> None:
    made = [feed(house, desk) for _ in range(3)]
    assert len({one.token for one in made}) == len({one.link.salt for one in made}) == 3
    assert house.app.store.links(house.person) == tuple(one.link for one in made)


@pytest.mark.parametrize(
    "label", ["", "  ", "a" * (LABEL_LENGTH + 1), "a\nb", "a\x00b", "\u202eabc", "\ud800"]
)
def test_a_label_that_cannot_be_shown_is_refused_and_nothing_is_made(
    label: str, house: House, desk: LinkDesk
) -> None:
    with pytest.raises(BadInput, match=f"1 to {LABEL_LENGTH} printable characters"):
        feed(house, desk, label)
    assert house.app.store.links(house.person) == ()


def test_a_label_is_kept_without_the_blanks_around_it(house: House, desk: LinkDesk) -> None:
    assert feed(house, desk, f"  {'Zoë 李 🎓'.ljust(LABEL_LENGTH)}").link.label == "Zoë 李 🎓"


def test_nobody_gets_no_address(desk: LinkDesk) -> None:
    with pytest.raises(NotFound):
        desk.create("nobody", Purpose.FEED, "my phone", NOW)
    assert desk.store.links("nobody") == ()


def test_there_are_so_many_live_links_of_a_purpose_and_no_more(
    house: House, desk: LinkDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "LINKS_AT_MOST", 2)
    first, second = feed(house, desk), feed(house, desk)
    with pytest.raises(BadInput, match="2 links of this kind already"):
        feed(house, desk)
    desk.create(house.person, Purpose.PAGE, "my pages", NOW)
    desk.rotate(house.person, second.link.id, NOW)  # one that leaked can be replaced all the same
    with pytest.raises(BadInput):
        feed(house, desk)
    desk.revoke(house.person, first.link.id, NOW)
    feed(house, desk)


def test_what_is_taken_away_opens_nothing_from_that_moment_on(house: House, desk: LinkDesk) -> None:
    house.replan()
    new, other = feed(house, desk), feed(house, desk)
    gone = desk.revoke(house.person, new.link.id, LATER)
    assert gone == replace(new.link, revoked_at=LATER)
    with pytest.raises(Gone, match="taken away"):
        opened(house.app.store, new.token, Purpose.FEED)
    assert not address(house, new.token).exists()
    assert (address(house, other.token) / "all.ics").exists()
    assert desk.token(gone) is None


def test_taking_away_again_keeps_the_first_time(house: House, desk: LinkDesk) -> None:
    new = feed(house, desk)
    desk.revoke(house.person, new.link.id, NOW)
    assert desk.revoke(house.person, new.link.id, LATER).revoked_at == NOW


def test_nobody_takes_away_or_replaces_another_persons_link(house: House, desk: LinkDesk) -> None:
    new, other = feed(house, desk), second_person(house)
    for person in (other, "nobody"):
        with pytest.raises(NotFound):
            desk.revoke(person, new.link.id, NOW)
        with pytest.raises(NotFound, match=f"no link {new.link.id} of '{person}'"):
            desk.rotate(person, new.link.id, NOW)
    assert house.app.store.links(house.person) == (new.link,)
    assert address(house, new.token).is_symlink()


@pytest.mark.parametrize("purpose", Purpose)
def test_a_replaced_address_is_gone_and_the_new_one_is_named_alike(
    purpose: Purpose, house: House, desk: LinkDesk
) -> None:
    old = desk.create(house.person, purpose, "my phone", NOW)
    new = desk.rotate(house.person, old.link.id, LATER)
    assert (new.link.label, new.link.purpose, new.link.created_at) == ("my phone", purpose, LATER)
    assert opened(house.app.store, new.token, purpose) == new.link
    with pytest.raises(Gone):
        opened(house.app.store, old.token, purpose)
    with pytest.raises(Gone, match="revoked already"):
        desk.rotate(house.person, old.link.id, LATER)
    assert len(house.app.store.links(house.person)) == 2


@pytest.mark.parametrize("token", ["", "x" * 32, "../../../etc/passwd", "\x00", "\ud800"])
def test_an_unknown_address_is_not_found(token: str, house: House, desk: LinkDesk) -> None:
    feed(house, desk)
    with pytest.raises(NotFound, match="nothing at this address"):
        opened(house.app.store, token, Purpose.FEED)


def test_a_calendars_address_opens_no_pages_and_the_other_way_round(house: House, desk: LinkDesk) -> None:
    calendars, pages = feed(house, desk), desk.create(house.person, Purpose.PAGE, "my pages", NOW)
    for token, purpose in ((calendars.token, Purpose.PAGE), (pages.token, Purpose.FEED)):
        with pytest.raises(NotFound):
            opened(house.app.store, token, purpose)


def test_an_address_can_be_shown_again_while_the_key_is_the_same(house: House, desk: LinkDesk) -> None:
    new = feed(house, desk)
    (kept,) = house.app.store.links(house.person)
    assert desk.token(kept) == new.token
    assert other_desk(house).token(kept) is None
    assert opened(house.app.store, new.token, Purpose.FEED) == kept, "it works all the same"


def test_the_first_address_is_made_once_and_the_oldest_is_shown_then(house: House, desk: LinkDesk) -> None:
    first = desk.first(house.person, Purpose.FEED, "my calendar", NOW)
    assert first is not None
    assert first.link.label == "my calendar"
    feed(house, desk)
    assert desk.first(house.person, Purpose.FEED, "other", LATER) == first
    assert len(house.app.store.links(house.person)) == 2


def test_an_address_that_the_published_tree_lost_comes_back_when_it_is_shown(
    house: House, desk: LinkDesk
) -> None:
    house.replan()
    new = feed(house, desk)
    address(house, new.token).unlink()
    assert desk.first(house.person, Purpose.FEED, "my calendar", NOW) == new
    assert (address(house, new.token) / "all.ics").exists()


def test_what_was_taken_away_on_purpose_is_not_made_again_by_showing(house: House, desk: LinkDesk) -> None:
    new = feed(house, desk)
    desk.revoke(house.person, new.link.id, NOW)
    assert desk.first(house.person, Purpose.FEED, "my calendar", NOW) is None
    assert desk.first(house.person, Purpose.PAGE, "my pages", NOW) is not None


def test_an_address_of_a_lost_key_is_passed_over_and_can_still_be_taken_away(
    house: House, desk: LinkDesk
) -> None:
    house.replan()
    old, later = feed(house, desk), other_desk(house)
    assert later.first(house.person, Purpose.FEED, "my calendar", NOW) is None
    new = feed(house, later)
    assert later.first(house.person, Purpose.FEED, "my calendar", NOW) == new
    later.revoke(house.person, old.link.id, NOW)
    assert not address(house, old.token).is_symlink()
    assert address(house, new.token).is_symlink()


def test_an_address_of_a_lost_key_that_is_published_nowhere_is_taken_away_too(
    house: House, desk: LinkDesk
) -> None:
    old = feed(house, desk)
    address(house, old.token).unlink()
    assert other_desk(house).revoke(house.person, old.link.id, NOW).revoked_at == NOW


def kept(house: House, token: str) -> Link | None:
    return house.app.store.link_by_hash(token_hash(token))


def test_a_link_stays_known_once_it_is_taken_away(house: House, desk: LinkDesk) -> None:
    new = feed(house, desk)
    gone = desk.revoke(house.person, new.link.id, LATER)
    assert kept(house, new.token) == gone == house.app.store.links(house.person, Purpose.FEED)[0]
