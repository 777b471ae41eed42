"""The public shape: a plan and a diff as plain JSON values, versioned.

Other programs read this: fields are added, never renamed or removed, without a new `schema` number.
Dates are ISO days; `at` is an ISO instant with its offset.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from countback.domain.catalogue import Reason
from countback.domain.diff import Change, Seen, summary
from countback.domain.plan import Item, Lateness, Plan, Step
from countback.domain.seasons import Season, SeasonDate

SCHEMA = 1


def plan_json(plan: Plan) -> dict[str, object]:
    """Return a plan in the public shape."""
    return {
        "schema": SCHEMA,
        "target_year": plan.target_year,
        "season": season_json(plan.season),
        "today": plan.today.isoformat(),
        "pathway": {"name": plan.pathway.name, "because": [reason_json(one) for one in plan.pathway.because]},
        "items": [item_json(one) for one in plan.items],
        "late": [late_json(one) for one in plan.late],
        "warnings": list(plan.warnings),
    }


def season_json(season: Season) -> dict[str, object]:
    """Return a season in the public shape."""
    return {
        "eras": season.eras_year,
        "match_year": season.match_year,
        "dates": [date_json(one) for one in season.dates],
    }


def season_mark(season: Season) -> str:
    """Return a short hash of all that a season's dates say: it moves when, and only when, one of them does."""
    said = [(date_json(one), one.day.isoformat()) for one in season.dates]
    text = json.dumps([season.cycle.value, season.eras_year, said], sort_keys=True)
    return blake2b(text.encode("ascii"), digest_size=12).hexdigest()


def date_json(date: SeasonDate) -> dict[str, object]:
    """Return one season date in the public shape; without a clock time, `at` is the day."""
    return {
        "key": date.key,
        "title": date.title,
        "owner": date.owner,
        "at": (date.at or date.day).isoformat(),
        "status": date.status.value,
        "uncertainty_days": date.uncertainty_days,
        "source": date.source,
    }


def reason_json(reason: Reason) -> dict[str, str]:
    """Return a reason in the public shape."""
    return {
        "rule": reason.rule,
        "text": reason.text,
        "source": reason.source,
        "confidence": reason.confidence.value,
    }


def item_json(item: Item) -> dict[str, object]:
    """Return one item in the public shape."""
    return {
        "key": item.key,
        "title": item.title,
        "category": item.category.value,
        "earliest": item.earliest.isoformat(),
        "latest": item.latest.isoformat(),
        "start_by": item.start_by.isoformat(),
        "due": item.due.isoformat(),
        "at": item.at.isoformat() if item.at else None,
        "slack_days": item.slack_days,
        "critical": item.critical,
        "hard": item.hard,
        "status": item.status.value,
        "estimated": item.estimated,
        "because": [reason_json(one) for one in item.because],
    }


def late_json(late: Lateness) -> dict[str, object]:
    """Return one lateness in the public shape."""
    return {
        "key": late.key,
        "missing_days": late.missing_days,
        "earliest_workable": late.earliest_workable.isoformat(),
        "chain": [step_json(one) for one in late.chain],
        "ways_out": [
            {"action": one.action, "text": one.text, "slack_days": one.slack_days} for one in late.ways_out
        ],
    }


def step_json(step: Step) -> dict[str, object]:
    """Return one link of a chain in the public shape."""
    return {
        "text": step.text,
        "from": step.begin.isoformat(),
        "to": step.end.isoformat(),
        "days": step.days,
        "source": step.source,
    }


def explained_json(item: Item, chain: Iterable[Step], late: Lateness | None) -> dict[str, object]:
    """Return one item with the chain behind its dates, and its lateness where there is one."""
    return {
        "schema": SCHEMA,
        "item": item_json(item),
        "details": item.details,
        "ask": item.ask or None,
        "chain": [step_json(one) for one in chain],
        "late": late_json(late) if late else None,
    }


def diff_json(changes: Iterable[Change], old: object = None, new: object = None) -> dict[str, object]:
    """Return a diff in the public shape; `old` and `new` name what was compared."""
    listed = list(changes)
    return {
        "schema": SCHEMA,
        "from": old,
        "to": new,
        "summary": dict(summary(listed)),
        "changes": [
            {
                "kind": one.kind.value,
                "key": one.key,
                "title": one.title,
                "days": one.days,
                "before": one.before.isoformat() if one.before else None,
                "after": one.after.isoformat() if one.after else None,
                "note": one.note,
            }
            for one in listed
        ],
    }


def seen_of_plan(plan: Plan) -> tuple[Seen, ...]:
    """Return what the diff compares of a plan."""
    return tuple(
        Seen(
            one.key,
            one.title,
            one.start_by,
            one.due,
            one.status.value,
            _wording(map(reason_json, one.because)),
        )
        for one in plan.items
    )


def seen_of_json(plan: Mapping[str, object]) -> tuple[Seen, ...]:
    """Return what the diff compares of a stored plan in the public shape."""
    items = plan["items"]
    if not isinstance(items, list):  # pragma: no cover - the store keeps only what plan_json made
        raise TypeError("a stored plan has a list of items")
    return tuple(
        Seen(
            one["key"],
            one["title"],
            dt.date.fromisoformat(one["start_by"]),
            dt.date.fromisoformat(one["due"]),
            one["status"],
            _wording(one["because"]),
        )
        for one in items
    )


def _wording(reasons: Iterable[Mapping[str, str]]) -> str:
    """Return the rules behind an item, without what only the day decides."""
    return "\n".join(
        sorted(
            f"{one['rule']}: {one['text']}"
            for one in reasons
            if one["rule"] not in ("today", "done", "settled")
        )
    )
