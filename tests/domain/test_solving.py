"""Solving: an item's dates, status and reasons follow from its rules, from today, and from what is done."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from countback.domain.applicant import Blackout, Exam, ExamState, GivenRotation, Immunization
from countback.domain.catalogue import Kind, Per
from countback.domain.plan import Item, Plan, Status
from countback.domain.solving import solve
from countback.domain.writing import chain_of
from countback.errors import InconsistentRules
from tests.support.real import START, example_plan, item_of, library, person, plan, season_of, solved
from tests.support.small import NO_VACCINES, catalogue, milestone, plan_small, rule, solve_small

TODAY = dt.date(2027, 1, 4)
FACTS = ("dual_application", "us_experience", "acgme_year", "english_school", "backup_wanted")
SOMEBODY = person(target_year=2027, rotation_count=1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def only(plan: Plan) -> Item:
    (item,) = plan.items
    return item


def dates(item: Item) -> tuple[str, str, str, str]:
    return f"{item.earliest}", f"{item.start_by}", f"{item.due}", f"{item.latest}"


def test_the_season_s_dates_are_those_the_examples_below_count_from() -> None:
    known = {one.key: f"{one.day}" for one in season_of(SOMEBODY).dates}
    assert (known["eras.submit"], known["eras.review"]) == ("2027-09-01", "2027-09-22")


def test_a_task_with_a_lead_time_is_due_that_long_before_its_anchor() -> None:
    item = only(plan_small(SOMEBODY, TODAY, milestone("a", "finish at least 3 months before eras.submit")))
    assert dates(item) == ("2027-01-04", "2027-06-01", "2027-06-01", "2027-06-01")
    assert (item.slack_days, item.status) == (148, Status.OPEN)


def test_advice_sets_the_due_day_and_the_hard_rule_the_limit() -> None:
    a = milestone(
        "a",
        "finish at least 0 days before eras.submit",
        rule("finish at least 2 months before eras.submit", soft=True),
    )
    item = only(plan_small(SOMEBODY, TODAY, a))
    assert (f"{item.due}", f"{item.latest}") == ("2027-07-01", "2027-09-01")


def test_slow_processing_is_allowed_for_and_typical_is_the_hard_limit() -> None:
    a = milestone("a", "finish at least 0 days before eras.submit", takes="7 days, 21 days")
    item = only(plan_small(SOMEBODY, TODAY, a))
    assert (f"{item.start_by}", f"{item.due}") == ("2027-08-11", "2027-09-01")
    assert (item.typical_days, item.slow_days) == (7, 21)
    late = only(plan_small(SOMEBODY, day("2027-08-20"), a))
    assert (late.status, late.slack_days) == (Status.LATE, -9)
    assert f"{late.finish_from}" == "2027-08-27", "hoped for, so it can still be kept"
    impossible = only(plan_small(SOMEBODY, day("2027-08-26"), a))
    assert (impossible.status, impossible.slack_days) == (Status.IMPOSSIBLE, -15)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("2027-01-04", Status.UPCOMING),
        ("2027-04-30", Status.UPCOMING),
        ("2027-05-01", Status.OPEN),
        ("2027-06-16", Status.OPEN),
        ("2027-06-17", Status.DUE_SOON),
        ("2027-07-01", Status.DUE_SOON),
        ("2027-07-02", Status.LATE),
        ("2027-08-01", Status.LATE),
        ("2027-08-02", Status.IMPOSSIBLE),
    ],
)
def test_an_item_is_upcoming_then_open_then_due_soon_then_late_then_impossible(
    today: str, status: Status
) -> None:
    a = milestone(
        "a",
        "start at most 4 months before eras.submit",
        "finish at least 1 month before eras.submit",
        rule("finish at least 2 months before eras.submit", soft=True),
    )
    assert only(plan_small(SOMEBODY, day(today), a)).status is status


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("2027-01-04", Status.UPCOMING),
        ("2027-09-10", Status.DUE_SOON),
        ("2027-09-22", Status.DUE_SOON),
        ("2027-09-23", Status.DONE),
    ],
)
def test_an_event_happens_and_is_never_late(today: str, status: Status) -> None:
    item = only(
        plan_small(
            SOMEBODY, day(today), milestone("a", "start on eras.review", kind=Kind.EVENT, at="eras.review")
        )
    )
    assert (item.status, f"{item.due}") == (status, "2027-09-22")
    assert item.at is not None
    assert item.at.isoformat() == "2027-09-22T09:00:00-04:00"


def test_notice_keeps_a_task_from_being_asked_for_at_once() -> None:
    a = milestone(
        "a",
        "finish at least 0 days before eras.submit",
        notice=library().catalogue.by_key["immunization.tdap"].notice,
    )
    assert only(plan_small(SOMEBODY, TODAY, a)).earliest == TODAY + dt.timedelta(days=1)


def test_a_task_without_a_deadline_stands_where_it_can_be_done() -> None:
    plan = plan_small(SOMEBODY, TODAY, milestone("a", "start at least 2 days after eras.submit"))
    assert dates(only(plan)) == ("2027-09-03",) * 4
    assert plan.late == ()


def test_a_deadline_reaches_back_through_what_has_to_come_first() -> None:
    first = milestone("a", takes="7 days, 14 days")
    then = milestone("b", "start at least 1 month after a", "finish at least 0 days before eras.submit")
    plan = plan_small(SOMEBODY, TODAY, first, then)
    assert dates(item_of(plan, "a")) == ("2027-01-04", "2027-07-18", "2027-08-01", "2027-08-01")
    assert f"{item_of(plan, 'b').earliest}" == "2027-02-18", "the slow case is waited for while there is time"


def test_an_advised_gap_is_given_up_in_a_hurry_and_kept_by_the_plan() -> None:
    first = milestone("a")
    then = milestone(
        "b",
        "start at least 10 days after a",
        rule("start at least 2 months after a", soft=True),
        "finish at least 0 days before eras.submit",
    )
    plan = plan_small(SOMEBODY, TODAY, first, then)
    assert f"{item_of(plan, 'b').earliest}" == "2027-03-04"
    assert dates(item_of(plan, "a"))[2:] == ("2027-07-01", "2027-08-22")
    hurried = item_of(plan_small(SOMEBODY, day("2027-08-10"), first, then), "b")
    assert (f"{hurried.earliest}", hurried.slack_days, hurried.status) == ("2027-09-01", 0, Status.UPCOMING)
    late = item_of(plan_small(SOMEBODY, day("2027-08-25"), first, then), "b")
    assert (f"{late.earliest}", late.slack_days) == ("2027-09-04", -3)


def test_something_done_stays_done_on_its_day_and_frees_what_should_have_come_before() -> None:
    first = milestone("a", "finish at least 6 months before eras.submit")
    then = milestone("b", "start at least 1 month after a", "finish at least 0 days before eras.submit")
    after = milestone("c", "start at least 3 months after b")
    somebody = person(target_year=2027, rotation_count=1, done={"b": day("2026-12-31")})
    plan = plan_small(somebody, day("2027-03-15"), first, then, after)
    b = item_of(plan, "b")
    assert (b.status, b.done_on, b.slack_days) == (Status.DONE, day("2026-12-31"), 0)
    assert dates(b) == ("2026-12-31",) * 4
    assert [one.text for one in b.because] == ["Done on 2026-12-31"]
    assert f"{item_of(plan, 'c').earliest}" == "2027-03-31", "measured from the day it was done"
    a = item_of(plan, "a")
    assert (a.status, a.done_on) == (Status.DONE, day("2026-12-31")), "b could not be done without it"
    assert [one.text for one in a.because] == ["Taken as done, since Do b is done"]


def test_what_a_rotation_that_has_begun_could_not_begin_without_is_taken_as_done() -> None:
    before = milestone("a", "finish at least 3 weeks before rotation.start", per=Per.ROTATION)
    needed = milestone("z", takes="3 days, 9 days")
    after = milestone(
        "b", "start at least 0 days after z", "start at least 2 weeks before rotations.first.start"
    )
    during = milestone("c", "finish at least 3 days before rotation.end", per=Per.ROTATION)
    given = (
        GivenRotation("genetics", day("2027-05-03"), 4),
        GivenRotation("third", day("2027-06-28"), 4),
    )
    somebody = person(target_year=2027, rotations=given)
    begun = plan_small(somebody, day("2027-05-10"), before, needed, after, during)
    assert {one.key for one in begun.items if one.status is Status.DONE} == {"a/rotation-1", "b", "z"}
    assert any(one.startswith("A rotation of yours has begun") for one in begun.warnings)
    over = plan_small(somebody, day("2027-06-01"), before, needed, after, during)
    assert {one.key for one in over.items if one.status is Status.DONE} == {
        "a/rotation-1",
        "b",
        "z",
        "c/rotation-1",
    }


def test_an_expired_test_is_not_taken_as_done_by_what_needed_it() -> None:
    test = milestone("t", rule("finish at most 12 months before rotations.last.end", validity=True))
    then = milestone("f", "start at least 0 days after t", "finish at least 0 days before eras.submit")
    somebody = person(
        target_year=2027, rotation_count=1, done={"t": day("2026-01-01"), "f": day("2026-12-01")}
    )
    plan = plan_small(somebody, TODAY, test, then)
    assert item_of(plan, "t").done_on is None


def test_a_date_given_fixes_the_day_and_moves_what_follows() -> None:
    then = milestone("b", "start at least 10 days after a", "finish at least 0 days before eras.submit")
    somebody = person(target_year=2027, rotation_count=1, given={"a": day("2027-08-20")})
    plan = plan_small(somebody, TODAY, milestone("a"), then)
    assert dates(item_of(plan, "a")) == ("2027-08-20",) * 4
    assert f"{item_of(plan, 'b').earliest}" == "2027-08-30"
    assert "You gave 2027-08-20 as its date" in [one.text for one in item_of(plan, "a").because]


def test_a_date_given_too_late_is_late_by_the_days_it_is_late() -> None:
    then = milestone("b", "start at least 10 days after a", "finish at least 0 days before eras.submit")
    somebody = person(target_year=2027, rotation_count=1, given={"a": day("2027-08-27")})
    plan = plan_small(somebody, TODAY, milestone("a"), then)
    assert {one.key: one.missing_days for one in plan.late} == {"a": 5, "b": 5}
    assert item_of(plan, "b").status is Status.IMPOSSIBLE


def test_a_booked_day_that_has_gone_by_can_be_explained() -> None:
    """It has to be entered as done, or given another day; until then no day fits."""
    somebody = person(target_year=2027, rotation_count=1, given={"a": day("2027-01-01")})
    (late,) = plan_small(somebody, TODAY, milestone("a")).late
    assert late.missing_days == 3
    assert [one.text for one in late.chain][-1] == "Do a: you gave 2027-01-01 as its date"


def test_a_rule_with_on_ties_one_item_to_another_s_beginning() -> None:
    first = milestone("a", "start on eras.opens", takes="5 days, 10 days")
    plan = plan_small(
        SOMEBODY, TODAY, first, milestone("b", "start on a"), milestone("c", "start on calendar.X-08-01")
    )
    assert item_of(plan, "b").start_by == item_of(plan, "a").start_by == day("2027-06-02")
    assert item_of(plan, "c").due == day("2027-08-01")


def test_a_rule_before_another_item_counts_from_its_beginning() -> None:
    first = milestone("a", "finish at least 5 business days before b", "start at most 10 days before b")
    plan = plan_small(SOMEBODY, TODAY, first, milestone("b", "start on eras.submit", takes="1 day, 2 days"))
    assert dates(item_of(plan, "a"))[2] == "2027-08-25"
    assert f"{item_of(plan, 'a').earliest}" == "2027-08-22"


def test_a_maximum_after_an_anchor_is_a_deadline_and_a_minimum_an_opening() -> None:
    a = milestone("a", "start at least 2 weeks after eras.opens", "finish at most 1 month after eras.opens")
    assert dates(only(plan_small(SOMEBODY, TODAY, a))) == (
        "2027-06-16",
        "2027-07-02",
        "2027-07-02",
        "2027-07-02",
    )


def test_an_item_per_rotation_refers_to_its_own_rotation_s_items() -> None:
    ask = milestone("ask", "finish at least 7 days before letter", per=Per.ROTATION)
    letter = milestone(
        "letter",
        "finish at least 0 days after rotation.end",
        "finish at most 14 days after rotation.end",
        per=Per.ROTATION,
    )
    plan = plan_small(person(target_year=2027, rotation_count=2), TODAY, ask, letter)
    assert {one.key: f"{one.due}" for one in plan.items} == {
        "ask/rotation-1": "2027-06-06",
        "ask/rotation-2": "2027-07-04",
        "letter/rotation-1": "2027-06-13",
        "letter/rotation-2": "2027-07-11",
    }


def test_an_item_that_happens_once_waits_for_every_rotation_s() -> None:
    end = milestone("end", "start on rotation.end", per=Per.ROTATION, kind=Kind.EVENT)
    plan = plan_small(
        person(target_year=2027), TODAY, end, milestone("thanks", "start at least 1 day after end")
    )
    assert item_of(plan, "thanks").earliest == day("2027-07-26")


def test_a_month_s_item_has_nothing_to_do_with_a_rotation_s() -> None:
    end = milestone("end", "start on rotation.end", per=Per.ROTATION, kind=Kind.EVENT)
    update = milestone(
        "update", "finish at least 0 days before month.end", "start at least 1 day after end", per=Per.MONTH
    )
    plan = plan_small(SOMEBODY, TODAY, end, update)
    assert item_of(plan, "update/2027-02").earliest == TODAY
    assert item_of(plan, "update/2027-02").due == day("2027-02-28")


def test_a_milestone_that_does_not_apply_is_left_out_and_so_are_its_rules() -> None:
    visa = milestone("visa", "finish at least 6 months before eras.submit", applies_if={"needs_visa": True})
    then = milestone(
        "b",
        "start at least 1 month after visa",
        rule("finish at least 1 days before eras.submit", only_if={"stage": "graduate"}),
    )
    plan = plan_small(person(target_year=2027, us_citizen=True), TODAY, visa, then)
    assert [one.key for one in plan.items] == ["b"]
    assert [one.rule for one in only(plan).because] == ["today"]


def test_an_anchor_this_person_does_not_have_binds_nothing() -> None:
    a = milestone(
        "a", "finish at least 1 month before graduation", "finish at least 1 day before calendar.X-02-30"
    )
    assert plan_small(person(target_year=2027), TODAY, a).late == ()
    with_one = person(target_year=2027, graduation=day("2027-12-15"))
    assert only(plan_small(with_one, TODAY, a)).due == day("2027-11-15")


def test_an_item_resting_on_an_estimated_date_is_marked_as_estimated() -> None:
    plan = plan_small(
        SOMEBODY,
        TODAY,
        milestone("a", "finish at least 1 month before eras.submit"),
        milestone("b", "start at least 1 day after a", "finish at least 0 days before eras.submit"),
        milestone("c", "finish at least 1 month before rotations.first.start"),
        milestone("d"),
    )
    assert {one.key: one.estimated for one in plan.items} == {"a": True, "b": True, "c": False, "d": False}


def test_the_real_plan_marks_as_estimated_what_rests_on_a_computed_season() -> None:
    marked = {one.key: one.estimated for one in example_plan("late-starter").items}
    assert any(marked.values())
    assert not marked["immunization.form/rotation-1"]


def test_every_reason_is_there_once_and_what_sets_the_due_day_comes_first() -> None:
    a = milestone(
        "a",
        "finish at least 1 month before eras.submit",
        rule("finish at least 2 months before eras.submit", soft=True),
        "start at most 12 months before eras.submit",
    )
    because = only(plan_small(SOMEBODY, TODAY, a)).because
    assert [one.rule for one in because] == [
        "finish at least 2 months before eras.submit",
        "start at most 12 months before eras.submit",
        "finish at least 1 month before eras.submit",
    ]


def test_the_critical_chain_runs_from_today_through_the_tightest_items_to_the_deadline() -> None:
    plan = plan_small(
        SOMEBODY,
        TODAY,
        milestone("dose", takes="1 day, 1 day"),
        milestone("titer", "start at least 150 days after dose"),
        milestone("form", "start at least 0 days after titer", "finish at least 0 days before eras.submit"),
        milestone("photo", "finish at least 0 days before eras.submit"),
        milestone("later", "start at least 1 day after form"),
    )
    assert {one.key for one in plan.items if one.critical} == {"dose", "titer", "form"}


def test_a_late_item_is_more_critical_than_one_in_time() -> None:
    plan = plan_small(
        SOMEBODY,
        TODAY,
        milestone("a", "finish at least 9 months before eras.submit"),
        milestone("b", "finish at least 0 days before eras.submit"),
    )
    assert {one.key for one in plan.items if one.critical} == {"a"}


def test_nothing_is_critical_where_everything_is_done_or_only_happens() -> None:
    review = milestone("review", "start on eras.review", kind=Kind.EVENT)
    somebody = person(target_year=2027, done={"a": TODAY})
    plan = plan_small(somebody, TODAY, review, milestone("a"))
    assert not any(one.critical for one in plan.items)


def test_a_step_accepted_as_late_counts_by_its_hard_limit() -> None:
    a = milestone(
        "a",
        rule("finish at least 9 months before eras.submit", soft=True),
        "finish at least 0 days before eras.submit",
    )
    before = plan_small(SOMEBODY, TODAY, a)
    assert (only(before).status, only(before).slack_days) == (Status.LATE, -34)
    after = plan_small(SOMEBODY, TODAY, a, words=("compress:a",))
    assert (only(after).due, only(after).slack_days, after.late) == (day("2027-09-01"), 240, ())
    assert not only(after).critical
    too_late = plan_small(SOMEBODY, day("2027-09-02"), a, words=("compress:a",))
    assert only(too_late).status is Status.IMPOSSIBLE


def test_a_step_accepted_as_late_that_has_no_hard_limit_has_no_days_in_hand() -> None:
    a = milestone("a", rule("finish at least 9 months before eras.submit", soft=True))
    item = only(plan_small(SOMEBODY, TODAY, a, words=("compress:a",)))
    assert item.status not in (Status.LATE, Status.IMPOSSIBLE)
    assert item.slack_days == 0


def test_an_item_without_a_deadline_has_no_days_in_hand_to_count() -> None:
    item = only(plan_small(SOMEBODY, TODAY, milestone("a")))
    assert item.slack_days == 0


def test_the_chain_of_an_item_in_time_leads_from_today_to_its_deadline() -> None:
    a = milestone("a", takes="7 days, 21 days")
    b = milestone("b", "start at least 28 days after a", "finish at least 0 days before eras.submit")
    steps = chain_of(solve_small(SOMEBODY, TODAY, a, b), "b")
    words = [one.text for one in steps]
    assert words[:-1] == [
        "Today is 2027-01-04: the earliest day for Do a",
        "Do a: it takes 7 days, up to 21 days, and the plan allows for the slow case",
        "Do b: Because: start at least 28 days after a",
    ]
    assert words[-1].startswith("Because: finish at least 0 days before eras.submit (")
    assert words[-1].endswith(", 2027-09-01)")
    assert [one.days for one in steps] == [0, 7, 28, 0]


def test_the_chain_of_something_done_says_when() -> None:
    somebody = person(target_year=2027, done={"a": day("2026-12-31")})
    (step,) = chain_of(
        solve_small(somebody, TODAY, milestone("a", "finish at least 0 days before eras.submit")), "a"
    )
    assert step.text == "Do a: done on 2026-12-31"
    assert (step.begin, step.end) == (day("2026-12-31"),) * 2


def test_an_expired_tuberculosis_test_is_reopened_and_says_why() -> None:
    """The test counts twelve months, and must not expire before the last rotation ends."""
    end = max(one.end for one in example_plan("late-starter").rotations)
    good = plan(
        person(target_year=2027, immunization=Immunization(tb_test=end - dt.timedelta(days=360))), START
    )
    assert item_of(good, "immunization.tb.igra").status is Status.DONE
    bad = plan(
        person(target_year=2027, immunization=Immunization(tb_test=end - dt.timedelta(days=370))), START
    )
    item = item_of(bad, "immunization.tb.igra")
    assert item.done_on is None
    assert item.status is not Status.DONE
    assert item.because[0].text.startswith("A tuberculosis test counts for 12 months")
    assert any("tuberculosis" in one.lower() and "again" in one for one in bad.warnings)


def test_a_validity_after_an_anchor_reopens_what_was_done_before_it() -> None:
    a = milestone("a", rule("start at least 0 days after calendar.X-01-01", validity=True))
    old = person(target_year=2027, done={"a": day("2026-12-31")})
    new = person(target_year=2027, done={"a": day("2027-01-01")})
    assert only(plan_small(old, TODAY, a)).done_on is None
    assert only(plan_small(new, TODAY, a)).done_on == day("2027-01-01")


def test_a_validity_on_an_anchor_that_is_missing_or_measured_another_way_reopens_nothing() -> None:
    done = person(target_year=2027, done={"a": day("2026-12-31")})
    for sentence in ("finish at most 5 years before graduation", "finish at most 1 day after eras.submit"):
        a = milestone("a", rule(sentence, validity=True))
        assert only(plan_small(done, TODAY, a)).done_on == day("2026-12-31")


def test_a_booked_exam_stands_on_its_day() -> None:
    booked = plan(person(target_year=2027, step2ck=Exam(ExamState.BOOKED, day("2027-04-14"))), START)
    item = item_of(booked, "exam.step2ck")
    assert item.start_by == item.earliest == day("2027-04-14")
    assert "You gave 2027-04-14 as its date" in [one.text for one in item.because]


def test_a_passed_exam_is_done_on_its_day() -> None:
    passed = person(target_year=2027, step1=Exam(ExamState.PASSED, day("2026-03-18")))
    assert only(plan_small(passed, TODAY, milestone("exam.step1"))).done_on == day("2026-03-18")
    assert plan(passed, START).item("exam.step1") is None, "the real plan has nothing left to say of it"


def test_a_step_that_nothing_asks_for_any_more_says_at_least_that_today_is_the_first_day() -> None:
    """A second dose on record without the first: the first has no deadline and no rule left."""
    heplisav = Immunization(hepatitis_b="heplisav_b")
    somebody = person(
        target_year=2029, immunization=heplisav, done={"immunization.hepatitis_b.dose_2": START}
    )
    item = item_of(plan(somebody, START), "immunization.hepatitis_b.dose_1")
    assert item.because


def given_rotation(**dates_of_host: dt.date) -> Plan:
    rotation = GivenRotation("genetics", day("2027-06-07"), 4, "Genetics House", **dates_of_host)
    return plan(person(target_year=2027, rotations=(rotation,)), START)


def test_a_host_s_own_last_day_for_applications_binds() -> None:
    free = item_of(given_rotation(), "application.submit/rotation-1")
    own = item_of(given_rotation(apply_by=day("2026-12-20")), "application.submit/rotation-1")
    assert own.latest == day("2026-12-20") < free.latest
    assert own.due <= day("2026-12-20")
    assert "The host takes applications until 2026-12-20" in [one.text for one in own.because]
    assert own.title.endswith("(rotation 1, Genetics House)")


def test_a_host_s_own_first_day_for_applications_binds() -> None:
    own = item_of(given_rotation(apply_from=day("2027-02-01")), "application.submit/rotation-1")
    assert own.earliest >= day("2027-02-01")


def test_host_dates_follow_their_rotation_when_another_is_dropped() -> None:
    two = (
        GivenRotation("broad", day("2027-05-03"), apply_by=day("2026-12-01")),
        GivenRotation("genetics", day("2027-06-07"), apply_by=day("2027-01-15")),
    )
    left = plan(person(target_year=2027, rotations=two), START, ("drop:rotation-1",))
    assert left.item("application.submit/rotation-1") is None
    assert item_of(left, "application.submit/rotation-2").latest <= day("2027-01-15")
    assert item_of(left, "application.submit/rotation-2").latest > day("2026-12-01")


def test_an_application_sent_stays_sent_whatever_the_host_s_last_day() -> None:
    rotation = GivenRotation("genetics", day("2027-06-07"), 4, apply_by=day("2026-11-01"))
    sent = person(
        target_year=2027, rotations=(rotation,), done={"application.submit/rotation-1": day("2026-11-10")}
    )
    assert item_of(plan(sent, START), "application.submit/rotation-1").done_on == day("2026-11-10")


def test_a_blackout_moves_rotations_and_what_hangs_on_them() -> None:
    free = plan(person(target_year=2027), START)
    moved = plan(person(target_year=2027, blackouts=(Blackout(day("2027-05-10"), day("2027-05-16")),)), START)
    assert [(b.start - a.start).days for a, b in zip(free.rotations, moved.rotations, strict=True)] == [
        14,
        14,
        14,
    ]
    key = "application.submit/rotation-2"
    assert (item_of(moved, key).latest - item_of(free, key).latest).days in range(12, 18)


def test_done_keys_that_the_plan_has_no_item_for_are_remarked_on() -> None:
    somebody = person(target_year=2027, done={"b": TODAY, "c/2026-11": TODAY}, given={"d": TODAY})
    told = plan_small(somebody, TODAY, milestone("a")).warnings
    assert [one.split("`")[1] for one in told if "changes nothing" in one] == ["done: b", "given: d"]


def test_without_rotations_planning_begins_eighteen_months_before_eras() -> None:
    made = plan(person(target_year=2028, rotation_count=1), dt.date(2026, 11, 22), ("drop:rotation-1",))
    assert made.rotations == ()
    assert min(one.opens for one in made.items if one.done_on is None) == day("2027-03-06")


def test_the_same_inputs_give_the_same_plan() -> None:
    known = library()
    assert plan(person(), START) == plan(person(), START)
    assert plan(person(), START).catalogue_version == known.catalogue.version


def test_solving_with_a_choice_leaves_the_next_solving_as_it_was() -> None:
    before = plan(person(), START)
    solved(person(), START, ("drop:rotation-1", "vaccine:hepatitis_b=heplisav_b", "tb:same_day"))
    assert plan(person(), START) == before


def test_many_people_s_networks_are_kept_apart() -> None:
    """More circumstances than are kept at once: each person's plan is what it was at first."""
    a = milestone("a", "finish at least 0 days before eras.submit", applies_if={"high_wait_post": True})
    b = milestone("b", "finish at least 0 days before eras.submit", applies_if={"vslo": False})
    known = catalogue(a, b)
    crowd = [
        person(target_year=2027, high_wait_post=high, vslo=vslo, **dict(zip(FACTS, facts, strict=True)))
        for high, vslo, *facts in itertools.product((True, False), repeat=2 + len(FACTS))
    ]
    for _ in range(2):
        for somebody in crowd:
            made = solve(somebody, known, NO_VACCINES, season_of(somebody), TODAY)
            keys = {node.key for node in made.built.nodes}
            assert keys == {
                key for key, so in (("a", somebody.high_wait_post), ("b", not somebody.vslo)) if so
            }


@pytest.mark.parametrize(("today", "over"), [("2027-09-22", False), ("2027-09-23", True)])
def test_a_season_whose_review_has_begun_is_told_to_be_over(today: str, over: bool) -> None:
    told = plan_small(SOMEBODY, day(today), milestone("a")).warnings
    assert any("aim at a later target_year than 2027" in one for one in told) is over


@pytest.mark.parametrize(("given_on", "told"), [("2027-01-03", True), ("2027-01-04", False)])
def test_a_given_day_that_is_past_is_asked_about(given_on: str, told: bool) -> None:
    somebody = person(target_year=2027, rotation_count=1, given={"a": day(given_on)})
    warnings = plan_small(somebody, TODAY, milestone("a")).warnings
    assert any("Is it done?" in one for one in warnings) is told


def test_rules_that_go_round_in_a_circle_are_named_and_no_plan_is_made() -> None:
    with pytest.raises(InconsistentRules, match="circle that never fits") as caught:
        solve_small(
            SOMEBODY,
            TODAY,
            milestone("a.one", "start at least 3 days after a.two"),
            milestone(
                "a.two", "start at least 3 days after a.one", "finish at least 1 days before eras.submit"
            ),
        )
    assert "start at least 3 days after a.two" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_compressed_item_that_the_plan_does_not_have_is_told() -> None:
    made = plan(person(), START, ("compress:no.such",))
    assert "compress:no.such changes nothing: your plan has no such item." in made.warnings


def test_a_booked_day_that_has_passed_is_asked_about() -> None:
    made = plan(person(given={"exam.oet": START - dt.timedelta(days=3)}), START)
    assert any(one.startswith("Sit OET") and "that is past" in one for one in made.warnings)


def test_a_season_under_review_says_to_aim_at_a_later_year() -> None:
    made = plan(person(target_year=2027), dt.date(2027, 11, 1))
    assert any("aim at a later target_year than 2027" in one for one in made.warnings)
