"""To another year and back: the same events move, their revisions grow, and what is done stays done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from countback.domain.diff import ChangeKind
from countback.services.changing import apply, preview, to_year
from countback.services.replanning import Replanned, replan
from tests.adapters.ics.readers import READERS, Seen
from tests.services.conftest import House
from tests.support.lived import new_house
from tests.support.real import item_of

DONE = "research.long_list"
TODAY = dt.date(2027, 6, 1)
NOW = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Journey:
    """The feed in 2028, after the change to 2029, and back in 2028; and what each change kept."""

    house: House
    profile: dict[str, object]
    feeds: tuple[dict[str, Seen], ...]
    kept: tuple[Replanned, ...]


def events(house: House) -> dict[str, Seen]:
    return {one.uid: one for one in READERS["icalendar"]((house.folder / "all.ics").read_bytes())}


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """Go there and back; each time what `preview` shows is what `apply` then keeps."""
    house = new_house(tmp_path_factory.mktemp("journey"))
    replan(house.workshop, house.person, TODAY, NOW)
    with house.app.store.unit_of_work() as unit:
        unit.record_done(house.person, DONE, TODAY, NOW)
    replan(house.workshop, house.person, TODAY, NOW)
    profile = dict(house.app.store.person(house.person).profile)
    feeds, kept = [events(house)], []
    for days, year in enumerate(("2029", "ERAS 2029"), 1):
        shown = preview(house.workshop, house.person, to_year(year), TODAY)
        done = apply(house.workshop, house.person, to_year(year), TODAY, NOW + dt.timedelta(days))
        assert (shown.after, shown.changes) == (done.plan, done.kept.changes)
        feeds.append(events(house))
        kept.append(done)
    return Journey(house, profile, tuple(feeds), tuple(kept))


def test_every_event_keeps_its_uid_and_those_that_move_have_higher_revisions(journey: Journey) -> None:
    before, there, back = journey.feeds
    assert set(before) <= set(there) <= set(back)
    moved = [uid for uid in before if there[uid].start != before[uid].start]
    assert len(moved) > 200
    assert all(before[uid].sequence < there[uid].sequence < back[uid].sequence for uid in moved)
    assert all(back[uid].sequence >= there[uid].sequence >= before[uid].sequence for uid in before)


def test_back_in_the_first_year_every_event_says_what_it_said(journey: Journey) -> None:
    before, there, back = journey.feeds

    def said(one: Seen) -> tuple[object, ...]:
        return one.summary, one.description, one.start, one.end, one.status

    assert {uid: said(back[uid]) for uid in before} == {uid: said(one) for uid, one in before.items()}
    assert {back[uid].status for uid in set(back) - set(before)} <= {"CANCELLED"}
    assert {uid: said(one) for uid, one in there.items()} != {uid: said(back[uid]) for uid in there}


def test_what_is_done_stays_done_on_its_day(journey: Journey) -> None:
    for kept in journey.kept:
        assert item_of(kept.plan, DONE).done_on == TODAY
    ticked = [[one for one in seen.values() if "the long list" in one.summary] for seen in journey.feeds]
    assert [[one.summary.startswith("✓") for one in found] for found in ticked] == [[True]] * 3
    assert {one.start for found in ticked for one in found} == {TODAY}


def test_the_profile_is_the_one_it_began_with(journey: Journey) -> None:
    assert journey.house.app.store.person(journey.house.person).profile == journey.profile


def test_each_change_is_a_run_of_its_year(journey: Journey) -> None:
    runs = journey.house.app.store.runs(journey.house.person)
    assert [run.target_year for run in runs] == [2028, 2029, 2028, 2028]
    assert runs[0].season_mark == runs[2].season_mark != runs[1].season_mark
    assert all(ChangeKind.MOVED in {one.kind for one in kept.kept.changes} for kept in journey.kept)


def test_the_same_year_again_writes_nothing(journey: Journey) -> None:
    again = apply(journey.house.workshop, journey.house.person, to_year("2028"), TODAY, NOW)
    assert (again.kept.is_new, again.written) == (False, ())
