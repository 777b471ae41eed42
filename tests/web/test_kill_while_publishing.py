"""A publisher that is killed at any moment never shows a subscriber anything but a whole, published calendar.

A server in this process is read over HTTP all the time, while another process plans a person anew,
back and forth between two target years, and is killed again and again. That process is forked from one
that has everything imported, so each life begins in milliseconds.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from config.settings import Settings
from countback.adapters.ics.checking import check
from countback.bootstrap import App
from countback.domain.catalogue import Category
from countback.domain.links import Purpose
from countback.domain.people import Person
from countback.services.library import Library
from countback.services.planning import plan_for
from countback.services.replanning import replan
from countback.services.running import take_in
from countback.web.feeds import NAMES, Fallback, FeedApp
from tests.adapters.ics.samples import NOW
from tests.support.real import START, library
from tests.support.small import NO_VACCINES, catalogue, milestone
from tests.web.asking import serving

ROOT = Path(__file__).resolve().parents[2]
KILLS = 50
STEPS = 30
YEARS = (2028, 2029)
WHO = "asha"
PROFILE = {
    "id": WHO,
    "first_name": "Asha",
    "target_year": YEARS[0],
    "track": "peds_mgg",
    "stage": "student",
    "timezone": "Asia/Manila",
}
PERSON = Person(WHO, "Asha", PROFILE, NOW)
AT_MOST = 0.2  # seconds of a life, however slow the machine
PAUSE = 0.001  # seconds, in which the server and the publisher get to work too

# Reads a line, forks, and tells the child's number; the child plans once and then waits for its end.
PUBLISHER = """
import os, signal, sys
from pathlib import Path
from tests.web.test_kill_while_publishing import begin, open_app, turn

def tell(text):
    os.write(1, text.encode() + b"\\n")

class Telling:
    def __init__(self, feeds):
        self.feeds = feeds
    def __getattr__(self, name):
        return getattr(self.feeds, name)
    def publish_latest(self, folder, latest):
        tell("publishing")
        return self.feeds.publish_latest(folder, latest)

turn(begin(Path(sys.argv[2])))  # elsewhere, so that all is read and imported
app = open_app(Path(sys.argv[1]))  # its store is opened by each child for itself
vars(app)["feeds"] = Telling(app.feeds)
tell("ready")
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            turn(app)
            tell("done")
        except BaseException as error:
            tell(f"failed {error!r}")
        while True:
            signal.pause()
    tell(f"born {child}")
    os.waitpid(child, 0)
    tell("dead")
"""


def open_app(data: Path) -> App:
    """Return an application with a small catalogue: it is the files that matter, and they are all there."""
    categories = tuple(Category)
    steps = (
        milestone(
            f"step.n{count}",
            f"finish at least {count} weeks before eras.submit",
            category=categories[count % len(categories)],
        )
        for count in range(STEPS)
    )
    known = Library(catalogue(*steps), NO_VACCINES, library().published)
    app = App(Settings(data_dir=data))
    vars(app).update(library=known, catalogue=known)
    return app


def begin(data: Path) -> App:
    """Return an application in whose store the person is planned and published."""
    app = open_app(data)
    take_in(app.store, app.applicant_of(PERSON, START), PROFILE, NOW)
    replan(app.workshop, WHO, START, NOW)
    return app


def turn(app: App) -> None:
    """Plan for the other year, and publish."""
    year = sum(YEARS) - int(str(app.store.person(WHO).profile["target_year"]))
    replan(app.workshop, WHO, START, NOW, lambda profile: {**profile, "target_year": year})


class Publisher:
    """The process that forks publishers, and what it tells."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._asks: IO[bytes] = process.stdin
        self._tells: IO[bytes] = process.stdout
        self._child = 0

    def told(self, word: str) -> str:
        """Wait until it tells a word; return what follows."""
        while line := self._tells.readline().decode():
            assert not line.startswith("failed"), line
            if line.split()[0] == word:
                return line.removeprefix(word).strip()
        raise AssertionError(f"the publisher ended before it told {word!r}")

    def live(self) -> None:
        """Let a publisher begin to plan."""
        self._asks.write(b"go\n")
        self._child = int(self.told("born"))

    def die(self, seconds: float) -> None:
        """Kill the publisher when some seconds are over, or sooner where it tells something."""
        select.select([self._tells], [], [], seconds)
        self.kill()
        self.told("dead")

    def kill(self) -> None:
        if self._child:  # its parent waits for it, so the number is still its own
            os.kill(self._child, signal.SIGKILL)
            self._child = 0


@contextmanager
def publishing(data: Path) -> Iterator[Publisher]:
    process = subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(data), str(data.with_name("elsewhere"))],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with process:
        publisher = Publisher(process)
        try:
            publisher.told("ready")
            yield publisher
        finally:
            publisher.kill()
            process.kill()


@dataclass
class Reader:
    """Reads a feed again and again, and keeps every different answer."""

    url: str
    answers: dict[bytes, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with httpx.Client(trust_env=False) as client:
            while not self.over.wait(PAUSE):
                try:
                    answer = client.get(self.url)
                except httpx.HTTPError as error:
                    self.wrong.append(repr(error))
                    return
                if answer.status_code != 200:
                    self.wrong.append(f"{answer.status_code} {answer.text}")
                self.answers[answer.content] = self.answers.get(answer.content, 0) + 1


@contextmanager
def reading(url: str) -> Iterator[Reader]:
    reader = Reader(url)
    thread = threading.Thread(target=reader.run)
    thread.start()
    try:
        yield reader
    finally:
        reader.over.set()
        thread.join(20)


@dataclass
class States:
    """Every calendar that the store has stood for, each with its target year: what may be published."""

    app: App
    calendars: dict[bytes, int] = field(default_factory=dict)
    newest: Mapping[str, bytes] = field(default_factory=dict)
    run_id: int | None = None

    def look(self) -> None:
        store = self.app.store
        run_id = store.last_run_id(WHO)
        if run_id != self.run_id:
            plan = plan_for(self.app.applicant(WHO, START), self.app.library, START)
            revisions = tuple(store.revisions(WHO).values())
            self.newest = self.app.publisher.files(plan, store.person(WHO).first_name, revisions)
            self.calendars[self.newest["all.ics"]] = plan.target_year
            self.run_id = run_id


def measured(publisher: Publisher) -> tuple[float, float]:
    """Return how many seconds planning and publishing take, and publishing alone."""
    publisher.live()
    begin = time.perf_counter()
    publisher.told("publishing")
    between = time.perf_counter()
    publisher.told("done")
    end = time.perf_counter()
    publisher.die(0)
    return min(end - begin, AT_MOST), min(end - between, AT_MOST)


def test_fifty_publishers_killed_at_random_moments_never_show_less_than_a_whole_calendar(
    tmp_path: Path,
) -> None:
    app = begin(tmp_path / "data")
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    states = States(app)
    states.look()
    token = app.links.create(WHO, Purpose.FEED, "my phone", NOW).token
    files = app.published_files
    web = FeedApp(files, Fallback(app.store, app.feeds, files), app.publisher.ttl)
    with (
        publishing(app.data_dir) as publisher,
        serving(web) as address,
        reading(f"{address}/f/{token}/all.ics") as reader,
    ):
        spans = measured(publisher)
        print(f"seed of the moments: {seed}; seconds: {spans}")  # noqa: T201 - shown where it fails
        states.look()
        for number in range(KILLS):
            publisher.live()
            while_writing = number % 3 == 2  # the moments that matter, besides all others
            if while_writing:
                publisher.told("publishing")
            publisher.die(chance.uniform(0, spans[while_writing]))
            states.look()
        turn(app)
        states.look()
        answer = httpx.get(reader.url, trust_env=False)
    assert reader.wrong == []
    assert answer.content == states.newest["all.ics"]
    for seen in reader.answers:
        check(seen)
    assert set(reader.answers) <= set(states.calendars), "what was read was never published whole"
    assert {states.calendars[seen] for seen in reader.answers} == set(YEARS)
    folder = app.feeds.path(app.store.feed_folder(WHO))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == states.newest
    assert set(states.newest) == NAMES
