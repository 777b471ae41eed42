"""The last look before a calendar is published: bytes that would empty a client's calendar stay here.

It costs little and knows nothing of plans: structure, line ends, folds, UTF-8, size, one UID each.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from countback.adapters.ics.text import LINE_OCTETS
from countback.errors import CountbackError

KEPT = 32  # calendars; a person has 16
MAX_BYTES = 1_000_000  # Google refuses more than about a megabyte
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\r\n"))
_FOLD = re.compile(rb"\r\n[ \t]")
_CUT_CHARACTER = re.compile(rb"\r\n[ \t][\x80-\xbf]")


class UnfitCalendar(CountbackError):  # noqa: N818 - a statement about the bytes
    """The calendar must not be published; what is published stays."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the calendar is not fit to be published: {what}")


def check(raw: bytes, *, may_be_empty: bool = False) -> None:
    """Return where the bytes are one whole calendar; raise UnfitCalendar where they are not.

    A calendar without an event is refused unless it `may_be_empty`: clients would empty theirs.
    """
    _demand(bool(_items(raw)) or may_be_empty, "it has no event")


@lru_cache(KEPT)
def _items(raw: bytes) -> int:
    """Return how many events or to-dos a whole calendar has; raise UnfitCalendar for anything else.

    Remembered for the newest calendars: the same bytes are checked when they are made, written and served.
    """
    _check_bytes(raw)
    lines = _FOLD.sub(b"", raw).split(b"\r\n")[:-1]
    _check_structure(lines)
    items = sum(line in (b"BEGIN:VEVENT", b"BEGIN:VTODO") for line in lines)
    uids = Counter(line for line in lines if line.startswith(b"UID:"))
    _demand(len(uids) == uids.total() == items, "its UIDs are not one an event")
    return items


def _check_bytes(raw: bytes) -> None:
    _demand(len(raw) < MAX_BYTES, f"{len(raw)} bytes are too many")
    _demand(raw.startswith(b"BEGIN:VCALENDAR\r\n"), "it does not begin as one")
    _demand(raw.endswith(b"\r\nEND:VCALENDAR\r\n"), "it does not end as one")
    _demand(len(raw.translate(None, _CONTROLS)) == len(raw), "it holds a control character")
    _demand(raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n"), "it holds a lone line end")
    _demand(max(map(len, raw.split(b"\r\n"))) <= LINE_OCTETS, "a line is longer than 75 octets")
    _demand(_CUT_CHARACTER.search(raw) is None, "a line is folded within a character")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise UnfitCalendar("it is not UTF-8") from error


def _check_structure(lines: list[bytes]) -> None:
    """Demand that components are balanced, in one VCALENDAR that has no METHOD or UID of its own."""
    within: list[bytes] = []
    for number, line in enumerate(lines):
        name, colon, value = line.partition(b":")
        if name == b"BEGIN":
            _demand((number == 0) == (value == b"VCALENDAR") == (not within), "it is not one calendar")
            within.append(value)
        elif name == b"END":
            _demand(bool(within) and within.pop() == value, "a component is not balanced")
        elif not (colon and within):
            raise UnfitCalendar(f"line {number + 1} is no property of the calendar")
        elif len(within) == 1:
            _demand(name not in {b"METHOD", b"UID"}, "it has a METHOD or a UID of its own")
    _demand(not within, "a component is not ended")


def _demand(holds: bool, what: str) -> None:  # noqa: FBT001 - it reads as a sentence
    if not holds:
        raise UnfitCalendar(what)
