"""Another target year: the same events move, what is done stays done unless it expired, and back again."""

from __future__ import annotations

import datetime as dt

import pytest

from countback.services.replanning import replan
from tests.adapters.ics.readers import READERS, Seen
from tests.services.conftest import NOW, House
from tests.support.real import START

DONE = "research.long_list"
TB = {"tb": {"method": "igra", "day": "2026-06-01"}}
YEARS = {
    2027: {"target_year": 2027, "season": "ERAS 2028", "graduation": "2028-03-31", "blackouts": []},
    2028: {"target_year": 2028, "season": "ERAS 2029", "graduation": "2029-03-31", "blackouts": []},
}


def aim(house: House, year: int, days_later: int) -> dict[str, Seen]:
    """Plan for a year, some days later by the clock; return the events as icalendar reads them."""
    house.take_in(**YEARS[year], immunizations=TB)
    replan(house.workshop, house.person, START, NOW + dt.timedelta(days=days_later))
    return events(house)


def events(house: House, reader: str = "icalendar") -> dict[str, Seen]:
    return {one.uid: one for one in READERS[reader]((house.folder / "all.ics").read_bytes())}


@pytest.fixture
def there_and_back(house: House) -> tuple[House, dict[str, Seen], dict[str, Seen], dict[str, Seen]]:
    first = aim(house, 2027, 0)
    with house.app.store.unit_of_work() as unit:
        unit.record_done(house.person, DONE, START, NOW)
    done = aim(house, 2027, 1)
    assert sum(one.summary.startswith("✓") for one in done.values()) > sum(
        one.summary.startswith("✓") for one in first.values()
    )
    return house, done, aim(house, 2028, 2), aim(house, 2027, 3)


def test_the_same_events_move_and_none_loses_its_uid(
    there_and_back: tuple[House, dict[str, Seen], dict[str, Seen], dict[str, Seen]],
) -> None:
    _, before, after, back = there_and_back
    assert set(before) <= set(after) <= set(back)
    moved = [uid for uid in before if after[uid].start != before[uid].start]
    assert len(moved) > 200
    assert all(after[uid].sequence > before[uid].sequence for uid in moved)
    assert all(
        back[uid].sequence > after[uid].sequence for uid in moved if back[uid].start != after[uid].start
    )


def test_back_in_the_first_year_every_event_stands_where_it_stood(
    there_and_back: tuple[House, dict[str, Seen], dict[str, Seen], dict[str, Seen]],
) -> None:
    _, before, _, back = there_and_back
    for uid, seen in before.items():
        assert (back[uid].start, back[uid].end, back[uid].summary, back[uid].status) == (
            seen.start,
            seen.end,
            seen.summary,
            seen.status,
        )
    assert {back[uid].status for uid in set(back) - set(before)} == {"CANCELLED"}


def test_what_is_done_stays_done_and_an_expired_test_does_not(
    there_and_back: tuple[House, dict[str, Seen], dict[str, Seen], dict[str, Seen]],
) -> None:
    _, before, after, _ = there_and_back

    def ticked(seen: dict[str, Seen], word: str) -> list[bool]:
        return [one.summary.startswith("✓") for one in seen.values() if word in one.summary]

    assert ticked(before, "Write the long list") == ticked(after, "Write the long list") == [True]
    assert ticked(before, "Tuberculosis blood test") == [False]  # of June 2026: too old for July 2027 already
    assert ticked(after, "Tuberculosis blood test") == [False]


def test_the_cancelled_leave_after_thirty_days_and_the_rest_is_the_plan(
    there_and_back: tuple[House, dict[str, Seen], dict[str, Seen], dict[str, Seen]],
) -> None:
    house, before, _, back = there_and_back
    house.take_in(**YEARS[2027], immunizations={"tb": {"method": "igra"}})
    replan(house.workshop, house.person, START, NOW + dt.timedelta(days=40))
    left = events(house)
    assert set(left) == set(before)
    assert len(left) < len(back)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same_calendar_after_the_change(house: House, reader: str) -> None:
    aim(house, 2027, 0)
    aim(house, 2028, 1)
    seen = events(house, reader)
    mine = events(house)
    assert {uid: (one.start, one.end, one.status, one.sequence) for uid, one in seen.items()} == {
        uid: (one.start, one.end, one.status, one.sequence) for uid, one in mine.items()
    }
