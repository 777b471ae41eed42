"""What every answer says to a browser, and what every page is made of: nothing of it comes from elsewhere."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from countback.web.app import ADVISER, PERSON, PUBLIC
from countback.web.pages import STATIC
from tests.support.site import ADDRESS, ASHA, MIRA, Element, WebSite, parsed

ITEM = "immunization.hepatitis_b.dose_1"
PAGES = [
    path.replace("{key:path}", ITEM)
    for method, path, _ in PERSON
    if method == "GET" and path != "data/export.json"
]
MORE = [
    "try?action=tb:igra",
    "try?action=nonsense",
    "year?to=2029",
    "profile?step=vaccines",
    "subscribe?alarm=1d",
]
OPEN = ["/", "/start", "/open/documents.cv", "/adviser/login", "/nowhere", "/p/unknown/"]
DESK = [path for method, path, _ in ADVISER if method == "GET"]


@pytest.fixture(scope="module")
def house(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """A site in which an adviser is signed in."""
    made = begun.copied(tmp_path_factory.mktemp("house") / "data")
    made.adviser("ana", ASHA, MIRA)
    made.sign_in()
    return made


@pytest.fixture(scope="module")
def pages(house: WebSite) -> Mapping[str, Element]:
    """Every page there is, by its address."""
    places = [f"{house.base(MIRA)}{path}" for path in [*PAGES, *MORE]] + DESK
    places += [f"/adviser/p/{ASHA}/", f"/adviser/p/{ASHA}/subscribe"]
    found = {one: house.browser.get(one) for one in places}
    stranger = house.another_browser()
    found |= {one: stranger.get(one) for one in OPEN}
    return {one: parsed(answer.text) for one, answer in found.items()}


def policy(answer: Any) -> dict[str, list[str]]:
    rules = [one.split() for one in answer.headers["content-security-policy"].split(";")]
    return {name: values for name, *values in rules}


@pytest.fixture(scope="module")
def answers(house: WebSite) -> Mapping[str, Any]:
    """One answer of each kind."""
    site = house
    get, base = site.browser.get, site.base(ASHA)
    return {
        "page": get(base),
        "not found": get("/nowhere"),
        "refused name": get("/", headers={"host": "evil.example"}),
        "refused form": site.browser.post(f"{base}data/delete", data={}),
        "wrong method": site.browser.put(base),
        "redirect": get(base.removesuffix("/")),
        "sent away": site.another_browser().get("/adviser/"),
        "file": get(f"{base}data/export.json"),
        "static": get("/static/app.css"),
        "no static": get("/static/none.css"),
        "health": get("/health"),
        "robots": get("/robots.txt"),
        "adviser": get("/adviser/"),
        "large": site.browser.post("/start", data={"x": "x" * 300_000}),
    }


# Headers.


def test_every_answer_forbids_what_no_page_needs(answers: Mapping[str, Any]) -> None:
    for kind, answer in answers.items():
        rules = policy(answer)
        assert rules["default-src"] == ["'none'"], kind
        assert rules["script-src"] == rules["style-src"] == rules["form-action"] == ["'self'"], kind
        assert rules["base-uri"] == rules["frame-ancestors"] == ["'none'"], kind
        assert not re.search(r"unsafe|https?:|\*", answer.headers["content-security-policy"]), kind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("x-robots-tag", "noindex, nofollow"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ],
)
def test_every_answer_keeps_itself_to_itself(answers: Mapping[str, Any], name: str, value: str) -> None:
    assert {kind: answer.headers.get(name) for kind, answer in answers.items()} == dict.fromkeys(
        answers, value
    )


def test_nothing_of_a_person_is_kept_by_a_browser_or_a_proxy(answers: Mapping[str, Any]) -> None:
    for kind, answer in answers.items():
        if kind != "static":
            assert answer.headers["cache-control"] == "private, no-store", kind


def test_over_https_it_stays_there_and_the_known_page_is_a_secure_cookie(house: WebSite) -> None:
    browser = TestClient(house.browser.app, "https://127.0.0.1:8765", follow_redirects=False)
    answer = browser.get(house.base(ASHA))
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "secure" in answer.headers["set-cookie"].lower()
    plain = house.browser.get(house.base(ASHA))
    assert "strict-transport-security" not in plain.headers
    assert "secure" not in plain.headers["set-cookie"].lower()


def test_the_known_page_is_kept_from_scripts_and_other_sites(house: WebSite) -> None:
    told = house.browser.get(house.base(ASHA)).headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told


def test_no_server_or_framework_names_itself(answers: Mapping[str, Any]) -> None:
    for answer in answers.values():
        assert not {"server", "x-powered-by"} & set(answer.headers)


# Our own files.


def test_every_static_file_that_a_page_names_is_there_and_may_be_kept(
    house: WebSite, pages: Mapping[str, Element]
) -> None:
    named = {
        value
        for page in pages.values()
        for one in page.walk()
        if one.tag in ("link", "script", "img")
        for value in (one.attributes.get("href", one.attributes.get("src", "")),)
        if value
    }
    assert {urlsplit(one).path.removeprefix("/static/") for one in named} == {
        one.name for one in STATIC.iterdir()
    }
    for one in named:
        answer = house.browser.get(one)
        assert answer.status_code == 200, one
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert urlsplit(one).query.startswith("v=")
        assert answer.headers["content-type"].split(";")[0] in (
            "text/css",
            "text/javascript",
            "image/svg+xml",
        )
        again = house.browser.get(one, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_no_static_file_asks_for_anything_elsewhere() -> None:
    for one in Path(STATIC).iterdir():
        text = one.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]+\.|@import|@font-face", text), one.name


def test_a_static_file_that_is_not_there_is_not_kept_as_such(house: WebSite) -> None:
    answer = house.browser.get("/static/none.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "private, no-store")


# Small addresses, and compression.


def test_a_supervisor_gets_a_word(house: WebSite) -> None:
    answer = house.browser.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["content-type"].startswith("text/plain")


def test_search_engines_are_asked_to_stay_out(house: WebSite) -> None:
    answer = house.browser.get("/robots.txt")
    assert answer.text == "User-agent: *\nDisallow: /\n"
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_long_page_is_sent_small_and_a_short_one_as_it_is(house: WebSite) -> None:
    with house.browser.stream("GET", house.base(ASHA), headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert int(answer.headers["content-length"]) == len(raw)
    text = gzip.decompress(raw)
    assert text.startswith(b"<!doctype html>")
    assert len(raw) < len(text) / 4
    plain = house.browser.get(house.base(ASHA), headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in house.browser.get("/health", headers={"accept-encoding": "gzip"}).headers


# What pages are made of.


def test_no_page_names_another_host_in_anything_that_is_followed(pages: Mapping[str, Element]) -> None:
    for address, page in pages.items():
        for one in page.walk():
            for name in ("src", "href", "action", "formaction", "poster", "data", "srcset", "xlink:href"):
                led = urlsplit(one.attributes.get(name, ""))
                if led.scheme == "webcal":
                    assert led.netloc == urlsplit(ADDRESS).netloc, address
                    continue
                assert (led.scheme, led.netloc) == ("", ""), (address, one.attributes)
                assert not one.attributes.get(name, "").startswith("//"), address


def test_no_page_has_a_style_a_script_or_a_handler_in_it(pages: Mapping[str, Element]) -> None:
    for address, page in pages.items():
        for one in page.walk():
            assert one.tag not in ("style", "iframe", "object", "embed", "base", "frame"), address
            assert one.tag != "script" or (one.attributes.get("src") and not one.text), address
            assert not [name for name in one.attributes if name == "style" or name.startswith("on")], address


def test_every_page_has_a_language_a_title_and_one_heading(pages: Mapping[str, Element]) -> None:
    titles = {}
    for address, page in pages.items():
        assert page.one("html").attributes["lang"] == "en"
        title = page.one("head").one("title").text
        assert title.startswith("Countback") or title.endswith(" · Countback"), address
        titles[address] = title
        assert len(page.all("h1")) == 1, address
        assert page.one("h1").text, address
        assert len(page.all("main")) == 1, address
        assert len(page.all("meta", name="viewport")) == 1, address
    assert len(set(titles.values())) > 15


def test_headings_leave_out_no_level(pages: Mapping[str, Element]) -> None:
    for address, page in pages.items():
        levels = [int(one.tag[1]) for one in page.one("main").walk() if re.fullmatch(r"h[1-6]", one.tag)]
        assert levels[0] == 1, address
        for before, after in pairwise(levels):
            assert after <= before + 1, (address, levels)


def test_every_field_has_its_label_and_every_button_its_words(pages: Mapping[str, Element]) -> None:
    for address, page in pages.items():
        labels = {one.attributes.get("for") for one in page.all("label")}
        for one in page.walk():
            if one.tag in ("input", "select", "textarea") and one.attributes.get("type") != "hidden":
                named = one.attributes.get("id") in labels or "aria-label" in one.attributes
                assert named, (address, one.attributes)
            if one.tag in ("button", "a", "summary"):
                assert one.text or one.attributes.get("aria-label"), (address, one.attributes)


def test_no_id_stands_twice_and_every_reference_has_its_target(pages: Mapping[str, Element]) -> None:
    for address, page in pages.items():
        ids = [one.attributes["id"] for one in page.walk() if "id" in one.attributes]
        assert len(ids) == len(set(ids)), (address, sorted(one for one in ids if ids.count(one) > 1))
        for one in page.walk():
            for name in ("for", "aria-labelledby", "aria-describedby", "list"):
                assert set(one.attributes.get(name, "").split()) <= set(ids), (address, one.attributes)
            if one.tag == "a" and one.attributes.get("href", "").startswith("#"):
                assert one.attributes["href"][1:] in ids, address


def test_buttons_that_look_alike_are_told_apart(pages: Mapping[str, Element]) -> None:
    for address, page in pages.items():
        if address.startswith("/adviser/p/") or "/p/" not in address:
            continue
        ticks = [one.attributes.get("aria-label", one.text) for one in page.all("button", class_="tick")]
        assert "Done" not in ticks, address


def test_the_menu_leads_to_every_page_of_a_person(house: WebSite, pages: Mapping[str, Element]) -> None:
    base = house.base(MIRA)
    menu = {one.attributes["href"] for one in pages[base].one("nav", class_="menu").all("a")}
    assert menu == {
        f"{base}{one}" for one in ("", "late", "timeline", "subscribe", "profile", "year", "data")
    }


def test_every_form_goes_to_a_page_that_takes_it(house: WebSite, pages: Mapping[str, Element]) -> None:
    posts = [path for method, path, _ in PUBLIC + ADVISER if method == "POST"]
    for address, page in pages.items():
        for form in page.all("form", method="post"):
            target = form.attributes.get("action", urlsplit(address).path)
            own = re.fullmatch(r"/(?:p|adviser/p)/[^/]+/(.*)", target)
            taken = [path for method, path, _ in PERSON if method == "POST"]
            if own:
                assert own[1] in taken or own[1].startswith("items/"), (address, target)
                assert form.all("input", name="csrf"), (address, target)
            else:
                assert target in posts, (address, target)


def test_every_link_within_leads_somewhere(house: WebSite, pages: Mapping[str, Element]) -> None:
    found = {
        urlsplit(one.attributes["href"]).path
        for page in pages.values()
        for one in page.all("a")
        if re.match(r"/(?!.*/(items/|try\?))", one.attributes.get("href", ""))
    }
    assert len(found) > 20
    for one in found:
        assert house.browser.get(one).status_code in (200, 303), one
