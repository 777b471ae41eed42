"""Feeds over HTTP keep every rule that calendar programs live by."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import http.client
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import icalendar
import pytest

from config.settings import Settings
from countback.adapters.files.published import Published
from countback.adapters.ics.alarms import with_alarms
from countback.adapters.ics.checking import check
from countback.bootstrap import App
from countback.domain.links import Purpose
from countback.domain.people import Person
from countback.errors import CountbackError, Gone, NotFound, StoreUnavailable
from countback.services.deleting import delete_person
from countback.web import feeds
from countback.web.feeds import Fallback, FeedApp
from tests.adapters.ics.samples import event, feed, timed
from tests.web.asking import Answered, ask, asked, serving

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WHO = "asha"
CHANGED_AT = 1_785_000_000  # Sat, 25 Jul 2026 17:20:00 GMT
CHANGED = "Sat, 25 Jul 2026 17:20:00 GMT"
OLD = feed([event(title="Ask for the letter"), timed()])
NEW = feed([event(title="Ask for the letter again"), timed()])
TODO = feed([event()], "todos")
UNKNOWN = "u" * 32


@dataclass
class Shop:
    """A person with published calendars and one live address, and the application that serves them."""

    app: App
    token: str
    guesses: list[str] = field(default_factory=list)
    wait: int | None = None

    def __post_init__(self) -> None:
        self.published = Published(self.app.feed_dir, partial(check, may_be_empty=True))
        self.fallback = Fallback(self.app.store, self.app.feeds, self.published)
        self.web = FeedApp(self.published, self.fallback, dt.timedelta(hours=6), self.guess)

    @property
    def path(self) -> str:
        return f"/f/{self.token}/all.ics"

    @property
    def folder(self) -> str:
        return self.app.store.feed_folder(WHO)

    @property
    def file(self) -> Path:
        return self.app.feeds.path(self.folder) / "all.ics"

    def guess(self, client: str) -> int | None:
        self.guesses.append(client)
        return self.wait

    def publish(self, content: bytes, at: int = CHANGED_AT) -> None:
        self.app.feeds.publish(self.folder, {"all.ics": content, "todo.ics": TODO})
        os.utime(self.file, (at, at))

    def get(self, path: str = "", method: str = "GET", **headers: str) -> Answered:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(self.web, path or self.path, method, named)

    def etag(self, path: str = "") -> str:
        return self.get(path).headers["etag"]

    def revoke(self, token: str | None = None) -> None:
        (link,) = [
            one for one in self.app.store.links(WHO) if self.app.links.token(one) == (token or self.token)
        ]
        self.app.links.revoke(WHO, link.id, NOW)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give a data folder to copy, made once, and the token of its address."""
    app = App(Settings(data_dir=tmp_path_factory.mktemp("pattern") / "data"))
    with app.store.unit_of_work() as unit:
        unit.save_person(Person(WHO, "Asha", {}, NOW))
    made = Shop(app, app.links.create(WHO, Purpose.FEED, "my phone", NOW).token)
    made.publish(OLD)
    return app.data_dir, made.token


@pytest.fixture
def shop(pattern: tuple[Path, str], tmp_path: Path) -> Shop:
    data, token = pattern
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    return Shop(App(Settings(data_dir=tmp_path / "data")), token)


# The calendar itself


def test_a_feed_is_the_published_calendar_with_all_that_programs_need_to_know(shop: Shop) -> None:
    answer = shop.get()
    assert (answer.status, answer.body) == (200, OLD)
    assert answer.headers == {
        "content-type": "text/calendar; charset=utf-8",
        "content-length": str(len(OLD)),
        "content-disposition": 'inline; filename="countback-all.ics"',
        "etag": f'"{hashlib.blake2b(OLD, digest_size=16).hexdigest()}"',
        "last-modified": CHANGED,
        "cache-control": "private, max-age=21600",
        "x-robots-tag": "noindex",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }


def test_head_says_what_get_says_without_the_calendar(shop: Shop) -> None:
    answer = shop.get(method="HEAD")
    assert (answer.status, answer.raw, answer.body) == (200, shop.get().raw, b"")


def test_every_file_has_its_own_name_and_etag(shop: Shop) -> None:
    answer = shop.get(f"/f/{shop.token}/todo.ics")
    assert answer.body == TODO
    assert answer.headers["content-disposition"] == 'inline; filename="countback-todo.ics"'
    assert answer.headers["etag"] != shop.etag()


@pytest.mark.parametrize(
    "header",
    [
        {"range": "bytes=0-9"},
        {"accept": "text/html"},
        {"accept-encoding": "gzip, br"},
        {"accept-charset": "latin-1"},
        {"x-http-method-override": "DELETE"},
    ],
)
def test_nothing_that_a_client_prefers_changes_the_answer(header: dict[str, str], shop: Shop) -> None:
    assert shop.get(**header) == shop.get()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "get"])
def test_a_feed_can_only_be_read(method: str, shop: Shop) -> None:
    answer = shop.get(method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_what_a_wrapper_adds_to_an_answer_is_not_in_the_next(shop: Shop) -> None:
    for headers in ({}, {"if_none_match": "*"}):
        first = shop.get(**headers)
        first.raw.append((b"x-added", b"1"))
        assert "x-added" not in shop.get(**headers).headers


# Conditions


@pytest.mark.parametrize(
    "tags",
    ["{}", "W/{}", "*", " * ", '"other", {}', '{},"other"', 'W/"a,b" , W/{}', '"", {}', "{}, *"],
)
def test_a_client_that_has_this_version_is_told_so_and_no_more(tags: str, shop: Shop) -> None:
    whole = shop.get().headers
    for method in ("GET", "HEAD"):
        answer = shop.get(method=method, if_none_match=tags.format(whole["etag"]))
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers == {name: whole[name] for name in ("etag", "last-modified", "cache-control")}


@pytest.mark.parametrize(
    "tags", ["", '"other"', "{bare}", 'W/"{bare}x"', '"x{bare}"', "**", '"*"', "junk, \xff"]
)
def test_a_client_with_another_version_gets_the_calendar(tags: str, shop: Shop) -> None:
    bare = shop.etag().strip('"')
    answer = shop.get(if_none_match=tags.format(bare=bare), if_modified_since=CHANGED)
    assert (answer.status, answer.body) == (200, OLD)


def test_several_lines_of_tags_count_as_one_list(shop: Shop) -> None:
    lines = [("if-none-match", '"other"'), ("if-none-match", shop.etag()), ("if-none-match", '"more"')]
    assert ask(shop.web, shop.path, "GET", lines).status == 304


def test_the_tag_wins_over_the_date(shop: Shop) -> None:
    assert (
        shop.get(if_none_match=shop.etag(), if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status == 304
    )
    assert shop.get(if_none_match='"other"', if_modified_since=CHANGED).status == 200


@pytest.mark.parametrize(
    ("date", "status"),
    [
        (CHANGED, 304),
        ("Sat, 25 Jul 2026 17:20:01 GMT", 304),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 304),
        ("Saturday, 25-Jul-26 17:20:00 GMT", 304),
        ("Sat Jul 25 17:20:00 2026", 304),
        ("Sat Jul 25 17:19:59 2026", 200),
        ("Sat, 25 Jul 2026 17:19:59 GMT", 200),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ("yesterday", 200),
        ("", 200),
        ("2026-07-25T17:20:00Z", 200),
        ("Sat, 99 Jul 2026 17:20:00 GMT", 200),
        ("Sat, 25 Jul 99999 17:20:00 GMT", 200),
        ("Sat, 25 Jul 2026 17:20:00 +99999999999999", 200),
        (f"{CHANGED}{' ' * 100}", 200),
        ("1" * 5000, 200),
    ],
)
def test_without_a_tag_the_date_decides_and_a_bad_one_is_ignored(date: str, status: int, shop: Shop) -> None:
    assert shop.get(if_modified_since=date).status == status


def test_a_new_version_has_a_new_tag_and_date_and_the_old_tag_gets_it(shop: Shop) -> None:
    before = shop.etag()
    shop.publish(NEW, CHANGED_AT + 60)
    answer = shop.get(if_none_match=before)
    assert (answer.status, answer.body) == (200, NEW)
    assert answer.headers["last-modified"] == "Sat, 25 Jul 2026 17:21:00 GMT"


def test_the_same_calendar_published_again_is_unchanged(shop: Shop) -> None:
    before = shop.get()
    shop.app.feeds.publish(shop.folder, {"all.ics": OLD, "todo.ics": TODO})
    assert shop.get() == before


# Alarms


def alarms(answer: Answered) -> list[list[dt.timedelta]]:
    events: list[Any] = list(icalendar.Calendar.from_ical(answer.body).walk("VEVENT"))
    return [[one["TRIGGER"].dt for one in each.walk("VALARM")] for each in events]


@pytest.mark.parametrize("query", ["alarm=1d,7d", "alarm=7d%2C1d", "alarm=7d&alarm=1d", "x=1&alarm=7d,1d&y"])
def test_a_subscribers_address_can_ask_for_alarms(query: str, shop: Shop) -> None:
    answer = shop.get(f"{shop.path}?{query}")
    week, day, nine = dt.timedelta(weeks=1), dt.timedelta(days=1), dt.timedelta(hours=9)
    assert alarms(answer) == [[nine - week, nine - day], [-week, -day]]
    assert answer.body == with_alarms(OLD, (7, 1))
    assert answer.headers["content-length"] == str(len(answer.body))
    check(answer.body)


def test_each_choice_of_alarms_has_its_own_etag(shop: Shop) -> None:
    paths = [shop.path, f"{shop.path}?alarm=1d", f"{shop.path}?alarm=7d"]
    tags = [shop.etag(path) for path in paths]
    assert len(set(tags)) == 3
    for path in paths:
        assert [shop.get(path, if_none_match=tag).status == 304 for tag in tags] == [
            other == path for other in paths
        ]


def test_a_calendar_with_alarms_is_made_once_a_version(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[int, ...]] = []

    def counted(calendar: bytes, before: tuple[int, ...]) -> bytes:
        made.append(before)
        return with_alarms(calendar, before)

    monkeypatch.setattr(feeds, "with_alarms", counted)
    for query in ("1d,7d", "7d,1d", "1d,7d", "0d"):
        shop.get(f"{shop.path}?alarm={query}")
    assert made == [(7, 1), (0,)]
    shop.publish(NEW, CHANGED_AT + 60)
    assert shop.get(f"{shop.path}?alarm=0d").body == with_alarms(NEW, (0,))


@pytest.mark.parametrize("query", ["x=1", "alarms=1d", "&&&=", "%ff=%00", "ALARM=1d", "al%61rms"])
def test_other_parameters_are_ignored(query: str, shop: Shop) -> None:
    assert shop.get(f"{shop.path}?{query}") == shop.get()


@pytest.mark.parametrize(
    "query", ["alarm=", "alarm=1h", "alarm=31d", "alarm", "alarm=1d&alarm=x", "alarm=%ff"]
)
def test_alarms_that_cannot_be_read_are_told_how_to_be_written(query: str, shop: Shop) -> None:
    answer = shop.get(f"{shop.path}?{query}", if_none_match="*")
    assert (answer.status, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert b"?alarm=7d,1d" in answer.body
    assert b"written" not in answer.body


def test_a_list_of_tasks_stays_as_it_is_whatever_alarms_are_asked_for(shop: Shop) -> None:
    path = f"/f/{shop.token}/todo.ics"
    assert shop.get(f"{path}?alarm=1d") == shop.get(path)


# Addresses that lead nowhere


@pytest.mark.parametrize(
    "path",
    [
        f"/f/{UNKNOWN}/all.ics",
        "/f/{token}/other.ics",
        "/f/{token}/all",
        "/f/{token}/all.ics/",
        "/f/{token}/",
        "/f/{token}",
        "/f/{token}/../{folder}/all.ics",
        "/f/../{folder}/all.ics",
        "/f/{token}/%2e%2e",
        "/f/{token}/all.ics\x00",
        "/f/{folder}/all.ics",
        "/{token}/all.ics",
        "/f//all.ics",
        "/f/",
        "/",
        "",
        "/f/" + "t" * 5000 + "/all.ics",
    ],
)
def test_an_address_that_leads_nowhere_is_not_found_and_counts_as_a_guess(path: str, shop: Shop) -> None:
    path = path.format(token=shop.token, folder=shop.folder)
    answer = ask(shop.web, path)
    assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    assert shop.guesses == ["192.0.2.1"]
    head = ask(shop.web, path, "HEAD")
    assert (head.status, head.raw, head.body) == (404, answer.raw, b"")


def test_who_guesses_too_often_has_to_wait(shop: Shop) -> None:
    shop.wait = 90
    answer = shop.get(f"/f/{UNKNOWN}/all.ics")
    assert (answer.status, answer.headers["retry-after"]) == (429, "90")
    assert shop.get().status == 200  # a good address always answers
    assert len(shop.guesses) == 1


def test_a_client_without_an_address_is_counted_too(shop: Shop) -> None:
    assert ask(shop.web, "/f/x/all.ics", client=None).status == 404
    assert shop.guesses == [""]


def test_without_anybody_who_counts_nobody_has_to_wait(shop: Shop) -> None:
    web = FeedApp(shop.published, shop.fallback, dt.timedelta(hours=1))
    assert ask(web, f"/f/{UNKNOWN}/all.ics").status == 404


def test_a_bad_alarm_at_an_unknown_address_is_not_found(shop: Shop) -> None:
    assert shop.get(f"/f/{UNKNOWN}/all.ics?alarm=x").status == 404


def test_an_address_of_pages_opens_no_feed(shop: Shop) -> None:
    token = shop.app.links.create(WHO, Purpose.PAGE, "my laptop", NOW).token
    assert shop.get(f"/f/{token}/all.ics").status == 404


def test_an_address_that_was_taken_away_is_gone_at_once(shop: Shop) -> None:
    assert shop.get().status == 200
    shop.revoke()
    answer = shop.get(if_none_match="*")
    assert (answer.status, answer.headers["content-type"]) == (410, "text/plain; charset=utf-8")
    assert (shop.guesses, shop.published.last_good(shop.token, "all.ics")) == ([], None)


def test_a_person_who_is_deleted_leaves_nothing_behind(shop: Shop) -> None:
    shop.get()
    delete_person(shop.app.store, shop.app.feeds, WHO)
    assert shop.get().status == 404
    assert shop.published.last_good(shop.token, "all.ics") is None


# What is missing, or in trouble


def test_a_live_address_that_is_missing_in_the_tree_is_exposed_again(shop: Shop) -> None:
    shop.app.feeds.withdraw(shop.token)
    assert shop.get().body == OLD
    assert shop.app.feeds.addresses(shop.folder) == [shop.token]
    assert shop.guesses == []


def test_an_address_that_is_taken_away_while_it_is_exposed_again_stays_away(shop: Shop) -> None:
    expose = shop.app.feeds.expose

    class Late:
        """Exposes after somebody else has taken the address away."""

        def __getattr__(self, name: str) -> Any:
            return getattr(shop.app.feeds, name)

        def expose(self, token: str, folder: str) -> None:
            shop.revoke()
            expose(token, folder)

    shop.app.feeds.withdraw(shop.token)
    late: Any = Late()
    web = FeedApp(shop.published, Fallback(shop.app.store, late, shop.published), dt.timedelta(hours=1))
    assert ask(web, shop.path).status == 410
    assert shop.app.feeds.addresses(shop.folder) == []


def test_a_lost_file_of_a_live_address_is_answered_with_the_last_good_bytes(shop: Shop) -> None:
    before = shop.get()
    shop.file.unlink()
    assert shop.get() == before
    assert shop.get(if_none_match=before.headers["etag"]).status == 304


def test_without_any_good_bytes_it_is_asked_to_come_back(shop: Shop) -> None:
    shop.file.unlink()
    answer = shop.get()
    assert (answer.status, answer.headers["retry-after"]) == (503, "300")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert shop.guesses == []
    shop.publish(NEW)
    assert shop.get().body == NEW


@pytest.mark.parametrize("content", [b"<html>", OLD[:-100], b"x" * 10])
def test_an_unfit_version_never_replaces_the_last_good_one(content: bytes, shop: Shop) -> None:
    before = shop.get()
    shop.publish(content, CHANGED_AT + 60)
    assert shop.get() == before
    assert shop.get(if_none_match=before.headers["etag"]).status == 304


def test_an_unfit_version_alone_is_never_served(shop: Shop) -> None:
    shop.publish(OLD[:-100])
    answer = shop.get()
    assert (answer.status, answer.headers["retry-after"]) == (503, "300")


def test_published_feeds_need_no_store(shop: Shop) -> None:
    def broken(token: str, name: str) -> Any:
        raise StoreUnavailable(f"no store at /secret/place for {token} {name}")

    web = FeedApp(shop.published, broken, dt.timedelta(hours=1))
    assert ask(web, shop.path).body == OLD
    answer = ask(web, f"/f/{UNKNOWN}/all.ics")
    assert (answer.status, b"secret" in answer.body) == (503, False)


def test_another_error_is_left_to_the_server(shop: Shop) -> None:
    def broken(token: str, name: str) -> Any:
        raise CountbackError("a mistake of ours")

    web = FeedApp(shop.published, broken, dt.timedelta(hours=1))
    with pytest.raises(CountbackError, match="a mistake of ours"):
        ask(web, f"/f/{UNKNOWN}/all.ics")


def test_others_are_answered_while_one_address_is_looked_up(shop: Shop) -> None:
    looked_up, answered = threading.Event(), threading.Event()

    def slow(token: str, name: str) -> Any:
        looked_up.set()
        assert answered.wait(20)
        raise Gone("it is gone")

    async def both() -> tuple[int, int]:
        web = FeedApp(shop.published, slow, dt.timedelta(hours=1))
        waiting = asyncio.create_task(asked(web, f"/f/{UNKNOWN}/all.ics"))
        await asyncio.to_thread(looked_up.wait, 20)
        quick = await asked(web, shop.path)
        answered.set()
        return quick.status, (await waiting).status

    assert asyncio.run(both()) == (200, 410)


def test_no_address_is_ever_logged(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [shop.token, shop.folder, UNKNOWN]
    shop.get()
    shop.get(f"/f/{UNKNOWN}/all.ics")
    shop.publish(b"<html>")
    shop.get()
    shop.file.unlink()
    shop.get()
    shop.revoke()
    texts = [shop.get().body.decode(), *(record.getMessage() for record in caplog.records)]
    assert any("is not served" in text for text in texts)
    assert not [text for text in texts for secret in secrets if secret in text]


# A real server


@pytest.fixture
def server(shop: Shop) -> Iterator[httpx.Client]:
    with serving(shop.web) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def test_a_real_server_says_the_same(shop: Shop, server: httpx.Client) -> None:
    whole = server.get(shop.path)
    assert (whole.status_code, whole.content) == (200, OLD)
    for name, value in shop.get().headers.items():
        assert whole.headers[name] == value
    head = server.head(shop.path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(OLD)))
    known = server.get(shop.path, headers={"if-none-match": whole.headers["etag"]})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", whole.headers["etag"])
    assert "content-length" not in known.headers
    assert "transfer-encoding" not in known.headers
    alarmed = server.get(shop.path, params={"alarm": "1d,7d"})
    assert alarmed.content == with_alarms(OLD, (7, 1))


def test_a_real_server_refuses_what_is_no_feed(shop: Shop, server: httpx.Client) -> None:
    assert server.post(shop.path).status_code == 405
    assert server.get(f"/f/{UNKNOWN}/all.ics").status_code == 404
    assert server.get(shop.path, params={"alarm": "often"}).status_code == 400
    shop.revoke()
    assert server.get(shop.path).status_code == 410


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("/f/{token}/all.ics", 200),
        ("/f/{token}/%61ll.ics", 200),  # the same address, written otherwise
        ("/f/../{folder}/all.ics", 404),
        ("/f/{token}/../../{folder}/all.ics", 404),
        ("/f/%2e%2e/{folder}/all.ics", 404),
        ("/f/%2e%2e%2f{folder}/all.ics", 404),
        ("/f/{token}/..%2fall.ics", 404),
        ("/f/{token}/all.ics%00", 404),
        ("/f/{token}//all.ics", 404),
        ("/f/{token}/", 404),
    ],
)
def test_no_way_of_writing_an_address_leaves_the_published_tree(
    written: str, status: int, shop: Shop, server: httpx.Client
) -> None:
    url = server.base_url
    connection = http.client.HTTPConnection(url.host, url.port, timeout=10)
    connection.request("GET", written.format(token=shop.token, folder=shop.folder))  # as it is, unlike httpx
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert (answer.status, answer.getheader("location")) == (status, None)


def test_many_requests_on_one_connection_follow_what_is_published(shop: Shop, server: httpx.Client) -> None:
    for number in range(10):
        shop.publish([OLD, NEW][number % 2], CHANGED_AT + number)
        assert server.get(shop.path).content == [OLD, NEW][number % 2]


def test_the_fallback_alone_knows_what_an_address_is(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.fallback("../x", "all.ics")
    assert shop.fallback(shop.token, "all.ics").content == OLD
