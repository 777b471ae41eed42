"""The web application: every address in one table, and the feeds beside it on their own fast path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from countback.bootstrap import App
from countback.errors import CountbackError, NotFound, Problem
from countback.web import (
    adviser_pages,
    choice_pages,
    data_pages,
    item_pages,
    open_pages,
    plan_pages,
    profile_pages,
    start_pages,
    subscribe_pages,
)
from countback.web.feeds import Fallback, FeedApp
from countback.web.guard import SAFE, Guard
from countback.web.pages import (
    STATIC,
    Handler,
    PublicHandler,
    adviser_endpoint,
    person_endpoints,
    plain_page,
    public_endpoint,
    refusal,
    see_other,
)
from countback.web.site import Site
from countback.web.visits import SignedOut

# A person's pages: below /p/<token>/ for the person, below /adviser/p/<id>/ for their adviser.
PERSON: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "", plan_pages.plan_page),
    ("GET", "timeline", plan_pages.timeline_page),
    ("GET", "items/{key:path}", item_pages.item_page),
    ("POST", "items/{key:path}", item_pages.change_item),
    ("GET", "late", choice_pages.late_page),
    ("GET", "try", choice_pages.try_page),
    ("POST", "choices", choice_pages.keep_choice),
    ("POST", "choices/back", choice_pages.take_back_choice),
    ("GET", "year", choice_pages.year_page),
    ("POST", "year", choice_pages.change_year),
    ("GET", "subscribe", subscribe_pages.subscribe_page),
    ("POST", "subscribe", subscribe_pages.change_links),
    ("GET", "profile", profile_pages.profile_page),
    ("POST", "profile", profile_pages.change_profile),
    ("GET", "data", data_pages.data_page),
    ("GET", "data/export.json", data_pages.export_data),
    ("POST", "data/import", data_pages.import_data),
    ("POST", "data/delete", data_pages.delete_data),
)
PUBLIC: tuple[tuple[str, str, PublicHandler], ...] = (
    ("GET", "/", open_pages.home_page),
    ("GET", "/start", start_pages.start_page),
    ("POST", "/start", start_pages.next_step),
    ("POST", "/start/import", start_pages.start_from_file),
    ("GET", "/open/{key:path}", open_pages.open_item),
    ("GET", "/health", open_pages.health),
    ("GET", "/robots.txt", open_pages.robots),
    ("GET", "/adviser/login", adviser_pages.login_page),
    ("POST", "/adviser/login", adviser_pages.log_in),
)
ADVISER: tuple[tuple[str, str, PublicHandler], ...] = (
    ("GET", "/adviser/", adviser_pages.list_page),
    ("POST", "/adviser/logout", adviser_pages.log_out),
    ("GET", "/adviser/password", adviser_pages.password_page),
    ("POST", "/adviser/password", adviser_pages.change_password),
    ("POST", "/adviser/link", adviser_pages.new_link),
    ("GET", "/adviser/start", start_pages.start_page),
    ("POST", "/adviser/start", start_pages.next_step),
)


def create_app(app: App) -> ASGIApp:
    """Return the whole web application of an installation."""
    site = Site(app)
    pages = Starlette(
        routes=list(_routes(site)),
        middleware=[
            Middleware(Guard, hosts=_hosts(app), refuse=_refused, public_url=app.settings.public_url or ""),
            Middleware(GZipMiddleware, minimum_size=2000),
        ],
        exception_handlers={HTTPException: _http_error, CountbackError: _told},
    )
    ttl = dt.timedelta(hours=app.settings.feed_ttl_hours)
    fallback = Fallback(app.store, app.feeds, app.published_files)
    feeds = FeedApp(app.published_files, fallback, ttl, site.limits.guess)

    async def split(scope: Scope, receive: Receive, send: Send) -> None:
        """Send feeds their own way: they are asked for most, and need nothing of the pages."""
        chosen = feeds if scope["type"] == "http" and scope["path"].startswith("/f/") else pages
        await chosen(scope, receive, send)

    return split


def _routes(site: Site) -> Iterator[Route | Mount]:
    for method, path, handler in PERSON:
        by_link, by_adviser = person_endpoints(site, handler)
        yield Route(f"/p/{{token}}/{path}", by_link, methods=[method])
        yield Route(f"/adviser/p/{{person}}/{path}", by_adviser, methods=[method])
    yield Route("/p/{token}", _with_slash, methods=["GET"])
    yield Route("/adviser", _with_slash, methods=["GET"])
    for method, path, public in PUBLIC:
        yield Route(path, public_endpoint(site, public), methods=[method])
    for method, path, own in ADVISER:
        yield Route(path, adviser_endpoint(site, own), methods=[method])
    yield Mount("/static", _Kept(directory=STATIC))


class _Kept(StaticFiles):
    """Our own files, which a browser may keep for good: their address changes with them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


async def _with_slash(request: Request) -> Response:
    return see_other(f"{request.url.path}/")


def _hosts(app: App) -> set[str]:
    """Return the names this server goes by."""
    public = urlsplit(app.settings.public_url or "").hostname
    return {"localhost", app.settings.host, *([public] if public else [])}


def _refused(error: CountbackError) -> Response:
    return see_other("/adviser/login") if isinstance(error, SignedOut) else refusal(error)


async def _told(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, CountbackError)  # noqa: S101 - registered for this class only
    return _refused(error)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    if error.status_code == 404:
        return refusal(
            NotFound("there is nothing at this address", "check that the address was copied whole")
        )
    problem = Problem("this address takes no such request", "go back, load the page again, and try once more")
    answer = plain_page("error.html", error.status_code, title="This does not work here", problems=[problem])
    if error.status_code == 405:
        answer.headers["allow"] = ", ".join(_allowed(request))
    return answer


def _allowed(request: Request) -> list[str]:
    """Return the methods that an address takes: each has a route of its own."""
    routes = [one for one in request.app.routes if one.matches(request.scope)[0] is not Match.NONE]
    methods = [one.methods or () for one in routes if isinstance(one, Route)]
    return sorted({name for one in methods for name in one}) or list(SAFE)
