"""A run is taken in, loaded, kept and published in steps, and the same inputs write nothing."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from countback.adapters.db import open_store
from countback.adapters.db.store import SqlStore
from countback.adapters.files.feed_folder import FeedFolder
from countback.adapters.ics import writer
from countback.adapters.yaml_files.profile import applicant_of
from countback.adapters.yaml_files.reading import Document, read_document
from countback.domain.applicant import Applicant
from countback.domain.people import Person
from countback.domain.plan import Plan
from countback.domain.seasons import Cycle
from countback.errors import CountbackError, NotFound
from countback.services import running
from countback.services.library import Library
from countback.services.planning import plan_for
from countback.services.publishing import Publisher
from countback.services.running import Kept, Loaded, inputs_hash
from tests.support.real import CONFIG, START, library

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
WHO = "example-student-vslo"
TICK = "eligibility.goals"
PROFILE = read_document(CONFIG / "examples" / "student-vslo.yaml").value
PUBLISHER = Publisher(writer, dt.timedelta(hours=12))


def read(person: Person, today: dt.date) -> Applicant:
    known = library()
    return applicant_of(Document(person.id, person.profile), known.catalogue, known.vaccines, today)


class Home:
    """A store and a feed folder with one person in it, and the steps of a run by name."""

    def __init__(self, place: Path, store: SqlStore) -> None:
        self.database, self.store, self.feeds = place / "countback.db", store, FeedFolder(place / "feeds")
        assert isinstance(PROFILE, dict)
        self.profile: dict[str, Any] = PROFILE
        self.take_in(self.profile)

    def take_in(self, profile: dict[str, Any], now: dt.datetime = NOW) -> None:
        running.take_in(self.store, read(Person(WHO, "", profile, now), START), profile, now)

    def tick(self, key: str = TICK) -> None:
        with self.store.unit_of_work() as unit:
            unit.record_done(WHO, key, START, NOW)

    def load(self, today: dt.date = START) -> Loaded:
        return running.load(self.store, library(), read, WHO, today)

    def plan(self, loaded: Loaded) -> Plan:
        return plan_for(loaded.applicant, library(), loaded.today, seek_ways_out=False)

    def keep(self, loaded: Loaded, publisher: Publisher = PUBLISHER, now: dt.datetime = NOW) -> Kept | None:
        return running.keep(self.store, publisher, loaded, self.plan(loaded), now)

    def kept(self, today: dt.date = START) -> tuple[Plan, Kept]:
        loaded = self.load(today)
        kept = self.keep(loaded)
        assert kept is not None
        return self.plan(loaded), kept

    def publish(self, plan: Plan, kept: Kept) -> tuple[Path, ...]:
        return running.publish(self.store, self.feeds, PUBLISHER, plan, kept.run_id)

    def files(self) -> dict[str, tuple[int, bytes]]:
        folder = self.feeds.path(self.store.feed_folder(WHO))
        return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in sorted(folder.iterdir())}

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = ("person", "done_fact", "run", "item", "feed", "feed_event")
        with sqlite3.connect(self.database) as connection:
            return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    store = open_store(f"sqlite:///{tmp_path / 'countback.db'}")
    yield Home(tmp_path, store)
    store.close()


def test_the_first_run_is_kept_with_its_items_and_events_and_published(home: Home) -> None:
    plan, kept = home.kept()
    assert kept == Kept(1, is_new=True, is_first=True)
    assert len(home.rows()["item"]) == len(plan.items)
    assert {path.name for path in home.publish(plan, kept)} == set(home.files())
    assert b"BEGIN:VEVENT" in home.files()["all.ics"][1]


def test_the_same_inputs_write_nothing(home: Home) -> None:
    home.publish(*home.kept())
    rows, files = home.rows(), home.files()
    again = home.keep(home.load(), now=NOW + dt.timedelta(hours=3))
    assert again == Kept(1, is_new=False, is_first=False)
    assert home.publish(home.plan(home.load()), again) == ()
    assert (home.rows(), home.files()) == (rows, files)


def test_a_tick_makes_a_run_that_tells_what_changed(home: Home) -> None:
    home.publish(*home.kept())
    home.tick()
    plan, kept = home.kept()
    assert (kept.run_id, kept.is_new, kept.is_first) == (2, True, False)
    assert ("done", TICK) in [(change.kind.value, change.key) for change in kept.changes]
    assert "all.ics" in {path.name for path in home.publish(plan, kept)}


def test_a_crash_between_store_and_files_is_mended_by_the_next_run(home: Home) -> None:
    _, kept = home.kept()  # and nothing was published
    again = home.keep(home.load())
    assert again == replace(kept, is_new=False, is_first=False)
    assert home.publish(home.plan(home.load()), again)
    assert len(home.files()) > 2


def test_a_file_that_was_lost_or_changed_comes_back_alone(home: Home) -> None:
    plan, kept = home.kept()
    home.publish(plan, kept)
    whole = home.files()
    folder = home.feeds.path(home.store.feed_folder(WHO))
    (folder / "visa.ics").unlink()
    (folder / "todo.ics").write_bytes(b"not mine")
    assert sorted(path.name for path in home.publish(plan, kept)) == ["todo.ics", "visa.ics"]
    assert {name: content for name, (_, content) in home.files().items()} == {
        name: content for name, (_, content) in whole.items()
    }


def test_a_plan_of_inputs_that_changed_meanwhile_is_not_kept(home: Home) -> None:
    loaded = home.load()
    home.tick()
    rows = home.rows()
    assert home.keep(loaded) is None
    assert home.rows() == rows


def test_an_older_run_does_not_publish_over_a_newer(home: Home) -> None:
    older = home.kept()
    home.tick()
    newer = home.kept()
    home.publish(*newer)
    files = home.files()
    assert home.publish(*older) == ()
    assert home.files() == files


def test_nothing_is_published_for_a_person_without_a_run(home: Home) -> None:
    assert home.publish(home.plan(home.load()), Kept(1, is_new=True, is_first=True)) == ()


def test_a_calendar_that_is_not_fit_keeps_the_whole_run_from_being_stored(home: Home) -> None:
    class UnfitError(CountbackError):
        pass

    class Broken:
        render = staticmethod(writer.render)
        calendar_bytes: Callable[..., bytes] = staticmethod(writer.calendar_bytes)

        @staticmethod
        def check(*_: object, **__: object) -> None:
            raise UnfitError

    rows = home.rows()
    with pytest.raises(UnfitError):
        home.keep(home.load(), Publisher(Broken(), PUBLISHER.ttl))
    assert home.rows() == rows


def test_runs_at_once_of_one_person_keep_one_run_and_whole_files(home: Home) -> None:
    def run(_: int) -> Kept:
        plan, kept = home.kept()
        home.publish(plan, kept)
        return kept

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(run, range(8)))
    assert [one.run_id for one in done] == [1] * 8
    assert sum(one.is_new for one in done) == 1
    assert len(home.rows()["run"]) == 1
    assert home.publish(*home.kept()) == ()


def test_nobody_is_not_found(home: Home) -> None:
    with pytest.raises(NotFound):
        running.load(home.store, library(), read, "nobody", START)


def test_a_profile_is_taken_in_once_and_again_where_it_differs(home: Home) -> None:
    later = NOW + dt.timedelta(days=1)
    home.take_in(home.profile, later)
    assert home.store.person(WHO).updated_at == NOW
    home.take_in(home.profile | {"budget_usd": 1}, later)
    assert home.store.person(WHO).updated_at == later
    home.take_in(home.profile | {"budget_usd": 1, "first_name": "Other"}, later)
    assert home.store.person(WHO).first_name == "Other"


def test_what_is_ticked_off_is_done_but_the_profiles_own_dates_win(home: Home) -> None:
    home.tick()
    assert home.load().applicant.done == {TICK: START}
    home.take_in(home.profile | {"done": {TICK: "2026-11-01"}})
    assert home.load().applicant.done == {TICK: dt.date(2026, 11, 1)}


ASHA = Person("asha", "Asha", {"a": 1, "b": [1, 2]}, NOW)
FACTS: Mapping[str, dt.date] = {"x": START, "y": START}
USUAL = inputs_hash(ASHA, FACTS, "basis")


@pytest.mark.parametrize(
    ("person", "facts", "basis"),
    [
        (replace(ASHA, profile={"a": 2, "b": [1, 2]}), FACTS, "basis"),
        (replace(ASHA, profile={"a": 1, "b": [2, 1]}), FACTS, "basis"),
        (replace(ASHA, profile={"a": "1", "b": [1, 2]}), FACTS, "basis"),
        (replace(ASHA, first_name="Aşa"), FACTS, "basis"),
        (ASHA, {"x": START}, "basis"),
        (ASHA, {"x": START, "y": START + dt.timedelta(1)}, "basis"),
        (ASHA, FACTS, "another"),
    ],
)
def test_whatever_a_plan_depends_on_moves_the_hash(
    person: Person, facts: Mapping[str, dt.date], basis: str
) -> None:
    assert inputs_hash(person, facts, basis) != USUAL


def test_order_and_the_time_of_storing_do_not_move_the_hash() -> None:
    turned = Person("asha", "Asha", {"b": [1, 2], "a": 1}, NOW + dt.timedelta(1))
    assert inputs_hash(turned, dict(sorted(FACTS.items(), reverse=True)), "basis") == USUAL


def test_day_catalogue_and_season_dates_are_the_basis() -> None:
    known = library()
    one = running.basis_of(known, Cycle.SEPTEMBER, START)
    assert running.basis_of(known, Cycle.SEPTEMBER, START) == one
    other = Library(replace(known.catalogue, version="other"), known.vaccines, known.published)
    others = {
        running.basis_of(known, Cycle.SEPTEMBER, START + dt.timedelta(1)),
        running.basis_of(known, Cycle.JULY, START),
        running.basis_of(other, Cycle.SEPTEMBER, START),
    }
    assert len(others | {one}) == 4


def test_the_hash_is_cheap(home: Home) -> None:
    """It takes a fifth of a millisecond; a plan takes two at the very least."""
    known, person = library(), home.store.person(WHO)
    begin = time.process_time()
    for _ in range(100):
        inputs_hash(person, FACTS, running.basis_of(known, Cycle.SEPTEMBER, START))
    assert (time.process_time() - begin) / 100 < 0.002
