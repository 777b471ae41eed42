"""Limits on tries: so that nobody learns addresses or passwords by asking again and again.

Only what fails is counted, so nobody who knows their address is ever kept from it. Kept in memory: each
worker counts for itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from countback.errors import TooMany

GUESSES = RateLimitItemPerMinute(30, 5)  # of addresses, by client
SIGN_INS = RateLimitItemPerMinute(10, 15)  # wrong passwords, by client and by name
STARTS = RateLimitItemPerHour(30)  # new plans, by client


class Limits:
    """Counts tries by what they are and who tries."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._now = now

    def count(self, limit: RateLimitItem, *who: str) -> None:
        """Count one try; raise TooMany where there were too many of them."""
        if not self._window.hit(limit, *who):
            raise TooMany(self._wait(limit, *who))

    def look(self, limit: RateLimitItem, *who: str) -> None:
        """Raise TooMany where another try would be one too many; count nothing."""
        if not self._window.test(limit, *who):
            raise TooMany(self._wait(limit, *who))

    def guess(self, client: str) -> int | None:
        """Count an address that led nowhere; return how many seconds to wait after too many of them."""
        try:
            self.count(GUESSES, "address", client)
        except TooMany as error:
            return error.wait_seconds
        return None

    def _wait(self, limit: RateLimitItem, *who: str) -> int:
        resets = self._window.get_window_stats(limit, *who).reset_time
        return max(1, round(resets - self._now().timestamp()))
