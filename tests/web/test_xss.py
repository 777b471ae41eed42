"""What a person writes stays text: in pages, pictures, error pages, lists and calendars."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import icalendar
import pytest

from countback.adapters.ics.checking import check
from countback.domain.links import Purpose
from countback.web.app import PERSON
from countback.web.feeds import NAMES
from countback.web.form_fields import STEPS, step_of
from tests.support.site import ASHA, Element, Seen, WebSite, parsed

ATTACK = "\"><script>alert(1)</script>'{{7*7}}"
BREAKING = f"{ATTACK};:,\\N\\;"  # what has a meaning in a calendar's line
EVE = "p-eve"
LINES = f"{ATTACK}\nBEGIN:VALARM\r\nEND:VEVENT\n\\nX:y"
ROTATIONS = [
    {"kind": "broad", "start": "2028-03-06", "weeks": 4, "host": BREAKING},
    {
        "kind": "genetics",
        "start": "2028-05-01",
        "weeks": 4,
        "host": f"2 {BREAKING}",
        "apply_by": "2027-11-01",
    },
]
BLACKOUTS = [{"first": "2028-04-10", "last": "2028-04-12", "reason": BREAKING}]
WRITTEN = {
    "first_name": ATTACK,
    "school": {"country": BREAKING, "vslo": True},
    "rotations": {"planned": ROTATIONS},
    "blackouts": BLACKOUTS,
    "contact": {"email": "\"'{{7*7}}&@example.org"},
    "choices": ["ask:provisional-clearance"],
}


@pytest.fixture(scope="module")
def eve(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """A site with somebody whose every free text is an attack; an adviser who looks at it is signed in."""
    made = begun.copied(tmp_path_factory.mktemp("eve") / "data")
    base = made.begin("student-vslo", EVE, **WRITTEN)
    for purpose in Purpose:
        made.app.links.create(EVE, purpose, ATTACK, made.clock.now())
    gone = made.app.links.create(EVE, Purpose.FEED, ATTACK, made.clock.now())
    made.app.links.revoke(EVE, gone.link.id, made.clock.now())
    for key in ("documents.cv", "immunization.form/rotation-1"):
        made.post(f"{base}items/{key}", do="note", note=LINES)
    made.adviser("ana", EVE, ASHA)
    made.sign_in()
    return made


def harmless(html: str) -> Element:
    """Fail where a page holds an attack as anything but text; return it."""
    assert "<script>alert" not in html
    assert "'49" not in unescape(html)
    page = parsed(html)
    scripts = [
        one
        for one in page.all("script")
        if not re.fullmatch(r"/static/[\w.?=]+", one.attributes.get("src", ""))
    ]
    assert scripts == []
    for one in page.walk():
        assert not [
            name
            for name in one.attributes
            if name.startswith("on") or not re.fullmatch(r"[A-Za-z:-]+[\w-]*", name)
        ]
        assert not one.attributes.get("href", "").lower().startswith(("javascript:", "data:"))
    return page


def shows(page: Element) -> bool:
    """Tell whether the attack can be read in a page, as text or in a field."""
    return ATTACK in page.text or any(
        ATTACK in text for one in page.walk() for text in one.attributes.values()
    )


GETS = [
    path.replace("{key:path}", "documents.cv")
    for method, path, _ in PERSON
    if method == "GET" and path != "data/export.json"
]
QUERIES = ["?said={}", "try?action={}", "year?to={}", "profile?step={}", "subscribe?link={}&alarm={}"]


@pytest.mark.parametrize("path", [*GETS, *QUERIES])
def test_every_page_of_a_person_shows_text_as_text(eve: WebSite, path: str) -> None:
    answer = eve.browser.get(f"{eve.base(EVE)}{path.replace('{}', quote(ATTACK))}")
    assert answer.status_code in (200, 422)
    assert shows(harmless(answer.text))  # at least the name, in the page's head


@pytest.mark.parametrize("path", GETS)
def test_the_advisers_view_of_it_does_too(eve: WebSite, path: str) -> None:
    html = eve.browser.get(f"/adviser/p/{EVE}/{path}").text
    assert shows(harmless(html))


def test_hosts_reasons_notes_and_labels_are_shown_as_they_were_written(eve: WebSite) -> None:
    base = eve.base(EVE)
    assert BREAKING in eve.see(base).section("Rotations").text
    assert eve.see(f"{base}items/documents.cv").value("note") == LINES.replace("\r\n", "\n")
    assert [one.text for one in eve.see(f"{base}subscribe").page.all("strong")].count(ATTACK) == 2
    wishes = eve.see(f"{base}profile?step=wishes")
    assert wishes.value("blackouts.0.reason") == BREAKING
    assert wishes.value("rotations.planned.1.host") == f"2 {BREAKING}"
    assert eve.see(f"{base}profile?step=school").value("school.country") == BREAKING


def test_every_item_shows_text_as_text(eve: WebSite) -> None:
    run = eve.app.store.last_run(EVE)
    assert run is not None
    items = run.plan["items"]
    assert isinstance(items, list)
    told = [one["key"] for one in items if "script" in str(one)]
    assert told  # hosts are named in some
    for key in (*told[:6], "immunization.form/rotation-1"):
        harmless(eve.get(f"{eve.base(EVE)}items/{key}"))


def test_the_picture_shows_text_as_text(eve: WebSite) -> None:
    for path in ("", "timeline"):
        (picture,) = re.findall(r"<svg.*?</svg>", eve.get(eve.base(EVE) + path), re.DOTALL)
        harmless(picture)
        tags = {one.tag.lower() for one in parsed(picture).walk()}
        assert "text" in tags
        assert not tags & {"script", "style", "foreignobject", "image", "iframe", "animate", "set", "embed"}


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("items/documents.cv", {"do": "done", "day": ATTACK}),
        ("items/documents.cv", {"do": "date", "own": ATTACK}),
        ("items/documents.cv", {"do": "snooze", "until": ATTACK}),
        ("items/documents.cv", {"do": "note", "note": ATTACK * 100}),
        ("items/documents.cv", {"do": ATTACK}),
        (f"items/{ATTACK.replace('/', '')}", {"do": "done"}),
        ("choices", {"action": ATTACK}),
        ("choices", {"action": f"tb:igra,{ATTACK}"}),
        ("choices/back", {"action": ATTACK}),
        ("year", {"to": ATTACK}),
        ("subscribe", {"do": "add", "purpose": "feed", "label": ATTACK * 2}),
        ("subscribe", {"do": "add", "purpose": ATTACK, "label": "x"}),
        ("subscribe", {"do": "rotate", "link": ATTACK}),
        ("profile", {"go": "save", "step": ATTACK, "first_name": ATTACK * 2}),
        ("profile", {"go": ATTACK, "step": "you", "timezone": ATTACK}),
        ("data/delete", {"sure": ATTACK}),
    ],
)
def test_what_is_refused_is_told_as_text(eve: WebSite, path: str, sent: dict[str, str]) -> None:
    before = eve.kept(EVE)
    answer = eve.post(f"{eve.base(EVE)}{path}", page=f"{eve.base(EVE)}data", **sent)
    assert answer.status_code in (404, 422)
    harmless(answer.text)
    assert eve.kept(EVE) == before


@pytest.mark.parametrize(
    "raw",
    [
        f"first_name: |\n  {ATTACK}\n",
        f'{{"kind": "countback person", "schema": "{ATTACK[2:]}", "profile": {{}}, "done": {{"{ATTACK[2:]}": "x"}}}}',
        f"{ATTACK[1:]}: x\nfirst_name: x",
        f"a: [{ATTACK}",
    ],
)
def test_a_file_that_is_refused_is_told_as_text(eve: WebSite, raw: str) -> None:
    files = {"file": (ATTACK, raw.encode())}
    seen: Seen = eve.seen(eve.press(eve.see(f"{eve.base(EVE)}data"), "Take it in", files=files), 422)
    harmless(seen.html)
    assert seen.problems
    begun = eve.seen(eve.browser.post("/start/import", files=files), 422)
    harmless(begun.html)


def test_a_start_with_nothing_but_attacks_is_told_as_text(eve: WebSite) -> None:
    names = {
        one.attributes["name"]
        for step in (one.id for one in STEPS)
        for one in eve.seen(
            eve.browser.post("/start", data={"step": "you", "go": f"step:{step}"}), 200
        ).page.walk()
        if one.attributes.get("name", "x")
        not in ("go", "step", "csrf", "x", "viewport", "color-scheme", "file")
    }
    assert len(names) > 40
    typed = dict.fromkeys(names, ATTACK)
    for go in ("next", "save", "step:wishes", f"more:{ATTACK}", "more:doses", ATTACK):
        for step in ("you", "vaccines", "wishes"):
            answer = eve.browser.post("/start", data={**typed, "step": step, "go": go})
            assert answer.status_code in (200, 422)
            assert shows(harmless(answer.text))


def test_pages_for_anybody_show_text_as_text(eve: WebSite) -> None:
    stranger = eve.another_browser()
    attack = quote(ATTACK, safe="")
    for address in (
        f"/open/{attack}",
        f"/nowhere/{attack}",
        f"/p/{attack}/",
        f"/adviser/login?name={attack}",
        f"/?said={attack}",
    ):
        harmless(stranger.get(address).text)
    answer = stranger.post("/adviser/login", data={"name": ATTACK, "password": ATTACK})
    assert shows(harmless(answer.text))


def test_the_list_of_applicants_shows_text_as_text(eve: WebSite) -> None:
    seen = eve.see("/adviser/")
    harmless(seen.html)
    assert ATTACK in [one.text for one in seen.page.all("th", scope="row")]
    found = eve.seen(eve.browser.get("/adviser/", params={"search": ATTACK, "page": ATTACK}), 200)
    harmless(found.html)
    assert found.value("search") == ATTACK
    assert ATTACK in [one.text for one in found.page.all("th", scope="row")]


def test_the_export_is_no_page(eve: WebSite) -> None:
    answer = eve.browser.get(f"{eve.base(EVE)}data/export.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["profile"]["first_name"] == ATTACK


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_calendar_has_no_component_that_a_text_brought_in(eve: WebSite, name: str) -> None:
    raw = eve.feed(EVE, name)
    check(raw, may_be_empty=True)
    lines = re.sub(rb"\r\n[ \t]", b"", raw).split(b"\r\n")
    kinds = {line for line in lines if line.startswith(b"BEGIN:")}
    assert kinds <= {
        b"BEGIN:VCALENDAR",
        b"BEGIN:VEVENT",
        b"BEGIN:VTODO",
        b"BEGIN:VTIMEZONE",
        b"BEGIN:STANDARD",
        b"BEGIN:DAYLIGHT",
    }
    names = {re.split(rb"[;:]", line)[0] for line in lines if line}
    assert all(re.fullmatch(rb"[A-Z-]+", one) for one in names)
    for feed in (f"/f/{eve.began[EVE].feed.token}/{name}", f"/f/{eve.began[EVE].feed.token}/{name}?alarm=1d"):
        check(eve.browser.get(feed).content, may_be_empty=True)


def test_a_calendar_program_reads_the_very_words(eve: WebSite) -> None:
    calendar = icalendar.Calendar.from_ical(eve.feed(EVE))
    assert str(calendar["X-WR-CALNAME"]).replace("\\,", ",") == f"Countback {ATTACK}, ERAS 2029"
    texts = [
        str(one.get("SUMMARY", "")) + str(one.get("DESCRIPTION", "")) + str(one.get("LOCATION", ""))
        for one in calendar.walk()
    ]
    assert any(BREAKING.replace("\\", "/") in one for one in texts)  # many programs cannot read a backslash


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("first_name", "Eve\nBEGIN:VALARM"),
        ("first_name", "Eve\r\nBEGIN:VALARM"),
        ("first_name", "Eve\u2028BEGIN:VALARM"),
        ("first_name", "Eve\u202egnp"),
        ("first_name", "x" * 61),
        ("school.country", "India\nBEGIN:VALARM"),
        ("blackouts.0.reason", "exam\x00"),
        ("rotations.planned.0.host", "Mount\x85Sinai"),
        ("rotations.planned.0.host", "x" * 121),
        ("contact.email", "eve@example.org\nBEGIN:VALARM"),
        ("contact.email", "<eve@example.org>"),
    ],
)
def test_a_text_that_could_break_a_line_is_refused(eve: WebSite, field: str, text: str) -> None:
    before = eve.kept(EVE)
    form = eve.see(f"{eve.base(EVE)}profile?step={step_of(field)}")
    seen = eve.seen(eve.press(form, "Save", {field: text}), 422)
    assert len(seen.problems) == 1
    assert eve.kept(EVE) == before


def test_a_choice_that_is_an_attack_is_refused(eve: WebSite) -> None:
    before = eve.kept(EVE)
    for action in (ATTACK, f"drop:{ATTACK}", f"compress:{ATTACK}", f"unbook:{ATTACK}", f"year:{ATTACK}"):
        answer = eve.post(f"{eve.base(EVE)}choices", page=f"{eve.base(EVE)}data", action=action)
        assert answer.status_code == 422
    assert eve.kept(EVE) == before
