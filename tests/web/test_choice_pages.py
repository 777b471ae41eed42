"""Too late? What is missing and what would save it; a change is looked at first, then kept or left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import quote

import pytest

from countback.domain.plan import Plan, Status
from countback.services.changing import current_plan
from countback.web.rendering import day
from tests.support.real import full_plan, plan
from tests.support.site import ASHA, MIRA, Seen, WebSite

DAY = dt.date(2026, 12, 22)  # some of Mira's steps cannot be kept any more
NOW = dt.datetime(2026, 12, 22, 12, tzinfo=dt.UTC)
CLEARANCE = "ask:provisional-clearance"


@pytest.fixture(scope="module")
def looked(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """A site on that day, for tests that only look."""
    made = begun.copied(tmp_path_factory.mktemp("looked") / "data")
    made.clock.at = NOW
    return made


@pytest.fixture(scope="module")
def page(looked: WebSite) -> Seen:
    return looked.see(f"{looked.base(MIRA)}late")


@pytest.fixture
def late(copied: Callable[..., WebSite]) -> WebSite:
    made = copied()
    made.clock.at = NOW
    return made


def tried(site: WebSite, action: str, status: int = 200) -> Seen:
    return site.see(f"{site.base(MIRA)}try?action={quote(action)}", status)


def keep(site: WebSite, action: str) -> Seen:
    return site.after(site.press(tried(site, action), "Keep this change"))


def now(site: WebSite) -> Plan:
    return current_plan(site.app.workshop, MIRA, DAY, seek_ways_out=False)


def impossible(one: Plan) -> set[str]:
    return {item.title for item in one.impossible}


def listed(seen: Seen, heading: str) -> set[str]:
    """Return what a page lists under the heading that begins with these words."""
    return {
        one.text
        for section in seen.page.all("section")
        if any(head.text.startswith(heading) for head in section.all("h2"))
        for one in section.all("li")
    }


# What is late.


def test_every_impossible_step_is_listed_with_the_days_that_are_missing(page: Seen) -> None:
    found = full_plan("late-starter", DAY)
    late = {one.key: one for one in found.late}
    assert set(page.titles("All that cannot be kept")) == impossible(found)
    assert impossible(found)
    for item in found.impossible:
        card = page.section(item.title).text
        assert f"{late[item.key].missing_days} days missing. Needed by {day(item.latest)};" in card
        assert f"possible on {day(late[item.key].earliest_workable)} at the earliest." in card


def test_every_way_out_of_a_step_is_offered_to_be_looked_at(page: Seen, looked: WebSite) -> None:
    found = full_plan("late-starter", DAY)
    titles = {one.key: one.title for one in found.impossible}
    ways_out = [(titles[one.key], one.ways_out) for one in found.late if one.key in titles]
    assert len(ways_out) == len(titles)
    for title, ways in ways_out:
        offered = page.section(title).one("ul", class_="ways").all("li")
        for way, one in zip(ways, offered, strict=True):
            assert f"{way.text} {way.slack_days} day" in one.text
            assert one.one("a").attributes["href"] == f"{looked.base(MIRA)}try?action={quote(way.action)}"


def test_the_chain_of_each_step_has_sources(page: Seen) -> None:
    found = full_plan("late-starter", DAY)
    late = {one.key: one for one in found.late}
    for item in found.impossible:
        chain = page.section(item.title).one("ol", class_="chain").all("li")
        sources = [one.one("span", class_="source").text.removesuffix("; verify") for one in chain]
        assert sources == [" ".join(step.source.split()) for step in late[item.key].chain]
        assert sources


def test_how_many_there_are_is_told_in_words(page: Seen) -> None:
    found = full_plan("late-starter", DAY)
    late = [one for one in found.items if one.status is Status.LATE]
    words = page.page.one("p", class_="lead").text
    assert f"{len(found.impossible)} steps cannot be kept as planned." in words
    assert f"{sum(one.hard for one in late)} are late, but still workable." in words
    assert f"{sum(not one.hard for one in late)} pieces of advice are past their day." in words


def test_what_cannot_be_kept_has_no_button_and_what_is_workable_has_one(page: Seen) -> None:
    assert not page.section("All that cannot be kept").all("button")
    workable = page.section("Late, but still workable")
    assert len(workable.all("button")) == len(workable.all("li", class_="item"))


def test_where_nothing_is_late_it_says_so(begun: WebSite) -> None:
    seen = begun.see(f"{begun.base(ASHA)}late")
    assert "Nothing is late. Every step can still be done by its day." in seen.text
    assert not seen.page.all("section")


# Looking.


def test_a_change_that_is_looked_at_shows_what_it_saves_and_stores_nothing(
    looked: WebSite, page: Seen
) -> None:
    before, kept = full_plan("late-starter", DAY), looked.kept(MIRA)
    after = plan(looked.app.applicant(MIRA, DAY), DAY, (CLEARANCE,))
    way = next(way for late in before.late for way in late.ways_out if way.action == CLEARANCE)
    (link,) = {one.attributes["href"] for one in page.page.all("a", class_="button") if way.text in one.text}
    seen = looked.see(link)
    assert seen.page.one("p", class_="lead").text == way.text
    assert "Nothing is changed yet." in seen.text
    assert listed(seen, "Saved") == impossible(before) - impossible(after)
    assert listed(seen, "Saved")
    assert listed(seen, "Still too late") == impossible(after)
    assert "Possible again" in seen.section("What would change").text
    assert looked.kept(MIRA) == kept


def test_a_change_that_saves_nothing_says_so(looked: WebSite) -> None:
    seen = tried(looked, "tb:same_day")
    assert listed(seen, "Saved") == set()
    assert listed(seen, "Still too late") == impossible(full_plan("late-starter", DAY))


def test_a_change_that_breaks_something_says_so(looked: WebSite) -> None:
    action = "vaccine:hepatitis_b=three_dose_standard"
    before, after = full_plan("late-starter", DAY), plan(looked.app.applicant(MIRA, DAY), DAY, (action,))
    broken = listed(tried(looked, action), "No longer possible")
    assert broken == impossible(after) - impossible(before)
    assert broken


def test_a_change_of_the_year_tells_the_season_it_leads_to(looked: WebSite) -> None:
    seen = tried(looked, "year:2028")
    assert "ERAS 2029 season: applications go out in September 2028" in seen.text
    assert listed(seen, "Saved") == impossible(full_plan("late-starter", DAY))


def test_a_change_can_be_left(looked: WebSite) -> None:
    link = next(one for one in tried(looked, CLEARANCE).page.all("a") if one.text == "Leave it")
    assert link.attributes["href"] == f"{looked.base(MIRA)}late"


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("", "No choice is given."),
        ("take:it-easy", "`take:it-easy` is not a choice."),
        ("tb:igra,nonsense", "`nonsense` is not a choice."),
        ("year:1999", "target_year 1999 is outside"),
        ("year:" + "9" * 5000, "neither a target year nor a season's name"),
        ("year:soon", "`soon` is neither a target year nor a season's name."),
        ("x" * 5000, "Must not be longer than 120 characters"),
        ("\x00", "unprintable character"),
    ],
)
def test_an_action_that_is_none_is_told_and_changes_nothing(looked: WebSite, action: str, told: str) -> None:
    kept = looked.kept(MIRA)
    seen = tried(looked, action, 422)
    assert told.lower() in seen.problems[0].lower()
    posted = looked.post(f"{looked.base(MIRA)}choices", page=f"{looked.base(MIRA)}late", action=action)
    assert told.lower() in looked.seen(posted, 422).problems[0].lower()
    back = looked.post(f"{looked.base(MIRA)}choices/back", page=f"{looked.base(MIRA)}late", action=action)
    assert "is not among the choices kept" in looked.seen(back, 422).problems[0]
    assert looked.kept(MIRA) == kept


# Keeping, and taking back.


def test_a_change_that_is_kept_moves_plan_and_calendar_and_can_be_taken_back(late: WebSite) -> None:
    before, feed = impossible(now(late)), late.feed(MIRA)
    seen = keep(late, CLEARANCE)
    assert seen.said == "The change is kept. The plan and your calendar are up to date."
    assert late.app.store.person(MIRA).profile["choices"] == [CLEARANCE]
    assert impossible(now(late)) < before
    assert late.feed(MIRA) != feed
    assert "Provisional clearance asked of the host" in seen.section("Changes you chose").text
    again = late.after(late.press(seen, "Take back: Provisional clearance asked of the host"))
    assert again.said == "The change is taken back. The plan and your calendar are up to date."
    assert not late.app.store.person(MIRA).profile["choices"]
    assert impossible(now(late)) == before
    assert "Changes you chose" not in again.text


def test_two_changes_joined_by_a_comma_are_kept_together(two: WebSite) -> None:
    page = two.see(f"{two.base(ASHA)}try?action={quote(f'drop:rotation-3, {CLEARANCE}')}")
    seen = two.after(two.press(page, "Keep this change"))
    words = [one.one("span").text for one in seen.section("Changes you chose").all("li")]
    assert words == ["Rotation 3 left out", "Provisional clearance asked of the host"]
    assert two.app.store.person(ASHA).profile["choices"] == ["drop:rotation-3", CLEARANCE]
    assert len(seen.section("Rotations").all("li")) == 2


def test_a_way_out_of_another_year_changes_the_target_year(two: WebSite) -> None:
    before = two.app.store.revisions(ASHA)
    seen = two.after(two.press(two.see(f"{two.base(ASHA)}try?action=year:2029"), "Keep this change"))
    profile = two.app.store.person(ASHA).profile
    assert (profile["target_year"], profile["season"]) == (2029, "ERAS 2030")
    assert not profile.get("choices")
    assert seen.page.one("span", class_="who").text == "Asha · ERAS 2030"
    after = two.app.store.revisions(ASHA)
    same = set(before) & set(after)
    assert len(same) > 200
    assert {after[key].uid for key in same} == {before[key].uid for key in same}


def test_a_form_sent_twice_keeps_the_change_once(two: WebSite) -> None:
    page = two.see(f"{two.base(ASHA)}try?action={quote('move:rotation-3=+4w')}")
    for _ in range(2):
        two.after(two.press(page, "Keep this change"))
    assert two.app.store.person(ASHA).profile["choices"] == ["move:rotation-3=+4w"]
