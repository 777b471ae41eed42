"""Months and business days in the network: the same days that a slow reference finds day by day."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from countback.domain.dates import Span, Unit, business_days, days, later, months
from countback.domain.holidays import is_business_day
from countback.domain.network import UNBOUNDED_ABOVE, UNBOUNDED_BELOW, Contradiction, Network, Reach

BASE = dt.date(2027, 1, 1).toordinal()
THREE_YEARS, SIX_YEARS = 3 * 365, 6 * 365


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def text(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()


def month_and_day(ordinal: int, more: int = 0) -> tuple[int, int]:
    one = dt.date.fromordinal(ordinal)
    return one.year * 12 + one.month + more, one.day


def enough(first: int, then: int, span: Span) -> bool:
    """Tell, from first principles, whether `then` is at least `span` after `first`."""
    if span.unit is Unit.MONTHS:
        return month_and_day(then) >= month_and_day(first, span.count)
    if span.unit is Unit.BUSINESS_DAYS and span.count:
        return sum(is_business_day(one) for one in range(first + 1, then + 1)) >= span.count
    return then - first >= span.count


def not_too_much(first: int, then: int, span: Span) -> bool:
    """Tell, from first principles, whether `then` is at most `span` after `first`."""
    if span.unit is Unit.MONTHS:
        return month_and_day(then) <= month_and_day(first, span.count)
    if span.unit is Unit.BUSINESS_DAYS and span.count:
        return sum(is_business_day(one) for one in range(first + 1, then)) < span.count
    return then - first <= span.count


@dataclass(frozen=True)
class Gap:
    """`then` at least or at most `span` after `first`."""

    first: int
    then: int
    span: Span
    least: bool

    def kept(self, at: list[int]) -> bool:
        return (enough if self.least else not_too_much)(at[self.first], at[self.then], self.span)


def slowly(begin: list[int], gaps: list[Gap], *, up: bool) -> list[int] | None:
    """Move whatever breaks a gap by one day at a time; None where that does not end within six years."""
    at = list(begin)
    moved = True
    while moved:
        moved = False
        for gap in gaps:
            pushed = gap.then if gap.least == up else gap.first
            while not gap.kept(at):
                at[pushed] += 1 if up else -1
                moved = True
                if abs(at[pushed] - begin[pushed]) > SIX_YEARS:
                    return None
    return at


def network_of(begin: list[int], gaps: list[Gap]) -> Network:
    network = Network()
    for number in range(len(begin)):
        network.point(f"point {number}")
    for gap in gaps:
        ask = network.at_least if gap.least else network.at_most
        ask(gap.first, gap.then, gap.span, gap)
    for point, when in enumerate(begin):
        network.not_before(point, when, "begin")
        network.not_after(point, when, "begin")
    return network


spans = st.one_of(
    st.integers(0, 40).map(days), st.integers(0, 4).map(months), st.integers(0, 12).map(business_days)
)


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[int], list[Gap]]:
    size = draw(st.integers(2, 5))
    begin = [BASE + draw(st.integers(0, 500)) for _ in range(size)]
    pairs = list(itertools.permutations(range(size), 2))
    chosen = draw(st.lists(st.tuples(st.sampled_from(pairs), spans, st.booleans()), max_size=6))
    return begin, [Gap(first, then, span, least) for (first, then), span, least in chosen]


@given(networks(), st.booleans())
@settings(max_examples=400, deadline=None)
def test_mixed_units_reach_the_fixpoint_that_moving_day_by_day_reaches(
    made: tuple[list[int], list[Gap]], up: bool
) -> None:
    begin, gaps = made
    network = network_of(begin, gaps)
    want = slowly(begin, gaps, up=up)
    reach = network.earliest if up else network.latest
    if want is None:
        event("contradiction")
        with pytest.raises(Contradiction):
            reach(soft=True)
        return
    assume(all(abs(one - first) <= THREE_YEARS for one, first in zip(want, begin, strict=True)))
    event("kept")
    assert reach(soft=True).day == want


def both(ask: str, span: Span, *, first: str = "", then: str = "") -> tuple[str, str]:
    """Return the earliest day of the later point and the latest day of the earlier one."""
    network = Network()
    one, other = network.point("first"), network.point("then")
    getattr(network, ask)(one, other, span, "gap")
    if first:
        network.not_before(one, day(first), "given")
        network.not_after(one, day(first), "given")
    if then:
        network.not_before(other, day(then), "given")
        network.not_after(other, day(then), "given")
    moved_up, moved_down = network.earliest(soft=True).day, network.latest(soft=True).day
    if ask == "at_least":
        return text(moved_up[other]) if first else "", text(moved_down[one]) if then else ""
    return text(moved_down[other]) if first else "", text(moved_up[one]) if then else ""


@pytest.mark.parametrize(
    ("span", "first", "on"),
    [
        (months(6), "2026-08-31", "2027-03-01"),  # no 31 February: a minimum gap is never cut short
        (months(6), "2027-08-31", "2028-03-01"),
        (months(1), "2027-01-31", "2027-03-01"),
        (months(12), "2028-02-29", "2029-03-01"),
        (months(48), "2028-02-29", "2032-02-29"),
        (months(2), "2026-12-31", "2027-03-01"),
        (months(1), "2026-12-31", "2027-01-31"),
        (business_days(1), "2026-11-25", "2026-11-27"),  # over Thanksgiving
        (business_days(5), "2027-06-30", "2027-07-08"),  # 4 July 2027 is a Sunday: Monday is closed too
        (business_days(1), "2027-12-30", "2028-01-03"),  # 1 January 2028, a Saturday, closes 31 December
        (business_days(0), "2027-07-04", "2027-07-04"),
    ],
)
def test_a_minimum_gap_forward_lands_on_the_first_day_that_is_far_enough(
    span: Span, first: str, on: str
) -> None:
    assert both("at_least", span, first=first)[0] == on


@pytest.mark.parametrize(
    ("span", "then", "on"),
    [
        (months(6), "2026-08-31", "2026-02-28"),
        (months(6), "2028-08-31", "2028-02-29"),
        (months(1), "2027-03-31", "2027-02-28"),
        (months(12), "2028-02-29", "2027-02-28"),
        (months(1), "2027-01-31", "2026-12-31"),
        (business_days(1), "2026-11-27", "2026-11-26"),  # Thanksgiving is before the Friday that counts
        (business_days(5), "2027-07-08", "2027-06-30"),
        (business_days(1), "2028-01-03", "2028-01-02"),  # the Monday itself is the one that counts
        (business_days(1), "2028-01-02", "2027-12-29"),
    ],
)
def test_a_lead_time_backward_is_never_cut_short(span: Span, then: str, on: str) -> None:
    assert both("at_least", span, then=then)[1] == on


@pytest.mark.parametrize(
    ("span", "first", "on"),
    [
        (months(6), "2026-08-31", "2027-02-28"),
        (months(12), "2028-02-29", "2029-02-28"),
        (business_days(1), "2026-11-25", "2026-11-27"),
    ],
)
def test_a_validity_forward_ends_on_the_safe_side(span: Span, first: str, on: str) -> None:
    assert both("at_most", span, first=first)[0] == on


@pytest.mark.parametrize(
    ("span", "then", "on"),
    [
        (months(6), "2026-08-31", "2026-03-01"),
        (months(12), "2028-02-29", "2027-03-01"),
        (business_days(1), "2026-11-27", "2026-11-25"),
        (business_days(2), "2027-07-06", "2027-07-01"),
    ],
)
def test_a_validity_backward_begins_on_the_safe_side(span: Span, then: str, on: str) -> None:
    assert both("at_most", span, then=then)[1] == on


def chain() -> tuple[Network, int, int, int]:
    """Return a network of three points: 28 days, then a month."""
    network = Network()
    dose, titer, form = (network.point(name) for name in ("dose", "titer", "form"))
    network.at_least(dose, titer, days(28), "28 days")
    network.at_least(titer, form, months(1), "a month")
    return network, dose, titer, form


def test_nothing_moves_a_fact() -> None:
    network, dose, titer, _form = chain()
    network.not_before(dose, day("2027-03-01"), "today")
    network.not_after(titer, day("2026-12-24"), "a deadline long past")
    network.fact(titer, day("2027-01-10"), "done")
    assert network.earliest(soft=True).day[titer] == day("2027-01-10")
    assert network.latest(soft=True).day[titer] == day("2027-01-10")


def test_a_fact_settles_what_should_have_come_before_it() -> None:
    network, dose, titer, _form = chain()
    network.not_after(_form, day("2027-06-30"), "deadline")
    network.fact(titer, day("2027-01-10"), "done")
    assert network.latest(soft=True).day[dose] == UNBOUNDED_ABOVE
    assert network.earliest(soft=True).day[dose] == UNBOUNDED_BELOW


def test_what_follows_a_fact_is_measured_from_it() -> None:
    network, _dose, titer, form = chain()
    network.at_most(titer, form, months(2), "valid for two months")
    network.fact(titer, day("2026-12-31"), "done")
    assert text(network.earliest(soft=True).day[form]) == "2027-01-31"
    assert text(network.latest(soft=True).day[form]) == "2027-02-28"


def test_without_facts_the_ideal_is_the_one_of_somebody_who_did_nothing_yet() -> None:
    network, dose, titer, form = chain()
    network.fact(titer, day("2027-01-10"), "done")
    network.not_before(dose, day("2026-06-01"), "opening")
    assert text(network.earliest(soft=True, facts=False).day[form]) == "2026-07-29"
    assert network.latest(soft=True, facts=False).day == [UNBOUNDED_ABOVE] * 3


def test_advice_counts_only_in_a_pass_that_asks_for_it() -> None:
    network = Network()
    one, other = network.point("one"), network.point("other")
    network.not_before(one, day("2027-01-01"), "hard")
    network.not_before(one, day("2027-02-01"), "advised opening", hard=False)
    network.at_least(one, other, days(10), "hard gap")
    network.at_least(one, other, months(3), "advised gap", hard=False)
    network.not_after(other, day("2027-12-31"), "hard limit")
    network.not_after(other, day("2027-11-30"), "advised limit", hard=False)

    def ends(reach: Reach) -> tuple[str, str]:
        return text(reach.day[one]), text(reach.day[other])

    assert ends(network.earliest(soft=False)) == ("2027-01-01", "2027-01-11")
    assert ends(network.earliest(soft=True)) == ("2027-02-01", "2027-05-01")
    assert ends(network.earliest_with_openings(network.latest(soft=True))) == ("2027-02-01", "2027-02-11")
    assert ends(network.latest(soft=False)) == ("2027-12-21", "2027-12-31")
    assert ends(network.latest(soft=True)) == ("2027-08-30", "2027-11-30")


def test_further_lower_bounds_of_one_pass_leave_no_trace() -> None:
    network = Network()
    one = network.point("one")
    network.not_before(one, 10, "own")
    assert network.earliest(soft=True, also=[(one, 20, "today")]).chain(one) == [(one, "today")]
    latest = network.latest(soft=True)
    assert network.earliest_with_openings(latest, also=[(one, 5, "today")]).chain(one) == [(one, "own")]
    assert network.earliest(soft=True).day == [10]
    assert len(network) == 1


def test_an_unbound_point_has_no_chain() -> None:
    network, dose, _titer, _form = chain()
    assert network.earliest(soft=True).chain(dose) == []


@pytest.mark.parametrize("up", [True, False])
def test_a_contradiction_names_its_cycle_and_nothing_else(up: bool) -> None:
    network = Network()
    before, one, other, after = (network.point(name) for name in ("before", "one", "other", "after"))
    network.at_least(before, one, days(3), "leads in")
    network.at_least(one, other, days(30), "at least 30 days")
    network.at_most(one, other, days(20), "at most 20 days")
    network.at_least(other, after, days(3), "leads out")
    network.not_before(before, 1000, "begin")
    network.not_after(after, 2000, "end")
    with pytest.raises(Contradiction, match="2 constraints contradict each other") as caught:
        (network.earliest if up else network.latest)(soft=True)
    assert sorted(str(label) for _, label in caught.value.cycle) == ["at least 30 days", "at most 20 days"]
    assert {point for point, _ in caught.value.cycle} == {one, other}


def test_a_longer_cycle_is_told_in_the_order_in_which_it_pushes() -> None:
    network = Network()
    one, two, three = (network.point(name) for name in ("one", "two", "three"))
    network.at_least(one, two, days(5), "one to two")
    network.at_least(two, three, months(1), "two to three")
    network.at_most(one, three, days(20), "three back to one")
    network.not_before(one, BASE, "begin")
    with pytest.raises(Contradiction) as caught:
        network.earliest(soft=True)
    told = [str(label) for _, label in caught.value.cycle]
    turn = told.index("one to two")
    assert told[turn:] + told[:turn] == ["one to two", "two to three", "three back to one"]


def test_parallel_gaps_given_the_loose_one_first_are_no_contradiction() -> None:
    """Each tightens the one before it, so a point moves more often than there are points."""
    network = Network()
    one, other = network.point("one"), network.point("other")
    for count in range(10):
        network.at_least(one, other, days(count), f"{count} days")
    network.not_before(one, 100, "begin")
    assert network.earliest(soft=True).day == [100, 109]


def test_a_month_within_thirty_days_fits_from_the_next_short_month_on() -> None:
    network = Network()
    one, other = network.point("one"), network.point("other")
    network.at_least(one, other, months(1), "a month")
    network.at_most(one, other, days(28), "28 days")
    network.not_before(one, day("2027-03-02"), "begin")
    reach = network.earliest(soft=True)
    # 28 days hold a whole month only from 1 February to 1 March of a common year: 2028 is a leap year.
    assert [text(one) for one in reach.day] == ["2029-02-01", "2029-03-01"]


@given(networks(), st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_a_later_bound_never_makes_any_point_earlier(made: tuple[list[int], list[Gap]], by: int) -> None:
    begin, gaps = made
    network = network_of(begin, gaps)
    try:
        before = network.earliest(soft=True).day
        after = network.earliest(soft=True, also=[(0, begin[0] + by, "later")]).day
    except Contradiction:
        return
    assert all(first <= then for first, then in zip(before, after, strict=True))
    assert after[0] >= begin[0] + by


def test_the_network_adds_business_days_as_the_calendar_does() -> None:
    network = Network()
    one, other = network.point("one"), network.point("other")
    network.at_least(one, other, business_days(7), "a week and a half")
    network.not_before(one, day("2026-12-24"), "begin")
    assert (
        network.earliest(soft=True).day[other]
        == later(day("2026-12-24"), business_days(7))
        == day("2027-01-06")
    )


def test_an_advised_opening_never_makes_anything_late_but_today_does() -> None:
    network = Network()
    one = network.point("one")
    network.not_before(one, day("2027-03-01"), "advised opening", hard=False)
    network.not_after(one, day("2027-02-01"), "limit")
    latest = network.latest(soft=True)
    begin = [(one, day("2027-04-01"), "planning begins")]
    assert text(network.earliest_with_openings(latest, opening=begin).day[one]) == "2027-02-01"
    today = [(one, day("2027-02-15"), "today")]
    assert text(network.earliest_with_openings(latest, also=today, opening=begin).day[one]) == "2027-02-15"


def test_a_copy_begins_as_its_original_and_leaves_it_as_it_is() -> None:
    network, dose, _titer, form = chain()
    network.not_before(dose, BASE, "begin")
    before = network.earliest(soft=True).day
    copy = network.copy()
    assert copy.earliest(soft=True).day == before
    copy.at_least(dose, form, months(12), "a year")
    copy.not_before(copy.point("another"), BASE + 1, "begin")
    copy.fact(_titer, BASE + 300, "done")
    assert copy.earliest(soft=True).day[-1] == BASE + 1
    assert copy.earliest(soft=True).day[form] > before[form]
    assert (network.earliest(soft=True).day, network.names) == (before, ["dose", "titer", "form"])


def test_a_copy_still_follows_a_cycle_of_months_until_it_fits() -> None:
    network = Network()
    one, other = network.point("one"), network.point("other")
    network.at_least(one, other, months(1), "a month")
    network.at_most(one, other, days(28), "28 days")
    copy = network.copy()
    copy.not_before(one, day("2027-03-02"), "begin")
    assert text(copy.earliest(soft=True).day[other]) == "2029-03-01"


def test_the_minimum_gaps_in_days_can_be_listed_for_another_solver() -> None:
    network, dose, titer, form = chain()
    network.at_most(dose, form, days(90), "90 days")
    assert sorted(network.spans()) == [(dose, titer, 28), (form, dose, -90)]
