"""Nobody reaches another person's pages: not by guessing, by another site's form, or by a broken request."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from countback.web.app import PERSON, PUBLIC
from tests.support.site import ADDRESS, ASHA, MIRA, WebSite

ROUTES = [(method, path.replace("{key:path}", "documents.cv")) for method, path, _ in PERSON]
POSTS = [path for method, path in ROUTES if method == "POST"]
EVERYTHING = {
    "do": "done",
    "sure": "delete",
    "to": "2029",
    "action": "drop:rotation-3",
    "go": "save",
    "first_name": "Eve",
    "note": "x",
}


def secret_of(site: WebSite, base: str) -> str:
    return site.see(f"{base}data").page.all("input", name="csrf")[0].attributes["value"]


def statuses(site: WebSite, base: str, browser: TestClient, **sent: str) -> set[int]:
    """Return what every address below a base answers."""
    return {
        browser.post(base + path, data=sent).status_code
        if method == "POST"
        else browser.get(base + path).status_code
        for method, path in ROUTES
    }


# Whose address it is.


@pytest.mark.parametrize("token", ["x" * 32, "p-asha", "A", "null"])
def test_an_unknown_address_leads_nowhere(untouched: WebSite, token: str) -> None:
    before = untouched.kept(ASHA)
    assert statuses(untouched, f"/p/{token}/", untouched.another_browser(), **EVERYTHING) == {404}
    assert untouched.kept(ASHA) == before


def test_an_address_that_differs_in_one_character_leads_nowhere(untouched: WebSite) -> None:
    token = untouched.began[ASHA].page.token
    browser = untouched.another_browser()
    for changed in (
        token[:-1],
        token + "A",
        token.swapcase(),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
    ):
        assert browser.get(f"/p/{changed}/").status_code == 404


def test_an_address_that_was_taken_away_says_so_everywhere(two: WebSite) -> None:
    base = two.another_page(ASHA)
    secret = secret_of(two, base)
    revoked = next(one for one in two.app.store.links(ASHA) if one.label == "another")
    two.app.links.revoke(ASHA, revoked.id, two.clock.now())
    before = two.kept(ASHA)
    assert statuses(two, base, two.another_browser(), csrf=secret, **EVERYTHING) == {410}
    assert two.kept(ASHA) == before


def test_the_calendars_address_opens_no_page_and_the_pages_no_calendar(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    started = untouched.began[ASHA]
    base = f"/p/{started.feed.token}/"
    assert statuses(untouched, base, untouched.another_browser(), **EVERYTHING) == {404}
    assert untouched.browser.get(f"/f/{started.page.token}/all.ics").status_code == 404
    assert untouched.kept(ASHA) == before


def test_another_persons_ids_in_a_form_reach_nobody_else(two: WebSite) -> None:
    hers = two.kept(MIRA)
    base = two.base(ASHA)
    named = dict.fromkeys(("person", "person_id", "id", "base", "token"), MIRA)
    for path in POSTS:  # the last one deletes who sends it
        address = f"{base}{path}?person={MIRA}&person_id={MIRA}"
        answer = two.browser.post(address, data={**EVERYTHING, **named, "csrf": secret_of(two, base)})
        assert answer.status_code in (200, 303, 422), path
    assert two.kept(MIRA) == hers
    assert two.browser.get(base).status_code == 404


def test_who_guesses_addresses_has_to_wait_but_not_who_knows_theirs(tries_by_clock: WebSite) -> None:
    site = tries_by_clock
    guesses = [f"/p/{number:032}/" if number % 2 else f"/f/{number:032}/all.ics" for number in range(30)]
    assert {site.browser.get(one).status_code for one in guesses} == {404}
    for one in (f"/p/{'z' * 32}/", f"/p/{'z' * 32}/data", f"/f/{'z' * 32}/all.ics"):
        answer = site.browser.get(one)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "300")
    assert site.browser.get(site.base(ASHA)).status_code == 200
    assert site.browser.get(f"/f/{site.began[ASHA].feed.token}/all.ics").status_code == 200
    elsewhere = TestClient(site.browser.app, ADDRESS, client=("192.0.2.9", 5000))
    assert elsewhere.get(f"/p/{'z' * 32}/").status_code == 404
    site.clock.at += dt.timedelta(minutes=5, seconds=1)
    assert site.browser.get(f"/p/{'z' * 32}/").status_code == 404


# Odd paths.


@pytest.mark.parametrize(
    "path",
    [
        "/p/..%2f..%2fetc%2fpasswd/",
        "/p/%00/",
        "/p/%2e%2e/adviser/",
        f"/p/{'a' * 20_000}/",
        "/p/%C3%A9%E4%B8%AD%F0%9F%98%80/",
        "/p/%FF%FE/",
        "/p/%ED%A0%80/",
        "/p//",
        "/p/%0d%0aSet-Cookie:%20a=b/",
        "{page}items/..%2f..%2fdata/export.json",
        "{page}items/%00",
        "{page}items/",
        "{page}items/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        f"{{page}}items/{'a.' * 10_000}",
        "{page}data/export.json%00",
        "{page}..%2f",
        "/f/..%2f..%2f/all.ics",
        "/f/%00/all.ics",
        "/f/{feed}/..%2f..%2fcountback.db",
        "/f/{feed}/%2e%2e/secret.key",
        "/static/..%2f..%2fsecret.key",
        "/static/%2e%2e/app.py",
        "/static/%00.css",
        f"/static/{'a' * 5000}",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/",
        "/docs",
        "/openapi.json",
        "/.env",
        "//evil.example/p/",
        "/%5cevil.example/",
        "/adviser/login/%2e%2e/x",
    ],
)
def test_an_odd_path_leads_nowhere(untouched: WebSite, path: str) -> None:
    started = untouched.began[ASHA]
    address = path.format(base=started.page.token, page=untouched.base(ASHA), feed=started.feed.token)
    answer = untouched.another_browser().get(ADDRESS + address)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers
    assert "root:" not in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/p/x%0d%0aSet-Cookie:a=b",
        "/p/x%3F//evil.example",
        "/p/é",
        "/start/",
        "/open//evil.example/",
        "/health/",
    ],
)
def test_a_path_that_leads_on_stays_on_this_server(untouched: WebSite, path: str) -> None:
    answer = untouched.browser.get(path)
    if "location" in answer.headers:
        led = urlsplit(answer.headers["location"])
        assert led.netloc in ("", "127.0.0.1:8765")
        assert not answer.headers["location"].startswith("//")
    assert "a=b" not in answer.headers.get("set-cookie", "")
    assert answer.status_code in (200, 303, 307, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PURGE"])
def test_another_method_is_refused_and_the_right_ones_are_named(untouched: WebSite, method: str) -> None:
    for place, allowed in (
        ("data", "GET, HEAD"),
        ("items/documents.cv", "GET, HEAD, POST"),
        ("data/import", "POST"),
    ):
        answer = untouched.browser.request(method, untouched.base(ASHA) + place)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
        assert "This address takes no such request." in answer.text
    assert untouched.browser.request(method, "/static/app.css").headers["allow"] == "GET, HEAD"


def test_a_page_can_be_asked_for_without_its_body(untouched: WebSite) -> None:
    answer = untouched.browser.head(untouched.base(ASHA))
    assert (answer.status_code, answer.text) == (200, "")


# Forms of other visitors and other sites.


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_the_visitors_own_secret_changes_nothing(untouched: WebSite, path: str) -> None:
    before = untouched.kept(ASHA)
    base = untouched.base(ASHA)
    secrets = ["", "x", "0" * 64, secret_of(untouched, untouched.base(MIRA)), "é", "\x00"]
    for sent in ({}, *({"csrf": one} for one in secrets)):
        answer = untouched.browser.post(base + path, data={**EVERYTHING, **sent})
        assert answer.status_code == 403
        assert "This form is not from a page of yours." in answer.text
    assert untouched.kept(ASHA) == before


def test_the_secret_of_a_persons_other_address_does_not_do(two: WebSite) -> None:
    other = secret_of(two, two.another_page(ASHA))
    answer = two.browser.post(f"{two.base(ASHA)}data/delete", data={"csrf": other, "sure": "delete"})
    assert answer.status_code == 403


def test_a_secret_in_the_address_or_a_file_is_none(untouched: WebSite) -> None:
    base = untouched.base(ASHA)
    secret = secret_of(untouched, base)
    address = f"{base}data/delete?csrf={secret}"
    assert untouched.browser.post(address, data={"sure": "delete"}).status_code == 403
    files = {"csrf": ("x", secret.encode())}
    assert untouched.browser.post(address, data={"sure": "delete"}, files=files).status_code == 403


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:8765.evil.example"},
    {"origin": "http://127.0.0.1:9999"},
    {"origin": "http://["},
    {"origin": ""},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": ADDRESS},
    {"sec-fetch-site": ""},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_of_another_site_is_refused_everywhere(untouched: WebSite, headers: dict[str, str]) -> None:
    before = untouched.kept(ASHA)
    base = untouched.base(ASHA)
    secret = secret_of(untouched, base)
    addresses = [base + path for path in POSTS] + [path for method, path, _ in PUBLIC if method == "POST"]
    for address in addresses:
        answer = untouched.browser.post(address, data={**EVERYTHING, "csrf": secret}, headers=headers)
        assert answer.status_code == 403, address
        assert "This was sent from another site" in answer.text
    assert untouched.kept(ASHA) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": ADDRESS},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": ADDRESS},
    ],
    ids=str,
)
def test_a_form_of_our_own_page_is_taken(untouched: WebSite, headers: dict[str, str]) -> None:
    base = untouched.base(ASHA)
    sent = {"csrf": secret_of(untouched, base), "sure": "no"}
    assert untouched.browser.post(f"{base}data/delete", data=sent, headers=headers).status_code == 422


def test_a_page_may_be_opened_from_anywhere(untouched: WebSite) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://mail.example"}
    assert untouched.browser.get(untouched.base(ASHA), headers=headers).status_code == 200


# By which name.


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example:8765",
        "evil@127.0.0.1",
        "127.0.0.1/evil",
        "127.0.0.1:port",
        "127.0.0.1:80:80",
        "[::1",
        "::1",
        "[::g]",
        "0x7f000001",
        "127.1",
        "plan.example.org",
        "",
    ],
)
def test_a_request_by_another_name_is_refused(untouched: WebSite, host: str) -> None:
    for path in ("/", "/health", untouched.base(ASHA), "/static/app.css"):
        answer = untouched.browser.get(path, headers={"host": host})
        assert answer.status_code == 403, path
        assert "This server does not go by the name in your address." in answer.text
        assert "COUNTBACK_PUBLIC_URL" in answer.text


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1",
        "127.0.0.1:80",
        "192.168.1.5:8765",
        "[::1]:8765",
        "[2001:db8::1]",
    ],
)
def test_numbers_and_this_computers_own_name_are_answered(untouched: WebSite, host: str) -> None:
    assert untouched.browser.get("/health", headers={"host": host}).text == "ok\n"


def test_the_public_name_is_answered_and_takes_forms(copied: Callable[..., WebSite]) -> None:
    site = copied(public_url="https://plan.example.org")
    headers = {"host": "Plan.Example.org", "origin": "https://plan.example.org"}
    assert site.browser.get("/health", headers=headers).status_code == 200
    sent = {"csrf": secret_of(site, site.base(ASHA)), "sure": "no"}
    assert site.browser.post(f"{site.base(ASHA)}data/delete", data=sent, headers=headers).status_code == 422
    assert site.browser.get("/health", headers={"host": "other.example.org"}).status_code == 403


# Too much, and broken.


async def sent_in_parts(
    site: WebSite, path: str, parts: Iterator[bytes], *more: tuple[bytes, bytes]
) -> tuple[int, int]:
    """Send a form piece by piece; return the status and how many pieces were read."""
    read = 0

    async def pieces() -> AsyncIterator[dict[str, Any]]:
        for one in parts:
            yield {"type": "http.request", "body": one, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    waiting = pieces()
    status = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return await anext(waiting)

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "root_path": "",
        "client": ("192.0.2.1", 1),
        "server": ("127.0.0.1", 8765),
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            *more,
        ],
    }
    app: Any = site.browser.app
    await app(scope, receive, send)
    return status, read


@pytest.mark.parametrize(
    "told", [(), ((b"content-length", b"10"),), ((b"content-length", b"-1"),)], ids=["untold", "less", "none"]
)
def test_a_body_that_grows_too_large_is_not_read_to_its_end(untouched: WebSite, told: Any) -> None:
    before = untouched.kept(ASHA)
    parts = iter([b"note=" + b"x" * 50_000] * 1000)
    path = f"{untouched.base(ASHA)}items/documents.cv"
    status, read = asyncio.run(sent_in_parts(untouched, path, parts, *told))
    assert status == 413
    assert read < 10
    assert untouched.kept(ASHA) == before


@pytest.mark.parametrize("length", ["300001", "31000000", "9" * 5000])
def test_a_body_that_is_said_to_be_too_large_is_not_read_at_all(untouched: WebSite, length: str) -> None:
    path = f"{untouched.base(ASHA)}items/documents.cv"
    headers = (b"content-length", length.encode())
    status, read = asyncio.run(sent_in_parts(untouched, path, iter([b"x"]), headers))
    assert (status, read) == (413, 0)


@pytest.mark.parametrize("path", ["/start", "/adviser/login"])
def test_strangers_cannot_send_much_either(untouched: WebSite, path: str) -> None:
    answer = untouched.browser.post(path, data={"name": "x" * 300_000})
    assert answer.status_code == 413
    assert "more than 300,000 bytes" in answer.text


def test_a_form_with_too_many_fields_is_refused(untouched: WebSite) -> None:
    base = untouched.base(ASHA)
    sent = {"csrf": secret_of(untouched, base), **{f"x{number}": "" for number in range(500)}}
    answer = untouched.browser.post(f"{base}data/delete", data=sent)
    assert answer.status_code == 422
    assert "more than 500 fields" in answer.text


BOUNDARY = "multipart/form-data; boundary=x"
DISPOSITION = 'Content-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
BROKEN = {
    "no boundary": ("multipart/form-data", b"--x\r\n"),
    "other boundary": (BOUNDARY, b"--y\r\n" + DISPOSITION.format("a", "b").encode() + b"--y--\r\n"),
    "no name": (BOUNDARY, b"--x\r\nContent-Disposition: form-data\r\n\r\nb\r\n--x--\r\n"),
    "no header": (BOUNDARY, b"--x\r\n\r\nb\r\n--x--\r\n"),
    "odd header": (BOUNDARY, b"--x\r\n:::\r\n\r\nb\r\n--x--\r\n"),
    "garbage": (BOUNDARY, bytes(range(256)) * 10),
    "empty": (BOUNDARY, b""),
    "odd charset": (
        BOUNDARY + "; charset=utf-99",
        b"--x\r\n" + DISPOSITION.format("a", "b").encode() + b"--x--\r\n",
    ),
    "json": ("application/json", b'{"sure": "delete"}'),
    "text": ("text/plain", b"sure=delete"),
    "nothing": ("", b"sure=delete"),
    "no letters": ("application/x-www-form-urlencoded; charset=utf-99", b"%ff%fe=%&&&=%zz"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_changes_nothing(untouched: WebSite, name: str) -> None:
    before = untouched.kept(ASHA)
    kind, body = BROKEN[name]
    for path in (f"{untouched.base(ASHA)}data/delete", f"{untouched.base(ASHA)}data/import", "/start/import"):
        answer = untouched.browser.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code in (403, 422), path
    assert untouched.kept(ASHA) == before


def test_two_files_in_a_form_are_refused(untouched: WebSite) -> None:
    files = [("file", ("a", b"{}")), ("file", ("b", b"{}"))]
    answer = untouched.browser.post("/start/import", files=files)
    assert answer.status_code == 422
    assert "The form cannot be read" in answer.text


# What goes wrong stays in the house.


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Return all that the server logged; the test's own client logs the addresses that it asks for."""
    formatter = logging.Formatter()
    return "\n".join(formatter.format(one) for one in caplog.records if not one.name.startswith("httpx"))


def test_a_failure_tells_nobody_what_it_was_about(
    untouched: WebSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> NoReturn:
        raise RuntimeError("Asha wrote: sesame")

    monkeypatch.setattr("countback.web.data_pages.export_person", fail)
    caplog.set_level(logging.DEBUG)
    answer = untouched.browser.get(f"{untouched.base(ASHA)}data/export.json")
    assert answer.status_code == 500
    assert "Something went wrong here." in answer.text
    for word in ("sesame", "RuntimeError", "Traceback", "data_pages", untouched.began[ASHA].page.token):
        assert word not in answer.text
    assert "action=page_failed error=RuntimeError" in logged(caplog)
    for word in ("sesame", "Asha", untouched.began[ASHA].page.token):
        assert word not in logged(caplog)


def test_a_store_that_is_away_is_told_as_such(
    untouched: WebSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from countback.errors import StoreUnavailable

    def away(*_: object) -> NoReturn:
        raise StoreUnavailable("the store is busy\n    mend: try again")

    monkeypatch.setattr("countback.web.data_pages.export_person", away)
    answer = untouched.browser.get(f"{untouched.base(ASHA)}data/export.json")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Not available at the moment" in answer.text


def test_no_request_is_logged_with_a_secret_or_a_name(two: WebSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    two.adviser("ana", ASHA)
    session = two.sign_in().cookies.get("countback_session")
    base = two.base(ASHA)
    secret = secret_of(two, base)
    for method, path in ROUTES:
        sent: dict[str, Any] = (
            {"data": {"csrf": secret, "note": "sesame", "do": "note"}} if method == "POST" else {}
        )
        two.browser.request(method, base + path, **sent)
        two.browser.request(method, f"/adviser/p/{ASHA}/{path}", **sent)
    two.browser.get(f"/open/documents.cv?x={secret}")
    two.browser.get(f"/f/{two.began[ASHA].feed.token}/all.ics")
    two.browser.get(f"/f/{two.began[ASHA].feed.token}/none.ics")
    two.browser.get(f"/p/{two.began[ASHA].feed.token}/")
    two.browser.get(f"/nowhere/{secret}")
    told = logged(caplog)
    assert told.count("action=page ") > 2 * len(ROUTES)
    assert "page=plan_page status=200" in told
    for word in (two.began[ASHA].page.token, two.began[ASHA].feed.token, secret, session, "sesame", "Asha"):
        assert word
        assert word not in told
