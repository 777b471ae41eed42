"""Taken along, put in place and taken along again, everybody's data are the same but for ids and stamps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import Settings
from countback.bootstrap import App
from countback.domain.applicant import Applicant
from countback.domain.marks import Mark
from countback.domain.people import Person
from countback.services.library import Library
from countback.services.marking import note_problem
from countback.services.moving_data import export_person, import_person
from countback.services.replanning import Workshop, replan
from tests.services.conftest import NOW
from tests.support.real import START, library, person
from tests.support.small import NO_VACCINES, catalogue, milestone

KEYS = ("documents.cv", "documents.photo", "letter.ask/rotation-2", "finance.month/2027-03")
days = st.dates(dt.date(2020, 1, 1), START)
notes = (
    st.text(st.characters(codec="utf-8") | st.sampled_from("\n\t"), max_size=40)
    .map(str.strip)
    .filter(lambda text: note_problem(text) is None)
)
values = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)


@st.composite
def marks(draw: st.DrawFn) -> tuple[Mark, ...]:
    keys = draw(st.sets(st.sampled_from(KEYS)))
    return tuple(Mark(key, draw(notes), draw(st.none() | days)) for key in sorted(keys))


def read(stored: Person, _: dt.date) -> Applicant:
    return person(id=stored.id, first_name=stored.first_name)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Give a store, and a catalogue of two things that are planned in no time."""
    app = App(Settings(data_dir=tmp_path_factory.mktemp("round")))
    small = catalogue(
        milestone("documents.cv", takes="7 days, 14 days"),
        milestone("documents.photo", takes="1 day, 2 days"),
    )
    shared = Library(small, NO_VACCINES, library().published)
    return Workshop(app.store, app.feeds, app.publisher, shared, read)


def taken_along(workshop: Workshop, who: str) -> Any:
    return json.loads(json.dumps(export_person(workshop.store, who)))


def without_ids_and_stamps(export: Mapping[str, Any]) -> dict[str, Any]:
    left = {name: export[name] for name in ("schema", "kind", "done", "marks")}
    left["profile"] = {name: value for name, value in export["profile"].items() if name != "id"}
    left["plan"] = export["runs"][0]["plan"]
    left["events"] = [
        {name: value for name, value in event.items() if name not in ("uid", "sequence")}
        for event in export["events"]
        if event["status"] != "CANCELLED"
    ]
    return left


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.text("abc_", min_size=1), values, max_size=4),
    st.dictionaries(st.sampled_from(KEYS), days),
    marks(),
)
def test_data_that_go_out_and_in_again_are_the_same(
    workshop: Workshop, profile: dict[str, object], done: dict[str, dt.date], kept: tuple[Mark, ...]
) -> None:
    store, asha = workshop.store, Person("asha", "Asha", {"first_name": "Asha", **profile, "id": "asha"}, NOW)
    with store.unit_of_work() as unit:
        unit.save_person(asha)
        for key in unit.facts("asha"):
            unit.forget_done("asha", key)
        for key, day in done.items():
            unit.record_done("asha", key, day, NOW)
        for mark in [*map(Mark, unit.marks("asha")), *kept]:
            unit.save_mark("asha", mark)
    replan(workshop, "asha", START, NOW)
    out = taken_along(workshop, "asha")
    assert out["done"] == {key: day.isoformat() for key, day in sorted(done.items())}
    assert out["marks"].keys() == {mark.key for mark in kept if not mark.empty}
    later = NOW + dt.timedelta(days=1)
    import_person(workshop, "bela", out, START, later)
    again = taken_along(workshop, "bela")
    assert without_ids_and_stamps(again) == without_ids_and_stamps(out)
    assert (again["profile"]["id"], again["updated_at"]) == ("bela", later.isoformat())
    import_person(workshop, "asha", again, START, later)
    assert store.person("asha") == replace(asha, updated_at=later)
    assert without_ids_and_stamps(taken_along(workshop, "asha")) == without_ids_and_stamps(out)
