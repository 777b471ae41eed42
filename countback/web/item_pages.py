"""One item: why it stands on its dates, and what a person can do about it: done, own date, rest, note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from countback.domain.marks import NOTE_LENGTH, Mark
from countback.domain.plan import Item, Status
from countback.errors import BadInput, CountbackError, NotFound, Problem
from countback.services import changing, marking, ticking
from countback.services.explaining import explain_item
from countback.services.replanning import replan
from countback.services.running import ProfileChange
from countback.web.pages import Answer, back, page, problems_of
from countback.web.visits import Visit


def item_page(visit: Visit) -> Answer:
    """Show one item of the plan."""
    return _shown(visit, visit.request.path_params["key"])


def change_item(visit: Visit) -> Answer:
    """Do what a form of the item's page asks for; what is wrong is shown on the page again."""
    key = visit.request.path_params["key"]
    actions = {
        "done": _done,
        "undo": _undo,
        "date": _own_date,
        "undate": _no_own_date,
        "snooze": _snooze,
        "wake": _wake,
        "note": _note,
    }
    action = actions.get(visit.sent["do"])
    if action is None:
        raise BadInput.one("the form does not say what to do", "go back, load the page again")
    _known(visit, key)
    try:
        said = action(visit, key)
    except (BadInput, NotFound) as error:
        return _shown(visit, key, error, 422)
    if visit.sent["then"] == "plan":
        return back(visit, "", said)
    return back(visit, f"items/{key}", said)


def _shown(visit: Visit, key: str, error: CountbackError | None = None, status: int = 200) -> Answer:
    found = explain_item(visit.applicant, visit.site.app.library, visit.today, key)
    if found is None:
        raise NotFound(
            "your plan has no such item",
            "it may have been part of an earlier plan; look at what changed on `My plan`",
        )
    store = visit.site.app.store
    return page(
        visit,
        "item.html",
        status,
        found=found,
        item=found.item,
        mark=store.marks(visit.person_id).get(key, Mark(key)),
        own_date=visit.applicant.given.get(key),
        can_undo=key in store.facts(visit.person_id) or key in _written(visit, "done"),
        can_date=_can_date(found.item),
        problems=problems_of(error) if error else (),
        sent=visit.sent,
        note_length=NOTE_LENGTH,
        first_day=ticking.FIRST_DAY,
        today=visit.today,
        tomorrow=visit.today + dt.timedelta(days=1),
        week=visit.today + dt.timedelta(days=7),
    )


def _can_date(item: Item) -> bool:
    """Tell whether a date of one's own makes sense: season dates have an owner, and what is done is done."""
    return item.status is not Status.DONE and item.at is None


def _written(visit: Visit, name: str) -> Mapping[str, object]:
    """Return a mapping of the profile as it is written."""
    value = visit.site.app.store.person(visit.person_id).profile.get(name)
    return value if isinstance(value, Mapping) else {}


def _done(visit: Visit, key: str) -> str:
    day = _day(visit, "day") if visit.sent["day"] else visit.today
    ticking.tick(visit.site.app.store, visit.person_id, key, day, visit.today, visit.now)
    replan(visit.site.app.workshop, visit.person_id, visit.today, visit.now)
    return "done"


def _undo(visit: Visit, key: str) -> str:
    app = visit.site.app
    if key in app.store.facts(visit.person_id):
        ticking.untick(app.store, visit.person_id, key)
        replan(app.workshop, visit.person_id, visit.today, visit.now)
    else:
        _apply(visit, changing.without_done(key))
    return "undone"


def _own_date(visit: Visit, key: str) -> str:
    _apply(visit, changing.with_own_date(key, _day(visit, "own")))
    return "dated"


def _no_own_date(visit: Visit, key: str) -> str:
    _apply(visit, changing.with_own_date(key, None))
    return "undated"


def _snooze(visit: Visit, key: str) -> str:
    marking.snooze(visit.site.app.store, visit.person_id, key, _day(visit, "until"), visit.today)
    return "snoozed"


def _wake(visit: Visit, key: str) -> str:
    marking.snooze(visit.site.app.store, visit.person_id, key, None, visit.today)
    return "woken"


def _note(visit: Visit, key: str) -> str:
    marking.note(visit.site.app.store, visit.person_id, key, visit.sent["note"])
    return "noted"


def _known(visit: Visit, key: str) -> None:
    if visit.plan.item(key) is None:
        raise NotFound("your plan has no such item", "look for it on `My plan`")


def _apply(visit: Visit, change: ProfileChange) -> None:
    changing.apply(visit.site.app.workshop, visit.person_id, change, visit.today, visit.now)


def _day(visit: Visit, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(visit.sent[name])
    except ValueError:
        shown = visit.sent[name][:20]
        problem = Problem(
            f"{shown!r} is not a date", "write year-month-day, for example 2027-05-03", where=name
        )
        raise BadInput([problem]) from None
