"""The public shape: exactly these fields, ISO days, and values that any JSON reader takes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from countback.domain.catalogue import Confidence
from countback.domain.diff import Change, ChangeKind
from countback.domain.plan import Status
from countback.domain.public import SCHEMA, diff_json, explained_json, plan_json, season_mark
from countback.domain.seasons import Cycle, DateStatus
from countback.domain.writing import chain_of
from tests.support.real import EXAMPLES, START, example, full_plan, item_of, library, solved

PLAN = {"schema", "target_year", "season", "today", "pathway", "items", "late", "warnings"}
DATE = {"key", "title", "owner", "at", "status", "uncertainty_days", "source"}
REASON = {"rule", "text", "source", "confidence"}
LATE = {"key", "missing_days", "earliest_workable", "chain", "ways_out"}
STEP = {"text", "from", "to", "days", "source"}
WAY = {"action", "text", "slack_days"}
ITEM = {
    "key",
    "title",
    "category",
    "earliest",
    "latest",
    "start_by",
    "due",
    "at",
    "slack_days",
    "critical",
    "hard",
    "status",
    "estimated",
    "because",
}


def shape(name: str) -> Any:
    """Return a plan as it comes back from JSON."""
    made = plan_json(full_plan(name))
    back = json.loads(json.dumps(made))
    assert back == made, "every value is one that JSON has"
    return back


def keys(rows: list[dict[str, object]]) -> list[set[str]]:
    """Return the different sets of keys that the rows have."""
    return [set(one) for one in {tuple(sorted(row)) for row in rows}]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_plan_has_exactly_the_fields_of_its_schema(name: str) -> None:
    made = shape(name)
    assert made.keys() == PLAN
    assert made["schema"] == SCHEMA == 1
    assert made["season"].keys() == {"eras", "match_year", "dates"}
    assert keys(made["season"]["dates"]) == [DATE]
    assert made["pathway"].keys() == {"name", "because"}
    assert keys(made["pathway"]["because"]) == [REASON]
    assert keys(made["items"]) == [ITEM]
    assert keys([reason for one in made["items"] for reason in one["because"]]) == [REASON]


def test_a_lateness_has_exactly_the_fields_of_its_schema() -> None:
    late = shape("late-starter")["late"]
    assert keys(late) == [LATE]
    assert keys([step for one in late for step in one["chain"]]) == [STEP]
    assert keys([way for one in late for way in one["ways_out"]]) == [WAY]


def test_days_are_iso_days_and_instants_have_their_offset() -> None:
    made = shape("late-starter")
    assert made["today"] == "2026-11-22"
    for one in made["items"]:
        for name in ("earliest", "latest", "start_by", "due"):
            assert dt.date.fromisoformat(one[name]).isoformat() == one[name]
    instants = [dt.datetime.fromisoformat(one["at"]) for one in made["items"] if one["at"]]
    assert instants
    assert all(one.utcoffset() is not None for one in instants)
    season = {one["key"]: one["at"] for one in made["season"]["dates"]}
    assert season["eras.submit"] == "2027-09-01T09:00:00-04:00"
    assert season["residency.start"] == "2028-07-01", "without an hour, a day"


def test_the_season_is_named_as_eras_and_nrmp_name_it() -> None:
    season = shape("late-starter")["season"]
    assert (season["eras"], season["match_year"]) == (2028, 2028)


def test_a_step_s_days_are_those_between_its_ends() -> None:
    for late in shape("late-starter")["late"]:
        for step in late["chain"]:
            begin, end = (dt.date.fromisoformat(step[name]) for name in ("from", "to"))
            assert step["days"] == (end - begin).days


def test_values_are_plain_words() -> None:
    made = shape("student-vslo")
    assert {one["status"] for one in made["items"]} <= {one.value for one in Status}
    assert {one["confidence"] for item in made["items"] for one in item["because"]} <= {"H", "M", "L"}


def test_an_item_is_explained_with_its_chain_and_its_lateness() -> None:
    plan = full_plan("late-starter")
    one = solved(example("late-starter"), START)
    late = next(late for late in plan.late if late.key == "immunization.form/rotation-1")
    explained: Any = json.loads(json.dumps(explained_json(item_of(plan, late.key), late.chain, late)))
    assert explained.keys() == {"schema", "item", "details", "ask", "chain", "late"}
    assert (explained["item"].keys(), explained["late"].keys()) == (ITEM, LATE)
    assert explained["chain"] == explained["late"]["chain"]
    event = next(item for item in plan.items if not item.ask)
    other = explained_json(event, chain_of(one, event.key), None)
    assert (other["ask"], other["late"]) == (None, None)


def test_a_diff_has_exactly_the_fields_of_its_schema() -> None:
    day = dt.date(2027, 5, 3)
    changes = [
        Change(ChangeKind.MOVED, "a", "A", 7, day, day + dt.timedelta(days=7)),
        Change(ChangeKind.ADDED, "b", "B", after=day),
        Change(ChangeKind.DROPPED, "c", "C", before=day, note="gone"),
    ]
    made: Any = json.loads(json.dumps(diff_json(iter(changes), 1, "today")))
    assert made == {
        "schema": 1,
        "from": 1,
        "to": "today",
        "summary": {**{kind.value: 0 for kind in ChangeKind}, "moved": 1, "added": 1, "dropped": 1},
        "changes": [
            {
                "kind": "moved",
                "key": "a",
                "title": "A",
                "days": 7,
                "before": "2027-05-03",
                "after": "2027-05-10",
                "note": "",
            },
            {
                "kind": "added",
                "key": "b",
                "title": "B",
                "days": 0,
                "before": None,
                "after": "2027-05-03",
                "note": "",
            },
            {
                "kind": "dropped",
                "key": "c",
                "title": "C",
                "days": 0,
                "before": "2027-05-03",
                "after": None,
                "note": "gone",
            },
        ],
    }


SEASON = library().published.season(2028, Cycle.SEPTEMBER)
SUBMIT = SEASON.dates.index(next(one for one in SEASON.dates if one.key == "eras.submit"))


def mark_with(**changes: Any) -> str:
    """Return the mark of the season in which one date says something else."""
    dates = list(SEASON.dates)
    dates[SUBMIT] = replace(dates[SUBMIT], **changes)
    return season_mark(replace(SEASON, dates=tuple(dates)))


@pytest.mark.parametrize(
    "changes",
    [
        {"day": dt.date(2028, 9, 7)},
        {"at": dt.datetime(2028, 9, 6, 13, 1, tzinfo=dt.UTC)},
        {"at": None},
        {"status": DateStatus.OFFICIAL},
        {"uncertainty_days": 3},
        {"source": "another page"},
        {"title": "ERAS: send"},
        {"owner": "somebody else"},
        {"key": "eras.sent"},
    ],
    ids=str,
)
def test_the_mark_of_a_season_moves_with_whatever_one_of_its_dates_says(changes: dict[str, Any]) -> None:
    assert mark_with(**changes) != mark_with() == season_mark(SEASON)


def test_the_mark_of_a_season_stays_where_a_plan_would_say_the_same() -> None:
    unsaid = {"confidence": Confidence.LOW, "checked": dt.date(2027, 1, 1), "rule": "in other words"}
    assert mark_with(**unsaid) == season_mark(SEASON)


def test_every_season_has_a_mark_of_its_own_even_with_the_same_dates() -> None:
    published = library().published
    seasons = [published.season(year, cycle) for year in (2027, 2028) for cycle in Cycle]
    alike = [replace(SEASON, cycle=Cycle.JULY), replace(SEASON, target_year=2027)]
    assert len({season_mark(one) for one in [*seasons, *alike]}) == 6
