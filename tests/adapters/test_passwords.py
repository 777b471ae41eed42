"""Passwords are kept as Argon2id hashes that fit their own password and no other."""

from __future__ import annotations

import argon2
import pytest

from countback.adapters.passwords import Argon2Passwords
from countback.services.advising import Passwords

PASSWORD = "Zoë's four words 李"
WEAKER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Argon2Passwords()


@pytest.fixture(scope="module")
def kept(passwords: Passwords) -> str:
    return passwords.hash(PASSWORD)


def test_a_hash_fits_its_password_and_does_not_hold_it(passwords: Passwords, kept: str) -> None:
    assert passwords.fits(kept, PASSWORD)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


@pytest.mark.parametrize(
    "other", ["", PASSWORD.upper(), f"{PASSWORD} ", "Zoe's four words 李", "\x00", "\ud800"]
)
def test_another_password_does_not_fit(other: str, passwords: Passwords, kept: str) -> None:
    assert not passwords.fits(kept, other)


def test_the_same_password_has_another_hash_each_time(passwords: Passwords, kept: str) -> None:
    again = passwords.hash(PASSWORD)
    assert again != kept
    assert passwords.fits(again, PASSWORD)


def test_bytes_that_are_no_text_make_a_password_too(passwords: Passwords) -> None:
    odd = b"four words \xff\xfe".decode("utf-8", "surrogateescape")  # as a terminal hands them over
    assert passwords.fits(passwords.hash(odd), odd)


def test_a_hash_of_weaker_parameters_fits_but_is_old(passwords: Passwords, kept: str) -> None:
    old = WEAKER.hash(PASSWORD)
    assert passwords.fits(old, PASSWORD)
    assert (passwords.is_old(old), passwords.is_old(kept)) == (True, False)
