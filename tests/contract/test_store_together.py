"""Several writers at once, and writers that die."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from countback.adapters.db.store import SqlStore
from countback.domain.people import Person, Run
from countback.errors import StoreUnavailable

DAY = dt.date(2027, 1, 1)
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
WRITERS, ROUNDS = 4, 8

COUNT = """
import datetime as dt, sys
from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore

store = SqlStore(open_engine(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    with store.unit_of_work() as unit:
        unit.lock_person("asha")
        day = unit.facts("asha")["count"] + dt.timedelta(1)
        unit.record_done("asha", "count", day, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
store.close()
"""

DIE = """
import dataclasses, sys
from countback.adapters.db.engine import open_engine
from countback.adapters.db.store import SqlStore

store = SqlStore(open_engine(sys.argv[1]))
with store.unit_of_work() as unit:
    person = unit.person("asha")
    unit.save_person(dataclasses.replace(person, first_name="half written"))
    for number in range(2000):  # more than a cache of pages, so that some reach the disk
        unit.save_person(dataclasses.replace(person, id=f"p{number}", profile={"x": "x" * 4000}))
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def counting(store: SqlStore, make_person: Callable[..., Person]) -> SqlStore:
    with store.unit_of_work() as unit:
        unit.save_person(make_person())
        unit.record_done("asha", "count", DAY, NOW)
    return store


def count_up(store: SqlStore) -> None:
    for _ in range(ROUNDS):
        with store.unit_of_work() as unit:
            unit.lock_person("asha")
            unit.record_done("asha", "count", unit.facts("asha")["count"] + dt.timedelta(1), NOW)


def test_threads_that_read_and_write_one_person_lose_nothing(counting: SqlStore) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(count_up, counting) for _ in range(WRITERS)]:
            done.result()
    assert counting.facts("asha")["count"] == DAY + dt.timedelta(WRITERS * ROUNDS)


def test_processes_that_read_and_write_one_person_lose_nothing(counting: SqlStore, url: str) -> None:
    command = [sys.executable, "-c", COUNT, url, str(ROUNDS)]
    writers = [subprocess.Popen(command) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert counting.facts("asha")["count"] == DAY + dt.timedelta(2 * ROUNDS)


def test_runs_of_one_person_saved_at_once_end_as_one(
    counting: SqlStore, save_run: Callable[..., Run]
) -> None:
    def save(_: int) -> Run:
        with counting.unit_of_work() as unit:
            return save_run(unit)

    with ThreadPoolExecutor(WRITERS) as pool:
        saved = list(pool.map(save, range(WRITERS)))
    assert counting.runs("asha") == (saved[0],)
    assert len({run.id for run in saved}) == 1


def test_who_waits_too_long_is_told_so_and_writes_nothing(
    counting: SqlStore, open_store: Callable[..., SqlStore]
) -> None:
    impatient = open_store(wait=dt.timedelta(milliseconds=20))
    with counting.unit_of_work() as unit:
        unit.lock_person("asha")
        with pytest.raises(StoreUnavailable, match="held by another process") as told:
            count_up(impatient)
        assert impatient.facts("asha") == {"count": DAY}  # readers never wait
    assert "mend: try again" in str(told.value)


def test_a_writer_that_is_killed_leaves_the_old_state(counting: SqlStore, url: str) -> None:
    before = list(counting.persons())
    command = [sys.executable, "-c", DIE, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "written\n"
        writer.kill()
    assert list(counting.persons()) == before
    count_up(counting)
    assert counting.facts("asha")["count"] == DAY + dt.timedelta(ROUNDS)
