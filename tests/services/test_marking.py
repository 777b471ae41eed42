"""A person's own notes and snoozes: kept apart from the plan, which they never change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from countback.domain.marks import NOTE_LENGTH, Mark
from countback.errors import BadInput, NotFound
from countback.services import marking
from countback.services.marking import SNOOZE_AT_MOST
from tests.services.conftest import House
from tests.support.real import START

KEY = "eligibility.goals"
NEXT_WEEK = START + dt.timedelta(days=7)


def note(house: House, text: str, key: str = KEY) -> None:
    marking.note(house.app.store, house.person, key, text)


def snooze(house: House, until: dt.date | None, key: str = KEY) -> None:
    marking.snooze(house.app.store, house.person, key, until, START)


def marks(house: House) -> Mapping[str, Mark]:
    return house.app.store.marks(house.person)


def test_a_note_is_kept_replaced_and_taken_away(house: House) -> None:
    note(house, "ask Bo")
    assert marks(house) == {KEY: Mark(KEY, "ask Bo")}
    note(house, "  Zoë 李 🎓\r\n\tsecond line\n")
    assert marks(house) == {KEY: Mark(KEY, "Zoë 李 🎓\n\tsecond line")}
    note(house, " \r\n ")
    assert marks(house) == {}


def test_an_item_rests_up_to_a_day_and_can_be_woken(house: House) -> None:
    snooze(house, NEXT_WEEK)
    assert marks(house) == {KEY: Mark(KEY, snoozed_until=NEXT_WEEK)}
    snooze(house, None)
    assert marks(house) == {}


def test_a_note_and_a_snooze_leave_each_other_alone(house: House) -> None:
    note(house, "ask Bo")
    snooze(house, NEXT_WEEK)
    note(house, "ask Cy")
    note(house, "of a letter", "letter.ask/rotation-2")
    assert marks(house) == {
        KEY: Mark(KEY, "ask Cy", NEXT_WEEK),
        "letter.ask/rotation-2": Mark("letter.ask/rotation-2", "of a letter"),
    }
    note(house, "")
    assert marks(house)[KEY] == Mark(KEY, "", NEXT_WEEK)


def test_the_same_again_changes_nothing(house: House) -> None:
    snooze(house, None)
    note(house, "")
    assert marks(house) == {}
    for _ in range(2):
        note(house, "ask Bo")
        snooze(house, NEXT_WEEK)
        assert marks(house) == {KEY: Mark(KEY, "ask Bo", NEXT_WEEK)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x" * (NOTE_LENGTH + 1), f"has {NOTE_LENGTH + 1} characters"),
        ("a\x00b", "unprintable"),
        ("a\rb", "unprintable"),
        ("\u202edrow", "unprintable"),
        ("\ud800", "unprintable"),
    ],
    ids=["too long", "NUL", "carriage return", "turned around", "half a character"],
)
def test_a_note_that_cannot_be_shown_is_refused_and_the_old_one_stays(
    text: str, told: str, house: House
) -> None:
    note(house, "ask Bo")
    with pytest.raises(BadInput, match=told) as error:
        note(house, text)
    assert [one.where for one in error.value.problems] == ["note"]
    assert marks(house) == {KEY: Mark(KEY, "ask Bo")}


def test_a_note_may_be_as_long_as_it_says(house: House) -> None:
    note(house, f" {'x' * NOTE_LENGTH} ")
    assert len(marks(house)[KEY].note) == NOTE_LENGTH


@pytest.mark.parametrize("days", [-1, 0, SNOOZE_AT_MOST.days + 1])
def test_a_day_that_is_past_or_out_of_sight_is_refused(days: int, house: House) -> None:
    with pytest.raises(BadInput, match="not within the year after 2026-11-22"):
        snooze(house, START + dt.timedelta(days))
    assert marks(house) == {}


@pytest.mark.parametrize("days", [1, SNOOZE_AT_MOST.days])
def test_the_first_and_the_last_day_are_taken(days: int, house: House) -> None:
    snooze(house, START + dt.timedelta(days))
    assert marks(house)[KEY].snoozed_until == START + dt.timedelta(days)


def test_marks_change_neither_plan_nor_feed(house: House) -> None:
    before = house.replan()
    note(house, "ask Bo")
    snooze(house, NEXT_WEEK)
    after = house.replan()
    assert (after.plan, after.kept.is_new, after.written) == (before.plan, False, ())


def test_notes_and_snoozes_at_once_are_all_kept(house: House) -> None:
    keys = [f"item.number_{number}" for number in range(4)]
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(note, house, f"note of {key}", key) for key in keys]
        done += [pool.submit(snooze, house, NEXT_WEEK, key) for key in keys]
        for one in done:
            one.result()
    assert marks(house) == {key: Mark(key, f"note of {key}", NEXT_WEEK) for key in keys}


def test_nobody_is_not_found(house: House) -> None:
    for text, until in (("ask Bo", NEXT_WEEK), ("", None)):
        with pytest.raises(NotFound):
            marking.note(house.app.store, "nobody", KEY, text)
        with pytest.raises(NotFound):
            marking.snooze(house.app.store, "nobody", KEY, until, START)
