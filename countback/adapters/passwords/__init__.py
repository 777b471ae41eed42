"""Passwords as Argon2id hashes, with the library's own parameters of the day (RFC 9106)."""

from __future__ import annotations

import argon2
from argon2.exceptions import VerifyMismatchError

_HASHER = argon2.PasswordHasher()


class Argon2Passwords:
    """Hashes and compares passwords; one hash takes some 30 ms and 64 MiB, on purpose."""

    def hash(self, password: str) -> str:
        """Return a hash of the password with a salt of its own."""
        return _HASHER.hash(_bytes(password))

    def fits(self, password_hash: str, password: str) -> bool:
        """Tell whether the hash is of this password."""
        try:
            return _HASHER.verify(password_hash, _bytes(password))
        except VerifyMismatchError:
            return False

    def is_old(self, password_hash: str) -> bool:
        """Tell whether the hash was made with weaker parameters than today's."""
        return _HASHER.check_needs_rehash(password_hash)


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # what a terminal sent need not be UTF-8
