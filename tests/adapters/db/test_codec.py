"""JSON text keeps what was said, or refuses it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from countback.adapters.db.codec import content_from_json, content_to_json, mapping_from_json, mapping_to_json
from countback.domain.feed import EventContent, EventStatus

DAY = dt.date(2027, 1, 15)
NINE = dt.datetime(2026, 9, 23, 9, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("start", "end", "tzid", "done"),
    [
        (DAY, DAY + dt.timedelta(1), "", None),
        (DAY, DAY + dt.timedelta(1), "", DAY),
        (NINE, NINE + dt.timedelta(hours=1), "America/New_York", None),
    ],
)
def test_an_events_content_comes_back(start: dt.date, end: dt.date, tzid: str, done: dt.date | None) -> None:
    content = EventContent(
        "k",
        "Ü\x00\u2028",
        "a\r\n",
        "eras",
        start,
        end,
        EventStatus.TENTATIVE,
        DAY,
        done,
        tzid,
        "https://x/",
        is_task=False,
    )
    back = content_from_json(content_to_json(content))
    assert back == content
    assert (type(back.start), getattr(back.start, "tzinfo", None)) == (
        type(start),
        getattr(start, "tzinfo", None),
    )


def test_any_character_is_written_as_ascii_and_comes_back() -> None:
    odd = {"Zoë": "\x00 \ud800 🎓"}
    text = mapping_to_json(odd)
    assert text.isascii()
    assert mapping_from_json(text) == odd


@pytest.mark.parametrize("value", [DAY, float("nan"), object(), b"x"])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        mapping_to_json({"value": value})
