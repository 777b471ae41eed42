"""Whole calendars, byte for byte, as files that a person can open in a client.

After a wanted change write them anew and read the difference:

    COUNTBACK_GOLDEN=write pytest tests/adapters/ics/test_golden.py
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from countback.adapters.ics.calendar import calendar_bytes
from countback.adapters.ics.checking import check
from countback.domain.feed import EventStatus
from tests.adapters.ics.samples import LOOK, NEW_YORK, NOW, event, feed, revisions, timed

FOLDER = Path(__file__).parents[2] / "golden"
BERLIN = ZoneInfo("Europe/Berlin")
SEVERAL = [
    event(),
    event("visa.b1", title="Book the visa interview", category="visa", status=EventStatus.TENTATIVE),
    event(
        "exam.step2",
        title="✓ Step 2 CK",
        category="exams",
        done_on=dt.date(2026, 3, 20),
        due=dt.date(2026, 4, 30),
    ),
    timed(),
    timed("match.day", dt.datetime(2027, 3, 19, 12, tzinfo=NEW_YORK), title="Match Day", category="match"),
]


def _changed() -> bytes:
    old = revisions([event("moved"), event("reworded"), event("dropped"), event("kept")])
    moved = event("moved", start=dt.date(2026, 4, 3), end=dt.date(2026, 4, 4), due=dt.date(2026, 4, 3))
    reworded = event("reworded", title="Ask for the letter again")
    new = revisions([moved, reworded, event("kept")], NOW + dt.timedelta(days=2), old)
    return calendar_bytes("My plan", "Every date.", new.values(), **LOOK)


def _hard_text() -> bytes:
    words = 'Müller, "Dr."; C:\\New\\N 👩🏽‍⚕️ 漢字 שלום\x00\x0b\u2028' + "é" * 60 + "\r\nnext\tline"
    return feed([event(title=words, description=words, category="a,b;c", url="https://x.example/é?q=a b")])


CALENDARS: dict[str, Callable[[], bytes]] = {
    "events": lambda: feed(SEVERAL),
    "todos": lambda: feed(SEVERAL, "todos"),
    "changed": _changed,
    "hard-text": _hard_text,
    "two-zones": lambda: feed(
        [timed(), timed("berlin", dt.datetime(2026, 9, 23, 9, tzinfo=BERLIN), tzid="Europe/Berlin")]
    ),
}


@pytest.mark.parametrize("name", CALENDARS)
def test_a_calendar_is_byte_for_byte_what_it_was(name: str) -> None:
    raw = CALENDARS[name]()
    file = FOLDER / f"{name}.ics"
    if os.environ.get("COUNTBACK_GOLDEN") == "write":
        file.write_bytes(raw)
    assert raw == file.read_bytes()
    check(raw)


def test_every_golden_file_is_tested() -> None:
    assert {file.stem for file in FOLDER.glob("*.ics")} == set(CALENDARS)
