"""The start: a plan from a short form in steps, or from a file; by anybody, or by an adviser for theirs."""

from __future__ import annotations

import datetime as dt
import secrets

from starlette.requests import Request
from starlette.responses import Response

from countback.errors import BadInput, Forbidden, TooMany
from countback.services import starting
from countback.services.starting import Started
from countback.web.data_pages import placed, uploaded
from countback.web.forms import Sent
from countback.web.limiting import STARTS
from countback.web.pages import Answer, client_of, plain_page, problems_of, see_other, waiting
from countback.web.profile_form import form_values, person_id, problems_by_field, profile_of
from countback.web.site import Site
from countback.web.visits import adviser_of, session_csrf
from countback.web.wizard import Wizard, open_wizard, problems_in, turned


def start_page(site: Site, request: Request, sent: Sent) -> Answer:
    """Show the first step."""
    del sent
    _welcome(site, request)
    return _shown(site, request, open_wizard(site.app, form_values({}), _today(site, {})))


def next_step(site: Site, request: Request, sent: Sent) -> Answer:
    """Go on, back, or make the plan: whatever button was pressed."""
    _welcome(site, request)
    today = _today(site, sent.values)
    wizard = open_wizard(site.app, sent.values, today, sent["step"])
    if sent["go"] != "save":
        wizard = turned(site.app, wizard, sent["go"], None, today)
        return _shown(site, request, wizard, 422 if wizard.problems else 200)
    if problems := problems_in(site.app, sent.values, None, today):
        return _shown(site, request, wizard.told(problems), 422)
    try:
        _count(site, request)
        profile = profile_of(sent.values)
        started = starting.start(
            site.app.workshop, site.app.links, _fresh_id(), profile, today, site.app.clock.now()
        )
    except (BadInput, TooMany) as error:
        told = problems_by_field(problems_of(error), sent.values)
        return waiting(_shown(site, request, wizard.told(told), error.http_status), error)
    return _begun(site, request, started)


def start_from_file(site: Site, request: Request, sent: Sent) -> Answer:
    """Make a plan from a file that was downloaded here or at another Countback."""
    _welcome(site, request)
    try:
        _count(site, request)  # first, as reading a file is what takes time
        value = uploaded(site.app.read_text, sent.files.get("file", b""))
        today = site.app.clock.today_in("UTC")
        started = starting.start_from_data(
            site.app.workshop, site.app.links, _fresh_id(), value, today, site.app.clock.now()
        )
    except (BadInput, TooMany) as error:
        wizard = open_wizard(site.app, form_values({}), _today(site, {}))
        told = problems_of(placed(error) if isinstance(error, BadInput) else error)
        return waiting(_shown(site, request, wizard, error.http_status, file_problems=told), error)
    return _begun(site, request, started)


def _welcome(site: Site, request: Request) -> None:
    if not _by_adviser(request) and site.app.settings.signup != "open":
        raise Forbidden("plans are made by advisers here", "ask your adviser for your own address")


def _count(site: Site, request: Request) -> None:
    if not _by_adviser(request):
        site.limits.count(STARTS, "start", client_of(request))


def _begun(site: Site, request: Request, started: Started) -> Response:
    if not _by_adviser(request):
        return see_other(f"/p/{started.page.token}/?said=new")
    adviser = adviser_of(site, request)
    site.app.advisory.assign(adviser.name, [started.person_id])
    return see_other(f"/adviser/p/{started.person_id}/?said=added")


def _by_adviser(request: Request) -> bool:
    return request.url.path.startswith("/adviser/")


def _fresh_id() -> str:
    return person_id(secrets.choice)


def _today(site: Site, values: object) -> dt.date:
    """Return the day where the person says they are, once they said so."""
    zone = values.get("timezone", "") if hasattr(values, "get") else ""
    try:
        return site.app.clock.today_in(zone or "UTC")
    except (KeyError, ValueError, OSError):
        return site.app.clock.today_in("UTC")


def _shown(
    site: Site, request: Request, wizard: Wizard, status: int = 200, file_problems: object = ()
) -> Response:
    by_adviser = _by_adviser(request)
    return plain_page(
        "start_adviser.html" if by_adviser else "start.html",
        status,
        wizard=wizard,
        file_problems=file_problems,
        csrf=session_csrf(site, request) if by_adviser else "",
        adviser=adviser_of(site, request) if by_adviser else None,
        action=request.url.path.removesuffix("/import"),
    )
