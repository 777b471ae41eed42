"""The guard before every page: whom we answer, how much we read, what a browser may do with our pages.

It answers only to our own names (no other site can be rebound to this address), takes changes only from
our own pages, reads no body beyond its limit, and sets the headers that keep a page from loading or
telling anything elsewhere. One line a request is logged, without addresses: those hold tokens.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import traceback
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from countback.errors import CountbackError, Forbidden, TooLarge

log = logging.getLogger("countback.web")

BODY_AT_MOST = 300_000  # bytes of a form
UPLOAD_AT_MOST = 30_000_000  # bytes of a file that is taken in: years of runs
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "same-origin",  # an address holds a token: no other site learns it
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "cache-control": "private, no-store",
}
SAFE = ("GET", "HEAD")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?")


class Guard:
    """ASGI middleware; `refuse` turns an error into a page."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        refuse: Callable[[CountbackError], Response],
        public_url: str = "",
    ) -> None:
        self._app = app
        self._public = urlsplit(public_url).netloc.lower()
        self._hosts = frozenset(host.lower() for host in hosts)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with an error page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = perf_counter()
        headers = Headers(scope=scope)
        said = _Said(send, secure=scope["scheme"] == "https")
        try:
            self._check(scope["method"], headers)
            await self._app(scope, _limited(scope, headers, receive), said)
        except CountbackError as error:
            if said.status:  # too late for a page of its own
                raise
            await self._refuse(error)(scope, receive, said)
        except Exception as error:  # a person never sees a traceback
            _log_failure(error)
            if said.status:
                raise
            await self._refuse(CountbackError())(scope, receive, said)
        finally:
            _log_answer(scope, said.status, perf_counter() - begun)

    def _check(self, method: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if not self._ours(host):
            raise Forbidden(
                "this server does not go by the name in your address",
                "open it by its own address; the operator sets that name in COUNTBACK_PUBLIC_URL",
            )
        if method not in SAFE and not _same_site(headers, {host.lower(), self._public}):
            raise Forbidden("this was sent from another site's page", "open our page, and send it from there")

    def _ours(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found[1].strip("[]").lower()
        if name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True  # a number cannot be rebound


class _Said:
    """Passes an answer on with our headers, and remembers its status."""

    def __init__(self, send: Send, *, secure: bool) -> None:
        self._send = send
        self._secure = secure
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self._secure:
                headers.setdefault("strict-transport-security", "max-age=31536000")
        await self._send(message)


def _log_failure(error: Exception) -> None:
    """Log where it failed, without the error's own words: they can quote what a person wrote."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    places = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames)
    log.error("Failed. action=page_failed error=%s at=%s", type(error).__name__, places)


def _log_answer(scope: Scope, status: int, seconds: float) -> None:
    page = getattr(scope.get("endpoint"), "__name__", "-")
    log.info(
        "Answered. action=page method=%s page=%s status=%s ms=%s",
        scope["method"],
        page,
        status,
        round(1000 * seconds),
    )


def _same_site(headers: Headers, ours: Collection[str]) -> bool:
    """Tell whether a change comes from our own page, as far as the browser tells.

    A program that is no browser sends neither header; it needs the form's own secret all the same. Behind
    a proxy the name asked for can be an inner one, so the public name is ours too.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        named = urlsplit(origin).netloc.lower()
    except ValueError:  # not even an address
        return False
    return bool(named) and named in ours


def _limited(scope: Scope, headers: Headers, receive: Receive) -> Receive:
    most = UPLOAD_AT_MOST if scope["path"].endswith(("/import", "/start/import")) else BODY_AT_MOST
    told = headers.get("content-length", "")
    if told.isascii() and told.isdecimal() and (len(told) > 15 or int(told) > most):
        raise TooLarge(f"what was sent has more than {most:,} bytes\n    mend: send less of it")
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLarge(f"what was sent has more than {most:,} bytes\n    mend: send less of it")
        return message

    return counted
