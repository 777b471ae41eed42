"""What the calendar shows: the day to act on, and words that do not change because a day went by."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from countback.domain.catalogue import Category, Confidence, Kind, Reason
from countback.domain.contents import contents
from countback.domain.feed import EventContent, EventStatus
from countback.domain.plan import Item, Pathway, Plan, Status
from countback.domain.seasons import Cycle, Season
from tests.support.real import EXAMPLES, example_plan, library, weekly

TODAY = dt.date(2027, 1, 4)  # a Monday
BAD = (Status.LATE, Status.IMPOSSIBLE)
BOOK = Reason("finish at least 1 day before x", "The book says so", "The book", Confidence.HIGH)
BLOG = Reason("start at most 1 day before x", "A blog says so", "A blog", Confidence.LOW)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def item(**changes: object) -> Item:
    facts: dict[str, object] = {
        "key": "documents.cv",
        "title": "Write your CV",
        "details": "One page.",
        "category": Category.DOCUMENTS,
        "kind": Kind.TASK,
        "opens": day("2027-01-18"),
        "earliest": day("2027-01-18"),
        "finish_from": day("2027-01-18"),
        "start_by": day("2027-02-01"),
        "due": day("2027-02-15"),
        "latest": day("2027-03-01"),
        "at": None,
        "slack_days": 14,
        "critical": False,
        "hard": True,
        "status": Status.UPCOMING,
        "estimated": False,
        "because": (BOOK, BLOG),
    }
    return Item(**(facts | changes))  # type: ignore[arg-type]


def show(one: Item, today: dt.date = TODAY, season: Season | None = None) -> tuple[EventContent, ...]:
    season = season or library().published.season(2027, Cycle.SEPTEMBER)
    pathway = Pathway("elective_vslo", ())
    return contents(Plan("x", 2027, "peds_mgg", today, "UTC", season, pathway, (), (one,), (), (), "1"))


def event(one: Item, today: dt.date = TODAY) -> EventContent:
    (shown,) = show(one, today)
    return shown


def test_a_task_stands_on_its_due_day_and_says_why() -> None:
    shown = event(item())
    assert (shown.start, shown.end, shown.due) == (day("2027-02-15"), day("2027-02-16"), day("2027-02-15"))
    assert (shown.title, shown.status, shown.is_task, shown.tzid) == (
        "Write your CV",
        EventStatus.CONFIRMED,
        True,
        "",
    )
    assert shown.description.split("\n") == [
        "One page.",
        "",
        "Due 2027-02-15.",
        "Hard limit: 2027-03-01.",
        "The window opens on 2027-01-18 and is 14 days long.",
        "",
        "Why:",
        "- The book says so (The book)",
        "- A blog says so (A blog; verify)",
        "",
        "When done: countback done documents.cv",
    ]


def test_a_task_that_takes_time_stands_on_the_day_to_begin() -> None:
    shown = event(
        item(typical_days=7, slow_days=14, ask="Your dean", latest=day("2027-02-15"), opens=day("2027-02-01"))
    )
    assert shown.start == day("2027-02-01")
    lines = shown.description.split("\n")
    assert lines[2:4] == ["Begin by 2027-02-01: it takes 7 to 14 days.", "Finished by 2027-02-15."]
    assert "Ask: Your dean." in shown.description
    assert "Hard limit" not in shown.description
    assert "days in hand" not in shown.description


def test_an_estimated_date_is_tentative_and_says_so() -> None:
    shown = event(item(estimated=True))
    assert shown.status is EventStatus.TENTATIVE
    assert "estimated season date" in shown.description


@pytest.mark.parametrize(
    ("status", "title"),
    [(Status.LATE, "Late: Write your CV"), (Status.IMPOSSIBLE, "Too late: Write your CV")],
)
def test_a_late_item_says_so_in_its_title(status: Status, title: str) -> None:
    assert event(item(status=status)).title == title


@pytest.mark.parametrize(
    ("today", "friday"),
    [
        ("2027-02-15", "2027-02-15"),
        ("2027-02-16", "2027-02-19"),
        ("2027-02-19", "2027-02-19"),
        ("2027-02-20", "2027-02-26"),
    ],
)
def test_a_late_item_whose_day_is_past_stands_on_the_coming_friday(today: str, friday: str) -> None:
    assert event(item(status=Status.LATE), day(today)).start == day(friday)


def test_what_is_done_stands_on_its_day_with_a_check_mark() -> None:
    shown = event(item(done_on=day("2026-12-24"), status=Status.DONE))
    assert (shown.title, shown.start) == ("\N{CHECK MARK} Write your CV", day("2026-12-24"))
    assert (shown.done_on, shown.due) == (day("2026-12-24"), day("2026-12-24"))
    assert "Done on 2026-12-24." in shown.description
    assert "When done" not in shown.description


@pytest.mark.parametrize(
    ("done", "shown"), [("2024-08-27", True), ("2024-08-26", False), ("2012-05-01", False)]
)
def test_what_was_done_long_before_the_season_is_no_calendar_news(done: str, shown: bool) -> None:
    """1,100 days before 1 September 2027."""
    assert bool(show(item(done_on=day(done), status=Status.DONE))) is shown


def test_without_a_season_s_day_history_begins_before_today() -> None:
    nothing = Season(2027, Cycle.SEPTEMBER, ())
    old, new = (item(done_on=TODAY - dt.timedelta(days=days), status=Status.DONE) for days in (1101, 1100))
    assert show(old, TODAY, nothing) == ()
    assert len(show(new, TODAY, nothing)) == 1


def test_an_event_lasts_from_its_first_day_to_its_last() -> None:
    shown = event(item(kind=Kind.EVENT))
    assert (shown.start, shown.end, shown.is_task) == (day("2027-02-01"), day("2027-02-16"), False)
    assert "Due" not in shown.description
    assert "When done" not in shown.description


def test_an_instant_is_shown_at_its_hour_and_as_a_day_once_past() -> None:
    at = dt.datetime(2027, 9, 1, 9, tzinfo=dt.timezone(-dt.timedelta(hours=4)))
    one = item(kind=Kind.EVENT, at=at, start_by=at.date(), due=at.date(), latest=at.date())
    before, after = event(one, day("2027-09-01")), event(one, day("2027-09-02"))
    assert (before.start, before.end, before.tzid) == (at, at + dt.timedelta(minutes=15), "America/New_York")
    assert (after.start, after.tzid) == (day("2027-09-01"), "")


def test_only_the_first_reasons_are_told_and_never_that_today_is_today() -> None:
    today = Reason("today", "Today is 2027-01-04", "the calendar", Confidence.HIGH)
    many = tuple(
        Reason(f"rule {number}", f"Because {number}", "The book", Confidence.HIGH) for number in range(6)
    )
    words = event(item(because=(today, *many))).description
    assert "Today is" not in words
    assert [number for number in range(6) if f"Because {number}" in words] == [0, 1, 2, 3]
    assert "Why:" not in event(item(because=(today,))).description


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_week_that_goes_by_changes_only_what_changed_for_the_reader(name: str) -> None:
    """Items late or of another standing may move; everything else keeps every byte."""
    for before, after in itertools.pairwise(weekly(name)):
        old, new = ({one.key: one for one in contents(plan)} for plan in (before, after))
        for key in old.keys() | new.keys():
            was, now = before.item(key), after.item(key)
            if was is None or now is None:
                assert "/20" in key, "only a month that is past leaves the plan"
            elif old.get(key) != new.get(key):
                past = was.at is not None and before.today <= was.at.date() < after.today
                told = (name, after.today, key, old[key], new[key])
                assert was.status is not now.status or now.status in BAD or past, told


def test_a_late_item_moves_once_a_week_at_most() -> None:
    for name in EXAMPLES:
        for monday in (dt.date(2026, 11, 23), dt.date(2027, 4, 19)):
            week = [example_plan(name, monday + dt.timedelta(days=count)) for count in range(5)]
            late = {
                one.key
                for one in week[0].items
                if one.status in BAD and max(one.start_by, one.due) < monday and one.earliest <= monday
            }
            days = [{one.key: one.start for one in contents(plan) if one.key in late} for plan in week]
            assert days == [days[0]] * 5


def test_the_real_plan_shows_eras_at_its_hour_in_new_york() -> None:
    timed = [one for one in contents(example_plan("student-vslo")) if one.timed]
    assert timed
    assert {one.tzid for one in timed} == {"America/New_York"}
