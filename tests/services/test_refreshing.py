"""Whom news of a season touches: those whose newest plan rests on dates that are not today's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from countback.domain.catalogue import Confidence
from countback.domain.public import season_mark
from countback.domain.season_rules import Published
from countback.domain.seasons import Calendar, Cycle, PublishedDate
from countback.services.refreshing import touched
from tests.services.conftest import NOW, House
from tests.support.real import START, library

CHECKED = dt.date(2026, 11, 22)
PLANNED = {
    "in-2027": (2027, Cycle.SEPTEMBER),
    "in-2028": (2028, Cycle.SEPTEMBER),
    "in-july-2028": (2028, Cycle.JULY),
    "too-in-2028": (2028, Cycle.SEPTEMBER),
}


def published(year: int, cycle: Cycle, day: dt.date, clock: dt.time | None = dt.time(9)) -> Published:
    """Return today's calendars, in one of which ERAS has announced the day of submission."""
    news = PublishedDate("eras.submit", year, cycle, day, clock, "AAMC", Confidence.HIGH, CHECKED)

    def read(asked: Cycle) -> Calendar:
        known = library().published.read(asked)
        return replace(known, published=(*known.published, news)) if asked is cycle else known

    return Published(read)


def plan(house: House, who: str, year: int, cycle: str, mark: str) -> None:
    """Keep a run of a person, as if planned with the season dates of a mark."""
    with house.app.store.unit_of_work() as unit:
        unit.save_person(replace(house.app.store.person(house.person), id=who))
        unit.save_run(
            who,
            inputs_hash=f"{year} {cycle} {mark}",
            catalogue_version="1",
            target_year=year,
            today=START,
            created_at=NOW,
            plan={"items": []},
            items=(),
            cycle=cycle,
            season_mark=mark,
        )


@pytest.fixture
def crowd(house: House) -> House:
    for who, (year, cycle) in PLANNED.items():
        plan(house, who, year, cycle.value, season_mark(library().published.season(year, cycle)))
    return house


def test_nobody_is_touched_while_the_dates_are_those_planned_with(crowd: House) -> None:
    assert list(touched(crowd.app.store, library().published)) == []


@pytest.mark.parametrize(
    ("year", "cycle", "who"),
    [
        (2028, Cycle.SEPTEMBER, ["in-2028", "too-in-2028"]),
        (2027, Cycle.SEPTEMBER, ["in-2027"]),
        (2028, Cycle.JULY, ["in-july-2028"]),
        (2029, Cycle.SEPTEMBER, []),
    ],
)
def test_news_of_a_season_touch_exactly_those_who_aim_at_it(
    year: int, cycle: Cycle, who: list[str], crowd: House
) -> None:
    news = published(year, cycle, dt.date(year, 8, 30))
    assert list(touched(crowd.app.store, news)) == who


def test_an_estimate_that_comes_true_touches_too(crowd: House) -> None:
    """It is no estimate any more, and events say so."""
    known = library().published.season(2028, Cycle.SEPTEMBER).get("eras.submit")
    assert known is not None
    news = published(2028, Cycle.SEPTEMBER, known.day)
    assert list(touched(crowd.app.store, news)) == ["in-2028", "too-in-2028"]


def test_who_was_planned_with_the_news_is_touched_no_more(crowd: House) -> None:
    news = published(2028, Cycle.SEPTEMBER, dt.date(2028, 8, 30))
    plan(crowd, "in-2028", 2028, "september", season_mark(news.season(2028, Cycle.SEPTEMBER)))
    assert list(touched(crowd.app.store, news)) == ["too-in-2028"]
    assert list(touched(crowd.app.store, library().published)) == ["in-2028"], "nor is what went back"


def test_who_was_planned_before_marks_were_kept_is_touched_once(crowd: House) -> None:
    plan(crowd, "in-2027", 2027, "", "")
    assert list(touched(crowd.app.store, library().published)) == ["in-2027"]
    plan(crowd, "in-2027", 2027, "september", season_mark(library().published.season(2027, Cycle.SEPTEMBER)))
    assert list(touched(crowd.app.store, library().published)) == []


def test_a_real_plan_rests_on_todays_dates(house: House) -> None:
    assert list(touched(house.app.store, library().published)) == [], "who has no plan has none to refresh"
    house.replan()
    assert list(touched(house.app.store, library().published)) == []
    news = published(2028, Cycle.SEPTEMBER, dt.date(2028, 8, 30))
    assert list(touched(house.app.store, news)) == [house.person]
