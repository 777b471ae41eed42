"""Feeds over HTTP: `/f/<token>/<name>.ics`, answered from memory by a plain ASGI application.

What an answer says is made once a version of the file; a request costs a stat and a look at two headers.
It is never 200 with anything but a whole calendar: on trouble the last good bytes, and 503 only where
there are none, as some programs stop asking after one. No address is logged.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from countback.adapters.files.published import Published, PublishedFile, etag_of, well_formed
from countback.adapters.ics.alarms import parse_alarms, with_alarms
from countback.domain.catalogue import Category
from countback.domain.links import Purpose
from countback.errors import BadInput, CountbackError, Gone, NotFound, StoreUnavailable, TooMany
from countback.services.links import opened
from countback.services.ports import FeedFolder, Reads
from countback.services.publishing import TODO, WHOLE

Headers = list[tuple[bytes, bytes]]
Scope = MutableMapping[str, Any]
Send = Callable[[Any], Awaitable[None]]

NAMES = frozenset({WHOLE, TODO, *(f"{one.value}.ics" for one in Category)})
RETRY_AFTER = 300  # seconds: a disk or a database is seldom mended sooner
VARIANTS = 128  # calendars with alarms kept in memory
DATE_AT_MOST = 64  # characters of a date in a header
_SHY = [
    (b"x-robots-tag", b"noindex"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
_TAG = re.compile(rb'"[\x21\x23-\x7e\x80-\xff]*"')  # RFC 9110, 8.8.3; a weak one has W/ before it


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is ever said of one version of a calendar, ready to be sent."""

    content: bytes
    etag: bytes
    changed: bytes
    changed_at: int
    whole: Headers
    unchanged: Headers

    def known_to(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Tell whether a request's conditions say that the client has this version.

        If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2); a date that is none is ignored.
        """
        tags = since = None
        for name, value in headers:
            if name == b"if-none-match":
                tags = value if tags is None else tags + b", " + value
            elif name == b"if-modified-since":
                since = value
        if tags is not None:
            return tags == self.etag or tags.strip() == b"*" or self.etag in _TAG.findall(tags)
        return since is not None and (since == self.changed or _reaches(since, self.changed_at))


@dataclass(frozen=True, slots=True)
class Fallback:
    """What is asked for a file that is not published: its address is unknown, taken away, or incomplete."""

    store: Reads
    feeds: FeedFolder
    published: Published

    def __call__(self, token: str, name: str) -> PublishedFile:
        """Return the file of a live address; raise NotFound, Gone, or StoreUnavailable.

        Where only the address was missing in the published tree, it is exposed again. Where the file is
        missing, the last good version is the answer.
        """
        if name not in NAMES or not well_formed(token, name):
            raise NotFound("there is nothing at this address", "check that the address was copied whole")
        try:
            self._expose(token)
        except (NotFound, Gone):
            self.published.forget(token, name)
            raise
        file = self.published.read(token, name) or self.published.last_good(token, name)
        if file is None:
            raise StoreUnavailable(f"{name} of a live address is not published\n    mend: run its plan again")
        return file

    def _expose(self, token: str) -> None:
        link = opened(self.store, token, Purpose.FEED)
        self.feeds.expose(token, self.store.feed_folder(link.person_id))
        try:
            opened(self.store, token, Purpose.FEED)  # again: it may have been taken away meanwhile
        except (NotFound, Gone):
            self.feeds.withdraw(token)
            raise


class FeedApp:
    """The ASGI application. `ttl` is how long a client may go without asking again.

    `fallback` is asked, in a thread, for what is not published. `guess` counts an address that led
    nowhere, by client, and returns how many seconds to wait where there were too many.
    """

    def __init__(
        self,
        published: Published,
        fallback: Callable[[str, str], PublishedFile],
        ttl: dt.timedelta,
        guess: Callable[[str], int | None] = lambda _: None,
    ) -> None:
        self._published = published
        self._fallback = fallback
        self._guess = guess
        self._caching = b"private, max-age=%d" % (ttl // dt.timedelta(seconds=1))
        self._alarmed = lru_cache(VARIANTS)(self._made_with_alarms)

    async def __call__(self, scope: Scope, _receive: object, send: Send) -> None:
        """Answer one request."""
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            await _say(send, method, 405, "a feed can only be read", (b"allow", b"GET, HEAD"))
            return
        try:
            answer = self._at_once(scope) or await self._found(scope)
        except CountbackError as error:
            await _refuse(send, method, error)
            return
        # Copies, as whoever wraps this application may add headers to what is sent.
        if answer.known_to(scope["headers"]):
            await send({"type": "http.response.start", "status": 304, "headers": answer.unchanged.copy()})
            await send({"type": "http.response.body"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": answer.whole.copy()})
            await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.content})

    def _at_once(self, scope: Scope) -> Answer | None:
        """Answer from memory, or not at all."""
        token, name = _parts(scope["path"])
        file = self._published.current(token, name)
        return self._answer(file, name, scope["query_string"]) if file else None

    async def _found(self, scope: Scope) -> Answer:
        """Find a file that is not in memory; raise TooMany for a client that guesses."""
        token, name = _parts(scope["path"])
        try:
            file = await asyncio.to_thread(self._look, token, name)
        except NotFound:
            client = scope.get("client")
            wait = self._guess(client[0] if client else "")
            if wait is not None:
                raise TooMany(wait) from None
            raise
        return self._answer(file, name, scope["query_string"])

    def _answer(self, file: PublishedFile, name: str, query: bytes) -> Answer:
        if query and (before := _alarms(query)):
            return self._alarmed(file, name, before)
        answer: Answer | None = file.derived.get("answer")
        if answer is None:
            answer = file.derived["answer"] = self._made(file.content, file.etag, file.changed_at, name)
        return answer

    def _look(self, token: str, name: str) -> PublishedFile:
        return self._published.read(token, name) or self._fallback(token, name)

    def _made_with_alarms(self, file: PublishedFile, name: str, before: tuple[int, ...]) -> Answer:
        content = with_alarms(file.content, before)
        return self._made(content, etag_of(content), file.changed_at, name)

    def _made(self, content: bytes, tag: str, changed_at: int, name: str) -> Answer:
        etag, changed = tag.encode(), formatdate(changed_at, usegmt=True).encode()
        known = [(b"etag", etag), (b"last-modified", changed), (b"cache-control", self._caching)]
        whole = [
            (b"content-type", b"text/calendar; charset=utf-8"),
            (b"content-length", b"%d" % len(content)),
            (b"content-disposition", f'inline; filename="countback-{name}"'.encode()),
            *known,
            *_SHY,
        ]
        return Answer(content, etag, changed, changed_at, whole, known)


def _parts(path: str) -> tuple[str, str]:
    """Return token and name of `.../f/<token>/<name>`, empty ones of any other path."""
    parts = path.rsplit("/", 2)
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0].endswith("/f") else ("", "")


def _alarms(query: bytes) -> tuple[int, ...]:
    """Return the alarms that a query asks for; whatever else is in it is not for us."""
    asked = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("alarm")
    return parse_alarms(",".join(asked)) if asked else ()


def _reaches(date: bytes, changed_at: int) -> bool:
    """Tell whether a date of a header is not before an instant; one that cannot be read never is."""
    if len(date) > DATE_AT_MOST:
        return False
    try:
        moment = parsedate_to_datetime(date.decode("latin-1"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    aware = moment.replace(tzinfo=moment.tzinfo or dt.UTC)  # the form of asctime names no zone
    return aware >= dt.datetime.fromtimestamp(changed_at, dt.UTC)


async def _refuse(send: Send, method: str, error: CountbackError) -> None:
    """Say in plain text why there is no calendar; raise the error where it is none to tell a stranger."""
    if isinstance(error, BadInput):
        await _say(send, method, 400, "\n".join(map(str, error.problems)))
    elif isinstance(error, TooMany):
        await _say(send, method, 429, str(error), (b"retry-after", b"%d" % error.wait_seconds))
    elif isinstance(error, StoreUnavailable):  # its own text may name a path
        text = "the calendar cannot be read just now; ask again later"
        await _say(send, method, 503, text, (b"retry-after", b"%d" % RETRY_AFTER))
    elif isinstance(error, (NotFound, Gone)):
        await _say(send, method, error.http_status, str(error))
    else:
        raise error


async def _say(send: Send, method: str, status: int, text: str, *more: tuple[bytes, bytes]) -> None:
    body = f"{text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *_SHY,
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
