"""Subscribe: the plan in a person's calendar; their addresses, shown, made, replaced and taken away."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

import segno
from markupsafe import Markup

from countback.domain.catalogue import Category
from countback.domain.links import Link, Purpose
from countback.errors import BadInput, Gone, NotFound
from countback.services.links import LABEL_LENGTH
from countback.services.publishing import TODO, WHOLE
from countback.web.pages import Answer, back, page, problems_of, see_other
from countback.web.visits import Visit

ALARMS = (
    ("", "None: your calendar stays silent"),
    ("0d", "On the day, 9:00"),
    ("1d", "The day before, 9:00"),
    ("7d,1d", "A week before and the day before, 9:00"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A link as the page shows it; `url` is None where it was made with another key."""

    link: Link
    url: str | None


def subscribe_page(visit: Visit) -> Answer:
    """Show the addresses, and how each calendar program takes them."""
    return _shown(visit)


def change_links(visit: Visit) -> Answer:
    """Make, replace or take away an address, as a form of the page asks for."""
    desk, sent = visit.site.app.links, visit.sent
    try:
        if sent["do"] == "add":
            desk.create(visit.person_id, Purpose(sent["purpose"]), sent["label"], visit.now)
            return back(visit, "subscribe", "link")
        link_id = sent.number("link")
        if sent["do"] == "rotate":
            new = desk.rotate(visit.person_id, link_id, visit.now)
            if link_id == visit.link_id:  # the very address that is being used
                return see_other(f"/p/{new.token}/subscribe?said=rotated")
            return back(visit, "subscribe", "rotated")
        if sent["do"] == "revoke":
            _not_the_last(visit, link_id)
            desk.revoke(visit.person_id, link_id, visit.now)
            return back(visit, "subscribe", "revoked")
    except (BadInput, NotFound, Gone) as error:
        return _shown(visit, error, error.http_status)
    except ValueError:
        pass
    raise BadInput.one("the form does not say what to do", "go back, load the page again")


def _not_the_last(visit: Visit, link_id: int) -> None:
    """Refuse to take away the address in use: whoever does so by mistake would be locked out."""
    if link_id == visit.link_id:
        raise BadInput.one(
            "this is the address you are using now",
            "replace it instead, or open another one and revoke it there",
        )


def _shown(visit: Visit, error: BadInput | NotFound | Gone | None = None, status: int = 200) -> Answer:
    desk = visit.site.app.links
    desk.first(visit.person_id, Purpose.FEED, "my calendar", visit.now)
    root = root_of(visit)
    links = visit.site.app.store.links(visit.person_id)
    live = [one for one in links if one.revoked_at is None]
    feeds = [_address(visit, one, f"{root}/f/{{}}/{WHOLE}") for one in live if one.purpose is Purpose.FEED]
    pages = [_address(visit, one, f"{root}/p/{{}}/") for one in live if one.purpose is Purpose.PAGE]
    wanted = visit.query.get("link", "")
    shown = [one for one in feeds if one.url]
    chosen = next((one for one in shown if str(one.link.id) == wanted), shown[0] if shown else None)
    alarm = next((value for value, _ in ALARMS if value == visit.query.get("alarm", "")), "")
    address = _with_alarm(chosen.url, alarm) if chosen and chosen.url else None
    return page(
        visit,
        "subscribe.html",
        status,
        problems=problems_of(error) if error else (),
        feeds=feeds,
        pages=pages,
        revoked=[one for one in links if one.revoked_at is not None],
        chosen=chosen,
        address=address,
        webcal=address and _webcal(address),
        qr=address and qr_code(_webcal(address)),
        parts=_parts(chosen.url, alarm) if chosen and chosen.url else (),
        alarms=ALARMS,
        alarm=alarm,
        only_here=_only_here(root),
        label_length=LABEL_LENGTH,
        ttl_hours=visit.site.app.settings.feed_ttl_hours,
    )


def root_of(visit: Visit) -> str:
    """Return how the world reaches this server: as the operator says, else as this browser did."""
    public = visit.site.app.settings.public_url
    return public or str(visit.request.base_url).rstrip("/")


def qr_code(text: str) -> Markup:
    """Return an address as a picture that a phone's camera reads; black on white in the dark too."""
    code = segno.make(text, error="m")
    drawn = code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="white", border=4)
    return Markup(drawn)  # noqa: S704 - segno draws paths and repeats no text


def _address(visit: Visit, link: Link, pattern: str) -> Address:
    token = visit.site.app.links.token(link)
    return Address(link, pattern.format(token) if token else None)


def _with_alarm(url: str, alarm: str) -> str:
    return f"{url}?alarm={alarm}" if alarm else url


def _webcal(url: str) -> str:
    return f"webcal://{url.partition('://')[2]}"


def _parts(url: str, alarm: str) -> list[tuple[str, str]]:
    """Return the other calendars of the same address: by category, and the to-do list."""
    stem = url.removesuffix(WHOLE)
    names = [(one.value.capitalize(), f"{one.value}.ics") for one in Category]
    parts = [(label, _with_alarm(f"{stem}{name}", alarm)) for label, name in names]
    return [("To-do list (for programs that know to-dos)", f"{stem}{TODO}"), *parts]


def _only_here(root: str) -> bool:
    """Tell whether an address works on this very computer only."""
    host = urlsplit(root).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
