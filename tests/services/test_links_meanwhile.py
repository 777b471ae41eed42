"""Links when something comes in between: a crash, somebody else, a disk that refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from countback.adapters.files.feed_folder import FeedFolder
from countback.domain.links import Purpose
from countback.errors import Gone, NotFound, StoreUnavailable
from countback.services.deleting import delete_person
from countback.services.links import LinkDesk, opened
from tests.services.conftest import NOW, House


class Interrupted(FeedFolder):
    """A feed folder in which something happens before an address is exposed or withdrawn, once."""

    def __init__(self, root: Path, expose: Callable[[], object], withdraw: Callable[[], object]) -> None:
        super().__init__(root)
        self._before = {"expose": [expose], "withdraw": [withdraw]}

    def expose(self, token: str, person_feed_id: str) -> None:
        self._meanwhile("expose")
        super().expose(token, person_feed_id)

    def withdraw(self, token: str) -> None:
        self._meanwhile("withdraw")
        super().withdraw(token)

    def _meanwhile(self, name: str) -> None:
        while self._before[name]:
            self._before[name].pop()()


def nothing() -> None:
    pass


def refuse() -> None:
    raise StoreUnavailable("the disk is full")


def interrupted(
    house: House, expose: Callable[[], object] = nothing, withdraw: Callable[[], object] = nothing
) -> LinkDesk:
    feeds = Interrupted(house.app.feed_dir, expose, withdraw)
    return LinkDesk(house.app.store, feeds, house.app.secret_key)


def addresses(house: House) -> list[str]:
    folder = house.app.feed_dir / "f"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_an_address_that_was_kept_but_not_published_works_when_it_is_shown(house: House) -> None:
    desk = interrupted(house, expose=refuse)
    with pytest.raises(StoreUnavailable):
        desk.create(house.person, Purpose.FEED, "my phone", NOW)
    assert addresses(house) == []
    shown = desk.first(house.person, Purpose.FEED, "other", NOW)
    assert shown is not None
    assert (shown.link.label, addresses(house)) == ("my phone", [shown.token])


def test_an_address_that_cannot_be_withdrawn_is_not_called_revoked(house: House) -> None:
    desk = interrupted(house, withdraw=refuse)
    new = desk.create(house.person, Purpose.FEED, "my phone", NOW)
    with pytest.raises(StoreUnavailable):
        desk.revoke(house.person, new.link.id, NOW)
    assert opened(house.app.store, new.token, Purpose.FEED) == new.link
    desk.revoke(house.person, new.link.id, NOW)
    assert addresses(house) == []


def test_an_address_that_was_shown_while_it_was_taken_away_is_withdrawn_again(house: House) -> None:
    house.replan()
    new = house.app.links.create(house.person, Purpose.FEED, "my phone", NOW)
    desk = interrupted(house, expose=lambda: house.app.links.revoke(house.person, new.link.id, NOW))
    desk.first(house.person, Purpose.FEED, "my calendar", NOW)
    with pytest.raises(Gone):
        opened(house.app.store, new.token, Purpose.FEED)
    assert addresses(house) == []


def test_an_address_that_was_shown_again_before_the_end_of_its_taking_away_is_withdrawn(
    house: House,
) -> None:
    new = house.app.links.create(house.person, Purpose.FEED, "my phone", NOW)

    class Shown(FeedFolder):
        """Somebody's page exposes the address again as soon as it is withdrawn, until it is revoked."""

        def withdraw(self, token: str) -> None:
            super().withdraw(token)
            if house.app.store.links(house.person)[0].revoked_at is None:
                super().expose(token, house.app.store.feed_folder(house.person))

    desk = LinkDesk(house.app.store, Shown(house.app.feed_dir), house.app.secret_key)
    desk.revoke(house.person, new.link.id, NOW)
    assert addresses(house) == []


def test_an_address_of_somebody_who_is_deleted_meanwhile_leads_nowhere(house: House) -> None:
    desk = interrupted(house, expose=lambda: delete_person(house.app.store, house.app.feeds, house.person))
    new = desk.create(house.person, Purpose.FEED, "my phone", NOW)
    with pytest.raises(NotFound):
        opened(house.app.store, new.token, Purpose.FEED)
    assert addresses(house) == []


def test_a_crash_in_the_middle_of_replacing_leaves_an_address_that_works(house: House) -> None:
    old = house.app.links.create(house.person, Purpose.FEED, "my phone", NOW)
    desk = interrupted(house, withdraw=refuse)
    with pytest.raises(StoreUnavailable):
        desk.rotate(house.person, old.link.id, NOW)
    live = [one for one in house.app.store.links(house.person) if one.revoked_at is None]
    assert addresses(house) == sorted(filter(None, map(desk.token, live)))
    assert old.token in addresses(house)
