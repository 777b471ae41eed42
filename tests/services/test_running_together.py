"""Runs at once: they serialise, the files end as the newest says, and publishing keeps nobody from writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore
from countback.adapters.files.feed_folder import FeedFolder
from countback.adapters.ics import writer
from countback.domain.marks import Mark
from countback.services.changing import apply, to_year, with_choice, with_own_date
from countback.services.publishing import Publisher
from countback.services.running import ProfileChange, publish
from tests.services.conftest import NOW, House
from tests.support.real import START

CHANGES: tuple[ProfileChange, ...] = (
    with_choice("tb:same_day"),
    with_choice("move:rotation-1=+4w"),
    with_own_date("eligibility.goals", dt.date(2027, 1, 5)),
    lambda profile: {**profile, "budget_usd": 4711},
)


def files(house: House) -> Mapping[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in house.folder.iterdir()}


def as_the_newest_run_says(house: House) -> None:
    """Assert that nothing is left to be done: the newest run is today's, and the files are its files."""
    before = files(house)
    again = house.replan()
    assert (again.kept.is_new, again.written, files(house)) == (False, (), before)


def test_changes_at_once_of_one_person_are_all_kept_and_the_files_are_the_newest_runs(house: House) -> None:
    house.replan()

    def change(one: ProfileChange) -> int:
        return apply(house.workshop, house.person, one, START, NOW).kept.run_id

    with ThreadPoolExecutor(len(CHANGES)) as pool:
        runs = list(pool.map(change, CHANGES))
    assert sorted(runs) == [2, 3, 4, 5], "each has a run of its own, one after the other"
    profile = house.app.store.person(house.person).profile
    assert sorted(profile["choices"]) == ["move:rotation-1=+4w", "tb:same_day"]  # type: ignore[call-overload]
    assert (profile["given"], profile["budget_usd"]) == ({"eligibility.goals": "2027-01-05"}, 4711)
    as_the_newest_run_says(house)


def test_ticks_and_plans_at_once_end_as_the_newest_run_says(house: House) -> None:
    keys = [item.key for item in house.replan().plan.items if item.done_on is None][:3]

    def tick_and_plan(key: str) -> None:
        with house.app.store.unit_of_work() as unit:
            unit.record_done(house.person, key, START, NOW)
        house.replan()

    with ThreadPoolExecutor(len(keys)) as pool:
        list(pool.map(tick_and_plan, keys))
    as_the_newest_run_says(house)
    done = {item.key for item in house.replan().plan.items if item.done_on == START}
    assert done >= set(keys)


def test_another_unit_of_work_can_write_while_files_are_published(house: House) -> None:
    """It would wait for a moment only, and then be told that the store is held."""
    outcome = house.replan()
    other = SqlStore(open_engine(house.app.database_url, wait=dt.timedelta(milliseconds=50)))
    written: list[str] = []

    def write(*_: object, **__: object) -> None:
        key = f"item.number_{len(written)}"
        with other.unit_of_work() as unit:
            unit.lock_person(house.person)
            unit.save_mark(house.person, Mark(key, "written meanwhile"))
        written.append(key)

    class Busy:
        render = staticmethod(writer.render)
        calendar_bytes: Callable[..., bytes] = staticmethod(writer.calendar_bytes)
        check: Callable[..., None] = staticmethod(write)

    publisher = Publisher(Busy(), house.app.publisher.ttl)
    publish(house.app.store, house.app.feeds, publisher, outcome.plan, outcome.kept.run_id)
    other.close()
    assert len(written) > 2
    assert sorted(house.app.store.marks(house.person)) == sorted(written)


def test_a_run_that_is_overtaken_before_its_files_are_written_publishes_nothing(house: House) -> None:
    house.replan()

    class Overtaken(FeedFolder):
        """A feed folder for which one waits until somebody else has changed, planned and published."""

        def publish_latest(
            self, person_feed_id: str, latest: Callable[[], Mapping[str, bytes] | None]
        ) -> list[Path]:
            apply(house.workshop, house.person, to_year("2029"), START, NOW)
            newest.update(files(house))
            return super().publish_latest(person_feed_id, latest)

    newest: dict[str, tuple[int, bytes]] = {}
    slow = replace(house.workshop, feeds=Overtaken(house.app.feed_dir))
    outcome = apply(slow, house.person, CHANGES[0], START, NOW)
    assert (outcome.kept.run_id, outcome.written) == (2, ())
    assert files(house) == newest
    assert b"ERAS 2030" in newest["all.ics"][1]
    assert house.app.store.last_run_id(house.person) == 3
    as_the_newest_run_says(house)
