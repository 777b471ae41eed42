"""Subscribe: addresses for every calendar program, made, replaced and taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import segno

from tests.support.site import ADDRESS, ASHA, MIRA, Seen, WebSite

ATTACK = "\"><script>alert(1)</script>'{{7*7}}"


def opened(site: WebSite, who: str = ASHA, query: str = "") -> Seen:
    return site.see(f"{site.base(who)}subscribe{query}")


def send(site: WebSite, who: str = ASHA, **values: str) -> Any:
    return site.post(f"{site.base(who)}subscribe", **values)


def links(site: WebSite, who: str = ASHA) -> dict[str, int]:
    """Return the live links: label -> number."""
    return {one.label: one.id for one in site.app.store.links(who) if one.revoked_at is None}


def address(seen: Seen) -> str:
    return seen.page.one("input", id="address").attributes["value"]


def status(site: WebSite, url: str) -> int:
    code: int = site.browser.get(url).status_code
    return code


def dark(seen: Seen) -> int:
    """Return how many modules of the code are dark: each stroke of its path draws that many."""
    (path,) = [one for one in seen.page.one("svg", class_="qr").all("path") if "stroke" in one.attributes]
    return sum(int(one) for one in re.findall(r"h(\d+)", path.attributes["d"]))


def add(site: WebSite, label: str, purpose: str = "feed") -> Seen:
    return site.after(site.press(opened(site), "Make it", {"label": label, "purpose": purpose}))


# The address.


def test_the_address_leads_to_the_whole_calendar(begun: WebSite) -> None:
    seen = opened(begun)
    assert address(seen) == f"{ADDRESS}/f/{begun.began[ASHA].feed.token}/all.ics"
    answer = begun.browser.get(address(seen))
    assert answer.status_code == 200
    assert answer.content == begun.feed(ASHA)


def test_apple_gets_the_same_address_as_webcal(begun: WebSite) -> None:
    seen = opened(begun)
    (link,) = [one for one in seen.page.all("a") if one.text == "Subscribe in Apple Calendar"]
    assert link.attributes["href"] == address(seen).replace("http://", "webcal://")


@pytest.mark.parametrize("alarm", ["0d", "1d", "7d,1d"])
def test_the_alarm_that_was_chosen_is_part_of_the_address(begun: WebSite, alarm: str) -> None:
    seen = begun.seen(begun.press(opened(begun), "Show the address", {"alarm": alarm}), 200)
    assert address(seen) == f"{address(opened(begun))}?alarm={alarm}"
    assert seen.value("alarm") == alarm
    assert seen.page.one("input", id="part-2").attributes["value"].endswith(f".ics?alarm={alarm}")
    calendar = begun.browser.get(address(seen)).text
    assert calendar.count("BEGIN:VALARM") > begun.browser.get(address(opened(begun))).text.count(
        "BEGIN:VALARM"
    )


@pytest.mark.parametrize("alarm", ["", "99d", "1d&x=<b>", '"'])
def test_an_alarm_that_is_not_offered_is_none(begun: WebSite, alarm: str) -> None:
    seen = begun.seen(begun.browser.get(f"{begun.base(ASHA)}subscribe", params={"alarm": alarm}), 200)
    assert address(seen) == address(opened(begun))
    assert seen.value("alarm") == ""


def test_the_code_to_scan_is_of_the_webcal_address(begun: WebSite) -> None:
    plain, alarmed = opened(begun), opened(begun, query="?alarm=7d,1d")
    for seen in (plain, alarmed):
        webcal = address(seen).replace("http://", "webcal://")
        assert dark(seen) == sum(map(sum, segno.make(webcal, error="m").matrix))
    assert dark(plain) != dark(alarmed)
    assert plain.page.one("div", role="img").attributes["aria-label"]


def test_every_part_is_a_calendar_of_its_own(begun: WebSite) -> None:
    seen = opened(begun)
    labels = [one.text for one in seen.page.one("ul", class_="parts").all("label")]
    assert labels[0].startswith("To-do list")
    assert "Exams" in labels
    bodies = set()
    for number in range(1, len(labels) + 1):
        answer = begun.browser.get(seen.page.one("input", id=f"part-{number}").attributes["value"])
        assert answer.status_code == 200
        bodies.add(answer.content)
    assert len(bodies) == len(labels)


def test_an_address_on_this_computer_only_is_told_as_such(begun: WebSite) -> None:
    assert "works on this computer only" in opened(begun).text


@pytest.mark.parametrize(
    ("host", "warned"),
    [("localhost:1", True), ("[::1]:80", True), ("192.0.2.7", False), ("[2001:db8::1]:8765", False)],
)
def test_the_warning_is_for_addresses_of_this_computer_only(begun: WebSite, host: str, warned: bool) -> None:
    answer = begun.browser.get(f"{begun.base(ASHA)}subscribe", headers={"host": host})
    seen = begun.seen(answer, 200)
    assert address(seen).startswith(f"http://{host}/f/")
    assert ("works on this computer only" in seen.text) == warned


def test_the_public_name_of_the_server_is_in_every_address(copied: Callable[..., WebSite]) -> None:
    site = copied(public_url="https://plan.example.org")
    seen = opened(site)
    token = site.began[ASHA].feed.token
    assert address(seen) == f"https://plan.example.org/f/{token}/all.ics"
    assert f'href="webcal://plan.example.org/f/{token}/all.ics"' in seen.html
    assert "127.0.0.1" not in seen.html
    assert "works on this computer only" not in seen.text
    page = f"https://plan.example.org{site.base(ASHA)}"
    assert page in [
        one.attributes["value"] for one in seen.page.all("input") if "data-select" in one.attributes
    ]


# Made.


def test_another_address_is_made_shown_and_works(two: WebSite) -> None:
    seen = add(two, "my tablet")
    assert seen.said == "A new address is made."
    chosen = opened(two, query=f"?link={links(two)['my tablet']}")
    (picked,) = [
        one for one in chosen.page.one("select", id="link").all("option") if "selected" in one.attributes
    ]
    assert picked.text == "my tablet"
    assert address(chosen) != address(opened(two))
    assert two.browser.get(address(chosen)).content == two.feed(ASHA)


def test_another_address_of_the_pages_is_made_and_works(two: WebSite) -> None:
    seen = add(two, "my parents", "page")
    (details,) = [one for one in seen.page.all("details") if "my parents" in one.one("summary").text]
    url = details.one("input").attributes["value"]
    assert two.see(url).page.one("h1").text.startswith("My plan")


@pytest.mark.parametrize("label", ["", "   ", "x" * 61, "two\nlines"])
def test_a_label_that_cannot_be_is_told(untouched: WebSite, label: str) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(send(untouched, do="add", purpose="feed", label=label), 422)
    assert "A label has 1 to 60 printable characters." in seen.problems[0]
    assert untouched.kept(ASHA) == before


def test_a_label_stays_text(two: WebSite) -> None:
    add(two, ATTACK)
    two.press(opened(two), f"Take away {ATTACK}")
    add(two, ATTACK)
    seen = opened(two)
    assert ATTACK in [one.text for one in seen.page.all("strong")]
    assert f"{ATTACK}, taken away Sun 22 Nov 2026" in seen.text
    assert "<script>alert" not in seen.html


def test_no_more_than_fifty_addresses_are_made(two: WebSite) -> None:
    desk = two.app.links
    for number in range(49):
        desk.create(ASHA, two.began[ASHA].feed.link.purpose, str(number), two.clock.now())
    before = two.kept(ASHA)
    seen = two.seen(send(two, do="add", purpose="feed", label="one more"), 422)
    assert "There are 50 links of this kind already." in seen.problems[0]
    assert two.kept(ASHA) == before


@pytest.mark.parametrize(
    "values",
    [
        {"do": ""},
        {"do": "steal", "link": "1"},
        {"do": "add", "purpose": "all", "label": "x"},
        {"do": "rotate", "link": "first"},
        {"do": "revoke", "link": "9" * 30},
        {"do": "revoke"},
    ],
)
def test_a_form_that_says_nothing_sensible_is_told(untouched: WebSite, values: dict[str, str]) -> None:
    before = untouched.kept(ASHA)
    assert send(untouched, **values).status_code == 422
    assert untouched.kept(ASHA) == before


# Replaced and taken away.


def test_a_replaced_address_is_gone_and_the_new_one_works(two: WebSite) -> None:
    old = address(opened(two))
    seen = two.after(two.press(opened(two), "Replace my calendar"))
    assert seen.said == "The old address is dead, the new one works."
    assert address(seen) != old
    assert (status(two, old), status(two, address(seen))) == (410, 200)


def test_an_address_that_was_taken_away_is_gone_and_no_other_is_made_for_it(two: WebSite) -> None:
    old = address(opened(two))
    seen = two.after(two.press(opened(two), "Take away my calendar"))
    assert seen.said == "The address is dead."
    assert status(two, old) == 410
    assert "You have no address that can be shown. Make a new one below." in seen.text
    assert "1 taken away" in seen.text
    assert links(two) == {"my plan": two.began[ASHA].page.link.id}


def test_replacing_the_address_in_use_leads_to_the_new_one(two: WebSite) -> None:
    old = two.base(ASHA)
    seen = two.after(two.press(opened(two), "Replace my plan"))
    assert seen.said == "The old address is dead, the new one works."
    new = seen.address.partition("subscribe")[0]
    assert not new.endswith(old)
    assert (status(two, old), status(two, f"{old}subscribe"), status(two, new)) == (410, 410, 200)


def test_the_address_in_use_cannot_be_taken_away(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(untouched.press(opened(untouched), "Take away my plan"), 422)
    assert "This is the address you are using now." in seen.problems[0]
    assert untouched.kept(ASHA) == before
    assert status(untouched, untouched.base(ASHA)) == 200


def test_another_address_of_the_pages_can_be_taken_away(two: WebSite) -> None:
    other = two.another_page(ASHA)
    assert status(two, other) == 200
    two.press(opened(two), "Take away another")
    assert (status(two, other), status(two, two.base(ASHA))) == (410, 200)


def test_what_is_taken_away_already_cannot_be_replaced(two: WebSite) -> None:
    number = str(links(two)["my calendar"])
    send(two, do="revoke", link=number)
    seen = two.seen(send(two, do="rotate", link=number), 410)
    assert "revoked already" in seen.problems[0]
    assert "my calendar" not in links(two)


@pytest.mark.parametrize("do", ["rotate", "revoke"])
@pytest.mark.parametrize("label", ["my calendar", "my plan"])
def test_another_persons_address_cannot_be_touched(untouched: WebSite, do: str, label: str) -> None:
    hers = untouched.kept(MIRA)
    mine = untouched.kept(ASHA)
    assert send(untouched, do=do, link=str(links(untouched, MIRA)[label])).status_code == 404
    assert untouched.kept(MIRA) == hers
    assert untouched.kept(ASHA) == mine
    assert status(untouched, untouched.base(MIRA)) == 200


def test_another_persons_address_is_never_shown(untouched: WebSite) -> None:
    number = links(untouched, MIRA)["my calendar"]
    seen = opened(untouched, query=f"?link={number}")
    assert address(seen) == address(opened(untouched))
    assert untouched.began[MIRA].feed.token not in seen.html


def test_an_address_of_another_key_cannot_be_shown_but_be_replaced(copied: Callable[..., WebSite]) -> None:
    site = copied(secret_key="ab" * 32)
    seen = opened(site)
    assert "You have no address that can be shown." in seen.text
    assert seen.text.count("made with another key: replace it to see it") == 2
    after = site.after(site.press(seen, "Replace my calendar"))
    assert status(site, address(after)) == 200
    assert status(site, f"/f/{site.began[ASHA].feed.token}/all.ics") == 410
