"""What holds for every plan: for the examples, for random people, and for every kind of profile."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from countback.domain.applicant import Applicant, Exam, ExamState, Stage, Track
from countback.domain.catalogue import Kind
from countback.domain.contents import contents
from countback.domain.dates import shift_months
from countback.domain.diff import diff
from countback.domain.network import UNBOUNDED_ABOVE
from countback.domain.pathways import WISHES
from countback.domain.plan import Plan, Status
from countback.domain.public import plan_json, seen_of_json, seen_of_plan
from countback.domain.solving import Solved
from tests.support.people import YEARS, applicants
from tests.support.real import EXAMPLES, START, example_plan, person, plan, season_of, solved

BAD = (Status.LATE, Status.IMPOSSIBLE)
DAYS = [START + dt.timedelta(days=count) for count in (0, 1, 30, 100, 200, 300, 400, 500, 700)]
some_days = st.dates(dt.date(2026, 11, 22), dt.date(2030, 12, 31))
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(made: Plan) -> None:
    """Assert what a reader may rely on in any plan."""
    late = {one.key for one in made.late}
    assert len({one.key for one in made.items}) == len(made.items)
    assert list(made.items) == sorted(made.items, key=lambda one: (one.start_by, one.due, one.key))
    for item in made.items:
        told = f"{item.key} on {made.today}: {item}"
        assert (item.done_on is not None) <= (item.status is Status.DONE), told
        assert item.opens <= item.start_by <= item.due <= item.latest, told
        assert item.earliest <= item.finish_from, told
        assert item.because, told
        assert (item.key in late) == (item.status in BAD), told
        if item.status in BAD:
            assert item.slack_days < 0, told
            assert item.kind is Kind.TASK, told
        elif item.status is not Status.DONE and item.kind is Kind.TASK:
            assert made.today <= item.earliest <= item.start_by, told
            assert item.finish_from <= item.due, told
            assert 0 <= item.slack_days <= (item.due - item.earliest).days, told
        if item.done_on is not None:
            assert item.earliest == item.start_by == item.due == item.latest == item.done_on, told
            assert item.slack_days == 0, told
            assert not item.critical, told
    for one in made.late:
        assert one.missing_days > 0
        assert one.chain
        for before, after in itertools.pairwise(one.chain):
            assert before.end == after.begin, (one.key, one.chain)


def check_later(before: Plan, after: Plan) -> None:
    """Assert that time passing alone brings no item nearer and gives none more days in hand."""
    known = {one.key: one for one in before.items}
    for item in after.items:
        old = known.get(item.key)
        if old is None or item.status is Status.DONE or old.status is Status.DONE:
            continue
        assert item.earliest >= old.earliest, item.key
        assert item.finish_from >= old.finish_from, item.key
        if item.kind is Kind.TASK:
            assert item.slack_days <= old.slack_days, item.key
            assert (item.start_by, item.due, item.latest) == (
                old.start_by,
                old.due,
                old.latest,
            ) or not bounded(item.key, after)


def bounded(key: str, made: Plan) -> bool:
    """Tell whether an item has a deadline: the others stand where they can be done, which moves."""
    item = made.item(key)
    return item is not None and item.earliest != item.due


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("today", DAYS)
def test_every_item_of_an_example_s_plan_stands_in_order(name: str, today: dt.date) -> None:
    check(example_plan(name, today))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_later_day_brings_no_item_of_an_example_nearer(name: str) -> None:
    for before, after in itertools.pairwise(DAYS):
        check_later(example_plan(name, before), example_plan(name, after))


@given(applicants(), some_days)
@slow
def test_every_item_of_anybody_s_plan_stands_in_order(applicant: Applicant, today: dt.date) -> None:
    check(plan(applicant, today))


@given(applicants(), some_days, st.integers(1, 400))
@slow
def test_a_later_day_brings_no_item_of_anybody_s_nearer(
    applicant: Applicant, today: dt.date, by: int
) -> None:
    later = today + dt.timedelta(days=by)
    begins = [one.start for one in applicant.rotations if today < one.start <= later]
    ends = [
        one.start
        for one in applicant.rotations
        if one.start <= today < one.start + dt.timedelta(weeks=one.weeks)
    ]
    assume(not begins and not ends)  # then what it needed is taken as done, and nothing waits for it
    check_later(plan(applicant, today), plan(applicant, later))


@given(applicants(), some_days, st.data())
@slow
def test_what_is_done_stays_done_on_its_day_or_is_told_to_be_done_again(
    applicant: Applicant, today: dt.date, data: st.DataObject
) -> None:
    tasks = [one.key for one in plan(applicant, today).items if one.kind is Kind.TASK and one.done_on is None]
    done = {
        key: today - dt.timedelta(days=data.draw(st.integers(0, 300)))
        for key in data.draw(st.lists(st.sampled_from(tasks), max_size=6, unique=True))
    }
    made = plan(
        person(**{**{name: getattr(applicant, name) for name in applicant.__slots__}, "done": done}), today
    )
    check(made)
    for key, day in done.items():
        item = made.item(key)
        assert item is not None
        again = any(
            f"done on {day}" in one or ("done for an earlier season" in one and item.title in one)
            for one in made.warnings
        )
        assert item.done_on == day or (item.done_on is None and again)


@given(applicants(), some_days)
@slow
def test_a_plan_does_not_differ_from_itself_nor_from_itself_as_stored(
    applicant: Applicant, today: dt.date
) -> None:
    made = plan(applicant, today)
    assert diff(seen_of_plan(made), seen_of_plan(made)) == ()
    assert diff(seen_of_json(plan_json(made)), seen_of_plan(plan(applicant, today))) == ()


@given(applicants(), some_days)
@slow
def test_every_plan_can_be_shown_in_a_calendar(applicant: Applicant, today: dt.date) -> None:
    made = plan(applicant, today)
    keys = [one.key for one in contents(made)]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {one.key for one in made.items}
    assert {one.key for one in made.items if one.done_on is None} <= set(keys)


STANDINGS = ((Stage.STUDENT, True), (Stage.STUDENT, False), (Stage.GRADUATE, False))
VISAS: tuple[dict[str, bool], ...] = (
    {"us_citizen": True},
    {"holds_visa": True},
    {"visa_free": True},
    {},
    {"high_wait_post": True},
)
PASSED = Exam(ExamState.PASSED)
EXAMS: tuple[dict[str, Exam], ...] = (
    {},
    {"step1": PASSED},
    {"step1": PASSED, "step2ck": PASSED, "step3": PASSED, "oet": PASSED},
)


@cache
def kinds() -> tuple[Applicant, ...]:
    """Return one applicant for every combination that changes the rules, each in one of the years in turn."""
    chance = random.Random("kinds")
    return tuple(
        person(
            target_year=chance.choice(YEARS),
            stage=stage,
            vslo=vslo,
            pathway_wish=wish,
            track=track,
            dual_application=dual,
            rotation_count=chance.randint(1, 3),
            **visa,
            **exams,
        )
        for (stage, vslo), wish, visa, track, dual, exams in itertools.product(
            STANDINGS, WISHES, VISAS, Track, (True, False), EXAMS
        )
    )


def in_good_time(applicant: Applicant) -> Solved:
    """Solve 24 months before ERAS is submitted."""
    submit = season_of(applicant).get("eras.submit")
    assert submit is not None
    return solved(applicant, dt.date.fromordinal(shift_months(submit.day.toordinal(), -24, overflow=False)))


def in_trouble(one: Solved) -> list[str]:
    """Return the items that cannot be kept: in the ideal plan, or from that day on without a vaccine."""
    passes = one.passes
    ideal = [
        f"{node.key} has no room"
        for node in one.built.nodes
        for point in (node.start, node.finish)
        if passes.ideal.day[point] > passes.due.day[point]
    ]
    endless = [
        f"{node.key} has no deadline"
        for node in one.built.nodes
        if passes.due.day[node.finish] >= UNBOUNDED_ABOVE
    ]
    return (
        ideal
        + endless
        + [f"{node.key} is {one.status(node)}" for node in one.built.nodes if one.status(node) in BAD]
    )


@pytest.mark.parametrize("part", range(6))
def test_with_two_years_every_kind_of_person_can_keep_every_rule_from_no_vaccine_at_all(part: int) -> None:
    """Nothing is late, nothing impossible, and the catalogue contradicts itself for nobody."""
    for applicant in kinds()[part::6]:
        assert in_trouble(in_good_time(applicant)) == [], applicant


@pytest.mark.parametrize("year", YEARS)
def test_every_season_has_room_for_every_standing_pathway_and_track(year: int) -> None:
    for (stage, vslo), wish, track in itertools.product(STANDINGS, WISHES, Track):
        applicant = person(
            target_year=year, stage=stage, vslo=vslo, pathway_wish=wish, track=track, high_wait_post=True
        )
        assert in_trouble(in_good_time(applicant)) == [], applicant


def test_somebody_with_two_months_is_late() -> None:
    """So that the tests above could fail."""
    somebody = person(target_year=2027)
    assert in_trouble(solved(somebody, dt.date(2027, 7, 1)))
