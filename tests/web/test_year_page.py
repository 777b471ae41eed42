"""Change the year: looked at first, then confirmed; the calendar keeps its address and its events."""

from __future__ import annotations

import re

import pytest

from tests.support.site import ASHA, Seen, WebSite

SEASON_2029 = (
    "ERAS 2029 season: applications go out in September 2028, Match in March 2029, "
    "residency begins in July 2029."
)
SEASON_2030 = SEASON_2029.replace("2030", "-").replace("2029", "2030").replace("2028", "2029")


def look(site: WebSite, to: str, status: int = 200) -> Seen:
    page = site.see(f"{site.base(ASHA)}year")
    return site.seen(site.browser.get(page.address, params={"to": to}), status)


def change(site: WebSite, to: str) -> Seen:
    seen = look(site, to)
    return site.after(site.press(seen, f"Change to {to}: ERAS {int(to) + 1}"))


def events(site: WebSite) -> dict[str, tuple[str, int]]:
    """Return the published events: UID -> title and sequence."""
    text = re.sub(r"\r\n[ \t]", "", site.feed(ASHA).decode())
    found = {}
    for one in text.split("BEGIN:VEVENT")[1:]:
        lines = dict(
            line.split(":", 1)
            for line in one.split("\r\n")
            if line.startswith(("UID:", "SUMMARY:", "SEQUENCE:"))
        )
        found[lines["UID"]] = (lines["SUMMARY"], int(lines["SEQUENCE"]))
    return found


@pytest.fixture(scope="module")
def looked(untouched: WebSite) -> Seen:
    return look(untouched, "2029")


def test_now_is_told_in_all_names_of_the_season(untouched: WebSite) -> None:
    seen = untouched.see(f"{untouched.base(ASHA)}year")
    assert f"Now: {SEASON_2029}" in seen.text
    assert seen.value("to") == "2028"
    words = [one.text for one in seen.page.one("select").all("option")]
    assert "2029: ERAS 2030, residency July 2030" in words
    assert not seen.page.all("h2")


def test_the_year_looked_at_is_told_in_all_names_of_its_season(looked: Seen) -> None:
    assert f"Then: ERAS 2030 {SEASON_2030}" in looked.text
    assert looked.value("to") == "2029"


def test_looking_stores_nothing(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    look(untouched, "2029")
    assert untouched.kept(ASHA) == before


def test_what_would_move_is_shown(looked: Seen) -> None:
    assert "Every step can be kept." in looked.text
    section = looked.section("Then: ERAS 2030")
    moved = next(one for one in section.all("h3") if one.text.startswith("Moved: "))
    assert int(moved.text.split()[-1]) > 100
    assert re.search(r"\d+ days later", section.text)


def test_the_way_by_the_form_is_the_same(untouched: WebSite, looked: Seen) -> None:
    page = untouched.see(f"{untouched.base(ASHA)}year")
    answer = untouched.press(page, "Show what would change", {"to": "2029"})
    assert untouched.seen(answer, 200).text == looked.text


def test_a_season_named_in_words_is_understood(untouched: WebSite) -> None:
    assert "Then: ERAS 2030" in look(untouched, "ERAS 2030").text


def test_a_year_too_near_tells_what_would_be_too_late(untouched: WebSite) -> None:
    seen = look(untouched, "2026")
    found = next(one for one in seen.page.all("h3") if one.text.startswith("Too late for that year: "))
    assert int(found.text.split()[-1]) > 10
    assert "Every step can be kept." not in seen.text


def test_the_same_year_would_change_nothing(untouched: WebSite) -> None:
    seen = look(untouched, "2028")
    assert "That is the year you aim at now: nothing would change." in seen.text
    assert not [one for one in seen.page.all("button") if one.text.startswith("Change to")]


@pytest.mark.parametrize("wrong", ["1999", "2041", "soon", "९०००", "9" * 5000, "2028.5", "<b>"])
def test_a_year_that_is_none_is_told_and_changes_nothing(untouched: WebSite, wrong: str) -> None:
    before = untouched.kept(ASHA)
    seen = look(untouched, wrong, 422)
    assert len(seen.problems) == 1
    assert "ERAS 2029" in seen.problems[0] or "from ERAS 2022" in seen.problems[0]
    posted = untouched.post(f"{untouched.base(ASHA)}year", page=f"{untouched.base(ASHA)}data", to=wrong)
    assert untouched.seen(posted, 422).problems == seen.problems
    assert untouched.kept(ASHA) == before


def test_an_empty_year_is_told_where_it_is_confirmed(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    assert untouched.seen(
        untouched.post(f"{untouched.base(ASHA)}year", page=f"{untouched.base(ASHA)}data", to=""), 422
    ).problems
    assert untouched.kept(ASHA) == before


def test_a_confirmed_year_is_kept_told_and_followed_by_the_calendar(two: WebSite) -> None:
    seen = change(two, "2029")
    assert seen.said == "The target year is changed. Your calendar moves along at the same address."
    assert seen.page.one("p", class_="lead").text == SEASON_2030
    profile = two.app.store.person(ASHA).profile
    assert (profile["target_year"], profile["season"]) == (2029, "ERAS 2030")


def test_the_same_address_carries_the_moved_calendar(two: WebSite) -> None:
    address = f"/f/{two.began[ASHA].feed.token}/all.ics"
    before = two.browser.get(address)
    change(two, "2029")
    after = two.browser.get(address)
    assert (before.status_code, after.status_code) == (200, 200)
    assert "Mira" not in after.text
    assert "X-WR-CALNAME:Countback Asha\\, ERAS 2029" in before.text
    assert "X-WR-CALNAME:Countback Asha\\, ERAS 2030" in after.text
    assert before.headers["etag"] != after.headers["etag"]


def test_events_keep_their_names_and_count_up_there_and_back(two: WebSite) -> None:
    first = events(two)
    change(two, "2029")
    second = events(two)
    change(two, "2028")
    third = events(two)
    assert set(first) <= set(third)
    moved = [uid for uid in first if uid in second and second[uid][1] > first[uid][1]]
    assert len(moved) > 100
    for uid in moved:
        assert third[uid][0] == first[uid][0]
        assert third[uid][1] > second[uid][1]
    assert all(third[uid][1] >= first[uid][1] for uid in first)


def test_choices_stay_and_are_told(two: WebSite) -> None:
    page = two.see(f"{two.base(ASHA)}try?action=drop:rotation-3")
    two.press(page, "Keep this change")
    assert "Changes you chose stay: Rotation 3 left out." in look(two, "2029").text
    change(two, "2029")
    assert two.app.store.person(ASHA).profile["choices"] == ["drop:rotation-3"]
