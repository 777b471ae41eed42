"""A running site without a network: the whole web application, a fixed clock, and a browser's manners."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from starlette.testclient import TestClient

from config.settings import Settings
from countback.adapters.yaml_files.reading import read_document
from countback.bootstrap import App
from countback.domain.links import Purpose
from countback.services.advising import Advisory
from countback.services.starting import Started, start
from countback.web.app import create_app
from tests.support.real import CONFIG, START, library

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ADDRESS = "http://127.0.0.1:8765"
PASSWORD = "correct horse battery staple"
ASHA, MIRA = "p-asha", "p-mira"  # a student in good time, and one who begins late
_CSRF = re.compile(r'name="csrf" value="([^"]*)"')
_VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "wbr", "area", "base", "col", "source"})


@dataclass
class StoppedClock:
    """A clock that stands until it is set."""

    at: dt.datetime = NOW

    def now(self) -> dt.datetime:
        return self.at

    def today(self) -> dt.date:
        return self.at.date()

    def today_in(self, zone: str) -> dt.date:
        return self.at.astimezone(ZoneInfo(zone)).date()


class QuickPasswords:
    """Passwords kept in a way that costs no time; the real way has tests of its own."""

    def hash(self, password: str) -> str:
        return f"quick {password[::-1]}"

    def fits(self, password_hash: str, password: str) -> bool:
        return password_hash == self.hash(password)

    def is_old(self, password_hash: str) -> bool:
        return False


@dataclass
class Element:
    """An element of a page, with what stands in it."""

    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield every element below this one, in the page's order."""
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part.walk()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a tag; `class_` names one of the classes, `x_y` the attribute `x-y`."""
        return [one for one in self.walk() if one.tag == tag and _has(one, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only element of its kind."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]

    @property
    def text(self) -> str:
        """Return what can be read in it, with single spaces."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                if part.tag in _APART:
                    yield " "
                yield from part._texts()
                if part.tag in _APART:
                    yield " "


_APART = frozenset(
    {"p", "li", "div", "h1", "h2", "h3", "td", "th", "dt", "dd", "summary", "option", "label", "progress"}
)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_option(tag == "option")
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].parts.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        self._end_option(tag != "option")
        # A page that does not close what it opens in order is broken, whatever browsers make of it.
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)

    def _end_option(self, ends: bool) -> None:
        if ends and self._open[-1].tag == "option":  # the one element of ours whose end may be left out
            self._open.pop()


def parsed(html: str) -> Element:
    """Return a page as a tree; every element must be closed in order."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert [one.tag for one in builder._open] == [""], "the page ends within an element"
    return builder.root


@dataclass
class Seen:
    """A page as a person sees it: where it is, what it answered, and its elements."""

    address: str
    html: str

    @cached_property
    def page(self) -> Element:
        return parsed(self.html)

    @property
    def text(self) -> str:
        return self.page.one("main").text

    @property
    def said(self) -> str:
        """Return the sentence that a page shows after a change, "" where it shows none."""
        return " ".join(one.text for one in self.page.all("p", role="status"))

    @property
    def problems(self) -> list[str]:
        """Return what the page says has to be mended."""
        return [one.text for box in self.page.walk() if _alerts(box) for one in box.all("li")]

    def section(self, title: str) -> Element:
        """Return the section that is headed by a title."""
        found = [
            one
            for one in self.page.walk()
            if one.tag == "section" and any(head.text == title for head in _heads(one))
        ]
        assert found, f"no section is headed {title!r}"
        return found[0]

    def titles(self, section: str) -> list[str]:
        """Return the titles of the items that a section lists."""
        return [one.text for one in self.section(section).all("a", class_="item-title")]

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        (found,) = {_sends(one) or "" for one in self.page.walk() if one.attributes.get("name") == name}
        return found

    def form_of(self, button: str) -> tuple[Element, Element]:
        """Return the form that has a button of these words, and the button."""
        for form in self.page.all("form"):
            for one in form.all("button"):
                if button in (one.attributes.get("aria-label"), one.text):
                    return form, one
        raise AssertionError(f"no button says {button!r}")


@dataclass
class WebSite:
    """The application, and a browser that looks at it."""

    app: App
    clock: StoppedClock
    browser: TestClient
    began: dict[str, Started] = field(default_factory=dict)

    def begin(self, name: str = "late-starter", person_id: str = "p-somebody", **changes: object) -> str:
        """Begin a person from an example profile; return the address of their pages, with a slash."""
        profile = read_document(CONFIG / "examples" / f"{name}.yaml").value
        assert isinstance(profile, dict)
        made = {**profile, **changes}
        self.began[person_id] = start(
            self.app.workshop, self.app.links, person_id, made, START, self.clock.now()
        )
        return self.base(person_id)

    def base(self, person_id: str) -> str:
        """Return the address of a person's pages, with a slash."""
        return f"/p/{self.began[person_id].page.token}/"

    def copied(self, folder: Path, **settings: Any) -> WebSite:
        """Return a site of its own with the same persons, much sooner than they can be begun."""
        shutil.copytree(self.app.data_dir, folder, symlinks=True)
        made = site_in(folder, **settings)
        made.began |= self.began
        return made

    def another_browser(self) -> TestClient:
        """Return a browser that shares no cookie with the first one."""
        return browser_of(self.app)

    def get(self, address: str, status: int = 200) -> str:
        """Return a page's text; it must have the status."""
        answer = self.browser.get(address)
        assert answer.status_code == status, f"{address}: {answer.status_code}\n{answer.text[:2000]}"
        return answer.text

    def see(self, address: str, status: int = 200) -> Seen:
        """Return a page as a person sees it; it must have the status."""
        return self.seen(self.browser.get(address), status)

    def seen(self, answer: Any, status: int) -> Seen:
        """Return the page that an answer holds."""
        assert answer.status_code == status, f"{answer.url}: {answer.status_code}\n{answer.text[:2000]}"
        return Seen(str(answer.url), answer.text)

    def post(self, address: str, *, page: str | None = None, **values: Any) -> Any:
        """Send a form as its page would: with the secret that the page (or the address itself) carries."""
        found = _CSRF.search(self.browser.get(page or address).text)
        sent = {"csrf": found[1] if found else "", **values}
        return self.browser.post(address, data=sent)

    def press(
        self, seen: Seen, button: str, typed: Mapping[str, str | None] | None = None, files: Any = None
    ) -> Any:
        """Press a button of a page after typing into its form; None unticks a box or leaves a field out."""
        form, pressed = seen.form_of(button)
        names = {one.attributes.get("name") for one in form.walk()}
        assert set(typed or {}) <= names, f"the form has no {set(typed or {}) - names}"
        values: dict[str, str | None] = {
            one.attributes["name"]: value
            for one in form.walk()
            if "name" in one.attributes and (value := _sends(one)) is not None
        }
        values |= typed or {}
        if "name" in pressed.attributes:
            values[pressed.attributes["name"]] = pressed.attributes.get("value", "")
        sent = {name: value for name, value in values.items() if value is not None}
        address = urljoin(seen.address, form.attributes.get("action", ""))
        if form.attributes.get("method", "get") == "get":
            return self.browser.get(address, params=sent)
        if form.attributes.get("enctype") == "multipart/form-data":
            return self.browser.post(address, data=sent, files=files or {"file": ("", b"")})
        return self.browser.post(address, data=sent)

    def after(self, answer: Any) -> Seen:
        """Return the page to which a form led."""
        assert answer.status_code == 303, f"{answer.status_code}\n{answer.text[:2000]}"
        return self.see(urljoin(str(answer.url), answer.headers["location"]))

    def feed(self, person_id: str = "p-somebody", name: str = "all.ics") -> bytes:
        """Return a calendar as it is published for a person."""
        return (self.app.feeds.path(self.app.store.feed_folder(person_id)) / name).read_bytes()

    def event(self, title: str, person_id: str = "p-somebody", name: str = "all.ics") -> dict[str, str]:
        """Return the lines of the one event of a title as it is published, without their parameters."""
        lines = re.sub(r"\r\n[ \t]", "", self.feed(person_id, name).decode()).split("\r\n")
        found = []
        for line in lines:
            head, _, value = line.partition(":")
            if head == "BEGIN" and value in ("VEVENT", "VTODO"):
                found.append({"kind": value})
            elif found:
                found[-1].setdefault(head.partition(";")[0], value)
        (one,) = [one for one in found if one["SUMMARY"].endswith(title)]
        return one

    def kept(self, person_id: str = "p-somebody") -> tuple[object, ...]:
        """Return all that a page could change of a person."""
        store = self.app.store
        return (
            store.person(person_id),
            store.facts(person_id),
            store.marks(person_id),
            store.last_run_id(person_id),
            store.links(person_id),
            self.feed(person_id),
            self.feed(person_id, "todo.ics"),
        )

    def adviser(self, name: str = "ana", *persons: str) -> None:
        """Make an adviser's account, whose password is `PASSWORD`, for some persons."""
        self.app.advisory.add(name, PASSWORD, self.clock.now())
        self.app.advisory.assign(name, persons)

    def sign_in(self, name: str = "ana", password: str = PASSWORD, browser: TestClient | None = None) -> Any:
        """Sign an adviser in, as their page does."""
        return (browser or self.browser).post("/adviser/login", data={"name": name, "password": password})

    def another_page(self, person_id: str) -> str:
        """Make another address of a person's pages; return it."""
        new = self.app.links.create(person_id, Purpose.PAGE, "another", self.clock.now())
        return f"/p/{new.token}/"


def browser_of(app: App) -> TestClient:
    """Return a browser that follows no redirect by itself, so that a test sees each answer."""
    return TestClient(create_app(app), base_url=ADDRESS, follow_redirects=False)


def site_in(folder: Path, **settings: Any) -> WebSite:
    """Return a site whose data lie in a folder; the catalogue is read once for all tests."""
    app = App(Settings(data_dir=folder, **settings))
    clock = StoppedClock()
    shared = library()
    vars(app).update(library=shared, catalogue=shared, clock=clock)
    passwords = QuickPasswords()
    vars(app).update(advisory=Advisory(app.store, passwords, passwords.hash("nobody's")))
    return WebSite(app, clock, browser_of(app))


def _has(element: Element, wanted: Mapping[str, str]) -> bool:
    found = element.attributes
    return all(
        value in found.get("class", "").split()
        if name == "class_"
        else found.get(name.replace("_", "-")) == value
        for name, value in wanted.items()
    )


def _heads(section: Element) -> list[Element]:
    return [one for one in section.parts if isinstance(one, Element) and one.tag in ("h2", "h3")]


def _alerts(element: Element) -> bool:
    return element.attributes.get("role") == "alert"


def _sends(control: Element) -> str | None:
    """Return what a browser sends for a control that nobody touched, None for nothing."""
    if control.tag == "textarea":
        return "".join(one for one in control.parts if isinstance(one, str)).removeprefix("\n")
    if control.tag == "select":
        options = control.all("option")
        chosen = [one for one in options if "selected" in one.attributes] or options[:1]
        return chosen[-1].attributes.get("value", chosen[-1].text) if chosen else None
    if control.tag != "input":
        return None
    kind = control.attributes.get("type", "text")
    if kind in ("checkbox", "radio"):
        return control.attributes.get("value", "on") if "checked" in control.attributes else None
    return None if kind == "file" else control.attributes.get("value", "")
