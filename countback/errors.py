"""Everything that can go wrong and be told to a person: each error says what, where and how to mend it.

Errors in files people write are *collected*: one `BadInput` carries every problem of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in something a person wrote."""

    what: str
    mend: str = ""
    file: str = ""
    line: int = 0
    where: str = ""

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.line else "")
        parts = [part for part in (place, self.where) if part]
        text = ": ".join([*parts, self.what])
        return f"{text}\n    mend: {self.mend}" if self.mend else text


class CountbackError(Exception):
    """Something went wrong in Countback."""

    exit_code = 1
    http_status = 500


class BadInput(CountbackError):  # noqa: N818 - it is what the person gave, and reads so
    """What was given cannot be used; nothing was written."""

    exit_code = 2
    http_status = 422

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__(f"{head}; nothing was written\n" + "\n".join(f"  {one}" for one in self.problems))

    @classmethod
    def one(cls, what: str, mend: str = "", file: str = "", line: int = 0) -> BadInput:
        """Return the error of a single problem."""
        return cls([Problem(what, mend, file, line)])


class NotFound(CountbackError):  # noqa: N818 - named as HTTP names it
    """What was asked for is not there."""

    exit_code = 2
    http_status = 404

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(f"{what}\n    mend: {mend}" if mend else what)


class Gone(CountbackError):  # noqa: N818 - named as HTTP names it
    """What was asked for was there once and has been taken away."""

    exit_code = 2
    http_status = 410


class Forbidden(CountbackError):  # noqa: N818 - named as HTTP names it
    """Who asks may not do this."""

    exit_code = 2
    http_status = 403

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(f"{what}\n    mend: {mend}" if mend else what)


class TooMany(CountbackError):  # noqa: N818 - named as HTTP names it
    """Too many tries in a short time; a while later it works again."""

    exit_code = 1
    http_status = 429

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(f"too many tries; wait {wait_seconds} seconds, then try again")


class TooLarge(CountbackError):  # noqa: N818 - named as HTTP names it
    """What was sent is larger than anything of its kind has to be; nothing was read of it."""

    exit_code = 2
    http_status = 413


class InconsistentRules(CountbackError):  # noqa: N818 - a statement about the catalogue
    """The catalogue's rules contradict each other, whatever the day: no plan can keep them all."""

    exit_code = 2
    http_status = 500

    def __init__(self, which: str) -> None:
        super().__init__(
            f"the catalogue contradicts itself: {which}\n    mend: relax one of them, then `countback catalogue check`"
        )


class StoreUnavailable(CountbackError):  # noqa: N818
    """The store cannot be reached or written; what was there is unchanged."""

    exit_code = 1
    http_status = 503
