"""Addresses without a secret: the start, an event's item, health; and our own files."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from countback.domain.links import Purpose
from countback.errors import Gone, NotFound
from countback.services.links import opened
from countback.web.forms import Sent
from countback.web.pages import Answer, plain_page, see_other
from countback.web.site import Site
from countback.web.visits import KNOWN_COOKIE


def home_page(site: Site, request: Request, sent: Sent) -> Answer:
    """Say what Countback is, and where to begin."""
    del sent
    return plain_page(
        "home.html", open_to_all=site.app.settings.signup == "open", known=_known(site, request)
    )


def open_item(site: Site, request: Request, sent: Sent) -> Answer:
    """Lead from an event in a calendar to its item's page, on a device that the person has used before.

    The event's address holds no secret, as a calendar may be shown to others; this browser remembers
    which page is its own, for this redirect and for the start page's button.
    """
    del sent
    token = _known(site, request)
    key = request.path_params["key"]
    if token:
        return see_other(f"/p/{token}/items/{quote(key)}")
    return plain_page("open.html", key=key)


def health(site: Site, request: Request, sent: Sent) -> Answer:
    """Tell a supervisor that pages and store answer."""
    del request, sent
    site.app.store.link_by_hash("")
    return PlainTextResponse("ok\n")


def robots(site: Site, request: Request, sent: Sent) -> Answer:
    """Ask search engines to stay out."""
    del site, request, sent
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def _known(site: Site, request: Request) -> str:
    """Return the token of the page that this browser has used before, while it still opens something."""
    token = request.cookies.get(KNOWN_COOKIE, "")
    try:
        opened(site.app.store, token, Purpose.PAGE)
    except (NotFound, Gone):
        return ""
    return token
