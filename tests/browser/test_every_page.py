"""Every page in a real browser: readable on a small phone, usable by everybody, printable."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Screen, Visited, screen_of

PUBLIC = ("/", "/start", "/adviser/login", "/open/exam.step1", "/nothing-here")
PERSONAL = (
    "",
    "timeline",
    "late",
    "items/immunization.hepatitis_b.dose_1",
    "try?action=year:2028",
    "year?to=2028",
    "subscribe?alarm=1d",
    "profile",
    "profile?step=vaccines",
    "profile?step=wishes",
    "data",
)
ADVISER = ("", "start", "password")
# Elements that may be wider than a phone because they scroll by themselves.
TOO_WIDE = """[...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter(one => !one.closest('.tl-scroll, .wide, .unseen, .sr, .skip'))
  .map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def base(visited: Visited) -> str:
    return visited.site.begin()


@pytest.fixture(scope="module")
def password(visited: Visited) -> str:
    advisory = visited.site.app.advisory
    advisory.add("ada", "correct horse battery", visited.site.clock.now())
    advisory.assign("ada", [one.id for one in visited.site.app.store.persons()])
    return "correct horse battery"


def serious(page: Page) -> list[str]:
    """Return what axe finds that keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {one['nodes'][0]['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def judge(screen: Screen, url: str) -> None:
    """Open a page, unfold a part of it, and demand that everybody can use it."""
    fits(screen, url)
    assert serious(screen.page) == []


def fits(screen: Screen, url: str) -> None:
    """Open a page, unfold a part of it, and demand that it is no wider than the screen."""
    screen.page.goto(url)
    screen.page.evaluate(
        "[...document.querySelectorAll('details')].slice(0, 3).forEach(one => (one.open = true))"
    )
    assert screen.page.evaluate(TOO_WIDE) == []
    assert not screen.page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Screen]:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    opened = screen_of(context)
    yield opened
    assert opened.complaints == []
    context.close()


@pytest.mark.parametrize("address", PERSONAL)
def test_a_persons_page_is_usable_by_everybody_on_a_phone(
    visited: Visited, base: str, phone: Screen, address: str
) -> None:
    judge(phone, f"{visited.url}{base}{address}")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_usable_by_everybody_on_a_phone(
    visited: Visited, phone: Screen, address: str
) -> None:
    judge(phone, visited.url + address)
    phone.complaints[:] = [one for one in phone.complaints if "404" not in one]  # the status it must have


def test_every_page_fits_a_wide_screen(visited: Visited, base: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    screen = screen_of(context)
    for address in PERSONAL:
        fits(screen, f"{visited.url}{base}{address}")
    for address in PUBLIC:
        fits(screen, visited.url + address)
    context.close()


@pytest.mark.parametrize("address", ["timeline", "subscribe", "items/immunization.hepatitis_b.dose_1"])
def test_on_a_wide_screen_a_page_is_as_usable(
    visited: Visited, base: str, chromium: Browser, address: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    judge(screen_of(context), f"{visited.url}{base}{address}")
    context.close()


def test_an_advisers_pages_are_usable_by_everybody_on_a_phone(
    visited: Visited, base: str, password: str, phone: Screen
) -> None:
    assert base
    phone.page.goto(visited.url + "/adviser/")
    phone.page.get_by_label("Name").fill("ada")
    phone.page.get_by_label("Password").fill(password)
    phone.page.get_by_role("button", name="Sign in").click()
    expect(phone.page.get_by_role("heading", name="Applicants")).to_be_visible()
    for address in ADVISER:
        judge(phone, f"{visited.url}/adviser/{address}")


@pytest.mark.parametrize("address", ["late", "items/immunization.hepatitis_b.dose_1", "profile", "timeline"])
def test_in_the_dark_a_page_is_as_readable(
    visited: Visited, base: str, chromium: Browser, address: str
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme="dark")
    judge(screen_of(context), f"{visited.url}{base}{address}")
    context.close()


@pytest.mark.parametrize("name", ["late-starter", "research-year"])
def test_the_timeline_prints_on_one_page(visited: Visited, chromium: Browser, name: str) -> None:
    base = visited.site.begin(name, person_id=f"p-print-{name}")
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{visited.url}{base}timeline")
    for paper in ("A4", "Letter"):
        printed = PdfReader(BytesIO(page.pdf(format=paper, landscape=True, prefer_css_page_size=False)))
        assert len(printed.pages) == 1
        assert "ERAS submission" in printed.pages[0].extract_text()
    context.close()


def test_the_keyboard_reaches_the_content_first(visited: Visited, base: str, phone: Screen) -> None:
    phone.page.goto(visited.url + base)
    phone.page.keyboard.press("Tab")
    expect(phone.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#main")).to_be_focused()
