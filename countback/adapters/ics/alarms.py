"""Alarms for who asks for them: a published calendar in, the same calendar with reminders out.

The feed itself has none, as many programs ring for all of them or drop them. A subscriber's own address
asks for some with `?alarm=`; they are added to the ready bytes, so nothing is planned or rendered anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from countback.adapters.ics.text import folded
from countback.errors import BadInput

AT_MOST = 4
DAYS_BEFORE_AT_MOST = 30
RINGS_AT = 9  # o'clock, for what has a day and no time
DONE = "\N{CHECK MARK}"  # how the title of what is done begins (countback.domain.contents)

# A line that a fold or free text made cannot begin so: a continuation begins with a blank, and a line
# break in a text is written `\n`.
_EVENT = re.compile(rb"(?<=\r\n)BEGIN:VEVENT\r\n.*?\r\n(?=END:VEVENT\r\n)", re.DOTALL)
_TITLE = re.compile(rb"\r\nSUMMARY:(.*?)\r\n(?![ \t])", re.DOTALL)
_FOLD = re.compile(rb"\r\n[ \t]")
_CANCELLED = b"\r\nSTATUS:CANCELLED\r\n"
_ALL_DAY = b"\r\nDTSTART;VALUE=DATE:"
_WORD = re.compile(r"([0-9]|[12][0-9]|30)d")


def parse_alarms(text: str) -> tuple[int, ...]:
    """Return the days before that a subscriber asked for, such as `7d,1d`: each once, earliest alarm first.

    Raise BadInput, which says how to write it, for anything else.
    """
    words = text.split(",")
    found = [_WORD.fullmatch(word) for word in words]
    days = {int(one[1]) for one in found if one is not None}
    if None in found or len(words) > AT_MOST:
        raise BadInput.one(
            "these alarms cannot be read",
            f"write days before, 0d to {DAYS_BEFORE_AT_MOST}d, at most {AT_MOST} of them parted by commas, "
            "such as ?alarm=7d,1d",
        )
    return tuple(sorted(days, reverse=True))


def with_alarms(calendar: bytes, before: Sequence[int]) -> bytes:
    """Return the calendar with an alarm each of these numbers of days before every event to come about.

    What is cancelled or done stays silent, and to-dos are left as they are. An event of whole days rings
    at nine in the morning, where the subscriber is (RFC 5545, 3.8.6.3); a timed one at its own hour.
    """
    return _EVENT.sub(lambda event: event[0] + _alarms(event[0], before), calendar)


def _alarms(event: bytes, before: Sequence[int]) -> bytes:
    title = _title(event)
    if _CANCELLED in event or title.startswith(DONE):
        return b""
    # A program shows the text when it rings; its own UID it does not need (RFC 5545, 3.6.6).
    shown = folded(f"DESCRIPTION:{title}")
    trigger = _day_trigger if _ALL_DAY in event else _timed_trigger
    return b"".join(
        b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n%bTRIGGER:%b\r\nEND:VALARM\r\n" % (shown, trigger(days).encode())
        for days in before
    )


def _title(event: bytes) -> str:
    """Return the SUMMARY as it is written, escapes and all, without its folds."""
    match = _TITLE.search(event)
    return _FOLD.sub(b"", match[1]).decode() if match else "Countback"


def _day_trigger(days: int) -> str:
    """Return when to ring, counted from the midnight with which the event's first day begins."""
    if days == 0:
        return f"PT{RINGS_AT}H"
    whole, hours = divmod(24 * days - RINGS_AT, 24)
    return f"-P{whole}DT{hours}H" if whole else f"-PT{hours}H"


def _timed_trigger(days: int) -> str:
    # Days of a duration keep the hour when clocks change between (RFC 5545, 3.3.6).
    return f"-P{days}D" if days else "PT0S"
