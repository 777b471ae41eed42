"""The start: five short steps by hand, or a file; nothing typed is lost, nothing is kept before the end."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from countback.web.form_fields import STEPS
from tests.support.site import ADDRESS, ASHA, Seen, WebSite

TYPED: Mapping[str, Mapping[str, str]] = {
    "you": {
        "first_name": "Ngozi",
        "target_year": "2028",
        "track": "peds_mgg",
        "stage": "student",
        "graduation": "2029-06-30",
        "timezone": "Africa/Lagos",
    },
    "school": {"school.country": "Nigeria", "school.vslo": "yes", "visa.passport_expires": "2033-01-02"},
    "exams": {"exams.step1.state": "passed", "exams.step1.day": "2026-03-04"},
    "vaccines": {"immunizations.doses.0.vaccine": "mmr", "immunizations.doses.0.day": "2010-05-06"},
    "wishes": {
        "blackouts.0.first": "2028-05-01",
        "blackouts.0.last": "2028-05-07",
        "blackouts.0.reason": "sister's wedding",
        "budget_usd": "8000",
    },
}


def persons(site: WebSite) -> list[str]:
    return [one.id for one in site.app.store.persons()]


def go_on(
    site: WebSite, seen: Seen, typed: Mapping[str, str | None] | None = None, status: int = 200
) -> Seen:
    return site.seen(site.press(seen, "Next", typed), status)


def at(seen: Seen) -> str:
    """Return the step that is shown."""
    return seen.value("step")


def last_step(site: WebSite, **changes: Mapping[str, str]) -> Seen:
    """Return the last step, reached by hand."""
    seen = site.see("/start")
    for step in list(TYPED)[:-1]:
        seen = go_on(site, seen, changes.get(step, TYPED[step]))
    return seen


def carried(seen: Seen) -> dict[str, str]:
    """Return every answer that the page would send, on it or hidden in it."""
    (form,) = seen.page.all("form", class_="wizard")
    found = {}
    for one in form.walk():
        name = one.attributes.get("name", "")
        kind = one.attributes.get("type", "")
        if one.tag == "input" and (kind not in ("radio", "checkbox") or "checked" in one.attributes):
            found[name] = one.attributes.get("value", "")
        if one.tag == "select":
            found[name] = seen.value(name)
    return {name: value for name, value in found.items() if value and name not in ("csrf", "step")}


def make(site: WebSite, seen: Seen, typed: Mapping[str, str] | None = None) -> Any:
    return site.press(seen, "Make my plan", typed)


# By hand.


def test_five_steps_by_hand_make_a_plan(site: WebSite) -> None:
    seen, walked = site.see("/start"), []
    for step, typed in TYPED.items():
        walked.append(at(seen))
        if step != "wishes":
            assert persons(site) == []
            seen = go_on(site, seen, typed)
    assert walked == [one.id for one in STEPS]
    made = site.after(make(site, seen, TYPED["wishes"]))
    assert made.said == "Your plan is made. Keep the address of this page: it is the only key to it."
    assert re.fullmatch(rf"{ADDRESS}/p/[\w-]{{32}}/\?said=new", made.address)
    assert made.page.one("span", class_="who").text == "Ngozi · ERAS 2029"
    (person,) = persons(site)
    assert re.fullmatch(r"p-[a-z0-9]{10}", person)
    profile = site.app.store.person(person).profile
    assert profile["school"] == {"country": "Nigeria", "vslo": True, "english": True}
    assert profile["exams"] == {
        "step1": {"state": "passed", "day": "2026-03-04"},
        "step2ck": {"state": "not_taken"},
        "oet": {"state": "not_taken"},
        "step3": {"state": "not_taken"},
    }
    assert profile["blackouts"] == [
        {"first": "2028-05-01", "last": "2028-05-07", "reason": "sister's wedding"}
    ]
    assert profile["budget_usd"] == 8000
    assert profile["timezone"] == "Africa/Lagos"


def test_the_new_plan_has_a_calendar_at_once(site: WebSite) -> None:
    made = site.after(make(site, last_step(site)))
    page = site.see(made.address.partition("?")[0] + "subscribe")
    answer = site.browser.get(page.page.one("input", id="address").attributes["value"])
    assert answer.status_code == 200
    assert b"X-WR-CALNAME:Countback Ngozi" in answer.content


def test_a_browser_that_made_a_plan_is_led_to_it_again(site: WebSite) -> None:
    assert "Open my plan" not in site.see("/").text
    made = site.after(make(site, last_step(site)))
    (link,) = [one for one in site.see("/").page.all("a") if one.text == "Open my plan"]
    assert made.address.startswith(ADDRESS + link.attributes["href"])
    item = site.browser.get("/open/research.start")
    assert item.headers["location"] == f"{link.attributes['href']}items/research.start"
    assert "Open my plan" not in site.seen(site.another_browser().get("/"), 200).text


def test_every_step_carries_the_answers_of_all_others(site: WebSite) -> None:
    seen = site.see("/start")
    typed: dict[str, str] = {}
    for step in list(TYPED)[:-1]:
        seen = go_on(site, seen, TYPED[step])
        typed |= TYPED[step]
        assert typed.items() <= carried(seen).items()


def test_back_and_aside_lose_nothing(site: WebSite) -> None:
    seen = last_step(site)
    answers = carried(seen)
    back = site.seen(site.press(seen, "Back"), 200)
    assert (at(back), carried(back)) == ("vaccines", answers)
    aside = site.seen(site.press(back, "You and your season"), 200)
    assert (at(aside), carried(aside)) == ("you", answers)
    assert at(go_on(site, aside)) == "school"


def test_the_first_step_has_no_way_back_and_the_last_none_on(site: WebSite) -> None:
    words = [one.text for one in site.see("/start").page.all("button")]
    assert "Back" not in words
    assert "Make my plan" not in words
    words = [one.text for one in last_step(site).page.all("button")]
    assert "Make my plan" in words
    assert not [one for one in words if one.startswith("Next: ")]


def test_more_rows_keep_what_was_typed(site: WebSite) -> None:
    seen = go_on(site, go_on(site, go_on(site, site.see("/start"), TYPED["you"])))
    rows = len(seen.page.all("fieldset", class_="row"))
    more = site.seen(site.press(seen, "More rows: Doses you have had", TYPED["vaccines"]), 200)
    assert len(more.page.all("fieldset", class_="row")) > rows
    assert TYPED["vaccines"].items() <= carried(more).items()
    (focused,) = [one for one in more.page.walk() if "autofocus" in one.attributes]
    assert re.fullmatch(r"immunizations\.doses\.[1-9]\.vaccine", focused.attributes["name"])
    assert more.value(focused.attributes["name"]) == ""


def test_a_mistake_is_told_beside_its_field_and_loses_nothing(site: WebSite) -> None:
    wrong = {**TYPED["you"], "graduation": "2020-01-01", "timezone": "Nowhere"}
    seen = go_on(site, site.see("/start"), wrong, 422)
    assert at(seen) == "you"
    assert {name: seen.value(name) for name in ("first_name", "graduation", "timezone")} == {
        "first_name": "Ngozi",
        "graduation": "2020-01-01",
        "timezone": "Nowhere",
    }
    for name in ("graduation", "timezone"):
        (told,) = [one for one in seen.page.walk() if one.attributes.get("id") == f"f-{name}-error"]
        assert told.text.startswith("Problem:")
        field = next(one for one in seen.page.all("input") if one.attributes.get("name") == name)
        assert f"f-{name}-error" in field.attributes["aria-describedby"].split()
        assert field.attributes["aria-invalid"] == "true"
    assert seen.page.one("title").text.startswith("Problem: ")
    assert at(go_on(site, seen, {"graduation": "2029-06-30", "timezone": "Africa/Lagos"})) == "school"


def test_only_the_step_that_is_left_is_checked(site: WebSite) -> None:
    seen = site.seen(site.press(site.see("/start"), "Exams and ECFMG"), 200)
    assert at(go_on(site, seen)) == "vaccines"


def test_at_the_end_every_mistake_is_told_from_the_first_step_on(site: WebSite) -> None:
    seen = site.seen(site.press(site.see("/start"), "Rotations and wishes", {"first_name": "Ngozi"}), 200)
    told = site.seen(make(site, seen, {"budget_usd": "lots"}), 422)
    assert at(told) == "you"
    assert told.value("first_name") == "Ngozi"
    assert carried(told)["budget_usd"] == "lots"
    words = " ".join(told.problems)
    assert "The season in which you apply: The answer is missing." in words
    assert "A whole number belongs here" in words
    assert persons(site) == []


def test_seasons_are_offered_from_this_one_on_in_all_their_names(site: WebSite) -> None:
    (season,) = [
        one for one in site.see("/start").page.all("select") if one.attributes["name"] == "target_year"
    ]
    words = [one.text for one in season.all("option")]
    assert words[1] == "September 2026 · ERAS 2027 season · Match March 2027 · residency July 2027"


# From a file.


def start_from(site: WebSite, raw: bytes | str, browser: TestClient | None = None) -> Any:
    content = raw.encode() if isinstance(raw, str) else raw
    return (browser or site.browser).post("/start/import", files={"file": ("mine.json", content)})


def test_a_file_of_another_countback_makes_the_same_plan_under_another_id(two: WebSite) -> None:
    base = two.base(ASHA)
    two.post(f"{base}items/research.start", do="done", day="2026-11-20")
    two.post(f"{base}items/documents.cv", do="note", note="as it was")
    raw = two.browser.get(f"{base}data/export.json").content
    before = set(persons(two))
    page = two.see("/start")
    made = two.after(two.press(page, "Make my plan from it", files={"file": ("mine.json", raw)}))
    assert made.said.startswith("Your plan is made.")
    (new,) = set(persons(two)) - before
    assert two.app.store.facts(new) == two.app.store.facts(ASHA)
    assert two.app.store.marks(new) == two.app.store.marks(ASHA)
    old = two.app.store.person(ASHA).profile
    assert {**two.app.store.person(new).profile, "id": ASHA} == old
    assert "as it was" in two.see(made.address.partition("?")[0] + "items/documents.cv").value("note")
    uids = {one.uid for one in two.app.store.revisions(ASHA).values()}
    assert uids.isdisjoint(one.uid for one in two.app.store.revisions(new).values())


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("", "No file was chosen."),
        ("{", "Line 2: not valid YAML"),
        ("x" * 1_000_001, "A profile has no more than 1,000,000 bytes."),
        (json.dumps({"first_name": "A", "track": "surgery"}), "`track`: must be one of"),
        ('{"kind": "countback person", "schema": 1, "profile": 5}', "The file has no profile."),
    ],
    ids=["none", "broken", "large", "wrong", "empty"],
)
def test_a_file_that_cannot_be_used_is_told_and_nothing_is_kept(site: WebSite, raw: str, told: str) -> None:
    seen = site.seen(start_from(site, raw), 422)
    assert told.lower() in " ".join(seen.problems).lower()
    assert persons(site) == []
    assert not site.app.feed_dir.exists()


# Who may, and how often.


def test_where_only_advisers_make_plans_nobody_else_can(copied: Callable[..., WebSite]) -> None:
    site = copied(signup="closed")
    before = persons(site)
    home = site.see("/")
    assert "Plans are made by advisers here." in home.text
    assert "Make my plan" not in home.text
    assert "Plans are made by advisers here." in site.see("/start", 403).text
    assert site.browser.post("/start", data={"go": "save", **TYPED["you"]}).status_code == 403
    assert start_from(site, "{}").status_code == 403
    assert persons(site) == before
    assert site.browser.get(site.base(ASHA)).status_code == 200


def test_after_thirty_plans_an_hour_one_has_to_wait(tries_by_clock: WebSite) -> None:
    site = tries_by_clock
    before, seen = persons(site), last_step(site)
    assert {start_from(site, "no profile").status_code for _ in range(30)} == {422}
    for answer in (start_from(site, "no profile"), make(site, seen)):
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "3600"
        assert "Too many tries; wait 3600 seconds" in site.seen(answer, 429).text
    assert carried(site.seen(make(site, seen), 429))["first_name"] == "Ngozi"
    another = TestClient(site.browser.app, ADDRESS, client=("192.0.2.9", 5000), follow_redirects=False)
    assert start_from(site, "no profile", another).status_code == 422
    site.clock.at += dt.timedelta(hours=1, seconds=1)
    assert start_from(site, "no profile").status_code == 422
    assert persons(site) == before


def test_going_through_the_steps_is_not_counted(site: WebSite) -> None:
    page = site.see("/start")
    for _ in range(31):
        assert at(go_on(site, page, TYPED["you"])) == "school"
