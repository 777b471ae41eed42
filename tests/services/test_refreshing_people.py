"""Refreshing plans again exactly those whom the season dates touch, and nobody's trouble stops the others."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from countback.bootstrap import App
from countback.domain.applicant import Applicant
from countback.domain.people import Person
from countback.errors import BadInput, StoreUnavailable
from countback.services.ports import FeedFolder
from countback.services.refreshing import Refreshed, joined, refresh, touched
from countback.services.replanning import Workshop
from tests.services.conftest import NOW
from tests.support.crowd import CROWD, TOUCHED, house_of, misfit, move_in, moved_dates, state
from tests.support.real import START

OTHERS = tuple(sorted(set(CROWD) - set(TOUCHED)))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with everyone planned, to be copied."""
    data = tmp_path_factory.mktemp("crowd") / "data"
    move_in(house_of(data))
    return data


@pytest.fixture
def app(tmp_path: Path, planned: Path) -> App:
    """Give an application whose operator has moved one date since everyone was planned."""
    shutil.copytree(planned, tmp_path / "data")
    return house_of(tmp_path / "data", moved_dates(tmp_path))


def now() -> dt.datetime:
    return NOW


def start(_: str) -> dt.date:
    return START


def refreshed(app: App, **parts: object) -> Refreshed:
    """Refresh with some parts of the workshop replaced."""
    workshop: Workshop = replace(app.workshop, **parts)  # type: ignore[arg-type]
    return refresh(workshop, tuple(touched(app.store, app.published)), start, now)


def test_exactly_those_of_the_season_whose_date_moved_are_planned_again(app: App) -> None:
    before = {who: state(app, who) for who in CROWD}
    outcome = refreshed(app)
    assert outcome == Refreshed(planned=TOUCHED)
    assert outcome.bug is None
    assert {who for who in CROWD if state(app, who) != before[who]} == set(TOUCHED)
    for who in TOUCHED:
        newest, older = app.store.runs(who)
        assert newest.season_mark != older.season_mark
        assert b"20280920" in (app.feeds.path(app.store.feed_folder(who)) / "all.ics").read_bytes()


def test_once_refreshed_nobody_is_touched(app: App) -> None:
    refreshed(app)
    assert tuple(touched(app.store, app.published)) == ()
    assert refreshed(app) == Refreshed()


def test_the_dates_taken_back_touch_the_same_persons_again(app: App, tmp_path: Path) -> None:
    refreshed(app)
    assert tuple(touched(app.store, house_of(tmp_path / "data").published)) == TOUCHED


def test_each_is_planned_on_the_day_it_is_where_they_live(app: App) -> None:
    days = {"Asia/Manila": dt.date(2026, 11, 23), "Pacific/Kiritimati": dt.date(2026, 11, 24)}
    refresh(app.workshop, TOUCHED, days.__getitem__, now)
    runs = [app.store.last_run(who) for who in TOUCHED]
    assert [run and run.today for run in runs] == list(days.values())


def test_who_was_planned_by_a_version_that_kept_no_mark_is_planned_again_once(app: App) -> None:
    who = OTHERS[0]
    last = app.store.last_run(who)
    assert last is not None
    with app.store.unit_of_work() as unit:
        unit.save_run(
            who,
            inputs_hash="of old",
            catalogue_version="0",
            target_year=last.target_year,
            today=START,
            created_at=NOW,
            plan=last.plan,
            items=(),
        )
    assert refreshed(app).planned == (TOUCHED[0], who, TOUCHED[1])
    assert refreshed(app) == Refreshed()


@pytest.mark.parametrize(
    "changes",
    [
        {"exams": "all passed"},
        {"timezone": "Nowhere/At-All"},
        {"timezone": None},
        {"choices": ["tb:never"]},
    ],
)
def test_a_profile_that_no_longer_fits_is_named_and_stops_nobody(
    changes: Mapping[str, object], app: App
) -> None:
    misfit(app, TOUCHED[0], **changes)
    before = state(app, TOUCHED[0])
    outcome = refresh(app.workshop, TOUCHED, app.clock.today_in, now)
    assert outcome.planned == TOUCHED[1:]
    assert [(who, type(error)) for who, error in outcome.problems.items()] == [(TOUCHED[0], BadInput)]
    assert outcome.bug is None
    assert state(app, TOUCHED[0]) == before


def test_a_bug_that_one_profile_meets_stops_nobody_and_is_not_kept_quiet(app: App) -> None:
    met = ZeroDivisionError("all is lost")

    def read(person: Person, today: dt.date) -> Applicant:
        if person.id == TOUCHED[0]:
            raise met
        return app.applicant_of(person, today)

    outcome = refreshed(app, read=read)
    assert outcome.planned == TOUCHED[1:]
    assert outcome.bug is met


def test_who_was_deleted_meanwhile_is_left_out(app: App) -> None:
    assert refresh(app.workshop, ("nobody", *TOUCHED), start, now) == Refreshed(planned=TOUCHED)


def test_whose_plan_is_impossible_now_is_named(app: App) -> None:
    outcome = refresh(app.workshop, TOUCHED[:1], lambda _: dt.date(2028, 9, 1), now)
    assert outcome.planned == outcome.impossible == TOUCHED[:1]


class Away:
    """Feeds on a disk that is away for the first of those who publish."""

    def __init__(self, feeds: FeedFolder) -> None:
        self._feeds = feeds
        self._away = True

    def publish_latest(
        self, person_feed_id: str, latest: Callable[[], Mapping[str, bytes] | None]
    ) -> list[Path]:
        if self._away:
            self._away = False
            raise StoreUnavailable("away")
        return self._feeds.publish_latest(person_feed_id, latest)


def test_an_outage_ends_it_at_once_and_the_same_call_again_finishes_it(app: App) -> None:
    away = Away(app.feeds)
    workshop: Workshop = replace(app.workshop, feeds=away)  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        refresh(workshop, TOUCHED, start, now)
    assert [len(app.store.runs(who)) for who in TOUCHED] == [2, 1], "stored, but not published"
    assert refresh(workshop, TOUCHED, start, now).planned == TOUCHED
    assert [len(app.store.runs(who)) for who in TOUCHED] == [2, 2]
    for who in TOUCHED:
        assert b"20280920" in (app.feeds.path(app.store.feed_folder(who)) / "all.ics").read_bytes()


def test_the_parts_of_a_refresh_are_joined_in_their_order() -> None:
    first, bug = BadInput.one("no"), ZeroDivisionError()
    parts = [
        Refreshed(("a", "b"), ("b",)),
        Refreshed(("d",), (), {"c": first}),
        Refreshed((), (), {"e": bug}),
    ]
    whole = joined(parts)
    assert whole == Refreshed(("a", "b", "d"), ("b",), {"c": first, "e": bug})
    assert whole.bug is bug
    assert joined([]) == Refreshed()
