"""Pages: how a handler becomes an endpoint, and what every page shares (menu, form secret, messages).

Handlers are plain functions in a thread of their own: they ask the store and solve plans, which takes
milliseconds and blocks. A handler returns the page's text, or an answer such as a redirect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache, wraps
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from countback.domain.choice_words import choice_words
from countback.errors import BadInput, CountbackError, NotFound, Problem, TooMany
from countback.web.forms import Sent, read_form
from countback.web.guard import SAFE
from countback.web.profile_form import form_values, problems_by_field
from countback.web.rendering import render
from countback.web.site import Site
from countback.web.visits import (
    Unfit,
    Visit,
    adviser_of,
    check_csrf,
    remember,
    session_csrf,
    visit_by_adviser,
    visit_by_link,
)

STATIC = Path(__file__).with_name("static")
Answer = str | Response
Handler = Callable[[Visit], Answer]
PublicHandler = Callable[[Site, Request, Sent], Answer]
Endpoint = Callable[[Request], Awaitable[Response]]

MENU = (
    ("", "My plan"),
    ("late", "Too late?"),
    ("timeline", "Timeline"),
    ("subscribe", "Subscribe"),
    ("profile", "My profile"),
    ("year", "Change year"),
    ("data", "My data"),
)

# What a page says after a change; the address names the sentence, so nobody can put words into it.
SAID = {
    "done": "Ticked off. The plan and your calendar are up to date.",
    "undone": "The tick is taken back. The plan and your calendar are up to date.",
    "dated": "Your own date is kept. The plan and your calendar are up to date.",
    "undated": "Your own date is given up. The plan and your calendar are up to date.",
    "noted": "Your note is kept.",
    "snoozed": "It rests until then. Its dates stay as they are.",
    "woken": "It is in sight again.",
    "chosen": "The change is kept. The plan and your calendar are up to date.",
    "unchosen": "The change is taken back. The plan and your calendar are up to date.",
    "year": "The target year is changed. Your calendar moves along at the same address.",
    "saved": "Your profile is kept. The plan and your calendar are up to date.",
    "same": "Nothing had changed.",
    "new": "Your plan is made. Keep the address of this page: it is the only key to it.",
    "link": "A new address is made.",
    "rotated": "The old address is dead, the new one works.",
    "revoked": "The address is dead.",
    "imported": "Your data are taken in, and the plan is made anew.",
    "added": "The applicant is in your list.",
    "password": "Your password is changed. Everybody else who used the old one is signed out.",
}


def person_endpoints(site: Site, handler: Handler) -> tuple[Endpoint, Endpoint]:
    """Return the endpoints of a person's page: by their own link, and by their adviser."""
    return _endpoint(site, handler, visit_by_link), _endpoint(site, handler, visit_by_adviser)


def public_endpoint(site: Site, handler: PublicHandler) -> Endpoint:
    """Return the endpoint of a page that anybody may open."""

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        sent = Sent() if request.method in SAFE else await read_form(request)
        return _answer(await run_in_threadpool(handler, site, request, sent))

    return endpoint


def adviser_endpoint(site: Site, handler: PublicHandler) -> Endpoint:
    """Return the endpoint of an adviser's own page; a form there must carry the session's secret."""

    @wraps(handler)
    def checked(site: Site, request: Request, sent: Sent) -> Answer:
        adviser_of(site, request)
        if request.method not in SAFE:
            check_csrf(session_csrf(site, request), sent)
        return handler(site, request, sent)

    return public_endpoint(site, checked)


def _endpoint(site: Site, handler: Handler, visit_of: Callable[[Site, Request, Sent], Visit]) -> Endpoint:
    def visited(site: Site, request: Request, sent: Sent) -> Answer:
        try:
            visit = visit_of(site, request, sent)
        except NotFound:
            if wait := site.limits.guess(client_of(request)):
                raise TooMany(wait) from None
            raise
        if request.method not in SAFE:
            check_csrf(visit.csrf, sent)
        try:
            answer = _answer(handler(visit))
        except Unfit:
            answer = _unfit(visit)
        if visit.link_id and request.method in SAFE and answer.status_code == 200:
            remember(answer, request.path_params["token"], secure=request.url.scheme == "https")
        return answer

    visited.__name__ = handler.__name__
    return public_endpoint(site, visited)


def page(visit: Visit, template: str, /, status: int = 200, **values: object) -> Response:
    """Return one of a person's pages; what needs a plan may not be asked for where there is none."""
    plan = None if visit.problems else visit.plan
    shared = {
        "base": visit.base,
        "csrf": visit.csrf,
        "menu": MENU,
        "here": template.removesuffix(".html"),
        "adviser": visit.adviser,
        "name": visit.site.app.store.person(visit.person_id).first_name,
        "plan": plan,
        "late_count": len(plan.impossible) if plan else 0,
        "choices": _choices(visit) if plan else (),
        "said": SAID.get(visit.query.get("said", ""), ""),
    }
    return HTMLResponse(render(template, static=static_url, **shared | values), status)


def _unfit(visit: Visit) -> Response:
    """Return the page in place of one that needs a plan: what the profile has to be mended in first."""
    profile = visit.site.app.store.person(visit.person_id).profile
    found = problems_by_field(visit.problems, form_values(profile))
    return page(visit, "unfit.html", 422, problems=[one for told in found.values() for one in told])


def _choices(visit: Visit) -> list[tuple[str, str]]:
    """Return the choices kept, each as it is written and in words."""
    titles = {item.key: item.title for item in visit.plan.items}
    return [(one, choice_words(one, titles)) for one in visit.applicant.choices]


def plain_page(template: str, /, status: int = 200, **values: object) -> Response:
    """Return a page of nobody in particular."""
    return HTMLResponse(render(template, static=static_url, **values), status)


def back(visit: Visit, place: str, said: str = "") -> Response:
    """Send the browser to a page of the same person after a change, with a sentence to show there."""
    return see_other(f"{visit.base}/{quote(place)}" + (f"?said={said}" if said else ""))


def see_other(address: str) -> Response:
    """Send the browser on after a form, so that loading again sends nothing twice."""
    return RedirectResponse(address, 303)


def problems_of(error: CountbackError) -> tuple[Problem, ...]:
    """Return what is wrong, as problems to show beside the form."""
    if isinstance(error, BadInput):
        return error.problems
    what, _, mend = str(error).partition("\n    mend: ")
    return (Problem(what, mend),)


def refusal(error: CountbackError) -> Response:
    """Return the page of an error: what is wrong and how to mend it, with the status that fits."""
    status = error.http_status
    shown = problems_of(error) if status < 500 or status == 503 else (Problem("something went wrong here"),)
    answer = plain_page(
        "error.html", status, title=_TITLES.get(status, "Something went wrong"), problems=shown
    )
    waiting(answer, error)
    if status == 503:
        answer.headers["retry-after"] = "60"
    return answer


def waiting(answer: Response, error: CountbackError) -> Response:
    """Return an answer that tells programs too how long to wait after too many tries."""
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.wait_seconds)
    return answer


_TITLES = {
    403: "This is not allowed",
    404: "Nothing is here",
    405: "This page takes no such request",
    410: "This address was taken away",
    413: "This is too large",
    422: "This cannot be used",
    429: "Too many tries",
    503: "Not available at the moment",
}


def client_of(request: Request) -> str:
    """Return who asks, as far as limits are concerned."""
    return request.client.host if request.client else "unknown"


@cache
def static_url(name: str) -> str:
    """Return the address of one of our own files; it changes with the file, so browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _answer(answer: Answer) -> Response:
    return HTMLResponse(answer) if isinstance(answer, str) else answer
