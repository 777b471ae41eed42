"""My plan: what to do today and next, what is at risk, what is later; what changed; how much is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from countback.domain.agenda import agenda
from countback.domain.diff import Change, diff, summary
from countback.domain.plan import Item
from countback.domain.public import seen_of_json
from countback.web.pages import Answer, page
from countback.web.timeline import picture
from countback.web.visits import Visit

# What a person should see first: what is in danger, then what is saved, then the rest.
ORDER = ("became_late", "became_possible", "done", "undone", "added", "dropped", "moved", "changed")
PATHWAYS = {
    "elective_vslo": "hands-on elective through VSLO",
    "elective_direct": "hands-on elective, host by host",
    "observership": "observership",
    "research_year": "research year with an observership",
}


def plan_page(visit: Visit) -> Answer:
    """Show the plan of today."""
    marks = visit.site.app.store.marks(visit.person_id)
    sorted_plan = agenda(visit.plan, marks)
    return page(
        visit,
        "plan.html",
        agenda=sorted_plan,
        marks=marks,
        changed=_last_change(visit),
        picture=picture(visit.plan),
        item_base=f"{visit.base}/items/",
        pathway=PATHWAYS.get(visit.plan.pathway.name, visit.plan.pathway.name),
        next_open=_next_open(visit, {one.key for one in sorted_plan.resting}),
    )


def timeline_page(visit: Visit) -> Answer:
    """Show the whole way as one picture, made to be printed on one page."""
    return page(visit, "timeline.html", picture=picture(visit.plan), item_base=f"{visit.base}/items/")


def sorted_changes(changes: tuple[Change, ...]) -> dict[str, tuple[Change, ...]]:
    """Return changes by kind, the kinds that matter most first; kinds without a change are left out."""
    return {
        kind: found for kind in ORDER if (found := tuple(one for one in changes if one.kind.value == kind))
    }


def _last_change(visit: Visit) -> Mapping[str, object] | None:
    """Return what the newest run changed against the one before, where there are two."""
    runs = visit.site.app.store.runs(visit.person_id, 2)
    if len(runs) < 2:
        return None
    after, before = runs
    changes = diff(seen_of_json(before.plan), seen_of_json(after.plan))
    # Wording follows from the days that moved: only what a person acts on is news.
    shown = tuple(one for one in changes if one.kind.value != "changed")
    return {
        "before": before.today,
        "after": after.today,
        "changes": sorted_changes(shown),
        "counts": {kind: count for kind, count in summary(shown).items() if count},
    }


def _next_open(visit: Visit, resting: Collection[str]) -> Item | None:
    """Return the item to be begun next, for a day on which there is nothing to do; not one that rests."""
    ahead = [
        one
        for one in visit.plan.items
        if one.done_on is None and one.start_by > visit.today and one.key not in resting
    ]
    return min(ahead, key=lambda one: (one.start_by, one.key), default=None)
