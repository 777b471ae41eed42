"""A plan is decided by what goes in, and by nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from countback.domain.plan import Status
from countback.errors import BadInput
from countback.services.planning import plan_for
from tests.support.real import EXAMPLES, START, example, library


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_goes_in_and_the_same_comes_out(name: str) -> None:
    assert plan_for(example(name), library(), START) == plan_for(example(name), library(), START)


def test_ways_out_are_sought_unless_they_are_not_wanted() -> None:
    late = example("late-starter")
    full, quick = plan_for(late, library(), START), plan_for(late, library(), START, seek_ways_out=False)
    assert any(one.ways_out for one in full.late)
    assert not any(one.ways_out for one in quick.late)
    assert full.items == quick.items
    assert any(warning.startswith("Hepatitis B from zero: ") for warning in full.warnings)
    assert not any(warning.startswith("Hepatitis B from zero: ") for warning in quick.warnings)


def test_every_way_out_keeps_what_it_promises_once_it_is_taken() -> None:
    late = example("late-starter")
    plan = plan_for(late, library(), START)
    promised = {(one.key, way.action): way.slack_days for one in plan.late[:6] for way in one.ways_out}
    assert promised
    for (key, action), slack in promised.items():
        item = plan_for(late, library(), START, (action,), seek_ways_out=False).item(key)
        assert item is None or item.status not in (Status.LATE, Status.IMPOSSIBLE)
        assert item is None or item.slack_days == slack


def test_a_word_is_as_good_as_the_profiles_own_choice() -> None:
    late, word = example("late-starter"), "vaccine:hepatitis_b=heplisav_b"
    tried = plan_for(late, library(), START, (word,), seek_ways_out=False)
    kept = plan_for(replace(late, choices=(word,)), library(), START, seek_ways_out=False)
    assert tried == kept


def test_the_next_season_is_planned_with_its_own_dates() -> None:
    plan = plan_for(example("late-starter"), library(), START, ("year:2028",))
    assert plan.target_year == plan.season.target_year == 2028


def test_a_word_that_is_no_choice_is_bad_input() -> None:
    with pytest.raises(BadInput, match="is not a choice"):
        plan_for(example("late-starter"), library(), START, ("sooner",))


def test_a_later_day_never_gives_more_slack() -> None:
    student = example("student-vslo")
    plans = [
        plan_for(student, library(), START + dt.timedelta(days=days), seek_ways_out=False)
        for days in (0, 200, 400)
    ]
    for key in {item.key for item in plans[0].items if item.status is not Status.DONE}:
        slack = [
            item.slack_days for plan in plans if (item := plan.item(key)) and item.status is not Status.DONE
        ]
        assert slack == sorted(slack, reverse=True), key
