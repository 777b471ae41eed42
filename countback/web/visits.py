"""Visits: whose pages are asked for, and by whom: the person by their own link, or their adviser.

A handler gets a `Visit` and nothing else that could lead to another person: every service call takes
the person's id from there.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from countback.domain.applicant import Applicant
from countback.domain.links import Purpose
from countback.domain.plan import Plan
from countback.errors import BadInput, Forbidden, NotFound, Problem
from countback.services.advising import signed_in
from countback.services.links import opened
from countback.web.forms import Sent

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from countback.domain.advisers import Adviser
    from countback.web.site import Site

SESSION_COOKIE = "countback_session"
KNOWN_COOKIE = "countback_page"
YEAR_SECONDS = 366 * 86_400


class Unfit(BadInput):
    """The stored profile does not fit the day any more, so there is no plan: a student has graduated, say."""


@dataclass(frozen=True)
class Visit:
    """One request for one person's pages. `base` is the address that all of them begin with."""

    site: Site
    request: Request
    person_id: str
    base: str
    csrf: str
    sent: Sent = field(default_factory=Sent)
    adviser: Adviser | None = None
    link_id: int | None = None

    @cached_property
    def now(self) -> dt.datetime:
        """Return the instant of the request, the same all through it."""
        return self.site.app.clock.now()

    @cached_property
    def today(self) -> dt.date:
        """Return the day where the person is."""
        return today_of(self.site, self.person_id)

    @cached_property
    def applicant(self) -> Applicant:
        """Return the person, with what they ticked off."""
        return self._planned[0]

    @cached_property
    def plan(self) -> Plan:
        """Return the person's plan of today, with its ways out."""
        return self._planned[1]

    @cached_property
    def _planned(self) -> tuple[Applicant, Plan]:
        try:
            return self.site.plan(self.person_id, self.today)
        except BadInput as error:
            raise Unfit(error.problems) from None

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Return why there is no plan: what in the stored profile does not fit today."""
        try:
            self._planned  # noqa: B018 - whether it can be made is the question
        except Unfit as error:
            return error.problems
        return ()

    @property
    def query(self) -> dict[str, str]:
        """Return what stands behind the question mark, the last value of each name."""
        return dict(self.request.query_params)


def today_of(site: Site, person_id: str) -> dt.date:
    """Return the day it is where a stored person is; a zone that no longer exists counts as UTC."""
    zone = str(site.app.store.person(person_id).profile.get("timezone", "UTC"))
    try:
        return site.app.clock.today_in(zone)
    except (KeyError, ValueError, OSError):
        return site.app.clock.today_in("UTC")


def visit_by_link(site: Site, request: Request, sent: Sent) -> Visit:
    """Return the visit of whoever holds a person's own link; raise NotFound or Gone."""
    token = str(request.path_params["token"])
    link = opened(site.app.store, token, Purpose.PAGE)
    return Visit(site, request, link.person_id, f"/p/{token}", site.csrf(link.hash), sent, link_id=link.id)


def visit_by_adviser(site: Site, request: Request, sent: Sent) -> Visit:
    """Return an adviser's visit; raise Forbidden without a session, NotFound for a person not theirs."""
    adviser = adviser_of(site, request)
    person_id = str(request.path_params["person"])
    if not site.app.store.advises(adviser.id, person_id):
        raise NotFound("there is nothing at this address", "go back to your list of applicants")
    base = f"/adviser/p/{person_id}"
    return Visit(site, request, person_id, base, session_csrf(site, request), sent, adviser=adviser)


class SignedOut(Forbidden):
    """Nobody is signed in here, or the session is over."""

    def __init__(self) -> None:
        super().__init__("you are not signed in", "sign in, then open the page again")


def adviser_of(site: Site, request: Request) -> Adviser:
    """Return who is signed in; raise SignedOut."""
    adviser = signed_in(site.app.store, request.cookies.get(SESSION_COOKIE, ""), site.app.clock.now())
    if adviser is None:
        raise SignedOut
    return adviser


def session_csrf(site: Site, request: Request) -> str:
    """Return the secret of the forms of a session."""
    return site.csrf(request.cookies.get(SESSION_COOKIE, ""))


def check_csrf(wanted: str, sent: Sent) -> None:
    """Raise Forbidden where a form was not made by our own page for this very visitor."""
    if not hmac.compare_digest(wanted.encode(), sent["csrf"].encode()):
        raise Forbidden("this form is not from a page of yours", "load the page again, then send it again")


def remember(answer: Response, token: str, *, secure: bool) -> None:
    """Let this browser know its own page, for the start page and for events opened from a calendar."""
    answer.set_cookie(
        KNOWN_COOKIE,
        token,
        max_age=YEAR_SECONDS,
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )
