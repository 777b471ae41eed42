"""The form's pages: no answer is lost between them, every control has its label, and what was typed stays text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from countback.errors import Problem
from countback.web.form_fields import STEPS, more_rows
from countback.web.profile_form import form_values, profile_of, step_of
from tests.support.form_answers import placed, stored
from tests.support.form_browser import Browser, Control, page, step_named
from tests.support.real import EXAMPLES

ORDER = [one.id for one in STEPS]
WRONG = {
    "first_name": "x" * 10_000,
    "graduation": "2027-02-31",
    "timezone": '"><script>alert(1)</script>',
    "school.country": "<b>'&quot;</b>",
    "visa.passport_expires": "soon",
    "visa.status": "unheard of",
    "experience.genetics": "<i>",
    "exams.oet.day": "32 May",
    "budget_usd": "about 9,000",
    "contact.email": "asha at example",
    "immunizations.doses.7.product": "<u>",
    "immunizations.doses.7.day": "2027-01-01",
    "rotations.planned.1.host": "</fieldset><img src=x onerror=alert(1)>",
    "rotations.planned.1.weeks": "four",
    "blackouts.1.reason": "{{ 7 * 7 }}",
    "blackouts.1.first": "2028-13-01",
}


def example(name: str) -> dict[str, str]:
    return form_values(stored(name))


def answers(sent: Mapping[str, str]) -> dict[str, str]:
    """Return what was answered in a form that was sent, without blanks."""
    return {name: value for name, value in sent.items() if value and step_of(name)}


def every_page(values: Mapping[str, str]) -> list[Browser]:
    found = placed(values)
    return [Browser(page(values, step, found)) for step in ORDER]


@pytest.mark.parametrize("name", EXAMPLES)
def test_answers_survive_going_through_all_steps_and_back(name: str) -> None:
    values = example(name)
    for step in (*ORDER, *reversed(ORDER), "wishes", "you"):
        sent = Browser(page(values, step)).sent()
        assert sent["step"] == step
        assert answers(sent) == example(name)
        values = sent


def test_a_new_form_filled_in_step_by_step_becomes_a_profile() -> None:
    typed = {
        "you": {"first_name": "Asha", "target_year": "2028", "track": "peds_mgg", "stage": "student", "timezone": "UTC"},
        "school": {"school.country": "Kenya"},
        "exams": {"exams.step1.state": "passed", "exams.step1.day": "2026-01-05"},
        "vaccines": {"immunizations.doses.1.vaccine": "mmr", "immunizations.doses.1.day": "2020-01-01"},
        "wishes": {"blackouts.0.first": "2028-05-01", "blackouts.0.last": "2028-05-02"},
    }  # fmt: skip
    values: Mapping[str, str] = form_values({})
    for step in ORDER:
        values = Browser(page(values, step)).sent(**typed[step])
    assert placed(values) == {}
    profile = profile_of(values, {"id": "p-1"})
    assert profile["school"] == {"country": "Kenya", "vslo": False, "english": True}
    assert profile["immunizations"]["doses"] == [{"vaccine": "mmr", "day": "2020-01-01"}]
    assert profile["backup"] is True


def test_a_box_that_was_unticked_stays_so_on_the_other_pages() -> None:
    values = Browser(page(example("student-vslo"), "school")).sent()
    del values["school.english"]
    for step in ("exams", "you", "school", "wishes"):
        values = Browser(page(values, step)).sent()
    assert profile_of(values)["school"]["english"] is False


@pytest.mark.parametrize("step", ORDER)
def test_everything_typed_is_shown_again_as_text_however_wrong_it_is(step: str) -> None:
    values = example("student-vslo") | WRONG
    html = page(values, step, {name: [Problem("It is wrong.")] for name in WRONG})
    shown = answers(Browser(html).sent())
    lost = {"visa.status"} if step == "school" else set()  # a radio can show nothing but its options
    assert shown == answers({name: value for name, value in values.items() if name not in lost})
    assert not [
        tag for tag, _ in Browser(html).tags if tag in ("script", "img", "b", "i", "u") and tag != "b"
    ]
    assert "49" not in shown.values()


@pytest.mark.parametrize("step", ORDER)
def test_a_problem_stands_at_its_field_and_in_the_list_on_top(step: str) -> None:
    values = example("student-vslo") | WRONG
    values["first_name"] = "x" * 61
    found = {name: one for name, one in placed(values).items() if step_of(name) == step}
    browser = Browser(page(values, step, found))
    assert found
    for name, (problem,) in found.items():
        assert problem.what in browser.texts[f"f-{name}-error"]
        assert problem.what in browser.texts["problems"]
        invalid = [attributes for _, attributes in browser.tags if attributes.get("aria-invalid")]
        assert any(f"f-{name}-error" in attributes["aria-describedby"].split() for attributes in invalid)


def test_the_list_of_problems_leads_to_each_field_by_name_and_takes_the_focus() -> None:
    values = example("student-vslo") | {"graduation": "2020-01-01", "timezone": "Nowhere"}
    browser = Browser(page(values, "you", placed(values)))
    links = [attributes["href"] for tag, attributes in browser.tags if tag == "a"]
    assert set(links) == {"#f-graduation", "#f-timezone"}
    assert all(link.removeprefix("#") in browser.ids for link in links)
    assert "Date of graduation" in browser.texts["problems"]
    summary = next(attributes for _, attributes in browser.tags if attributes.get("id") == "problems")
    assert summary["role"] == "alert"
    assert {"tabindex", "autofocus"} <= set(summary)


def test_a_problem_of_no_field_and_one_of_a_whole_group_are_told_too() -> None:
    found = {"": [Problem("All is wrong.")], "immunizations.doses": [Problem("Too many.")]}
    found["immunizations.immune"] = [Problem("Too immune.")]
    browser = Browser(page(example("student-vslo"), "vaccines", found))
    assert "All is wrong." in browser.texts["problems"]
    assert "Doses you have had: Too many." in browser.texts["problems"]
    assert "Too many." in browser.texts["f-immunizations.doses-error"]
    assert "Too immune." in browser.texts["f-immunizations.immune-error"]


def test_a_page_without_problems_has_no_list_of_them() -> None:
    html = page(example("student-vslo"), "you")
    assert "Problem" not in html
    assert "aria-invalid" not in html


def test_a_wrong_date_is_shown_in_a_field_that_can_hold_it() -> None:
    browser = Browser(page({"graduation": "2027-02-31"}, "you"))
    assert next(one for one in browser.controls if one.name == "graduation").kind == "text"
    browser = Browser(page({"graduation": "2027-02-28"}, "you"))
    assert next(one for one in browser.controls if one.name == "graduation").kind == "date"


@pytest.mark.parametrize("values", [example("student-vslo"), example("student-vslo") | WRONG, {}])
def test_every_control_has_its_label_and_every_reference_its_target(values: dict[str, str]) -> None:
    for browser in every_page(values):
        seen = [one for one in browser.controls if one.tag != "button" and one.kind != "hidden"]
        assert sorted(one.attributes["id"] for one in seen) == sorted(browser.labels)
        assert max(Counter(browser.ids).values()) == 1
        for _, attributes in browser.tags:
            for name in ("aria-describedby", "list"):
                assert set(attributes.get(name, "").split()) <= set(browser.ids)


def test_every_group_of_controls_has_its_legend() -> None:
    for browser in every_page(example("student-vslo")):
        names = [tag for tag, _ in browser.tags]
        places = [at for at, tag in enumerate(names) if tag == "fieldset"]
        assert all(names[at + 1] == "legend" for at in places)
        radios = [one for one in browser.controls if one.kind == "radio"]
        assert len({one.name for one in radios}) == sum(
            attributes.get("role") == "radiogroup" for _, attributes in browser.tags
        )


def test_nothing_in_a_page_needs_a_script_or_a_style() -> None:
    for browser in every_page(example("student-vslo") | WRONG):
        assert not [tag for tag, _ in browser.tags if tag in ("script", "style")]
        assert not [
            name for _, found in browser.tags for name in found if name == "style" or name.startswith("on")
        ]


def test_required_answers_are_marked_in_words_and_for_the_browser() -> None:
    html = page({}, "you")
    browser = Browser(html)
    marked = {one.name for one in browser.controls if "required" in one.attributes}
    assert marked == {"first_name", "target_year", "track", "timezone"}
    assert html.count("(required)") == len(marked)


def pressed_by_enter(browser: Browser) -> Control:
    """Return the form's first button: the Enter key presses that one."""
    return next(one for one in browser.controls if one.tag == "button")


def test_the_enter_key_goes_on_and_no_button_back_or_aside_is_checked_by_the_browser() -> None:
    for browser in every_page(example("student-vslo")):
        assert pressed_by_enter(browser).attributes["value"] == "next"
        for one in browser.controls:
            if one.tag == "button" and one.attributes["value"].startswith(("back", "more:", "step:")):
                assert "formnovalidate" in one.attributes


def test_the_buttons_lead_on_and_back_and_end_the_form_on_the_last_page() -> None:
    ways = []
    for browser in every_page(example("student-vslo")):
        shown = [one.attributes["value"] for one in browser.controls if one.tag == "button"][1:]
        ways.append([one for one in shown if ":" not in one])
    assert ways == [["next"], ["next", "back"], ["next", "back"], ["next", "back"], ["save", "back"]]


def test_more_rows_come_after_those_that_stand_there_and_take_the_focus() -> None:
    sent = Browser(page(example("student-vslo"), "vaccines")).sent(immunizations__doses__5__day="2020-01-01")
    values, focus = more_rows(sent, "doses")
    browser = Browser(page(values, "vaccines", focus=focus))
    assert answers(browser.sent()) == answers(sent)
    assert [one.name for one in browser.controls if "autofocus" in one.attributes] == [focus]
    assert focus == "immunizations.doses.9.vaccine"


def test_there_is_no_button_for_a_fourth_rotation() -> None:
    browser = Browser(page(example("student-vslo"), "wishes"))
    more = {
        one.attributes["value"]
        for one in browser.controls
        if one.attributes.get("value", "").startswith("more")
    }
    assert more == {"more:blackouts"}


def test_a_step_carries_no_value_that_the_form_did_not_ask_for() -> None:
    values = example("student-vslo") | {"csrf": "secret", "go": "save", "id": "me", "x" * 99: "y"}
    assert answers(dict(step_named("exams", values).elsewhere(values))) == dict(
        step_named("exams", values).elsewhere(values)
    )
    assert not {"csrf", "go", "id"} & set(Browser(page(values, "exams")).sent())
