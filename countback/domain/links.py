"""Links: the secret addresses by which a person's feeds and pages are reached.

A link's token is derived from the installation's key and the link's own random salt, so an address can
be shown again while the store holds only the token's hash. Whoever reads the store alone has no address.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

TOKEN_BYTES = 24  # 192 bits, 32 characters
SALT_BYTES = 16


class Purpose(StrEnum):
    """What a link opens."""

    FEED = "feed"  # the calendars: to read
    PAGE = "page"  # the person's pages: to read and to change


@dataclass(frozen=True, slots=True)
class Link:
    """One address of a person as the store keeps it; `hash` names the token without giving it away."""

    id: int
    person_id: str
    purpose: Purpose
    hash: str
    salt: str
    label: str
    created_at: dt.datetime
    revoked_at: dt.datetime | None = None


def token_for(key: bytes, purpose: Purpose, salt: str) -> str:
    """Return the token of a link: 192 bits that nobody can guess without the installation's key."""
    mac = hmac.digest(key, f"countback link {purpose.value} {salt}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac[:TOKEN_BYTES]).decode()


def token_hash(token: str) -> str:
    """Return what the store keeps of a token; a plain hash, as a token of 192 bits needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def token_of(key: bytes, link: Link) -> str | None:
    """Return the token of a link, or None where it was made with another key and cannot be shown."""
    token = token_for(key, link.purpose, link.salt)
    return token if hmac.compare_digest(token_hash(token), link.hash) else None
