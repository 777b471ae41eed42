"""My plan: what to do today and next, what is at risk, what is later, what is done, and what changed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from countback.domain.plan import Item, Plan, Status
from countback.services import marking
from countback.web.rendering import day
from tests.support.real import START, full_plan
from tests.support.site import ASHA, MIRA, Element, Seen, WebSite

LATE = (Status.LATE, Status.IMPOSSIBLE)
SOON = START + dt.timedelta(days=14)
SEASON_2029 = (
    "ERAS 2029 season: applications go out in September 2028, Match in March 2029, "
    "residency begins in July 2029."
)


@pytest.fixture(scope="module")
def mira(begun: WebSite) -> Seen:
    return begun.see(begun.base(MIRA))


@pytest.fixture(scope="module")
def asha(begun: WebSite) -> Seen:
    return begun.see(begun.base(ASHA))


@pytest.fixture
def late(copied: Callable[..., WebSite]) -> WebSite:
    """A site on a day on which some of Mira's steps cannot be kept any more."""
    made = copied()
    made.clock.at = dt.datetime(2026, 12, 22, 12, tzinfo=dt.UTC)
    return made


def acts_on(item: Item) -> dt.date:
    return min(item.start_by, item.due)


def presses(item: Item) -> bool:
    return item.status in LATE and (item.hard or item.critical)


def row(seen: Seen, section: str, title: str) -> Element:
    found = [
        one
        for one in seen.section(section).all("li", class_="item")
        if one.one("a", class_="item-title").text == title
    ]
    assert found, f"{title!r} is not listed under {section!r}"
    return found[0]


def open_titles(plan: Plan) -> Counter[str]:
    return Counter(one.title for one in plan.items if one.status is not Status.DONE)


def test_today_lists_what_is_late_but_workable_and_what_has_to_begin(mira: Seen) -> None:
    plan = full_plan("late-starter")
    late = {one.title for one in plan.items if presses(one) and one.earliest <= SOON}
    due = {
        one.title
        for one in plan.items
        if one.status in (Status.OPEN, Status.DUE_SOON) and acts_on(one) <= START
    }
    assert late
    assert set(mira.titles("Today")) == late | due


def test_the_next_14_days_list_what_has_to_begin_or_end_in_them(mira: Seen) -> None:
    plan = full_plan("late-starter")
    soon = {
        one.title
        for one in plan.items
        if one.status not in (*LATE, Status.DONE) and START < acts_on(one) <= SOON
    }
    assert soon
    assert set(mira.titles("The next 14 days")) == soon


def test_every_open_step_stands_in_one_place_only(mira: Seen, asha: Seen) -> None:
    for seen, plan in ((mira, full_plan("late-starter")), (asha, full_plan("student-vslo"))):
        advice = [
            one.text
            for part in seen.section("At risk").all("details")
            if "pieces of advice" in part.one("summary").text
            for one in part.all("a", class_="item-title")
        ]
        shown = [*seen.titles("Later"), *advice]
        for section in ("Today", "The next 14 days"):
            nothing = not seen.section(section).all("ul")
            shown += [] if nothing else seen.titles(section)
        assert Counter(shown) == open_titles(plan)


def test_at_risk_lists_what_is_late_first_and_says_how_many_they_are(mira: Seen) -> None:
    plan = full_plan("late-starter")
    late = [one.title for one in plan.items if one.status in LATE]
    risk = next(one for one in mira.section("At risk").all("details") if "late" in one.one("summary").text)
    titles = [one.text for one in risk.all("a", class_="item-title")]
    assert Counter(titles[: len(late)]) == Counter(late)
    tight = [
        one.title
        for one in plan.items
        if one.kind.value == "task"
        and one.status not in (*LATE, Status.DONE)
        and (one.critical or (one.hard and one.slack_days <= 14))
    ]
    assert Counter(titles[len(late) :]) == Counter(tight)
    assert risk.one("summary").text.startswith(f"{len(titles)} steps")


def test_the_words_about_the_risk_hold_for_every_step_listed(mira: Seen, asha: Seen) -> None:
    for seen, plan in ((mira, full_plan("late-starter")), (asha, full_plan("student-vslo"))):
        (risk,) = [
            one for one in seen.section("At risk").all("details") if "in hand" in one.one("summary").text
        ]
        words = risk.one("summary").text
        assert words.endswith("steps are late, critical, or have no more than 14 days in hand")
        titles = {one.text for one in risk.all("a", class_="item-title")}
        for one in plan.items:
            if one.title in titles and one.status is not Status.DONE and one.kind.value == "task":
                assert one.status in LATE or one.critical or one.slack_days <= 14, one.key


def test_later_is_told_by_months_with_their_number_of_steps(mira: Seen) -> None:
    plan = full_plan("late-starter")
    months: Counter[str] = Counter()
    for one in plan.items:
        far = one.earliest > SOON if presses(one) else one.status not in LATE and acts_on(one) > SOON
        if far and one.status is not Status.DONE:
            months[f"{max(one.start_by, one.earliest):%B %Y}"] += 1
    shown = [one.one("summary").text for one in mira.section("Later").all("details")]
    told = [f"{month}: {count} {'step' if count == 1 else 'steps'}" for month, count in months.items()]
    assert sorted(shown) == sorted(told)
    order = [dt.datetime.strptime(one.partition(":")[0], "%B %Y").replace(tzinfo=dt.UTC) for one in shown]
    assert order == sorted(order)


def test_what_is_done_is_told_with_its_day_the_newest_first(asha: Seen) -> None:
    plan = full_plan("student-vslo")
    done = {one.title: one.done_on for one in plan.items if one.done_on}
    titles = asha.titles("Done")
    assert set(titles) == set(done)
    assert [done[one] for one in titles] == sorted(done.values(), reverse=True)
    title, on = next(iter(done.items()))
    assert on is not None
    assert f"done {day(on)}" in row(asha, "Done", title).text


def test_an_event_that_is_past_is_told_with_its_day(two: WebSite) -> None:
    rotation = {"kind": "broad", "start": "2026-09-01", "weeks": 4}
    base = two.begin("research-year", "p-past", rotations={"planned": [rotation]})
    seen = two.see(f"{base}items/rotation.block/rotation-1")
    assert {"Put aside", "Keep this date", "Tick it off"}.isdisjoint(
        one.text for one in seen.page.all("button")
    )
    text = row(two.see(base), "Done", seen.page.one("h1").text).text
    assert "Mon 28 Sep 2026" in text
    assert "begin by" not in text


def test_progress_counts_the_tasks_of_each_category(asha: Seen) -> None:
    plan = full_plan("student-vslo")
    for one in asha.section("Progress").all("li"):
        name, done, total = re.fullmatch(r"(\w+) \d+ % (\d+) of (\d+)", one.text).groups()  # type: ignore[union-attr]
        tasks = [item for item in plan.items if item.category.value == name and item.kind.value == "task"]
        assert (int(done), int(total)) == (sum(item.done_on is not None for item in tasks), len(tasks))
        bar = one.one("progress")
        assert (bar.attributes["value"], bar.attributes["max"]) == (done, total)
    shown = {one.text.split()[0] for one in asha.section("Progress").all("li")}
    assert shown == {item.category.value for item in plan.items if item.kind.value == "task"}


def test_the_season_is_told_in_all_of_its_names(asha: Seen) -> None:
    assert SEASON_2029 in asha.text
    assert asha.page.one("span", class_="who").text == "Asha · ERAS 2029"


def test_the_july_cycle_is_told_as_such(copied: Callable[..., WebSite]) -> None:
    site = copied()
    base = site.begin(
        "graduate-observership", "p-july", track="categorical_mgg", experience={"acgme_year": True}
    )
    year = site.app.store.person("p-july").profile["target_year"]
    assert f"July cycle {year}: applications go out in July {year}" in site.see(base).text


def test_a_date_that_rests_on_an_estimate_is_marked_and_no_other(asha: Seen) -> None:
    estimated = Counter(
        (one.title, one.estimated) for one in full_plan("student-vslo").items if not one.done_on
    )
    shown: Counter[tuple[str, bool]] = Counter()
    for one in asha.section("Later").all("li", class_="item"):
        marks = [mark.text for mark in one.all("abbr")]
        assert marks in ([], ["~"])
        shown[one.one("a", class_="item-title").text, bool(marks)] += 1
    assert shown == estimated
    assert {mark for _, mark in shown} == {True, False}


def test_a_moment_of_the_season_is_told_with_its_hour_in_new_york(asha: Seen) -> None:
    moment = next(one for one in full_plan("student-vslo").items if one.key == "eras.review_day")
    assert moment.at is not None
    assert f"{day(moment.due)}, {moment.at:%H:%M} New York time" in row(asha, "Later", moment.title).text


def test_on_a_day_with_nothing_to_do_the_next_step_is_named(asha: Seen) -> None:
    ahead = [one for one in full_plan("student-vslo").items if not one.done_on and one.start_by > START]
    first = min(ahead, key=lambda one: (one.start_by, one.key))
    today = asha.section("Today").text
    assert (
        f"Nothing has to be done today. Next: {first.title}, to be begun by {day(first.start_by)}." in today
    )


def test_a_step_that_was_put_aside_is_not_named_as_the_next(two: WebSite) -> None:
    base = two.base(ASHA)
    named = two.see(base).section("Today").one("a")
    page = two.see(named.attributes["href"])
    two.press(page, "Put aside", {"until": "2027-11-01"})
    today = two.see(base).section("Today")
    assert today.one("a").attributes["href"] != named.attributes["href"]


def test_a_step_that_was_put_aside_rests_and_stands_nowhere_else(two: WebSite) -> None:
    plan = full_plan("student-vslo")
    one = next(item for item in plan.items if not item.done_on and item.kind.value == "task")
    marking.snooze(two.app.store, ASHA, one.key, dt.date(2026, 12, 24), START)
    resting = two.see(two.base(ASHA))
    assert resting.titles("Resting") == [one.title]
    assert "1 you put aside until a day" in resting.section("Resting").text
    assert Counter(resting.titles("Later")) == open_titles(plan) - Counter([one.title])
    two.clock.at = dt.datetime(2026, 12, 24, 12, tzinfo=dt.UTC)
    later = two.see(two.base(ASHA))
    assert Counter(later.titles("Later"))[one.title] == open_titles(plan)[one.title]
    assert "Resting" not in [head.text for head in later.page.all("h2")]


def test_a_note_stands_beside_its_step(two: WebSite) -> None:
    first = next(one for one in full_plan("student-vslo").items if one.start_by > START)
    marking.note(two.app.store, ASHA, first.key, "ask Dr Rao " + "x" * 200)
    (note,) = row(two.see(two.base(ASHA)), "Later", first.title).all("p", class_="item-note")
    assert note.text == "ask Dr Rao " + "x" * 149 + "…"


def test_the_done_button_ticks_off_and_comes_back_with_a_message(two: WebSite) -> None:
    base = two.base(MIRA)
    before, feed = two.see(base), two.feed(MIRA, "todo.ics")
    title = before.titles("Today")[0]
    after = two.after(two.press(before, f"Tick off: {title}"))
    assert after.address.partition("?")[0].endswith(base)
    assert after.said == "Ticked off. The plan and your calendar are up to date."
    assert title in after.titles("Done")
    assert f"done {day(START)}" in row(after, "Done", title).text
    assert title not in after.titles("Today")
    assert two.feed(MIRA, "todo.ics") != feed
    assert "1 done" in after.section("What changed").text


def test_a_message_is_shown_for_known_words_only(begun: WebSite) -> None:
    assert begun.see(f"{begun.base(ASHA)}?said=new").said.startswith("Your plan is made.")
    assert begun.see(f"{begun.base(ASHA)}?said=<b>send+money</b>").said == ""


def test_a_first_plan_tells_no_changes(asha: Seen) -> None:
    assert not [one for one in asha.page.all("h2") if one.text == "What changed"]


def test_what_changed_is_told_by_kind_against_the_plan_before(two: WebSite) -> None:
    base = two.base(ASHA)
    rotation = two.see(f"{base}items/rotation.block/rotation-1")
    two.press(rotation, "Keep this date", {"own": "2028-04-10"})
    changed = two.see(base).section("What changed")
    assert f"Against the plan of {day(START)}:" in changed.text
    moved = int(re.search(r"(\d+) moved", changed.text)[1])  # type: ignore[index]
    (section,) = [one for one in changed.all("section") if one.one("h3").text == f"Moved: {moved}"]
    assert len(section.all("li")) == moved


def test_where_nothing_moved_it_says_so(two: WebSite) -> None:
    base = two.base(ASHA)
    profile = two.see(f"{base}profile")
    two.press(profile, "Save", {"first_name": "Aisha"})
    assert two.see(base).section("What changed").text == (
        f"What changed Nothing, against the plan of {day(START)}."
    )


def test_what_is_too_late_is_told_on_top_and_in_the_menu(late: WebSite) -> None:
    seen = late.see(late.base(MIRA))
    count = len(full_plan("late-starter", dt.date(2026, 12, 22)).impossible)
    assert count > 1
    assert f"{count} steps are too late to be kept as planned. See what would still save them" in seen.text
    menu = seen.page.one("nav", class_="menu")
    assert f"Too late? {count}" in menu.text
    assert seen.page.one("p", class_="alarm").one("a").attributes["href"] == f"{late.base(MIRA)}late"
    first = seen.section("At risk").all("li", class_="item")[0]
    assert "impossible" in first.text


def test_a_plan_without_trouble_alarms_nobody(asha: Seen) -> None:
    assert not asha.page.all("p", class_="alarm")
    assert "pieces of advice" not in asha.text


def test_the_day_is_that_of_where_the_person_is(two: WebSite) -> None:
    two.clock.at = dt.datetime(2026, 11, 22, 19, tzinfo=dt.UTC)  # in Manila it is 3 in the morning
    assert two.see(two.base(ASHA)).page.one("h1").text == "My plan, Mon 23 Nov 2026"


def test_rotations_are_told_with_their_days_and_who_placed_them(two: WebSite) -> None:
    planned = [{"kind": "genetics", "start": "2028-05-01", "weeks": 4, "host": "Mount Sinai"}]
    base = two.begin("student-vslo", "p-own", rotations={"planned": planned}, blackouts=[])
    text = two.see(base).section("Rotations").text
    assert "at Mount Sinai: Mon 1 May 2028 to Sun 28 May 2028; bears the genetics letter" in text
    assert "placed for you" not in text
    assert two.see(two.base(ASHA)).section("Rotations").text.count("placed for you") == 3


def test_what_is_worth_knowing_is_told(mira: Seen) -> None:
    warnings = full_plan("late-starter").warnings
    assert warnings
    assert [one.text for one in mira.section("Worth knowing").all("li")] == [
        " ".join(one.split()) for one in warnings
    ]


def test_the_timeline_page_leads_to_the_persons_own_items(begun: WebSite) -> None:
    base = begun.base(ASHA)
    seen = begun.see(f"{base}timeline")
    assert seen.page.one("h1").text == "Timeline of Asha"
    assert SEASON_2029 in seen.text
    links = [one.attributes["href"] for one in seen.page.one("svg").all("a")]
    assert links
    assert all(one.startswith(f"{base}items/") for one in links)
    assert [one for one in seen.page.all("link") if "print-one-page.css" in one.attributes["href"]]


def test_the_menu_marks_the_page_that_is_open(begun: WebSite) -> None:
    for place, words in (("", "My plan"), ("timeline", "Timeline"), ("data", "My data")):
        menu = begun.see(f"{begun.base(ASHA)}{place}").page.one("nav", class_="menu")
        assert [one.text for one in menu.all("a", aria_current="page")] == [words]


def test_a_stored_profile_that_fits_no_longer_is_told_and_not_a_failure(two: WebSite) -> None:
    old = two.app.store.person(ASHA)
    with two.app.store.unit_of_work() as unit:
        unit.save_person(replace(old, profile={**old.profile, "timezone": "Mars/Base"}))
    assert "Unknown time zone 'Mars/Base'." in two.see(two.base(ASHA), 422).problems[0]
