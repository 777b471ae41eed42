"""My data: everything taken along in one file, put in place from one, and deleted without a rest."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countback.services import marking, ticking
from countback.services.moving_data import export_person
from tests.support.site import ASHA, MIRA, Seen, WebSite

KEY = "research.start"
NOTE = 'Dr Quodlibet said "when"\n<b>é 医</b>'
PROFILE = """\
first_name: Asha
target_year: 2028
track: peds_mgg
stage: student
timezone: Asia/Manila
"""


def data(site: WebSite, who: str = ASHA) -> Seen:
    return site.see(f"{site.base(who)}data")


def take_in(site: WebSite, raw: bytes | str, who: str = ASHA) -> Any:
    """Send a file as the page does."""
    content = raw.encode() if isinstance(raw, str) else raw
    return site.press(data(site, who), "Take it in", files={"file": ("my file.json", content)})


def exported(site: WebSite, who: str = ASHA) -> dict[str, Any]:
    value = site.browser.get(f"{site.base(who)}data/export.json").json()
    assert isinstance(value, dict)
    return value


@pytest.fixture(scope="module")
def once_lived(begun: WebSite, tmp_path_factory: pytest.TempPathFactory) -> WebSite:
    """A site in which Asha has ticked off, noted, put aside and chosen something. Only to be read, or copied."""
    site = begun.copied(tmp_path_factory.mktemp("lived") / "data")
    page, item = f"{site.base(ASHA)}data", f"{site.base(ASHA)}items/"
    site.post(f"{item}{KEY}", page=page, do="done", day="2026-11-20")
    site.post(f"{item}documents.cv", page=page, do="note", note=NOTE)
    site.post(f"{item}documents.cv", page=page, do="snooze", until="2027-01-01")
    site.post(f"{site.base(ASHA)}choices", page=page, action="drop:rotation-3")
    return site


@pytest.fixture
def lived(once_lived: WebSite, tmp_path: Path) -> WebSite:
    return once_lived.copied(tmp_path / "data")


# Taken along.


def test_the_export_is_a_file_to_keep(begun: WebSite) -> None:
    (link,) = [one for one in data(begun).page.all("a") if one.text == "Download my data"]
    answer = begun.browser.get(link.attributes["href"])
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["content-disposition"] == 'attachment; filename="countback-2026-11-22.json"'


def test_the_export_holds_everything_that_is_kept(once_lived: WebSite) -> None:
    found = exported(once_lived)
    store = once_lived.app.store
    assert found["profile"] == dict(store.person(ASHA).profile)
    assert found["profile"]["choices"] == ["drop:rotation-3"]
    assert found["done"] == {KEY: "2026-11-20"}
    assert found["marks"] == {"documents.cv": {"note": NOTE, "snoozed_until": "2027-01-01"}}
    assert [one["label"] for one in found["links"]] == ["my plan", "my calendar"]
    assert [one["id"] for one in found["runs"]] == [one.id for one in store.runs(ASHA)]
    assert len(found["runs"]) == 3
    assert found["runs"][0]["plan"]["items"]
    assert {one["uid"] for one in found["events"]} == {one.uid for one in store.revisions(ASHA).values()}


def test_the_export_holds_no_key_to_anything(begun: WebSite) -> None:
    text = begun.get(f"{begun.base(ASHA)}data/export.json")
    links = begun.app.store.links(ASHA)
    secrets = [begun.began[ASHA].page.token, begun.began[ASHA].feed.token, begun.app.secret_key.hex()]
    secrets += [one.hash for one in links] + [one.salt for one in links]
    secrets.append(begun.app.store.feed_folder(ASHA))
    assert len(secrets) == 8
    assert not [one for one in secrets if one in text]


def test_the_export_is_of_one_person_only(begun: WebSite) -> None:
    text = begun.get(f"{begun.base(ASHA)}data/export.json")
    assert "Mira" not in text
    assert MIRA not in text


# Put in place.


def test_what_was_exported_can_be_taken_in_again(lived: WebSite) -> None:
    before = exported(lived)
    raw = lived.browser.get(f"{lived.base(ASHA)}data/export.json").content
    lived.post(f"{lived.base(ASHA)}items/{KEY}", page=f"{lived.base(ASHA)}data", do="undo")
    lived.post(f"{lived.base(ASHA)}choices/back", page=f"{lived.base(ASHA)}data", action="drop:rotation-3")
    feed = lived.feed(ASHA)
    seen = lived.after(take_in(lived, raw))
    assert seen.said == "Your data are taken in, and the plan is made anew."
    after = exported(lived)
    assert [after[name] for name in ("profile", "done", "marks")] == [
        before[name] for name in ("profile", "done", "marks")
    ]
    assert lived.feed(ASHA) != feed


def test_another_persons_export_takes_the_place_of_all_but_id_and_addresses(lived: WebSite) -> None:
    store, today = lived.app.store, lived.clock.today()
    ticking.tick(store, MIRA, "documents.cv", today, today, lived.clock.now())
    marking.note(store, MIRA, "documents.cv", "hers")
    links = store.links(MIRA)
    raw = json.dumps({**exported(lived), "done": {}, "marks": {}})
    lived.after(take_in(lived, raw, MIRA))
    found = store.person(MIRA)
    assert (found.id, found.first_name, found.profile["id"]) == (MIRA, "Asha", MIRA)
    assert not store.facts(MIRA)
    assert not store.marks(MIRA)
    assert store.links(MIRA) == links
    assert b"Countback Asha" in lived.feed(MIRA)
    assert store.facts(ASHA)


def test_a_profile_written_by_hand_is_taken_in(lived: WebSite) -> None:
    lived.after(take_in(lived, PROFILE))
    assert dict(lived.app.store.person(ASHA).profile) == {
        "id": ASHA,
        "first_name": "Asha",
        "target_year": 2028,
        "track": "peds_mgg",
        "stage": "student",
        "timezone": "Asia/Manila",
    }
    assert not lived.app.store.facts(ASHA)


def test_a_large_export_is_taken_in(two: WebSite) -> None:
    raw = two.browser.get(f"{two.base(ASHA)}data/export.json").content
    two.after(take_in(two, raw + b" " * 2_000_000))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "No file was chosen."),
        (b"\xff\xfe{\x00}\x00", "The file is not UTF-8 text."),
        (b"\x89PNG\r\n\x1a\n", "The file is not UTF-8 text."),
        ("just words", "The file holds no data of a person."),
        ("[1, 2]", "The file holds no data of a person."),
        ("a: [1\nb: 2", "Line 2: not valid YAML"),
        ("[" * 100_000, "Nested too deeply."),
        ('{"a":' * 5000, "Nested too deeply."),
        ("a: &x [1]\nb: *x", "alias"),
        ("id: x\nid: y", "`id` stands twice"),
        ("name: " + "x" * 1_000_000, "A profile has no more than 1,000,000 bytes."),
        ('{"kind": "countback person", "schema": 1}', "The file has no profile."),
        ('{"kind": "countback person", "schema": 1, "profile": []}', "The file has no profile."),
        (PROFILE.replace("2028", "9" * 5000), "`target_year`: is neither a year nor a season's name"),
        (PROFILE.replace("Asha", '"\\ud800"'), "Not valid YAML"),
        (PROFILE.replace("Asha", '"a\\u0000b"'), "unprintable character"),
        (PROFILE + "choices: [be-lucky]", "`be-lucky` is not a choice"),
    ],
    ids=lambda value: None if isinstance(value, str) and value[:1].isupper() else "",
)
def test_a_file_that_cannot_be_used_is_told_and_changes_nothing(
    untouched: WebSite, raw: bytes | str, told: str
) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(take_in(untouched, raw), 422)
    assert told in " ".join(seen.problems)
    assert "nothing was changed" in seen.text
    assert untouched.kept(ASHA) == before


def test_every_problem_of_a_profile_is_told_with_its_place(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    broken = PROFILE.replace("Asha", "5").replace("student", "pupil") + "budget_usd: lots\ncolour: red\n"
    seen = untouched.seen(take_in(untouched, broken), 422)
    places = [one.partition(": ")[0] for one in seen.problems]
    assert sorted(places) == ["`budget_usd`", "`colour`", "`first_name`", "`stage`"]
    assert "4 things have to be mended; nothing was changed" in seen.text
    assert untouched.kept(ASHA) == before


def test_every_problem_of_an_export_is_told_with_its_place(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    value = exported(untouched) | {
        "schema": 7,
        "done": {KEY: "2026-11-23", "<b>": "2026-01-01"},
        "marks": {KEY: {"note": "x" * 3000, "snoozed_until": "soon"}, "documents.cv": "nothing"},
    }
    value["profile"] = {**value["profile"], "timezone": "Mars/Base"}
    seen = untouched.seen(take_in(untouched, json.dumps(value)), 422)
    told = " ".join(seen.problems)
    assert "Schema 7 is not known" in told
    assert f"`done.{KEY}`: '2026-11-23' is no date from 1950-01-01 to 2026-11-22" in told
    assert "`done.<b>`" in told
    assert f"`marks.{KEY}`: the note has 3000 characters" in told
    assert f"`marks.{KEY}`: `snoozed_until` is no date" in told
    assert "`marks.documents.cv`: this is no mark" in told
    assert "`timezone`: unknown time zone 'Mars/Base'" in told
    assert len(seen.problems) == 7
    assert untouched.kept(ASHA) == before


def test_a_form_without_a_file_is_told(untouched: WebSite) -> None:
    answer = untouched.post(
        f"{untouched.base(ASHA)}data/import", page=f"{untouched.base(ASHA)}data", file="x"
    )
    assert "No file was chosen." in untouched.seen(answer, 422).problems[0]


def test_a_file_of_31_megabytes_is_refused_unread(untouched: WebSite) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(take_in(untouched, b" " * 31_000_000), 413)
    assert "more than 30,000,000 bytes" in seen.text
    assert untouched.kept(ASHA) == before


# Deleted.


@pytest.mark.parametrize("word", ["", "yes", "Delete everything", "löschen", "delet"])
def test_nothing_is_deleted_without_the_word(untouched: WebSite, word: str) -> None:
    before = untouched.kept(ASHA)
    seen = untouched.seen(untouched.press(data(untouched), "Delete everything", {"sure": word}), 422)
    assert "Write the word delete to delete everything." in seen.problems[0]
    assert untouched.kept(ASHA) == before


@pytest.mark.parametrize("word", ["delete", " DELETE "])
def test_everything_is_deleted_and_every_address_is_dead(lived: WebSite, word: str) -> None:
    base, other = lived.base(ASHA), lived.another_page(ASHA)
    feeds = [f"/f/{lived.began[ASHA].feed.token}/{name}" for name in ("all.ics", "todo.ics", "exams.ics")]
    seen = lived.seen(lived.press(data(lived), "Delete everything", {"sure": word}), 200)
    assert seen.page.one("h1").text == "Everything is deleted"
    addresses = [base, f"{base}data", f"{base}data/export.json", f"{base}items/{KEY}", other, *feeds]
    assert {one: lived.browser.get(one).status_code for one in addresses} == dict.fromkeys(addresses, 404)


def test_no_row_and_no_file_of_a_deleted_person_is_left(lived: WebSite) -> None:
    folder = lived.app.store.feed_folder(ASHA)
    token = lived.began[ASHA].feed.token
    assert rows_of(lived, ASHA)
    assert rows_of(lived, "Quodlibet")
    lived.press(data(lived), "Delete everything", {"sure": "delete"})
    for word in (ASHA, "Asha", folder, "Quodlibet"):
        assert rows_of(lived, word) == []
    names = [one.name for one in lived.app.feed_dir.rglob("*")]
    assert folder not in names
    assert token not in names
    assert not [one for one in lived.app.feed_dir.rglob("*.ics") if b"Asha" in one.read_bytes()]


def test_another_person_stays_as_they_were(two: WebSite) -> None:
    before, export = two.kept(MIRA), export_person(two.app.store, MIRA)
    two.press(data(two), "Delete everything", {"sure": "delete"})
    assert two.kept(MIRA) == before
    assert export_person(two.app.store, MIRA) == export
    assert two.browser.get(f"/f/{two.began[MIRA].feed.token}/all.ics").status_code == 200


def test_the_page_tells_by_which_name_logs_call_a_person(begun: WebSite) -> None:
    assert f"In logs you are {ASHA}." in data(begun).text


def test_a_deleted_person_is_gone_from_their_advisers_list(copied: Callable[..., WebSite]) -> None:
    site = copied()
    site.adviser("ana", ASHA, MIRA)
    site.press(data(site), "Delete everything", {"sure": "delete"})
    site.sign_in()
    assert [one.text for one in site.see("/adviser/").page.all("th", scope="row")] == ["Mira"]
    assert site.browser.get(f"/adviser/p/{ASHA}/").status_code == 404


def rows_of(site: WebSite, word: str) -> list[str]:
    """Return in which tables something holds a word."""
    connection = sqlite3.connect(site.app.data_dir / "countback.db")
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    found = [
        table
        for table in tables
        for row in connection.execute(f"select * from {table}")
        if any(word in str(value) for value in row)
    ]
    connection.close()
    return found
