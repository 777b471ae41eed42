"""The adviser: signing in and out, the list of applicants, their pages, a link to hand over, the password."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from starlette.testclient import TestClient

from countback.domain.people import Person
from countback.web.app import ADVISER, PERSON
from countback.web.visits import SESSION_COOKIE
from tests.support.site import ADDRESS, ASHA, MIRA, PASSWORD, Element, Seen, WebSite

NEW = "another horse battery staple"


def staffed(site: WebSite) -> WebSite:
    site.adviser("ana", ASHA)
    site.adviser("ben", MIRA)
    assert site.sign_in().status_code == 303
    return site


@pytest.fixture
def ana(two: WebSite) -> WebSite:
    """A site in which Ana, who looks after Asha, is signed in; Ben looks after Mira."""
    return staffed(two)


@pytest.fixture(scope="module")
def still(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """The same for tests that change nothing."""
    return staffed(begun.copied(tmp_path_factory.mktemp("still") / "data"))


@pytest.fixture(scope="module")
def office(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """A site in which Ana looks after 55 applicants, 53 of them without a plan; nobody changes anything."""
    made = begun.copied(tmp_path_factory.mktemp("office") / "data")
    made.adviser("ana", ASHA, MIRA)
    made.adviser("ben", MIRA)
    with made.app.store.unit_of_work() as unit:
        for number in range(53):
            unit.save_person(Person(f"p-no-{number:02}", f"Nr_{number}%", {"id": "x"}, made.clock.now()))
    made.app.advisory.assign("ana", [f"p-no-{number:02}" for number in range(53)])
    made.sign_in()
    return made


def names(seen: Seen) -> list[str]:
    return [one.text for one in seen.page.all("th", scope="row")]


def row(seen: Seen, name: str) -> list[Element]:
    (found,) = [one for one in seen.page.all("tr") if [head.text for head in one.all("th")] == [name]]
    return found.all("td")


def cookie(answer: Any) -> Any:
    return SimpleCookie(answer.headers["set-cookie"])[SESSION_COOKIE]


def signed_in(site: WebSite, browser: TestClient | None = None) -> bool:
    answer = (browser or site.browser).get("/adviser/")
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def wrong(site: WebSite, name: str = "ana", browser: TestClient | None = None) -> Any:
    return site.sign_in(name, "a wrong password", browser)


# In and out.


def test_an_adviser_signs_in_by_the_form(two: WebSite) -> None:
    two.adviser("ana", ASHA)
    answer = two.press(two.see("/adviser/login"), "Sign in", {"name": " ana ", "password": PASSWORD})
    assert answer.headers["location"] == "/adviser/"
    assert names(two.after(answer)) == ["Asha"]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ana", "a wrong password"),
        ("ana", ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("ANA", PASSWORD),
        ("a" * 10_000, "x" * 10_000),
    ],
    ids=["password", "none", "name", "nothing", "capitals", "long"],
)
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(
    untouched: WebSite, name: str, password: str
) -> None:
    if untouched.app.store.adviser("ana") is None:
        untouched.adviser("ana", ASHA)
    browser = untouched.another_browser()
    seen = untouched.seen(untouched.sign_in(name, password, browser), 403)
    assert seen.problems == ["Name and password do not fit. Check both; capitals count in the password."]
    assert seen.value("name") == name
    assert not signed_in(untouched, browser)


def test_a_name_that_was_typed_stays_text(untouched: WebSite) -> None:
    seen = untouched.seen(wrong(untouched, '"><script>alert(1)</script>', untouched.another_browser()), 403)
    assert "<script>alert" not in seen.html
    assert seen.value("name") == '"><script>alert(1)</script>'


def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(tries_by_clock: WebSite) -> None:
    site = tries_by_clock
    site.adviser("ana")
    assert [wrong(site).status_code for _ in range(10)] == [403] * 10
    answer = site.sign_in()
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert "Too many tries; wait 900 seconds" in site.seen(answer, 429).text
    elsewhere = TestClient(site.browser.app, ADDRESS, client=("192.0.2.9", 5000), follow_redirects=False)
    assert site.sign_in(browser=elsewhere).status_code == 429  # the name is guessed at, whoever asks
    site.clock.at += dt.timedelta(minutes=15, seconds=1)
    assert site.sign_in().status_code == 303


def test_who_guesses_at_many_names_has_to_wait_and_others_do_not(tries_by_clock: WebSite) -> None:
    site = tries_by_clock
    site.adviser("ana")
    assert [wrong(site, f"ana{number}").status_code for number in range(11)] == [403] * 10 + [429]
    assert site.sign_in().status_code == 429
    elsewhere = TestClient(site.browser.app, ADDRESS, client=("192.0.2.9", 5000), follow_redirects=False)
    assert site.sign_in(browser=elsewhere).status_code == 303


def test_right_passwords_are_not_counted(two: WebSite) -> None:
    two.adviser("ana")
    assert {two.sign_in().status_code for _ in range(12)} == {303}


@pytest.mark.parametrize(("scheme", "secure"), [("http", ""), ("https", True)])
def test_the_session_is_kept_from_scripts_and_other_sites(two: WebSite, scheme: str, secure: object) -> None:
    two.adviser("ana")
    browser = TestClient(two.browser.app, f"{scheme}://127.0.0.1:8765", follow_redirects=False)
    found = cookie(two.sign_in(browser=browser))
    assert found["httponly"] is True
    assert found["samesite"] == "strict"
    assert found["path"] == "/adviser"
    assert found["max-age"] == str(12 * 3600)
    assert found["secure"] == secure
    assert len(found.value) >= 32


def test_each_session_has_a_secret_of_its_own(two: WebSite) -> None:
    two.adviser("ana")
    assert len({cookie(two.sign_in()).value for _ in range(3)}) == 3


def test_signing_out_ends_the_session_on_the_server_too(ana: WebSite) -> None:
    stolen = ana.another_browser()
    stolen.cookies.set(SESSION_COOKIE, cookie(ana.sign_in()).value)
    assert signed_in(ana, stolen)
    answer = ana.press(ana.see("/adviser/"), "Sign out")
    assert answer.headers["location"] == "/adviser/login"
    assert not signed_in(ana)
    assert not signed_in(ana, stolen)


def test_a_session_is_over_after_twelve_hours(ana: WebSite) -> None:
    ana.clock.at += dt.timedelta(hours=11, minutes=59)
    assert signed_in(ana)
    ana.clock.at += dt.timedelta(minutes=1)
    assert not signed_in(ana)
    assert ana.browser.get(f"/adviser/p/{ASHA}/").headers["location"] == "/adviser/login"


def test_a_removed_adviser_is_signed_out(ana: WebSite) -> None:
    ana.app.advisory.remove("ana")
    assert not signed_in(ana)


def every_page() -> list[tuple[str, str]]:
    own = [(method, path) for method, path, _ in ADVISER]
    theirs = [
        (method, f"/adviser/p/{ASHA}/{path.replace('{key:path}', 'documents.cv')}")
        for method, path, _ in PERSON
    ]
    return own + theirs


@pytest.mark.parametrize("value", [None, "", "x" * 32, "é"], ids=["none", "empty", "invented", "odd"])
def test_every_page_of_an_adviser_leads_to_the_login_without_a_session(
    office: WebSite, value: str | None
) -> None:
    before = office.kept(ASHA)
    browser = office.another_browser()
    headers = [] if value is None else [(b"cookie", f"{SESSION_COOKIE}={value}".encode())]
    for method, path in every_page():
        sent: dict[str, Any] = {"data": {"do": "done"}} if method == "POST" else {}
        answer = browser.request(method, path, headers=headers, **sent)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/adviser/login"), path
    assert office.kept(ASHA) == before


def test_every_form_of_an_adviser_needs_the_secret_of_the_session(office: WebSite) -> None:
    before = office.kept(ASHA)
    other = re.search(r'name="csrf" value="([^"]+)"', office.get(f"{office.base(ASHA)}data"))
    assert other is not None
    posts = [path for method, path in every_page() if method == "POST"]
    assert len(posts) > 8
    for path in posts:
        for secret in ({}, {"csrf": ""}, {"csrf": "x" * 64}, {"csrf": other[1]}):
            sent = {"do": "done", "sure": "delete", "person": ASHA, "to": "2029", "old": PASSWORD, **secret}
            assert office.browser.post(path, data=sent).status_code == 403, path
    assert office.kept(ASHA) == before
    assert signed_in(office)


def test_the_secret_of_another_session_does_not_do(office: WebSite) -> None:
    ben = office.another_browser()
    office.sign_in("ben", browser=ben)
    secret = (
        office.seen(ben.get("/adviser/password"), 200)
        .page.one("form", class_="card")
        .one("input", name="csrf")
    )
    sent = {"csrf": secret.attributes["value"], "person": ASHA}
    assert office.browser.post("/adviser/link", data=sent).status_code == 403


def test_the_address_without_its_slash_leads_on(office: WebSite) -> None:
    assert office.browser.get("/adviser").headers["location"] == "/adviser/"


# The list.


def test_fifty_applicants_stand_on_a_page(office: WebSite) -> None:
    first = office.see("/adviser/")
    assert "55 applicants." in first.text
    assert len(names(first)) == 50
    assert "Page 1 of 2" in first.text
    (link,) = first.page.one("nav", class_="pager").all("a")
    assert link.text == "Next"
    second = office.see(link.attributes["href"])
    assert len(names(second)) == 5
    assert not set(names(first)) & set(names(second))
    assert [one.text for one in second.page.one("nav", class_="pager").all("a")] == ["Before"]


@pytest.mark.parametrize(
    ("page", "shown"),
    [("2", 5), ("0", 50), ("-1", 50), ("999999", 5), ("9" * 40, 50), ("two", 50), ("²", 50)],
)
def test_a_page_that_is_not_there_is_the_nearest(office: WebSite, page: str, shown: int) -> None:
    assert len(names(office.seen(office.browser.get("/adviser/", params={"page": page}), 200))) == shown


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("asha", 1),
        ("MIRA", 1),
        ("p-no-0", 10),
        ("p-no-1", 10),
        ("Nr_5%", 1),
        ("%", 53),
        ("_", 53),
        ("nobody", 0),
        (" mira ", 1),
        ("\\", 0),
        ("'", 0),
    ],
)
def test_a_search_finds_by_name_and_id_what_was_typed(office: WebSite, typed: str, found: int) -> None:
    seen = office.seen(office.press(office.see("/adviser/"), "Search", {"search": typed}), 200)
    assert f"{found} {'applicant' if found == 1 else 'applicants'} for “{typed.strip()}”." in seen.text
    assert len(names(seen)) == min(found, 50)
    assert seen.value("search") == typed.strip()


def test_a_search_is_kept_from_page_to_page(office: WebSite) -> None:
    seen = office.see("/adviser/?search=Nr_")
    (link,) = seen.page.one("nav", class_="pager").all("a")
    assert len(names(office.see(link.attributes["href"]))) == 3


def test_the_list_tells_how_each_plan_stands(office: WebSite) -> None:
    seen = office.see("/adviser/?search=mira")
    plan = office.app.store.last_run(MIRA)
    assert plan is not None
    items = plan.plan["items"]
    assert isinstance(items, list)
    counts = [
        sum(one["status"] == status for one in items) for status in ("impossible", "late", "due_soon", "done")
    ]
    assert [one.text for one in row(seen, "Mira")][:6] == [MIRA, "ERAS 2028", *map(str, counts)]
    assert counts[1] > 0
    assert row(office.see("/adviser/?search=Nr_7%25"), "Nr_7%")[1].text == "no plan yet"


def test_an_adviser_sees_only_their_own_applicants(still: WebSite) -> None:
    assert names(still.see("/adviser/")) == ["Asha"]
    assert names(still.see("/adviser/?search=mira")) == []
    ben = still.another_browser()
    still.sign_in("ben", browser=ben)
    assert names(still.seen(ben.get("/adviser/"), 200)) == ["Mira"]


# An applicant's pages.


def test_an_adviser_opens_an_applicants_plan_from_the_list(still: WebSite) -> None:
    (link,) = still.see("/adviser/").page.one("th", scope="row").all("a")
    seen = still.see(link.attributes["href"])
    assert seen.page.one("h1").text.startswith("My plan")
    assert "You are looking at this plan as the adviser ana." in seen.page.one("p", class_="as-adviser").text
    menu = [one.attributes["href"] for one in seen.page.one("nav", class_="menu").all("a")]
    assert all(one.startswith(f"/adviser/p/{ASHA}/") for one in menu)
    assert still.began[ASHA].page.token not in seen.html


def test_what_an_adviser_changes_the_applicant_sees(ana: WebSite) -> None:
    item = ana.see(f"/adviser/p/{ASHA}/items/research.start")
    after = ana.after(ana.press(item, "Tick it off"))
    assert after.address.startswith(f"{ADDRESS}/adviser/p/{ASHA}/items/research.start")
    assert "Done Sun 22 Nov 2026" in ana.see(f"{ana.base(ASHA)}items/research.start").text


def test_another_advisers_applicant_is_not_there(still: WebSite) -> None:
    before = still.kept(MIRA)
    for method, path, _ in PERSON:
        address = f"/adviser/p/{MIRA}/{path.replace('{key:path}', 'documents.cv')}"
        secret = still.see("/adviser/").page.all("input", name="csrf")[0].attributes["value"]
        sent: dict[str, Any] = (
            {"data": {"csrf": secret, "do": "done", "sure": "delete"}} if method == "POST" else {}
        )
        answer = still.browser.request(method, address, **sent)
        assert answer.status_code == 404, path
        assert "Mira" not in answer.text
    assert still.kept(MIRA) == before


@pytest.mark.parametrize("person", [MIRA, "p-nobody", "", "../" + MIRA, MIRA.upper()])
def test_no_link_is_made_for_somebody_else(still: WebSite, person: str) -> None:
    before = still.kept(MIRA)
    assert still.post("/adviser/link", page="/adviser/", person=person).status_code == 422
    assert still.kept(MIRA) == before


def test_the_persons_own_secret_opens_no_adviser_page(still: WebSite) -> None:
    browser = still.another_browser()
    browser.get(still.base(ASHA))
    assert browser.get(f"/adviser/p/{ASHA}/").status_code == 303


def test_a_link_is_made_to_hand_over_and_works_for_the_applicant(ana: WebSite) -> None:
    seen = ana.seen(ana.press(ana.see("/adviser/"), "Make a link for Asha"), 200)
    url = seen.page.one("input", id="address").attributes["value"]
    assert url.startswith(f"{ADDRESS}/p/")
    mine = ana.another_browser().get(url)
    assert mine.status_code == 200
    assert "as the adviser" not in mine.text
    assert "from ana" in [one.label for one in ana.app.store.links(ASHA)]
    assert "send it to them alone" in seen.text


def test_a_link_to_hand_over_has_the_servers_public_name(copied: Callable[..., WebSite]) -> None:
    site = copied(public_url="https://plan.example.org")
    site.adviser("ana", ASHA)
    site.sign_in()
    seen = site.seen(site.press(site.see("/adviser/"), "Make a link for Asha"), 200)
    assert seen.page.one("input", id="address").attributes["value"].startswith("https://plan.example.org/p/")


def test_looking_at_an_applicant_makes_the_browser_nobodys_own(ana: WebSite) -> None:
    ana.see(f"/adviser/p/{ASHA}/")
    assert "Open your own plan first" in ana.see("/open/research.start").text


# A new applicant.


def test_a_new_applicant_is_begun_by_the_form_and_stands_in_the_list(copied: Callable[..., WebSite]) -> None:
    site = copied(signup="closed")
    site.adviser("ana")
    site.sign_in()
    (link,) = [one for one in site.see("/adviser/").page.all("a") if one.text == "New applicant"]
    seen = site.see(link.attributes["href"])
    you = {
        "first_name": "Ngozi",
        "target_year": "2028",
        "track": "peds_mgg",
        "stage": "student",
        "timezone": "UTC",
    }
    for typed in (you, {}, {}, {}):
        seen = site.seen(site.press(seen, "Next", typed), 200)
    made = site.after(site.press(seen, "Make the plan"))
    assert made.said == "The applicant is in your list."
    assert re.fullmatch(rf"{ADDRESS}/adviser/p/p-[a-z0-9]{{10}}/\?said=added", made.address)
    assert names(site.see("/adviser/")) == ["Ngozi"]


def test_a_mistake_in_a_new_applicant_keeps_everything(still: WebSite) -> None:
    seen = still.seen(still.press(still.see("/adviser/start"), "Next", {"first_name": "Ngozi"}), 422)
    assert seen.value("first_name") == "Ngozi"
    assert "The answer is missing." in " ".join(seen.problems)
    assert still.seen(still.press(seen, "Next"), 422).value("first_name") == "Ngozi"


# The password.


def change(site: WebSite, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> Any:
    typed = {"old": old, "new": new, "again": new if again is None else again}
    return site.press(site.see("/adviser/password"), "Change it", typed)


def test_another_password_is_told_and_ends_every_other_session(ana: WebSite) -> None:
    other = ana.another_browser()
    ana.sign_in(browser=other)
    assert signed_in(ana, other)
    seen = ana.after(change(ana))
    assert seen.said == "Your password is changed. Everybody else who used the old one is signed out."
    assert names(seen) == ["Asha"]
    assert not signed_in(ana, other)
    assert ana.sign_in(browser=other).status_code == 403
    assert ana.sign_in(password=NEW, browser=other).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "told"),
    [
        ("not my password", NEW, NEW, "The old password does not fit."),
        (PASSWORD, NEW, "another one", "The two new passwords differ."),
        (PASSWORD, "short", "short", "A password has 12 to 200 characters."),
        (PASSWORD, "x" * 201, "x" * 201, "A password has 12 to 200 characters."),
    ],
    ids=["old", "differ", "short", "long"],
)
def test_a_password_that_cannot_be_changed_is_told(
    still: WebSite, old: str, new: str, again: str, told: str
) -> None:
    seen = still.seen(change(still, old, new, again), 422)
    assert told in seen.problems[0]
    assert PASSWORD not in seen.html
    assert signed_in(still)
    assert still.sign_in().status_code == 303


def test_old_passwords_are_guessed_at_ten_times_only(tries_by_clock: WebSite) -> None:
    site = tries_by_clock
    site.adviser("ana", ASHA)
    site.sign_in()
    assert [change(site, old="not my password").status_code for _ in range(10)] == [422] * 10
    answer = change(site)
    assert (answer.status_code, answer.headers.get("retry-after")) == (429, "900")
    assert signed_in(site)
    site.clock.at += dt.timedelta(minutes=16)
    assert change(site).status_code == 303
