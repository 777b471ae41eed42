"""A changed profile is kept with its plan, or not at all; whatever breaks in between, the old state is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from countback.adapters.db.store import SqlUnit
from countback.adapters.files import feed_folder
from countback.adapters.files.atomic import write_atomically
from countback.adapters.files.feed_folder import FeedFolder
from countback.adapters.ics import writer
from countback.errors import CountbackError
from countback.services.changing import apply, with_choice, with_own_date
from countback.services.planning import plan_for
from countback.services.publishing import Publisher
from countback.services.replanning import Replanned
from countback.services.running import Kept, Loaded, ProfileChange, keep, load
from tests.services.conftest import NOW, House
from tests.support.real import START

LATER = NOW + dt.timedelta(days=1)
CHANGE = with_choice("pathway:observership")


class CrashError(Exception):
    """The power goes."""


@pytest.fixture
def planned(house: House) -> House:
    house.replan()
    return house


def changed(house: House, change: ProfileChange = CHANGE) -> Loaded:
    app = house.app
    return load(app.store, app.library, app.applicant_of, house.person, START, change)


def kept(house: House, loaded: Loaded, publisher: Publisher | None = None) -> Kept | None:
    plan = plan_for(loaded.applicant, house.app.library, START, seek_ways_out=False)
    return keep(house.app.store, publisher or house.app.publisher, loaded, plan, LATER)


def rows(house: House) -> tuple[object, ...]:
    store = house.app.store
    return store.person(house.person), store.runs(house.person), dict(store.revisions(house.person))


def files(house: House) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in house.folder.iterdir()}


def tick(house: House) -> None:
    with house.app.store.unit_of_work() as unit:
        unit.record_done(house.person, "eligibility.goals", START, NOW)


def test_profile_and_plan_are_kept_together(planned: House) -> None:
    found = kept(planned, changed(planned))
    assert found is not None
    assert (found.is_new, found.is_first) == (True, False)
    person = planned.app.store.person(planned.person)
    assert (person.profile["choices"], person.updated_at) == (["pathway:observership"], LATER)
    run = planned.app.store.last_run(planned.person)
    assert run is not None
    assert run.plan["pathway"]["name"] == "observership"  # type: ignore[index]


def test_a_change_that_changes_nothing_writes_nothing(planned: House) -> None:
    before = rows(planned)
    loaded = changed(planned, lambda profile: profile)
    assert loaded.changed is None
    assert kept(planned, loaded) == Kept(1, is_new=False, is_first=False)
    assert rows(planned) == before


def test_a_profile_changed_back_to_what_was_planned_is_kept_without_another_run(planned: House) -> None:
    before = planned.app.store.person(planned.person)
    planned.take_in(budget_usd=1)
    found = kept(planned, changed(planned, lambda _: dict(before.profile)))
    assert found == Kept(1, is_new=False, is_first=False)
    assert planned.app.store.person(planned.person) == replace(before, updated_at=LATER)


@pytest.mark.parametrize(
    "meanwhile", [tick, lambda house: house.take_in(budget_usd=1)], ids=["a tick", "another profile"]
)
def test_a_change_of_what_is_no_longer_so_is_not_kept(
    meanwhile: Callable[[House], None], planned: House
) -> None:
    loaded = changed(planned)
    meanwhile(planned)
    before = rows(planned)
    assert kept(planned, loaded) is None
    assert rows(planned) == before


def test_both_a_change_and_what_came_in_between_are_kept_in_the_end(planned: House) -> None:
    other = with_own_date("eligibility.goals", dt.date(2027, 1, 5))
    done: list[Replanned] = []

    def change(profile: dict[str, object]) -> dict[str, object]:
        if not done:  # somebody else is faster, once
            done.append(apply(planned.workshop, planned.person, other, START, NOW))
        return CHANGE(profile)

    apply(planned.workshop, planned.person, change, START, LATER)
    profile = planned.app.store.person(planned.person).profile
    assert (profile["choices"], profile["given"]) == (
        ["pathway:observership"],
        {"eligibility.goals": "2027-01-05"},
    )


def test_where_a_calendar_is_not_fit_neither_profile_nor_plan_is_kept(planned: House) -> None:
    class UnfitError(CountbackError):
        pass

    class Broken:
        render = staticmethod(writer.render)
        calendar_bytes: Callable[..., bytes] = staticmethod(writer.calendar_bytes)

        @staticmethod
        def check(*_: object, **__: object) -> None:
            raise UnfitError

    before = rows(planned)
    with pytest.raises(UnfitError):
        kept(planned, changed(planned), Publisher(Broken(), planned.app.publisher.ttl))
    assert rows(planned) == before


@pytest.mark.parametrize("step", ["lock_person", "save_person", "save_revisions", "save_run"])
def test_a_crash_while_it_is_kept_leaves_the_old_plan_and_feed_whole(
    step: str, planned: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(planned), files(planned)
    whole = getattr(SqlUnit, step)

    def crash(*given: object, **more: object) -> None:
        whole(*given, **more)
        raise CrashError

    monkeypatch.setattr(SqlUnit, step, crash)
    with pytest.raises(CrashError):
        apply(planned.workshop, planned.person, CHANGE, START, LATER)
    monkeypatch.undo()
    assert (rows(planned), files(planned)) == before
    assert apply(planned.workshop, planned.person, CHANGE, START, LATER).kept.run_id == 2


def test_a_crash_before_publishing_leaves_the_old_feed_whole_until_the_next_run(planned: House) -> None:
    class Crashing(FeedFolder):
        def publish_latest(self, *_: object) -> list[Path]:
            raise CrashError

    old = files(planned)
    crashing = replace(planned.workshop, feeds=Crashing(planned.app.feed_dir))
    with pytest.raises(CrashError):
        apply(crashing, planned.person, CHANGE, START, LATER)
    assert files(planned) == old
    again = planned.replan()
    assert (again.kept.run_id, again.kept.is_new) == (2, False)
    assert planned.folder / "all.ics" in again.written


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_crash_while_files_are_written_leaves_each_file_old_or_new_until_the_next_run(
    count: int, planned: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def crash_after_some(path: Path, content: bytes, mode: int) -> bool:
        if len(written) == count:
            raise CrashError
        if write_atomically(path, content, mode):
            written.append(path.name)
            return True
        return False

    old = files(planned)
    monkeypatch.setattr(feed_folder, "write_atomically", crash_after_some)
    with pytest.raises(CrashError):
        apply(planned.workshop, planned.person, CHANGE, START, LATER)
    between = files(planned)
    monkeypatch.undo()
    planned.replan()
    new = files(planned)
    assert {name for name in new if between[name] != old[name]} == set(written)
    assert {name: between[name] for name in written} == {name: new[name] for name in written}
