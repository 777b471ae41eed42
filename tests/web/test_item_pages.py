"""One item: why it stands on its dates, and done, own date, rest and note, each followed by the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from countback.domain.catalogue import Confidence
from countback.web.rendering import day
from tests.support.real import START, full_plan, item_of
from tests.support.site import ASHA, MIRA, Element, Seen, WebSite

KEY = "research.start"  # of Asha's plan: open, with a window, not critical
UP_TO_DATE = "The plan and your calendar are up to date."


def address(site: WebSite, key: str = KEY, who: str = ASHA) -> str:
    return f"{site.base(who)}items/{key}"


def press(site: WebSite, button: str, key: str = KEY, who: str = ASHA, **typed: str) -> Any:
    return site.press(site.see(address(site, key, who)), button, typed)


def event(site: WebSite, key: str = KEY, name: str = "all.ics") -> dict[str, str]:
    """Return an item's event as it is published."""
    return site.event(item_of(full_plan("student-vslo"), key).title, ASHA, name)


def facts(seen: Seen) -> dict[str, str]:
    return {
        one.one("dt").text: one.one("dd").text for one in seen.page.all("dl", class_="facts")[0].all("div")
    }


def steps(seen: Seen) -> list[Element]:
    return seen.page.one("ol", class_="chain").all("li")


# Why it stands where it does.


@pytest.mark.parametrize(
    "key", ["research.start", "eras.review_day", "immunization.form/rotation-1", "documents.cv"]
)
def test_every_reason_is_told_with_its_source_and_what_is_to_be_verified(begun: WebSite, key: str) -> None:
    seen = begun.see(address(begun, key))
    item = item_of(full_plan("student-vslo"), key)
    told = [one.text for one in seen.page.one("ul", class_="because").all("li")]
    assert told == [
        " ".join(f"{one.text} {one.source}{'; verify' if one.verify else ''}".split()) for one in item.because
    ]
    assert told


def test_the_dates_are_those_of_the_plan(begun: WebSite) -> None:
    item = item_of(full_plan("student-vslo"), KEY)
    assert facts(begun.see(address(begun))) == {
        "Begin by": day(item.start_by),
        "Due": f"{day(item.due)} ~",
        "Hard limit": day(item.latest),
        "In hand": f"{item.slack_days} days",
    }


def test_an_event_takes_place_and_has_nothing_to_tick(begun: WebSite) -> None:
    seen = begun.see(address(begun, "eras.review_day"))
    item = item_of(full_plan("student-vslo"), "eras.review_day")
    assert item.at is not None
    assert facts(seen)["Takes place"].startswith(f"{day(item.due)}, {item.at:%H:%M} New York time")
    assert {"Tick it off", "Keep this date"}.isdisjoint(one.text for one in seen.page.all("button"))


def test_the_chain_leads_step_by_step_with_sources(begun: WebSite) -> None:
    found = steps(begun.see(address(begun)))
    assert found
    for one in found:
        begin, end = one.one("span", class_="dates").text.split(" (")[0].split(" → ")
        assert begin != ""
        assert end != ""
        assert one.one("span", class_="source").text
    assert any("verify" in one.text for one in found)


def test_a_late_item_tells_the_days_that_are_missing_their_chain_and_what_would_save_it(
    begun: WebSite,
) -> None:
    plan = full_plan("late-starter")
    late = next(one for one in plan.late if len(one.ways_out) > 1)
    seen = begun.see(address(begun, late.key, MIRA))
    assert (
        f"{late.missing_days} days missing. The earliest it can be done is {day(late.earliest_workable)}."
        in seen.text
    )
    chain = steps(seen)
    assert len(chain) == len(late.chain)
    for shown, step in zip(chain, late.chain, strict=True):
        assert f"{day(step.begin)} → {day(step.end)} ({step.days:+d} days)" in shown.text
        assert " ".join(step.text.split()) in shown.text
        assert ("verify" in shown.one("span", class_="source").text) == (
            step.confidence is not Confidence.HIGH
        )
    ways = [one.text for one in seen.page.one("ul", class_="ways").all("li")]
    assert [any(way.text in one for one in ways) for way in late.ways_out] == [True] * len(ways)


def test_an_unknown_item_is_told_and_leads_on(begun: WebSite) -> None:
    seen = begun.see(address(begun, "research.no_such"), 404)
    assert "Your plan has no such item." in seen.text
    assert "what changed on `My plan`" in seen.text


@pytest.mark.parametrize("do", ["done", "undo", "date", "undate", "snooze", "wake", "note"])
def test_nothing_can_be_done_with_an_unknown_item(untouched: WebSite, do: str) -> None:
    before = untouched.kept(ASHA)
    answer = untouched.post(
        address(untouched, "research.no_such"),
        page=address(untouched),
        do=do,
        own="2027-05-05",
        until="2026-12-05",
        note="x",
    )
    assert "Your plan has no such item." in untouched.seen(answer, 404).text
    assert untouched.kept(ASHA) == before


@pytest.mark.parametrize("do", ["", "delete", "DONE"])
def test_a_form_that_does_not_say_what_to_do_is_told(untouched: WebSite, do: str) -> None:
    seen = untouched.seen(untouched.post(address(untouched), do=do), 422)
    assert "The form does not say what to do." in seen.text


# Done.


def test_ticking_off_today_is_kept_told_and_followed_by_the_calendar(two: WebSite) -> None:
    assert event(two, name="todo.ics")["STATUS"] == "NEEDS-ACTION"
    seen = two.after(press(two, "Tick it off"))
    assert seen.said == f"Ticked off. {UP_TO_DATE}"
    assert facts(seen) == {"Done": day(START)}
    assert event(two)["SEQUENCE"] == "1"
    assert event(two, name="todo.ics")["STATUS"] == "COMPLETED"
    assert "Tick it off" not in [one.text for one in seen.page.all("button")]


def test_another_day_can_be_told(two: WebSite) -> None:
    seen = two.after(press(two, "Tick it off", day="2026-10-03"))
    assert facts(seen) == {"Done": "Sat 3 Oct 2026"}


def test_the_day_offered_is_the_persons_own(two: WebSite) -> None:
    two.clock.at = dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC)  # in Manila it is the 23rd
    assert two.see(address(two)).value("day") == "2026-11-23"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-11-23", "2026-11-23 is after 2026-11-22."),
        ("2026-02-30", "'2026-02-30' is not a date."),
        ("yesterday", "'yesterday' is not a date."),
        ("0001-01-01", "0001-01-01 is too long ago."),
        ("0202-11-22", "0202-11-22 is too long ago."),
    ],
)
def test_a_day_that_cannot_be_is_told_beside_the_form_and_stays_in_it(
    untouched: WebSite, typed: str, told: str
) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(press(untouched, "Tick it off", day=typed), 422)
    assert len(seen.problems) == 1
    assert told in seen.problems[0]
    assert seen.value("day") == typed
    assert untouched.kept(ASHA) == before


def test_a_day_too_long_ago_does_not_lock_anybody_out(two: WebSite) -> None:
    key = "immunization.hepatitis_b.dose_3"  # its next step is counted from a year before it
    press(two, "Tick it off", key, day="0001-01-01")
    two.see(two.base(ASHA))


def test_a_tick_is_taken_back(two: WebSite) -> None:
    press(two, "Tick it off")
    seen = two.after(press(two, "Take the tick back"))
    assert seen.said == f"The tick is taken back. {UP_TO_DATE}"
    assert "Done" not in facts(seen)
    assert event(two)["SEQUENCE"] == "2"
    assert event(two, name="todo.ics")["STATUS"] == "NEEDS-ACTION"


def test_what_the_profile_calls_done_is_taken_back_too(two: WebSite) -> None:
    base = two.begin("student-vslo", "p-done", done={KEY: "2026-11-01", "documents.cv": "2026-11-02"})
    seen = two.see(f"{base}items/{KEY}")
    assert facts(seen) == {"Done": "Sun 1 Nov 2026"}
    after = two.after(two.press(seen, "Take the tick back"))
    assert "Done" not in facts(after)
    assert two.app.store.person("p-done").profile["done"] == {"documents.cv": "2026-11-02"}


def test_what_counts_as_done_for_another_reason_says_so(begun: WebSite) -> None:
    seen = begun.see(address(begun, "immunization.mmr.dose_1"))
    assert (
        "It counts as done because of something later that is done, or because of your profile." in seen.text
    )
    assert "Take the tick back" not in [one.text for one in seen.page.all("button")]


# A date of one's own.


def test_an_own_date_is_kept_and_moves_plan_and_calendar(two: WebSite) -> None:
    assert event(two)["DTSTART"] == "20270906"
    seen = two.after(press(two, "Keep this date", own="2027-08-01"))
    assert seen.said == f"Your own date is kept. {UP_TO_DATE}"
    assert two.app.store.person(ASHA).profile["given"] == {KEY: "2027-08-01"}
    assert facts(seen)["Due"] == "Sun 1 Aug 2027"
    assert facts(seen)["Your own date"] == "Sun 1 Aug 2027"
    assert seen.value("own") == "2027-08-01"
    assert event(two)["DTSTART"] == "20270801"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "'' is not a date."),
        ("2027-13-01", "'2027-13-01' is not a date."),
        ("1900-01-01", "between 1950 and 2045"),
        ("9999-12-31", "between 1950 and 2045"),
    ],
)
def test_an_own_date_that_cannot_be_is_told_and_stays_in_the_form(
    untouched: WebSite, typed: str, told: str
) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(press(untouched, "Keep this date", own=typed), 422)
    assert told in " ".join(seen.problems)
    assert seen.value("own") == typed
    assert untouched.kept(ASHA) == before


def test_an_own_date_is_given_up(two: WebSite) -> None:
    feed = event(two)["DTSTART"]
    press(two, "Keep this date", own="2027-08-01")
    seen = two.after(press(two, "Give your own date up"))
    assert seen.said == f"Your own date is given up. {UP_TO_DATE}"
    assert not two.app.store.person(ASHA).profile["given"]
    assert "Your own date" not in facts(seen)
    assert event(two)["DTSTART"] == feed


# Put aside.


def test_an_item_is_put_aside_and_the_calendar_stays(two: WebSite) -> None:
    feed = two.feed(ASHA)
    seen = two.after(press(two, "Put aside", until="2026-12-06"))
    assert seen.said == "It rests until then. Its dates stay as they are."
    assert facts(seen)["Rests until"] == "Sun 6 Dec 2026"
    assert two.feed(ASHA) == feed
    awake = two.after(press(two, "Bring it back into sight"))
    assert awake.said == "It is in sight again."
    assert "Rests until" not in facts(awake)


def test_a_rest_is_over_on_its_day(two: WebSite) -> None:
    press(two, "Put aside", until="2026-12-06")
    two.clock.at = dt.datetime(2026, 12, 6, 12, tzinfo=dt.UTC)
    assert "Rests until" not in facts(two.see(address(two)))


@pytest.mark.parametrize("typed", ["2026-11-22", "2026-11-01", "2028-01-01", "soon", ""])
def test_a_rest_is_a_day_within_the_next_year(untouched: WebSite, typed: str) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(press(untouched, "Put aside", until=typed), 422)
    assert len(seen.problems) == 1
    assert seen.value("until") == typed
    assert untouched.kept(ASHA) == before


# Notes.


def test_a_note_is_kept_as_it_was_typed(two: WebSite) -> None:
    typed = 'call <b>Dr Rao</b>\n&amp; ask "when"\n\ttwo\'s company'
    feed = two.feed(ASHA)
    seen = two.after(press(two, "Keep the note", note=typed.replace("\n", "\r\n")))  # as browsers send it
    assert seen.said == "Your note is kept."
    assert seen.value("note") == typed
    assert not seen.page.all("b")
    assert two.feed(ASHA) == feed


def test_an_emptied_note_is_gone(two: WebSite) -> None:
    press(two, "Keep the note", note="something")
    seen = two.after(press(two, "Keep the note", note="  "))
    assert seen.value("note") == ""
    assert not two.app.store.marks(ASHA)


@pytest.mark.parametrize(
    ("typed", "told"), [("x" * 2001, "The note has 2001 characters."), ("bell \x07", "unprintable character")]
)
def test_a_note_that_cannot_be_kept_is_told_and_not_lost(untouched: WebSite, typed: str, told: str) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(press(untouched, "Keep the note", note=typed), 422)
    assert told in seen.problems[0]
    assert seen.value("note") == typed
    assert untouched.kept(ASHA) == before


def test_a_long_note_may_have_its_full_length(two: WebSite) -> None:
    assert two.after(press(two, "Keep the note", note="x" * 2000)).value("note") == "x" * 2000
