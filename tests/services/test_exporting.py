"""A plan is written as JSON, CSV or iCalendar, for programs that do not know Countback."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace

import pytest

from countback.adapters.ics import writer
from countback.adapters.ics.checking import check
from countback.domain.contents import contents
from countback.domain.public import plan_json
from countback.services.exporting import COLUMNS, as_csv, as_ics, as_json
from countback.services.publishing import Publisher, uid_of
from tests.services.conftest import NOW
from tests.support.real import EXAMPLES, example_plan, full_plan

PUBLISHER = Publisher(writer, dt.timedelta(hours=12))


@pytest.mark.parametrize("name", EXAMPLES)
def test_json_is_the_public_shape_in_utf_8(name: str) -> None:
    raw = as_json(full_plan(name))
    assert json.loads(raw) == plan_json(full_plan(name))
    assert raw.endswith(b"}\n")
    assert b"\\u" not in raw


@pytest.mark.parametrize("name", EXAMPLES)
def test_csv_says_of_each_item_what_json_says(name: str) -> None:
    raw = as_csv(example_plan(name))
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    items = plan_json(example_plan(name))["items"]
    assert isinstance(items, list)
    assert rows == [
        {column: "" if item[column] is None else str(item[column]) for column in COLUMNS} for item in items
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(title: str) -> None:
    plan = example_plan("student-vslo")
    item = replace(plan.items[0], title=title, slack_days=-3)
    (row,) = csv.DictReader(
        as_csv(replace(plan, items=(item,))).decode("utf-8-sig").splitlines(keepends=True)
    )
    assert row["title"] == f"'{title}"
    assert row["slack_days"] == "-3"  # a number, not text


@pytest.mark.parametrize("title", ['a "quoted" title', "one, two", "Zürich — 東京", "line\nbreak"])
def test_csv_keeps_any_title(title: str) -> None:
    plan = example_plan("student-vslo")
    raw = as_csv(replace(plan, items=(replace(plan.items[0], title=title),)))
    (row,) = csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True))
    assert row["title"] == title


@pytest.mark.parametrize("name", EXAMPLES)
def test_ics_is_one_calendar_whose_events_are_named_as_in_the_feed(name: str) -> None:
    plan = example_plan(name)
    raw = as_ics(plan, "Zoë", PUBLISHER, NOW)
    check(raw)
    unfolded = raw.replace(b"\r\n ", b"").decode()
    uids = {line.removeprefix("UID:") for line in unfolded.split("\r\n") if line.startswith("UID:")}
    assert uids == {uid_of(plan.person)(one.key) for one in contents(plan)}
    assert "Countback Zoë" in unfolded


def test_the_same_plan_at_the_same_time_is_the_same_bytes() -> None:
    plan = example_plan("research-year")
    assert as_ics(plan, "A", PUBLISHER, NOW) == as_ics(plan, "A", PUBLISHER, NOW)
