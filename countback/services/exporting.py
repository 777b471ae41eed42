"""Export: a plan as a table of values or as one calendar, for other programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

from countback.domain.contents import contents
from countback.domain.feed_revisions import revise
from countback.domain.plan import Plan
from countback.domain.public import plan_json
from countback.services.publishing import WHOLE, Publisher, uid_of

COLUMNS = (
    "key",
    "title",
    "category",
    "status",
    "earliest",
    "start_by",
    "due",
    "latest",
    "at",
    "slack_days",
    "hard",
    "critical",
    "estimated",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(plan: Plan) -> bytes:
    """Return a plan in the public shape."""
    return (json.dumps(plan_json(plan), ensure_ascii=False, indent=2) + "\n").encode()


def as_csv(plan: Plan) -> bytes:
    """Return a plan's items as CSV (UTF-8 with a mark, as spreadsheets want it)."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for item in plan_json(plan)["items"]:  # type: ignore[attr-defined]
        rows.writerow([_cell(item[column]) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def as_ics(plan: Plan, first_name: str, publisher: Publisher, now: dt.datetime) -> bytes:
    """Return a plan as one calendar; its events are named as in the person's feed."""
    revisions = revise(
        {}, contents(plan, publisher.base_url), now, uid_of(plan.person), publisher.writer.render
    )
    return publisher.files(plan, first_name, revisions)[WHOLE]
