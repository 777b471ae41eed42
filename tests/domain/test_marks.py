"""A mark is a note, a day until which the item rests, or both."""

from __future__ import annotations

import datetime as dt

import pytest

from countback.domain.marks import Mark

DAY = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("mark", "empty"),
    [
        (Mark("visa.apply"), True),
        (Mark("visa.apply", note="ask Bo"), False),
        (Mark("visa.apply", snoozed_until=DAY), False),
        (Mark("visa.apply", note="ask Bo", snoozed_until=DAY), False),
    ],
)
def test_a_mark_is_empty_where_it_says_nothing(mark: Mark, empty: bool) -> None:
    assert mark.empty is empty


@pytest.mark.parametrize(("days", "rests"), [(-400, True), (-1, True), (0, False), (1, False)])
def test_an_item_rests_up_to_its_day_and_not_on_it(days: int, rests: bool) -> None:
    assert Mark("visa.apply", snoozed_until=DAY).rests_on(DAY + dt.timedelta(days)) is rests


def test_an_item_without_a_day_never_rests() -> None:
    assert not Mark("visa.apply", note="later").rests_on(dt.date.min)
