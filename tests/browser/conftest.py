"""A real Chromium, and a site that it looks at over HTTP.

Chromium is found on the machine (COUNTBACK_TEST_CHROMIUM names another one); without any, these tests are
skipped, but under CI=true it may not be missing. Its driver runs a loop in the test's own thread, so it
lives for one module only: other tests of the same process start loops of their own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from countback.web.app import create_app
from tests.support.site import WebSite, site_in
from tests.web.asking import serving

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that asks nobody anything, in a container too.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (360, 1280)


def chromium_path() -> str:
    found = os.environ.get("COUNTBACK_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    missing = "no Chromium: install it, or name one in COUNTBACK_TEST_CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Visited:
    """A site that is served, and its address."""

    site: WebSite
    url: str


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    site = site_in(tmp_path_factory.mktemp("site") / "data")
    with serving(create_app(site.app)) as url:
        yield Visited(site, url)


@dataclass(frozen=True)
class Screen:
    """One open page, and what the browser complained of."""

    page: Page
    complaints: list[str]


def screen_of(context: BrowserContext) -> Screen:
    """Open a page that remembers every complaint of the browser (a broken policy, a script's error)."""
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(15_000)
    return Screen(page, complaints)


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width} px")
def screen(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Screen]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    opened = screen_of(context)
    yield opened
    assert opened.complaints == []
    context.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where pictures go; COUNTBACK_TEST_SHOTS keeps them to be looked at."""
    kept = os.environ.get("COUNTBACK_TEST_SHOTS")
    folder = Path(kept) if kept else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder
