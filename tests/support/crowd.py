"""Several persons of different years and cycles in one store, and an operator's file that moves one date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.settings import Settings
from countback.adapters.yaml_files.reading import read_document
from countback.bootstrap import App
from countback.domain.people import Person
from countback.services.replanning import replan
from countback.services.running import take_in
from tests.support.real import CONFIG, START, library

CROWD: Mapping[str, Mapping[str, Any]] = {
    "asha-2028": {},
    "bela-2029": {"target_year": 2029, "season": "ERAS 2030", "graduation": "2030-03-31"},
    "carl-2028": {"track": "categorical_mgg"},  # the July cycle
    "dora-2028": {"timezone": "Pacific/Kiritimati"},
}
TOUCHED = ("asha-2028", "dora-2028")  # by a date of September 2028
MOVED = """\
cycle: september
sources:
  aamc-2029:
    title: The page that announced it
    url: https://students-residents.aamc.org/
    confidence: H
    checked: 2026-11-20
seasons:
  - target_year: 2028
    season: ERAS 2029
    dates:
      eras.submit: {date: 2028-09-20, clock: "09:00", weekday: Wed, source: aamc-2029}
"""


def house_of(data: Path, seasons: Path | None = None) -> App:
    """Return an application over a data folder; the shipped catalogue is read once for all tests."""
    app = App(Settings(data_dir=data, seasons_file=seasons))
    vars(app).update(catalogue=library())
    return app


def move_in(app: App, crowd: Mapping[str, Mapping[str, Any]] = CROWD) -> None:
    """Take persons in, plan them on START and publish their calendars."""
    written = read_document(CONFIG / "examples" / "student-vslo.yaml").value
    assert isinstance(written, dict)
    for who, changes in crowd.items():
        profile = {**written, "id": who, **changes}
        applicant = app.applicant_of(Person(who, "", profile, app.clock.now()), START)
        take_in(app.store, applicant, profile, app.clock.now())
        replan(app.workshop, who, START, app.clock.now())


def misfit(app: App, who: str, **changes: Any) -> None:
    """Store a profile that fits no longer, unchecked."""
    old = app.store.person(who)
    with app.store.unit_of_work() as unit:
        unit.save_person(Person(who, old.first_name, {**old.profile, **changes}, old.updated_at))


def moved_dates(folder: Path) -> Path:
    """Write the operator's file that moves the day of submission of September 2028."""
    file = folder / "dates.yaml"
    file.write_text(MOVED, "utf-8")
    return file


def state(app: App, who: str) -> tuple[object, ...]:
    """Return all that planning a person could write: runs, events, and the files with their times."""
    folder = app.feeds.path(app.store.feed_folder(who))
    files = [(path.name, path.stat().st_mtime_ns, path.read_bytes()) for path in sorted(folder.iterdir())]
    return app.store.runs(who), dict(app.store.revisions(who)), app.store.person(who), files
