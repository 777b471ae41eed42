"""The late starter of 22 November 2026, and every way out that any example is offered."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Any

import pytest

from countback.domain.applicant import Applicant, Dose, Immunization
from countback.domain.plan import Lateness, Plan, Status
from countback.domain.season_names import LAST_TARGET_YEAR
from countback.services.planning import plan_for
from tests.support.real import EXAMPLES, START, example_plan, full_plan, item_of, library, person

TITER = "immunization.hepatitis_b.titer"
FORM = "immunization.form/rotation-1"
BAD = (Status.LATE, Status.IMPOSSIBLE)
LATER = (dt.date(2027, 2, 1), dt.date(2027, 4, 22), dt.date(2027, 9, 1), dt.date(2028, 3, 1))
MOMENTS = [*((name, START) for name in EXAMPLES), *(itertools.product(EXAMPLES, LATER))]


def late_of(plan: Plan, key: str) -> Lateness:
    return next(one for one in plan.late if one.key == key)


def test_dose_one_is_to_be_had_the_day_after_and_the_titer_twenty_weeks_later() -> None:
    plan = example_plan("late-starter")
    assert f"{item_of(plan, 'immunization.hepatitis_b.dose_1').earliest}" == "2026-11-23"
    assert f"{item_of(plan, 'immunization.hepatitis_b.dose_2').earliest}" == "2026-12-21"
    assert f"{item_of(plan, 'immunization.hepatitis_b.dose_3').earliest}" == "2027-03-15"
    assert f"{item_of(plan, TITER).earliest}" == "2027-04-12"


@pytest.mark.parametrize(
    ("product", "titer"),
    [("heplisav_b", "2027-01-18"), ("three_dose", "2027-04-12"), ("three_dose_standard", "2027-06-20")],
)
def test_the_product_decides_when_the_titer_can_be_drawn(product: str, titer: str) -> None:
    plan = example_plan("late-starter", START, (f"vaccine:hepatitis_b={product}",))
    assert f"{item_of(plan, TITER).earliest}" == titer
    assert (plan.item("immunization.hepatitis_b.dose_3") is None) == (product == "heplisav_b")


def test_the_standard_schedule_gives_its_third_dose_six_months_after_the_first() -> None:
    plan = example_plan("late-starter", START, ("vaccine:hepatitis_b=three_dose_standard",))
    assert f"{item_of(plan, 'immunization.hepatitis_b.dose_3').earliest}" == "2027-05-23"


def test_the_warning_says_which_rotations_each_product_allows() -> None:
    (told,) = [one for one in full_plan("late-starter").warnings if one.startswith("Hepatitis B from zero")]
    assert told == (
        "Hepatitis B from zero: three doses at minimum intervals give a titer from 2027-04-12, in time for every "
        "rotation; three doses on the standard schedule (0, 1, 6 months) give a titer from 2027-06-20, in time for "
        "rotation 3; Heplisav-B (two doses) gives a titer from 2027-01-18, in time for every rotation, by the advised "
        "day. Ask your clinician."
    )


@pytest.mark.parametrize(
    ("product", "allowed"),
    [
        ("three_dose", ["rotation-1", "rotation-2", "rotation-3"]),
        ("three_dose_standard", ["rotation-3"]),
        ("heplisav_b", ["rotation-1", "rotation-2", "rotation-3"]),
    ],
)
def test_what_the_warning_says_is_what_the_plan_with_that_product_says(
    product: str, allowed: list[str]
) -> None:
    plan = example_plan("late-starter", START, (f"vaccine:hepatitis_b={product}",))
    forms = [item_of(plan, f"immunization.form/{one.key}") for one in plan.rotations]
    assert [one.key.split("/")[1] for one in forms if one.status is not Status.IMPOSSIBLE] == allowed


def test_the_warning_names_none_and_some_of_the_rotations_too() -> None:

    def told(today: dt.date) -> str:
        return next(one for one in full_plan("late-starter", today).warnings if one.startswith("Hepatitis B"))

    assert told(dt.date(2027, 9, 1)).count("in time for none of the rotations") == 3
    march = told(dt.date(2027, 3, 1))
    assert march.count("in time for none of the rotations") == 2
    assert "a titer from 2027-04-27, in time for rotation 2 and rotation 3." in march


def test_no_warning_where_the_series_has_begun_or_is_settled_or_in_time() -> None:
    begun = Immunization(doses=(Dose("hepatitis_b", dt.date(2026, 11, 2), "three_dose"),))
    immune = Immunization(immune=frozenset({"hepatitis_b"}))
    for immunization, today in ((begun, START), (immune, START), (Immunization(), dt.date(2025, 9, 1))):
        somebody = person(target_year=2027, vslo=True, immunization=immunization)
        warnings = plan_for(somebody, library(), today).warnings
        assert not any(one.startswith("Hepatitis B from zero") for one in warnings)


def test_the_worst_chain_of_the_form_names_dose_titer_form_and_deadline() -> None:
    late = late_of(full_plan("late-starter"), FORM)
    words = [one.text for one in late.chain]
    assert words[0] == "Today is 2026-11-22: the earliest day for Hepatitis B vaccine, dose 1"
    assert words[1].startswith("Hepatitis B vaccine, dose 3: ")
    assert words[2].startswith("Hepatitis B titer (quantitative anti-HBs): ")
    assert words[3].startswith("Immunization form signed and handed in to the host (rotation 1): ")
    assert "possible on 2027-04-12 at the earliest, needed by 2027-03-01: 42 days are missing" in words[4]
    assert words[-1].endswith("(2027-03-15)")
    assert "open in VSLO in mid-March" in words[-1]
    assert f"{late.earliest_workable}" == "2027-04-19"
    assert [one.days for one in late.chain] == [1, 112, 28, 0, -42, 14, 0]
    assert all(one.source for one in late.chain)


@pytest.mark.parametrize(("name", "today"), MOMENTS)
def test_the_steps_of_every_chain_join_and_their_days_add_up_to_the_gap(name: str, today: dt.date) -> None:
    plan = full_plan(name, today)
    for late in plan.late:
        chain = late.chain
        for before, after in itertools.pairwise(chain):
            assert before.end == after.begin, late
        assert sum(one.days for one in chain) == (chain[-1].end - chain[0].begin).days
        gaps = [one for one in chain if one.source == "computed from the steps around it"]
        assert [one.days for one in gaps] == [-late.missing_days], late
        said = re.search(r": (\d+) days? (?:is|are) missing$", gaps[0].text)
        assert said is not None
        assert int(said[1]) == late.missing_days


@pytest.mark.parametrize(("name", "today"), MOMENTS)
def test_a_late_item_s_gap_is_what_its_dates_say(name: str, today: dt.date) -> None:
    plan = full_plan(name, today)
    assert [(-one.missing_days, one.key) for one in plan.late] == sorted(
        (-one.missing_days, one.key) for one in plan.late
    )
    for late in plan.late:
        item = item_of(plan, late.key)
        assert late.earliest_workable == item.finish_from
        if item.status is Status.LATE:
            short = max((item.earliest - item.start_by).days, (item.finish_from - item.due).days)
            assert late.missing_days == -item.slack_days == short
        else:
            assert late.missing_days >= (item.finish_from - item.latest).days


@pytest.mark.parametrize(("name", "today"), MOMENTS)
def test_every_way_out_that_is_offered_is_one(name: str, today: dt.date) -> None:
    """Applied and solved again, it saves the item, has the slack it says, and ruins nothing else."""
    plan = full_plan(name, today)
    impossible = {one.key for one in plan.impossible}
    for late in plan.late:
        assert len({one.action for one in late.ways_out}) == len(late.ways_out)
        for way in late.ways_out:
            told = f"{late.key} by {way.action} on {today}"
            saved = example_plan(name, today, (way.action,))
            item = saved.item(late.key)
            assert {one.key for one in saved.impossible} <= impossible - {late.key}, told
            assert way.slack_days >= 0, told
            assert way.text.endswith((".", ")")), told
            if item is None:
                assert any(
                    part.startswith(("drop:", "vaccine:", "tb:igra")) for part in way.action.split(",")
                ), told
                continue
            assert item.status not in BAD, told
            assert way.slack_days == item.slack_days, told


def test_some_way_out_of_each_sort_is_offered_to_somebody() -> None:
    """So that the test above could fail for each."""
    offered = {
        way.action for name, today in MOMENTS for late in full_plan(name, today).late for way in late.ways_out
    }
    for sort in ("vaccine:", "ask:", "move:", "drop:", "pathway:", "year:", "compress:"):
        assert any(one.startswith(sort) for one in offered), f"nobody was offered {sort}"


def test_the_form_can_be_saved_by_the_two_dose_product() -> None:
    late = late_of(full_plan("late-starter"), FORM)
    first = late.ways_out[0]
    assert (first.action, first.slack_days) == ("vaccine:hepatitis_b=heplisav_b", 27)
    assert {"ask:provisional-clearance", "year:2028", f"compress:{FORM}"} <= {
        one.action for one in late.ways_out
    }


def test_of_several_moves_only_the_one_that_disturbs_least_is_offered() -> None:
    for late in full_plan("late-starter").late:
        moves = [
            one.action for one in late.ways_out if one.action.startswith("move:") and "," not in one.action
        ]
        assert len(moves) <= 1


def test_without_lateness_nothing_is_sought() -> None:
    early = plan_for(person(target_year=2030), library(), dt.date(2027, 9, 1))
    assert early.late == ()
    assert early == plan_for(person(target_year=2030), library(), dt.date(2027, 9, 1), seek_ways_out=False)


def skin_test(hepatitis_b: str = "three_dose", **changes: Any) -> Applicant:
    immunization = Immunization(tb_method="tst", hepatitis_b=hepatitis_b, **changes)
    return person(target_year=2027, vslo=True, rotation_count=1, immunization=immunization)


@pytest.mark.parametrize(("action", "today"), [("tb:igra", "2027-01-25"), ("tb:same_day", "2027-01-04")])
def test_a_late_tuberculosis_test_can_be_one_visit_or_on_the_day_of_the_vaccine(
    action: str, today: str
) -> None:
    """For somebody immune to hepatitis B, the live vaccines and the skin test are the longest chain."""
    somebody, day = skin_test(immune=frozenset({"hepatitis_b"})), dt.date.fromisoformat(today)
    plan = plan_for(somebody, library(), day)
    impossible = {one.key for one in plan.impossible}
    saved = plan_for(somebody, library(), day, (action,), seek_ways_out=False)
    ways = [(late, way) for late in plan.late for way in late.ways_out if way.action == action]
    assert ways
    for late, way in ways:
        item = saved.item(late.key)
        assert item is None or (item.status not in BAD and item.slack_days == way.slack_days)
        assert {one.key for one in saved.impossible} <= impossible - {late.key}


def test_minimum_intervals_are_offered_to_somebody_on_the_standard_schedule() -> None:
    plan = plan_for(skin_test("three_dose_standard"), library(), START)
    actions = {way.action for late in plan.late for way in late.ways_out}
    assert "vaccine:hepatitis_b=three_dose" in actions


def test_the_last_season_has_no_next_one_to_offer() -> None:
    somebody = person(target_year=LAST_TARGET_YEAR)
    plan = plan_for(somebody, library(), dt.date(LAST_TARGET_YEAR, 7, 1))
    assert plan.late
    assert not any(way.action.startswith("year:") for late in plan.late for way in late.ways_out)


def test_a_lone_rotation_is_never_offered_to_be_dropped() -> None:
    plan = plan_for(person(target_year=2027, rotation_count=1), library(), dt.date(2027, 3, 1))
    assert plan.late
    assert not any(way.action.startswith("drop:") for late in plan.late for way in late.ways_out)
