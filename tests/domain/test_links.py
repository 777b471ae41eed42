"""A token comes from the installation's key and the link's salt, and the hash that is kept gives nothing away."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace

import pytest

from countback.domain.links import Link, Purpose, token_for, token_hash, token_of

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SALT = "00112233445566778899aabbccddeeff"
TOKEN = token_for(KEY, Purpose.FEED, SALT)
LINK = Link(
    id=1,
    person_id="asha",
    purpose=Purpose.FEED,
    hash=token_hash(TOKEN),
    salt=SALT,
    label="my phone",
    created_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
)


def test_a_token_is_192_bits_in_letters_that_an_address_takes() -> None:
    tokens = {token_for(KEY, Purpose.FEED, f"{number:032x}") for number in range(500)}
    assert len(tokens) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", one) for one in tokens)


def test_an_address_is_the_same_for_ever() -> None:
    """Another derivation would break every subscription there is."""
    assert token_for(bytes(32), Purpose.FEED, "0" * 32) == "NlXW8hrMNFRqpkyG2UfFTeil9Cw0k7KE"
    assert token_for(bytes(32), Purpose.PAGE, "0" * 32) == "DRcB87P6S-Wx0fKJuXdAvFdaBrTddfpH"


@pytest.mark.parametrize(
    ("key", "purpose", "salt"),
    [
        (OTHER_KEY, Purpose.FEED, SALT),
        (KEY, Purpose.PAGE, SALT),
        (KEY, Purpose.FEED, SALT.replace("0", "1")),
    ],
)
def test_another_key_purpose_or_salt_gives_another_token(key: bytes, purpose: Purpose, salt: str) -> None:
    assert token_for(key, purpose, salt) != TOKEN


def test_what_is_kept_of_a_token_is_its_sha256() -> None:
    assert token_hash(TOKEN) == hashlib.sha256(TOKEN.encode()).hexdigest()
    assert TOKEN not in str(LINK)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "ä" * 10_000, "../../etc/passwd"])
def test_whatever_stands_in_an_address_has_a_hash(text: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", token_hash(text))
    assert token_hash(text) != LINK.hash


def test_a_link_can_be_shown_with_the_key_it_was_made_with_only() -> None:
    assert token_of(KEY, LINK) == TOKEN
    assert token_of(OTHER_KEY, LINK) is None
    assert token_of(KEY, replace(LINK, purpose=Purpose.PAGE)) is None
