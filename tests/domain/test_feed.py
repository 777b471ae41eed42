"""An event's content is valid once built, and comes back from the store as it went."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from countback.domain.feed import EventContent, EventStatus, sort_key

NEW_YORK = ZoneInfo("America/New_York")
NINE = dt.datetime(2026, 9, 23, 9, tzinfo=NEW_YORK)
DAY = dt.date(2026, 9, 23)


def content(**changes: Any) -> EventContent:
    facts: dict[str, Any] = {
        "key": "eras.open",
        "title": "Programmes may review",
        "description": "One\nTwo",
        "category": "eras",
        "start": DAY,
        "end": DAY + dt.timedelta(days=1),
        "status": EventStatus.TENTATIVE,
        "due": DAY,
    }
    return EventContent(**(facts | changes))


def hour(**changes: Any) -> EventContent:
    return content(
        **({"start": NINE, "end": NINE + dt.timedelta(hours=1), "tzid": "America/New_York"} | changes)
    )


@pytest.mark.parametrize(
    ("build", "changes", "because"),
    [
        (content, {"end": DAY}, "not after the start"),
        (hour, {"end": NINE}, "not after the start"),
        (hour, {"end": NINE.astimezone(dt.UTC)}, "not after the start"),
        (content, {"start": NINE}, "not one of each"),
        (content, {"end": NINE}, "not one of each"),
        (hour, {"tzid": ""}, "IANA zone"),
        (hour, {"start": NINE.replace(tzinfo=None)}, "aware"),
        (hour, {"end": NINE.replace(tzinfo=None, hour=12)}, "aware"),
    ],
)
def test_content_that_no_calendar_can_show_is_refused(
    build: Any, changes: dict[str, Any], because: str
) -> None:
    with pytest.raises(ValueError, match=f"eras.open.*{because}"):
        build(**changes)


@pytest.mark.parametrize(
    "one",
    [
        content(),
        content(done_on=DAY, is_task=False, url="https://x.example/"),
        hour(),
        hour(
            start=dt.datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1),
            end=dt.datetime(2026, 11, 1, 3, tzinfo=NEW_YORK),
        ),
    ],
)
def test_content_survives_the_store_with_its_instants_in_their_zone(one: EventContent) -> None:
    back = EventContent.from_record(json.loads(json.dumps(one.to_record())))
    assert back == one
    assert sort_key(back) == sort_key(one)
    assert getattr(back.start, "tzinfo", None) == getattr(one.start, "tzinfo", None)


def test_an_event_sorts_by_its_day_or_its_instant_in_utc() -> None:
    assert sort_key(content()) == "2026-09-23"
    assert sort_key(hour()) == "2026-09-23T13:00:00+00:00"
