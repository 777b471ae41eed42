"""Who applies again begins the season's own steps anew; what is learnt, earned and got stays done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from countback.domain.applicant import Stage
from countback.domain.plan import Plan, Status
from tests.support.real import example, item_of, person, plan
from tests.support.small import milestone, plan_small, rule

SEASONAL = {
    "eras.get_token": dt.date(2027, 6, 25),
    "eras.register": dt.date(2027, 6, 26),
    "eras.experiences": dt.date(2027, 7, 10),  # only after registering: of the same season
    "eras.apply": dt.date(2027, 9, 1),
    "match.register": dt.date(2027, 9, 20),
    "match.rank_certify": dt.date(2028, 2, 20),
    "match.day": dt.date(2028, 3, 17),
}
LASTING = {"research.long_list": dt.date(2026, 12, 1), "letter.ask/rotation-1": dt.date(2027, 5, 28)}
AFTER_THE_MATCH = dt.date(2028, 3, 20)


def applying_again(year: int) -> Plan:
    graduate = replace(
        example("late-starter"), stage=Stage.GRADUATE, graduation=None, done={**SEASONAL, **LASTING}
    )
    return plan(replace(graduate, target_year=year), AFTER_THE_MATCH)


def test_in_their_own_season_all_ticks_count() -> None:
    made = applying_again(2027)
    assert all(item_of(made, key).done_on == day for key, day in {**SEASONAL, **LASTING}.items())


def test_for_the_next_season_the_seasons_own_steps_are_to_be_done_again() -> None:
    made = applying_again(2028)
    assert all(item_of(made, key).status is not Status.DONE for key in SEASONAL)
    assert all(item_of(made, key).done_on == day for key, day in LASTING.items())


def test_the_plan_says_so_once_and_each_item_says_why() -> None:
    made = applying_again(2028)
    told = [one for one in made.warnings if "done for an earlier season" in one]
    assert len(told) == 1
    assert told[0].startswith("7 steps were done for an earlier season; for ERAS 2029 to be done again: ")
    assert item_of(made, "eras.apply").title in told[0]
    assert item_of(made, "eras.apply").because[0].text == "it was done for a season before ERAS 2029"


def test_one_step_is_told_in_the_singular() -> None:
    made = plan_small(
        person(target_year=2028, done={"a": dt.date(2027, 9, 1)}),
        dt.date(2028, 1, 1),
        milestone("a", "start at least 0 days after eras.submit"),
    )
    assert any(one.startswith("1 step was done for an earlier season") for one in made.warnings)


@given(early=st.integers(0, 60), year=st.integers(2027, 2030))
def test_a_tick_a_little_before_an_estimated_date_counts(early: int, year: int) -> None:
    # The token came up to six days before its estimate; a person can be off by more.
    opening = milestone("a", "start at least 0 days after eras.token")
    season_day = plan_small(person(target_year=year), dt.date(year - 1, 1, 1), opening).season.get(
        "eras.token"
    )
    assert season_day
    day = season_day.day - dt.timedelta(days=early)
    made = plan_small(person(target_year=year, done={"a": day}), season_day.day, opening)
    assert item_of(made, "a").done_on == day


def test_a_circle_of_advice_between_two_steps_ends() -> None:
    made = plan_small(
        person(target_year=2028, done={"a": dt.date(2027, 9, 1), "b": dt.date(2027, 9, 1)}),
        dt.date(2028, 1, 1),
        milestone("a", rule("start at least 0 days after b"), "start at least 0 days after eras.submit"),
        milestone("b", rule("start at least 0 days after a", soft=True)),
    )
    assert {one.status for one in made.items} != {Status.DONE}
