"""The adviser: signing in and out, the list of applicants, a new applicant's own link, another password."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from countback.domain.advisers import SESSION_FOR
from countback.domain.links import Purpose
from countback.errors import BadInput, Forbidden, TooMany
from countback.services.advising import checked_password
from countback.web.forms import Sent
from countback.web.limiting import SIGN_INS
from countback.web.pages import SAID, Answer, client_of, plain_page, problems_of, see_other, waiting
from countback.web.site import Site
from countback.web.visits import SESSION_COOKIE, adviser_of, session_csrf

PAGE = 50
SEARCH_LENGTH = 60


def login_page(site: Site, request: Request, sent: Sent) -> Answer:
    """Show the form to sign in."""
    del site, request, sent
    return plain_page("login.html", problems=(), name="")


def log_in(site: Site, request: Request, sent: Sent) -> Answer:
    """Sign in with name and password; wrong ones are counted, by who asks and by name."""
    name, who = sent["name"].strip(), client_of(request)
    try:
        site.limits.look(SIGN_INS, "client", who)
        site.limits.look(SIGN_INS, "name", name)
        token = site.app.advisory.sign_in(name, sent["password"], site.app.clock.now())
    except Forbidden as error:
        site.limits.count(SIGN_INS, "client", who)
        site.limits.count(SIGN_INS, "name", name)
        return plain_page("login.html", 403, problems=problems_of(error), name=name)
    except TooMany as error:
        return waiting(plain_page("login.html", 429, problems=problems_of(error), name=name), error)
    return _with_session(request, token, "/adviser/")


def log_out(site: Site, request: Request, sent: Sent) -> Answer:
    """End the session on the server and in the browser."""
    del sent
    site.app.advisory.sign_out(request.cookies.get(SESSION_COOKIE, ""))
    answer = see_other("/adviser/login")
    answer.delete_cookie(SESSION_COOKIE, path="/adviser")
    return answer


def list_page(site: Site, request: Request, sent: Sent) -> Answer:
    """Show the adviser's applicants, a page at a time, with what is at risk."""
    del sent
    adviser = adviser_of(site, request)
    search = request.query_params.get("search", "").strip()[:SEARCH_LENGTH]
    total = site.app.store.advised_count(adviser.id, search)
    pages = max(1, -(-total // PAGE))
    number = min(pages, max(1, _number(request.query_params.get("page", ""))))
    return plain_page(
        "applicants.html",
        adviser=adviser,
        csrf=session_csrf(site, request),
        applicants=site.app.store.advised(adviser.id, search, (number - 1) * PAGE, PAGE),
        total=total,
        search=search,
        number=number,
        pages=pages,
        page_url=lambda one: "/adviser/?" + urlencode({"search": search, "page": one}),
        said=SAID.get(request.query_params.get("said", ""), ""),
    )


def password_page(site: Site, request: Request, sent: Sent) -> Answer:
    """Show the form for another password."""
    del sent
    return _password(site, request)


def change_password(site: Site, request: Request, sent: Sent) -> Answer:
    """Keep another password, if the old one is known; every other session ends."""
    adviser = adviser_of(site, request)
    now = site.app.clock.now()
    try:
        site.limits.look(SIGN_INS, "name", adviser.name)
        if sent["new"] != sent["again"]:
            raise BadInput.one("the two new passwords differ", "write the same one twice")
        checked_password(sent["new"])
        site.app.advisory.sign_in(adviser.name, sent["old"], now)
        site.app.advisory.change_password(adviser.name, sent["new"])
        token = site.app.advisory.sign_in(adviser.name, sent["new"], now)
    except Forbidden:
        site.limits.count(SIGN_INS, "name", adviser.name)
        return _password(site, request, BadInput.one("the old password does not fit", "write it again"))
    except (BadInput, TooMany) as error:
        return _password(site, request, error)
    return _with_session(request, token, "/adviser/?said=password")


def new_link(site: Site, request: Request, sent: Sent) -> Answer:
    """Make a link of their own for an applicant, to be handed over; it is shown once, here."""
    adviser = adviser_of(site, request)
    person_id = sent["person"]
    if not site.app.store.advises(adviser.id, person_id):
        raise BadInput.one("this applicant is not in your list", "go back to your list of applicants")
    new = site.app.links.create(person_id, Purpose.PAGE, f"from {adviser.name}"[:60], site.app.clock.now())
    root = site.app.settings.public_url or str(request.base_url).rstrip("/")
    return plain_page(
        "handover.html",
        adviser=adviser,
        csrf=session_csrf(site, request),
        address=f"{root}/p/{new.token}/",
        person_id=person_id,
    )


def _password(site: Site, request: Request, error: BadInput | TooMany | None = None) -> Response:
    answer = plain_page(
        "password.html",
        error.http_status if error else 200,
        adviser=adviser_of(site, request),
        csrf=session_csrf(site, request),
        problems=problems_of(error) if error else (),
    )
    return waiting(answer, error) if error else answer


def _with_session(request: Request, token: str, address: str) -> Response:
    """Send a browser on that is signed in from now on."""
    answer = see_other(address)
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=round(SESSION_FOR.total_seconds()),
        path="/adviser",
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
    )
    return answer


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 1
