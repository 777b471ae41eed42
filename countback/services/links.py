"""Links: make, list, rotate and revoke the secret addresses of a person, and find whose one is.

A feed's address is exposed as a folder of the published tree, so that a static server can serve it.
The store is written first when an address is made, and last when it is taken away: a crash between
leaves an address that can be made again, never one that works though it was revoked.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from countback.domain.links import SALT_BYTES, Link, Purpose, token_for, token_hash, token_of
from countback.errors import BadInput, Gone, NotFound
from countback.services.ports import FeedFolder, Reads, Store

LABEL_LENGTH = 60
LINKS_AT_MOST = 50  # live ones, of each purpose


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link just made, with its token."""

    link: Link
    token: str


@dataclass(frozen=True, slots=True)
class LinkDesk:
    """Where links are made and taken away; `key` is the installation's secret."""

    store: Store
    feeds: FeedFolder
    key: bytes

    def create(self, person_id: str, purpose: Purpose, label: str, now: dt.datetime) -> NewLink:
        """Make a new address of a person; raise BadInput for a label that is too long or unprintable."""
        label = _checked(label)
        if len(self._live(person_id, purpose)) >= LINKS_AT_MOST:
            raise BadInput.one(
                f"there are {LINKS_AT_MOST} links of this kind already", "revoke one that is not used"
            )
        return self._made(person_id, purpose, label, now)

    def revoke(self, person_id: str, link_id: int, now: dt.datetime) -> Link:
        """Take an address away: it answers "gone" at once, and never opens anything again."""
        with self.store.unit_of_work() as unit:
            link = unit.revoke_link(person_id, link_id, now)
            self._withdraw(link)
        self._withdraw(link)  # again: a page that was being served could have exposed it meanwhile
        return link

    def rotate(self, person_id: str, link_id: int, now: dt.datetime) -> NewLink:
        """Replace an address by a new one of the same label; raise Gone for one that is revoked already."""
        old = next((one for one in self.store.links(person_id) if one.id == link_id), None)
        if old is None:
            raise NotFound(f"there is no link {link_id} of {person_id!r}", "see `countback link list`")
        if old.revoked_at is not None:
            raise Gone(f"link {link_id} is revoked already\n    mend: make a new one")
        new = self._made(person_id, old.purpose, old.label, now)
        self.revoke(person_id, link_id, now)
        return new

    def token(self, link: Link) -> str | None:
        """Return a live link's token; None where it was made with another key and cannot be shown again."""
        return None if link.revoked_at else token_of(self.key, link)

    def first(self, person_id: str, purpose: Purpose, label: str, now: dt.datetime) -> NewLink | None:
        """Return the oldest live link that can be shown; make one where there never was any.

        None where all were revoked, or none can be shown: whoever revoked them did so on purpose.
        """
        for link in self._live(person_id, purpose):
            if token := self.token(link):
                self._expose(link, token)
                return NewLink(link, token)
        if self.store.links(person_id, purpose):
            return None
        return self.create(person_id, purpose, label, now)

    def _live(self, person_id: str, purpose: Purpose) -> list[Link]:
        return [one for one in self.store.links(person_id, purpose) if one.revoked_at is None]

    def _made(self, person_id: str, purpose: Purpose, label: str, now: dt.datetime) -> NewLink:
        salt = secrets.token_hex(SALT_BYTES)
        token = token_for(self.key, purpose, salt)
        with self.store.unit_of_work() as unit:
            link = unit.save_link(
                person_id, purpose=purpose, token_hash=token_hash(token), salt=salt, label=label, at=now
            )
        self._expose(link, token)
        return NewLink(link, token)

    def _expose(self, link: Link, token: str) -> None:
        if link.purpose is not Purpose.FEED:
            return
        self.feeds.expose(token, self.store.feed_folder(link.person_id))
        kept = self.store.link_by_hash(link.hash)
        if kept is None or kept.revoked_at is not None:  # taken away meanwhile: then it stays so
            self.feeds.withdraw(token)

    def _withdraw(self, link: Link) -> None:
        if link.purpose is not Purpose.FEED:
            return
        token = token_of(self.key, link)
        if token is None:  # made with another key: look among the person's addresses for it
            exposed = self.feeds.addresses(self.store.feed_folder(link.person_id))
            token = next((one for one in exposed if token_hash(one) == link.hash), None)
        if token is not None:
            self.feeds.withdraw(token)


def opened(store: Reads, token: str, purpose: Purpose) -> Link:
    """Return the link that a token opens; raise NotFound for an unknown one, Gone for a revoked one."""
    link = store.link_by_hash(token_hash(token))
    if link is None or link.purpose is not purpose:
        raise NotFound("there is nothing at this address", "check that the address was copied whole")
    if link.revoked_at is not None:
        raise Gone("this address was taken away\n    mend: ask for a new one")
    return link


def _checked(label: str) -> str:
    text = label.strip()
    if not text or len(text) > LABEL_LENGTH or not text.isprintable():
        raise BadInput.one(
            f"a label has 1 to {LABEL_LENGTH} printable characters", "write for example: my phone"
        )
    return text
