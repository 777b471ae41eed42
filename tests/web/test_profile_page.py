"""My profile: today's answers, changed and saved at any step; plan and calendar follow at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countback.web.form_fields import STEPS
from tests.support.site import ASHA, Seen, WebSite

STUDENT = "p-student"
KEPT = {
    "done": {"documents.cv": "2026-11-02"},
    "given": {"research.start": "2027-08-01"},
    "choices": ["drop:rotation-3"],
}


def profile(site: WebSite, step: str = "you", who: str = ASHA) -> Seen:
    return site.see(f"{site.base(who)}profile?step={step}")


def save(site: WebSite, step: str = "you", who: str = ASHA, **typed: str) -> Any:
    named = {name.replace("__", "."): value for name, value in typed.items()}
    return site.press(profile(site, step, who), "Save", named)


def checked(seen: Seen) -> set[str]:
    return {
        f"{one.attributes['name']}={one.attributes['value']}"
        for one in seen.page.all("input")
        if "checked" in one.attributes
    }


def test_the_answers_of_today_are_shown(begun: WebSite) -> None:
    you = profile(begun)
    assert {name: you.value(name) for name in ("first_name", "target_year", "timezone", "graduation")} == {
        "first_name": "Asha",
        "target_year": "2028",
        "timezone": "Asia/Manila",
        "graduation": "2029-03-31",
    }
    assert {"track=peds_mgg", "stage=student"} <= checked(you)
    vaccines = profile(begun, "vaccines")
    assert vaccines.value("immunizations.doses.2.day") == "2026-08-20"
    assert vaccines.value("immunizations.doses.2.product") == "three_dose"
    assert "immunizations.immune.varicella=yes" in checked(vaccines)
    assert profile(begun, "wishes").value("blackouts.0.reason") == "Final surgery examinations"


@pytest.fixture(scope="module")
def settled(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """Give a site with a profile that was saved by its form before."""
    made = begun.copied(tmp_path_factory.mktemp("settled") / "data")
    save(made)
    return made


@pytest.mark.parametrize("step", [one.id for one in STEPS])
def test_saving_the_same_again_at_any_step_changes_nothing(settled: WebSite, step: str) -> None:
    before = settled.kept(ASHA)
    seen = profile(settled, step)
    assert seen.value("step") == step
    assert settled.after(settled.press(seen, "Save")).said == "Nothing had changed."
    assert settled.kept(ASHA) == before


def test_an_unknown_step_is_the_first(begun: WebSite) -> None:
    assert profile(begun, "nowhere").value("step") == "you"


def test_an_answer_that_is_changed_moves_plan_and_calendar(two: WebSite) -> None:
    feed = two.feed(ASHA)
    seen = two.after(save(two, "exams", exams__step2ck__state="booked", exams__step2ck__day="2027-06-01"))
    assert seen.said == "Your profile is kept. The plan and your calendar are up to date."
    stored = two.app.store.person(ASHA).profile
    assert isinstance(stored["exams"], dict)
    assert stored["exams"]["step2ck"] == {"state": "booked", "day": "2027-06-01"}
    exam = two.see(f"{two.base(ASHA)}items/exam.step2ck")
    assert "Tue 1 Jun 2027" in exam.page.one("dl", class_="facts").text
    assert two.feed(ASHA) != feed
    assert two.event(exam.page.one("h1").text, ASHA)["DTSTART"] == "20270601"


def test_a_new_name_is_in_pages_and_calendar(two: WebSite) -> None:
    seen = two.after(save(two, first_name="Aisha"))
    assert seen.page.one("span", class_="who").text == "Aisha · ERAS 2029"
    assert b"X-WR-CALNAME:Countback Aisha" in two.feed(ASHA)


def test_nothing_else_of_the_profile_changes(two: WebSite) -> None:
    before = dict(two.app.store.person(ASHA).profile)
    save(two, "wishes", budget_usd="13000")
    after = dict(two.app.store.person(ASHA).profile)
    assert after.pop("budget_usd") == 13000
    assert before.pop("budget_usd") == 12000
    assert two.app.applicant(ASHA, two.clock.today()).budget_usd == 13000
    seen = profile(two, "wishes")
    assert seen.value("budget_usd") == "13000"
    for name, value in before.items():
        assert name in after, name
        if not isinstance(value, dict):
            assert after[name] == value


def test_what_the_form_does_not_ask_survives(copied: Callable[..., WebSite]) -> None:
    site = copied()
    site.begin("student-vslo", "p-kept", **KEPT)
    assert site.after(save(site, who="p-kept", first_name="Aisha")).said.startswith("Your profile is kept.")
    stored = site.app.store.person("p-kept").profile
    assert {name: stored[name] for name in KEPT} == KEPT
    assert "Rotation 3 left out" in site.see(site.base("p-kept")).section("Changes you chose").text


def test_going_through_the_steps_keeps_nothing(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    seen = profile(untouched)
    for typed in ({"first_name": "Aisha"}, {"school.country": "Kenya"}, {}, {}):
        seen = untouched.seen(untouched.press(seen, "Next", typed), 200)
    assert seen.value("step") == "wishes"
    assert (seen.value("first_name"), seen.value("school.country")) == ("Aisha", "Kenya")
    assert untouched.kept(ASHA) == before


def test_a_mistake_is_told_beside_its_field_and_nothing_is_kept(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(save(untouched, timezone="Nowhere", graduation="1999-01-01"), 422)
    for name in ("timezone", "graduation"):
        (told,) = [one for one in seen.page.walk() if one.attributes.get("id") == f"f-{name}-error"]
        assert told.text.startswith("Problem:")
    assert len(seen.problems) == 2
    assert seen.value("timezone") == "Nowhere"
    assert untouched.kept(ASHA) == before


def test_a_mistake_of_another_step_leads_to_that_step(untouched: WebSite) -> None:
    seen = untouched.seen(
        untouched.press(profile(untouched), "Rotations and wishes", {"graduation": "1999-01-01"}), 200
    )
    told = untouched.seen(untouched.press(seen, "Save", {"blackouts.0.reason": "a wedding"}), 422)
    assert told.value("step") == "you"
    assert told.value("blackouts.0.reason") == "a wedding"
    assert len(told.problems) == 1


def test_going_on_from_a_mistake_is_refused_with_the_answers_kept(untouched: WebSite) -> None:
    seen = untouched.seen(untouched.press(profile(untouched), "Next", {"graduation": "1999-01-01"}), 422)
    assert seen.value("step") == "you"
    assert seen.value("graduation") == "1999-01-01"
    assert len(seen.problems) == 1


def test_a_changed_season_moves_the_year(two: WebSite) -> None:
    seen = two.after(save(two, target_year="2029"))
    assert seen.page.one("span", class_="who").text == "Asha · ERAS 2030"
    assert two.app.store.person(ASHA).profile["season"] == "ERAS 2030"


# A profile that fits no longer: the day of graduation has come.


@pytest.fixture(scope="module")
def students(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """A site on the day of a student's graduation. Only to be read, or copied."""
    made = begun.copied(tmp_path_factory.mktemp("students") / "data")
    made.begin("student-vslo", STUDENT, graduation="2026-12-01")
    made.clock.at = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    return made


@pytest.fixture
def graduated(students: WebSite, tmp_path: Path) -> WebSite:
    made = students.copied(tmp_path / "data")
    made.clock.at = students.clock.at
    return made


@pytest.mark.parametrize("place", ["", "timeline", "late", "items/documents.cv", "year", "year?to=2030"])
def test_a_page_that_needs_a_plan_leads_to_the_profile_that_has_to_be_mended(
    students: WebSite, place: str
) -> None:
    seen = students.see(students.base(STUDENT) + place, 422)
    assert seen.page.one("h1").text == "Your profile has to be mended first"
    assert "You say that you are a student, but the graduation of 2026-12-01" in seen.problems[0]
    assert f"{students.base(STUDENT)}profile" in [
        one.attributes["href"] for one in seen.page.one("main").all("a")
    ]
    assert len(seen.page.all("nav", class_="menu")) == 1


def test_the_profile_says_what_has_to_be_mended_and_can_be_saved(graduated: WebSite) -> None:
    seen = graduated.see(f"{graduated.base(STUDENT)}profile")
    assert seen.value("step") == "you"
    (told,) = seen.problems
    assert told.startswith("Date of graduation: You say that you are a student")
    after = graduated.after(graduated.press(seen, "Save", {"stage": "graduate"}))
    assert after.said == "Your profile is kept. The plan and your calendar are up to date."
    assert after.page.one("h1").text.startswith("My plan")


def test_every_step_of_such_a_profile_can_be_reached(students: WebSite) -> None:
    assert profile(students, "exams", STUDENT).value("step") == "exams"


def test_data_and_addresses_are_in_reach_with_such_a_profile(graduated: WebSite) -> None:
    base = graduated.base(STUDENT)
    assert graduated.browser.get(f"{base}data/export.json").json()["profile"]["first_name"] == "Asha"
    assert len(graduated.see(f"{base}subscribe").page.all("input", id="address")) == 1
    refused = graduated.press(graduated.see(f"{base}data"), "Delete everything", {"sure": "no"})
    assert graduated.seen(refused, 422).problems
    gone = graduated.press(graduated.see(f"{base}data"), "Delete everything", {"sure": "delete"})
    assert graduated.seen(gone, 200).page.one("h1").text == "Everything is deleted"


def test_nothing_of_such_a_plan_can_be_changed_before_the_profile_is(students: WebSite) -> None:
    base = students.base(STUDENT)
    before = students.kept(STUDENT)
    sent = {"do": "done", "action": "drop:rotation-3", "to": "2030"}
    for place in ("items/documents.cv", "choices", "choices/back", "year"):
        assert students.post(base + place, page=f"{base}data", **sent).status_code == 422, place
    assert students.kept(STUDENT) == before


def test_an_adviser_can_mend_such_a_profile(graduated: WebSite) -> None:
    graduated.adviser("ana", STUDENT)
    graduated.sign_in()
    led = graduated.see(f"/adviser/p/{STUDENT}/", 422)
    assert "as the adviser ana" in led.html
    seen = graduated.see(f"/adviser/p/{STUDENT}/profile")
    assert graduated.press(seen, "Save", {"stage": "graduate"}).status_code == 303
    assert graduated.see(f"/adviser/p/{STUDENT}/").page.one("h1").text.startswith("My plan")
