"""An applicant's whole way in a real browser: form, plan, tick, way out, other year, the calendar's address."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from countback.adapters.ics.checking import check
from tests.browser.conftest import Screen, Visited, screen_of


def fill_in(page: Page, url: str) -> None:
    """Fill in the form as somebody would who starts late, with no vaccine on record."""
    page.goto(url)
    page.get_by_role("link", name="Make my plan").click()
    page.get_by_label("First name").fill("Mira")
    page.get_by_label("The season in which you apply").select_option("2027")
    page.get_by_label("Paediatrics and medical genetics").check()
    page.get_by_label("Yes, I have not graduated yet").check()
    page.locator("[name='graduation']").fill("2028-01-20")
    page.locator("[name='timezone']").fill("Asia/Kolkata")
    page.get_by_role("button", name="Next").click()
    page.locator("[name='school.country']").fill("India")
    page.locator("[name='school.vslo']").check()
    page.get_by_role("button", name="Next").click()
    page.locator(
        "[name='exams.step1.state'][value='passed'], select[name='exams.step1.state']"
    ).first.wait_for()
    choose(page, "exams.step1.state", "passed")
    page.locator("[name='exams.step1.day']").fill("2026-03-18")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Step 4")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Step 5")).to_be_visible()
    page.get_by_role("button", name="Make my plan").click()
    expect(page.get_by_role("heading", level=1, name="My plan")).to_be_visible()


def choose(page: Page, name: str, value: str) -> None:
    """Choose an answer, whether it is asked by a list or by buttons."""
    field = page.locator(f"select[name='{name}']")
    if field.count():
        field.select_option(value)
    else:
        page.locator(f"[name='{name}'][value='{value}']").check()


def walk(page: Page, visited: Visited, shots: Path, name: str) -> None:
    fill_in(page, visited.url)
    base = page.url.partition("?")[0]
    assert "/p/" in base
    page.screenshot(path=shots / f"plan-{name}.png", full_page=True)

    # Tick a step off.
    first = page.locator("section[aria-labelledby='h-today'] li.item").first
    title = first.get_by_role("link").inner_text()
    first.get_by_role("button", name="Tick off").click()
    expect(page.get_by_role("status")).to_contain_text("Ticked off")
    expect(page.locator("section[aria-labelledby='h-today']")).not_to_contain_text(title)

    # Apply a way out: look at it, then keep it.
    page.get_by_role("link", name="Too late?").first.click()
    page.get_by_role("link", name="Look at it").first.click()
    expect(page.get_by_role("heading", name="What if")).to_be_visible()
    page.screenshot(path=shots / f"try-{name}.png", full_page=True)
    page.get_by_role("button", name="Keep this change").click()
    expect(page.get_by_role("status")).to_contain_text("The change is kept")
    expect(page.get_by_role("heading", name="Changes you chose")).to_be_visible()

    # Change the year.
    page.get_by_role("link", name="Change year").click()
    page.get_by_label("Aim at").select_option("2028")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", name="Then: ERAS 2029")).to_be_visible()
    page.screenshot(path=shots / f"year-{name}.png", full_page=True)
    page.get_by_role("button", name="Change to 2028").click()
    expect(page.get_by_role("status")).to_contain_text("The target year is changed")
    expect(page.locator("main")).to_contain_text("ERAS 2029 season")

    # Read the calendar's address, and the calendar.
    page.get_by_role("link", name="Subscribe", exact=True).click()
    page.screenshot(path=shots / f"subscribe-{name}.png", full_page=True)
    address = page.get_by_label(re.compile("^Your calendar.s address$")).input_value()
    assert address.startswith(visited.url + "/f/")
    calendar = page.request.get(address)
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    check(calendar.body())
    assert "ERAS 2029" in calendar.text()


def test_the_whole_way_works(visited: Visited, screen: Screen, shots: Path) -> None:
    width = screen.page.viewport_size
    assert width
    walk(screen.page, visited, shots, str(width["width"]))


def test_the_whole_way_works_without_javascript(visited: Visited, chromium: Browser, shots: Path) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    walk(screen_of(context).page, visited, shots, "plain")
    context.close()


def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(visited: Visited, screen: Screen) -> None:
    page = screen.page
    page.goto(visited.url + "/start")
    page.get_by_label("First name").fill("Mira")
    page.get_by_label("The season in which you apply").select_option("2027")
    page.get_by_label("Paediatrics and medical genetics").check()
    page.get_by_label("Yes, I have not graduated yet").check()
    page.locator("[name='timezone']").fill("Asia/Kolkatta")
    page.get_by_role("button", name="Next").click()
    zone = page.locator("[name='timezone']")
    expect(zone).to_have_value("Asia/Kolkatta")
    expect(zone).to_have_attribute("aria-invalid", "true")
    described = zone.get_attribute("aria-describedby") or ""
    told = " ".join(page.locator(f"[id='{one}']").inner_text() for one in described.split())
    assert "Asia/Kolkata" in told
    expect(page.get_by_label("First name")).to_have_value("Mira")
    screen.complaints[:] = [one for one in screen.complaints if "422" not in one]  # the status it must have


def test_an_address_is_copied_by_one_button(visited: Visited, chromium: Browser) -> None:
    base = visited.site.begin(person_id="p-copying")
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{visited.url}{base}subscribe")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label(re.compile("^Your calendar.s address$")).input_value()
    context.close()


def test_an_event_leads_to_its_item_on_a_device_that_knows_its_page(
    visited: Visited, chromium: Browser
) -> None:
    base = visited.site.begin(person_id="p-opening")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{visited.url}/open/immunization.hepatitis_b.dose_1")
    expect(page.get_by_role("heading", name="Open your own plan first")).to_be_visible()
    page.goto(visited.url + base)
    page.goto(f"{visited.url}/open/immunization.hepatitis_b.dose_1")
    assert page.url == f"{visited.url}{base}items/immunization.hepatitis_b.dose_1"
    context.close()
