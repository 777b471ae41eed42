"""A subscriber of another make: vdirsyncer reads the feed over HTTP and ends with exactly the plan.

It names an event by the hash of its content, so what it keeps is compared without UIDs; that those hold
is the store's to say.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import icalendar
import pytest

from countback.services import changing
from countback.services.replanning import replan
from countback.web.app import create_app
from tests.support.real import START
from tests.support.site import WebSite
from tests.web.asking import serving

WHO = "p-somebody"
DONE = "research.long_list"


@dataclass(frozen=True, order=True)
class Seen:
    """What a subscriber sees of one event."""

    start: str
    sequence: int
    status: str
    summary: str


@dataclass(frozen=True)
class Subscriber:
    """vdirsyncer in a folder of its own, subscribed to one address."""

    folder: Path

    def subscribe(self, address: str) -> None:
        (self.folder / "config").write_text(f"""
[general]
status_path = "{self.folder}/status/"
[pair plan]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{self.folder}/events/"
fileext = ".ics"
[storage there]
type = "http"
url = "{address}"
""")
        self._run("discover", "plan")

    def sync(self) -> list[Seen]:
        """Read the feed; return every event kept."""
        self._run("sync")
        events = [
            event
            for path in (self.folder / "events").glob("*.ics")
            for event in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        ]
        return sorted(
            Seen(
                str(one.decoded("DTSTART")),
                int(str(one["SEQUENCE"])),
                str(one["STATUS"]),
                str(one["SUMMARY"]),
            )
            for one in events
        )

    def _run(self, *arguments: str) -> None:
        command = [str(Path(sys.executable).with_name("vdirsyncer")), "-c", str(self.folder / "config")]
        environment = {**os.environ, "HOME": str(self.folder)}
        done = subprocess.run(
            [*command, *arguments], env=environment, input="y\n", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def subscriber(tmp_path: Path) -> Subscriber:
    folder = tmp_path / "subscriber"
    (folder / "events").mkdir(parents=True)
    return Subscriber(folder)


@pytest.fixture
def address(site: WebSite) -> Iterator[str]:
    site.begin("student-vslo")
    with serving(create_app(site.app)) as url:
        yield f"{url}/f/{site.began[WHO].feed.token}/all.ics"


def published(site: WebSite) -> list[Seen]:
    """Return what the store says is published."""
    return sorted(
        Seen(str(one.content.start), one.sequence, one.status.value, one.content.title)
        for one in site.app.store.revisions(WHO).values()
    )


def done(site: WebSite) -> list[str]:
    """Return the keys of what the newest plan calls done."""
    run = site.app.store.last_run(WHO)
    assert run
    items = run.plan["items"]
    assert isinstance(items, list)
    return [one["key"] for one in items if one["status"] == "done"]


def words_of(seen: Seen) -> tuple[str, str, str]:
    return seen.start, seen.status, seen.summary


def names(site: WebSite, seen: Seen) -> bool:
    """Tell whether an event is that of the ticked item, which stands on the day it was done."""
    title = site.app.store.revisions(WHO)[DONE].content.title
    return seen.summary.removeprefix("✓ ") == title.removeprefix("✓ ")


def aim(site: WebSite, year: str, days_later: int) -> None:
    now = site.clock.at = site.clock.at + dt.timedelta(days=days_later)
    changing.apply(site.app.workshop, WHO, changing.to_year(year), START, now)


def test_a_subscriber_follows_the_year_there_and_back_and_ends_with_exactly_the_plan(
    site: WebSite, address: str, subscriber: Subscriber
) -> None:
    subscriber.subscribe(address)
    first = subscriber.sync()
    assert first == published(site)

    with site.app.store.unit_of_work() as unit:
        unit.record_done(WHO, DONE, START, site.clock.now())
    aim(site, "2029", 1)
    there = subscriber.sync()
    assert there == published(site)
    assert sum(one.sequence > 0 for one in there) > 150
    assert DONE in done(site)

    aim(site, "ERAS 2029", 1)
    back = subscriber.sync()
    assert back == published(site)
    assert sum(one.status == "CANCELLED" for one in back) > 0
    assert DONE in done(site)
    live = sorted(words_of(one) for one in back if one.status != "CANCELLED" and not names(site, one))
    assert live == sorted(words_of(one) for one in first if not names(site, one))

    site.clock.at += dt.timedelta(days=31)  # what was cancelled has left by now
    with site.app.store.unit_of_work() as unit:
        unit.forget_done(WHO, DONE)
    replan(site.app.workshop, WHO, START, site.clock.now())
    left = subscriber.sync()
    assert left == published(site)
    assert sorted(map(words_of, left)) == sorted(map(words_of, first))
