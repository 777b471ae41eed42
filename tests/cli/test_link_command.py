"""`countback link`: secret addresses are made, listed, replaced and taken away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.settings import Settings
from countback.bootstrap import open_app
from countback.domain.links import Link
from tests.cli.conftest import WHO, keep
from tests.cli.invoking import Outcome, countback

FEED = re.compile(r"http://127\.0\.0\.1:8765/f/([\w-]{32})/all\.ics")
PAGE = re.compile(r"http://127\.0\.0\.1:8765/p/([\w-]{32})/")


def links(data: Path, who: str = WHO) -> tuple[Link, ...]:
    return open_app(Settings(data_dir=data)).store.links(who)


def exposed(data: Path) -> set[str]:
    folder = data / "feeds" / "f"
    return {one.name for one in folder.iterdir()} if folder.exists() else set()


def token(outcome: Outcome, pattern: re.Pattern[str] = FEED) -> str:
    (found,) = pattern.findall(outcome.out)
    return str(found)


@pytest.mark.parametrize("form", ["table", "text"])
def test_a_feed_s_address_is_printed_once_whole_and_serves_the_calendars(form: str, stored: Path) -> None:
    outcome = countback("link", "add", "--label", "my phone", "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    secret = token(outcome)
    assert f"webcal://127.0.0.1:8765/f/{secret}/all.ics" in outcome.out
    assert "Whoever has this address can read the plan: keep it secret." in outcome.out
    assert "It is reached from this machine only" in outcome.out
    assert exposed(stored) == {secret}
    assert (stored / "feeds" / "f" / secret / "all.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert [(one.purpose.value, one.label) for one in links(stored)] == [("feed", "my phone")]


def test_a_page_s_address_is_told_to_open_everything(stored: Path) -> None:
    outcome = countback("link", "add", "--for", "page")
    assert token(outcome, PAGE) not in exposed(stored)
    assert "webcal" not in outcome.out
    assert "Whoever has this address can read and change the plan: keep it secret." in outcome.out
    assert [(one.purpose.value, one.label) for one in links(stored)] == [("page", "page")]


def test_the_world_s_address_is_used_where_it_is_set(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTBACK_PUBLIC_URL", "https://countback.example.org")
    outcome = countback("link", "add")
    assert "  https://countback.example.org/f/" in outcome.out
    assert "  webcal://countback.example.org/f/" in outcome.out
    assert "this machine only" not in outcome.out


def test_as_json_a_new_link_has_its_addresses(stored: Path) -> None:
    told = countback("link", "add", "--json").json
    assert list(told) == [
        "schema",
        "person",
        "id",
        "for",
        "label",
        "created_at",
        "replaced",
        "address",
        "webcal",
    ]
    assert (told["schema"], told["person"], told["id"], told["for"]) == (1, WHO, 1, "feed")
    assert FEED.fullmatch(told["address"])
    assert "webcal" not in countback("link", "add", "--for", "page", "--json").json


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("form", ["table", "text"])
def test_a_list_masks_the_addresses_until_they_are_asked_for(form: str) -> None:
    assert "has no links. Make one: countback link add" in countback("link", "list", "--format", form).out
    feed = token(countback("link", "add"))
    page = token(countback("link", "add", "--for", "page", "--label", "laptop"), PAGE)
    masked = countback("link", "list", "--format", form).out
    assert f"{feed[:4]}…" in masked
    assert f"{page[:4]}…" in masked
    assert feed[:5] not in masked
    whole = countback("link", "list", "--show", "--format", form).out
    assert f"1: http://127.0.0.1:8765/f/{feed}/all.ics\n" in whole
    assert f"2: http://127.0.0.1:8765/p/{page}/\n" in whole


@pytest.mark.usefixtures("stored")
def test_as_json_a_list_masks_them_too() -> None:
    feed = token(countback("link", "add"))
    masked = countback("link", "list", "--json").json
    assert (masked["schema"], masked["person"]) == (1, WHO)
    (one,) = masked["links"]
    assert list(one) == ["id", "for", "label", "created_at", "revoked_at", "address"]
    assert one["address"] == f"{feed[:4]}…"
    (one,) = countback("link", "list", "--show", "--json").json["links"]
    assert one["address"] == f"http://127.0.0.1:8765/f/{feed}/all.ics"


@pytest.mark.parametrize("form", ["table", "text"])
def test_rotating_makes_a_new_address_and_takes_the_old_one_away(form: str, stored: Path) -> None:
    old = token(countback("link", "add", "--label", "my phone"))
    outcome = countback("link", "rotate", "1", "--format", form)
    new = token(outcome)
    assert 'Link 2 "my phone"' in outcome.out
    assert "in place of link 1" in outcome.out
    assert exposed(stored) == {new} != {old}
    assert countback("link", "rotate", "2", "--json").json["replaced"] == 2


@pytest.mark.parametrize("form", ["table", "text"])
def test_a_revoked_address_opens_nothing_and_is_still_listed(form: str, stored: Path) -> None:
    secret = token(countback("link", "add"))
    outcome = countback("link", "revoke", "1", "--format", form)
    assert outcome.out == f'Link 1 "calendar" of `{WHO}` opens nothing any more.\n'
    assert exposed(stored) == set()
    listed = countback("link", "list", "--show", "--format", form).out
    assert "revoked 20" in listed
    assert secret[:4] not in listed
    again = countback("link", "revoke", "1", "--json").json
    assert again["revoked_at"] == countback("link", "list", "--json").json["links"][0]["revoked_at"]


@pytest.mark.usefixtures("stored")
def test_an_address_of_another_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = token(countback("link", "add"))
    monkeypatch.setenv("COUNTBACK_SECRET_KEY", "ab" * 32)
    outcome = countback("link", "list", "--show", "--format", "text")
    assert "it works, but cannot be shown" in outcome.out
    assert secret[:4] not in outcome.out
    assert countback("link", "list", "--show", "--json").json["links"][0]["address"] is None


@pytest.mark.parametrize("what", ["rotate", "revoke"])
def test_an_unknown_link_is_told_and_nothing_is_written(what: str, stored: Path) -> None:
    other = keep(stored, "graduate-observership", planned=False)
    countback("link", "add", "--person", other)
    before = links(stored, other)
    for number in ("1", "99"):
        outcome = countback("link", what, number, "--person", WHO)
        assert (outcome.code, outcome.out) == (2, "")
        assert f"there is no link {number} of '{WHO}'" in outcome.err
        assert "mend: see `countback link list`" in outcome.err
    assert countback("link", what, "one", "--person", WHO).code == 2
    assert (links(stored), links(stored, other)) == ((), before)


def test_what_is_revoked_is_not_rotated(stored: Path) -> None:
    countback("link", "add")
    countback("link", "revoke", "1")
    outcome = countback("link", "rotate", "1")
    assert (outcome.code, outcome.out) == (2, "")
    assert "link 1 is revoked already" in outcome.err
    assert len(links(stored)) == 1


@pytest.mark.parametrize("label", ["", "  ", "x" * 61, "two\nlines"])
def test_a_label_that_does_not_do_is_told_and_nothing_is_written(label: str, stored: Path) -> None:
    outcome = countback("link", "add", "--label", label)
    assert (outcome.code, outcome.out) == (2, "")
    assert "mend: write for example: my phone" in outcome.err
    assert (links(stored), exposed(stored)) == ((), set())


def test_whose_link_is_to_be_said_where_there_are_several(stored: Path) -> None:
    keep(stored, "graduate-observership", planned=False)
    for arguments in (["list"], ["add"], ["rotate", "1"], ["revoke", "1"]):
        assert "2 persons are stored" in countback("link", *arguments).err
    assert countback("link", "add", "--person", "nobody").code == 2
    assert countback("link", "add", "--for", "everything").code == 2
