"""Too late? What a chain misses and which changes save it; a change is looked at first, then kept or left."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from countback.domain.plan import Item, Lateness, Plan, Status
from countback.domain.season_names import FIRST_TARGET_YEAR, LAST_TARGET_YEAR, parse_target
from countback.errors import BadInput, CountbackError
from countback.services import changing
from countback.services.running import ProfileChange
from countback.web.pages import Answer, back, page, problems_of
from countback.web.plan_pages import sorted_changes
from countback.web.visits import Visit

CHAINS_AT_MOST = 12


def late_page(visit: Visit) -> Answer:
    """Show what cannot be kept, why, and what would save it."""
    plan = visit.plan
    return page(
        visit,
        "late.html",
        chains=list(_chains(plan)),
        impossible=plan.impossible,
        workable=[one for one in plan.items if one.status is Status.LATE and one.hard],
        advice=[one for one in plan.items if one.status is Status.LATE and not one.hard],
    )


def try_page(visit: Visit) -> Answer:
    """Show what one change would do to the plan; nothing is kept."""
    action = visit.query.get("action", "")
    try:
        seen = changing.preview(
            visit.site.app.workshop, visit.person_id, changing.with_choice(action), visit.today
        )
    except BadInput as error:
        return _late_again(visit, error)
    return page(
        visit,
        "try.html",
        action=action,
        text=_text_of(visit.plan, action),
        saved=[one for one in seen.before.impossible if one.key not in _impossible(seen.after)],
        broken=[one for one in seen.after.impossible if one.key in seen.newly_impossible],
        still=[one for one in seen.after.impossible if one.key not in seen.newly_impossible],
        changes=sorted_changes(seen.changes),
        after=seen.after,
        moves_year=seen.after.target_year != seen.before.target_year,
    )


def keep_choice(visit: Visit) -> Answer:
    """Keep a change that was looked at; a form sent twice keeps it once, as moves would add up."""
    seen, kept = visit.sent["seen"], visit.applicant.choices
    if seen and seen != str(len(kept)) and visit.sent["action"] in kept:
        return back(visit, "", "chosen")
    return _change(visit, changing.with_choice, "chosen")


def take_back_choice(visit: Visit) -> Answer:
    """Take a kept change back."""
    return _change(visit, changing.without_choice, "unchosen")


def year_page(visit: Visit) -> Answer:
    """Let a target year be picked, and show what the change would do before it is confirmed."""
    wanted = visit.query.get("to", "")
    if not wanted:
        return _year(visit)
    try:
        target = parse_target(wanted)
        change = changing.to_year(wanted)
        seen = changing.preview(visit.site.app.workshop, visit.person_id, change, visit.today)
    except BadInput as error:
        return _year(visit, error)
    return _year(
        visit,
        target=target,
        same=target == visit.plan.target_year,
        after=seen.after,
        broken=[one for one in seen.after.impossible if one.key in seen.newly_impossible],
        still=[one for one in seen.after.impossible if one.key not in seen.newly_impossible],
        changes=sorted_changes(seen.changes),
        warnings=[one for one in seen.after.warnings if one not in seen.before.warnings],
    )


def change_year(visit: Visit) -> Answer:
    """Change the target year as confirmed."""
    try:
        change = changing.to_year(visit.sent["to"])
        changing.apply(visit.site.app.workshop, visit.person_id, change, visit.today, visit.now)
    except BadInput as error:
        return _year(visit, error)
    return back(visit, "", "year")


def _change(visit: Visit, change_of: Callable[[str], ProfileChange], said: str) -> Answer:
    try:
        change = change_of(visit.sent["action"])
        changing.apply(visit.site.app.workshop, visit.person_id, change, visit.today, visit.now)
    except BadInput as error:
        return _late_again(visit, error)
    return back(visit, "", said)


def _late_again(visit: Visit, error: CountbackError) -> Answer:
    return page(visit, "refused.html", 422, problems=problems_of(error), title="Too late?", place="late")


def _year(visit: Visit, error: BadInput | None = None, **found: object) -> Answer:
    years = range(
        max(FIRST_TARGET_YEAR, visit.today.year - 1), min(LAST_TARGET_YEAR, visit.today.year + 7) + 1
    )
    now = visit.plan.target_year
    return page(
        visit,
        "year.html",
        422 if error else 200,
        problems=problems_of(error) if error else (),
        years=sorted({*years, now}),
        **{"target": None, **found},
    )


def _chains(plan: Plan) -> Iterator[tuple[Lateness, Item]]:
    """Yield each chain of what is late once, at its longest, the impossible first."""
    items = {item.key: item for item in plan.items}
    hard = [one for one in plan.late if items[one.key].hard]
    worst = sorted(
        hard,
        key=lambda one: (
            items[one.key].status is not Status.IMPOSSIBLE,
            -len(one.chain),
            -one.missing_days,
        ),
    )
    told: set[str] = set()
    count = 0
    for late in worst:
        own = {step.text for step in late.chain[1:]}
        if told & own and items[late.key].status is not Status.IMPOSSIBLE:
            continue
        told |= own
        count += 1
        if count > CHAINS_AT_MOST:
            return
        yield late, items[late.key]


def _text_of(plan: Plan, action: str) -> str:
    """Return a way out's own words, where the plan offers it."""
    found = (way.text for late in plan.late for way in late.ways_out if way.action == action)
    return next(found, "")


def _impossible(plan: Plan) -> set[str]:
    return {item.key for item in plan.impossible}
