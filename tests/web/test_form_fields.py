"""The form asks for all that a profile may hold, offers only what the validator takes, and spells out seasons."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from countback.adapters.yaml_files.document import Document
from countback.adapters.yaml_files.profile import applicant_of
from countback.adapters.yaml_files.profile_models import ProfileModel
from countback.domain.season_names import LAST_TARGET_YEAR
from countback.errors import BadInput
from countback.web.form_fields import FIELDS, GROUPS, STEPS, Field, Group, step_of, steps
from countback.web.profile_form import MOST_VALUES, form_values, problems_by_field, profile_of
from tests.support.form_browser import step_named, vaccines
from tests.support.real import START, library

# What happened and what was decided is kept by ticks and choices; an id is made, a season follows from the year.
NOT_ASKED = {"id", "season", "done", "given", "choices"}
ROWS = {"immunizations.doses": 60, "rotations.planned": 6, "blackouts": 40}
BASE = {
    "id": "p-test",
    "first_name": "Asha",
    "target_year": 2028,
    "track": "peds_mgg",
    "stage": "student",
    "graduation": "2029-03-31",
    "timezone": "Asia/Manila",
}


def paths(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Yield the dotted path of every field of a model, those of a list's rows without a number."""
    for name, one in model.model_fields.items():
        inner = next((part for part in parts_of(one.annotation) if issubclass(part, BaseModel)), None)
        yield from paths(inner, f"{above}{name}.") if inner else [f"{above}{name}"]


def parts_of(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for one in getattr(annotation, "__args__", ()):
        yield from parts_of(one)


def asked() -> set[str]:
    rows = {f"{group.name}.{field.name}" for group in GROUPS for field in group.fields}
    return set(FIELDS) | rows


def all_fields() -> Iterator[Field]:
    """Yield every field as it is shown, with one row of each group."""
    for step in steps(START, vaccines(), form_values(BASE)):
        for part in step.parts:
            yield from part.rows({})[0].fields if isinstance(part, Group) else [part]


def seasons(today: dt.date, chosen: str = "") -> list[tuple[str, str]]:
    field = next(
        one for one in step_named("you", {"target_year": chosen}, today).parts if one.name == "target_year"
    )
    assert isinstance(field, Field)
    return list(field.options)


def test_every_field_of_a_profile_is_asked_for_or_named_as_one_that_is_not() -> None:
    assert asked() | NOT_ASKED == set(paths(ProfileModel))
    assert not asked() & NOT_ASKED


def test_a_group_holds_as_many_rows_as_a_profile() -> None:
    assert {one.name: one.most for one in GROUPS} == ROWS


def test_what_a_new_form_shows_is_what_a_profile_means_that_leaves_it_out() -> None:
    minimal = {name: value for name, value in BASE.items() if name not in ("id", "graduation")}
    model = ProfileModel.model_validate({**minimal, "id": "p-test"})
    spelled_out = form_values(model.model_dump(mode="json"))
    assert spelled_out == form_values({}) | {name: str(value) for name, value in minimal.items()}


def test_every_question_stands_in_the_step_that_it_names() -> None:
    for step in STEPS:
        assert {part.step for part in step.parts} == {step.id}
    assert [
        step_of(name) for name in ("first_name", "visa.status", "exams.oet.day", "blackouts.3.reason")
    ] == [
        "you",
        "school",
        "exams",
        "wishes",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "csrf",
        "go",
        "id",
        "done",
        "visa",
        "visa.status.x",
        "blackouts.40.first",
        "blackouts.01.first",
        "blackouts.0.host",
        "blackouts.-1.first",
        "blackouts.0",
        "blackoutsx.0.first",
        "rotations.planned.٣.kind",
    ],
)
def test_a_name_that_the_form_does_not_ask_for_stands_in_no_step(name: str) -> None:
    assert step_of(name) == ""


def test_every_question_says_what_it_asks_and_every_matter_of_health_or_law_whom_to_ask() -> None:
    told = {one.name: f"{one.label} {one.help}" for one in all_fields()}
    told |= {one.name: f"{one.label} {one.help}" for one in GROUPS}
    assert all(text.strip() for text in told.values())
    for name in (
        "immunizations.doses",
        "immunizations.immune",
        "immunizations.hepatitis_b",
        "immunizations.tb.method",
    ):
        assert "your clinician" in told[name]
    for name in (
        "stage",
        "visa.status",
        "visa.residency",
        "visa.passport_expires",
        "pathway",
        "ecfmg.pathway",
    ):
        assert re.search(r"[Aa]sk|[Vv]erify", told[name]), name


def test_the_help_texts_are_short_and_hold_no_word_of_the_file() -> None:
    for one in all_fields():
        words = " ".join(
            [one.label, one.help, *(text for value, text in one.options if one.name != "timezone")]
        )
        assert len(one.help) <= 220, one.name
        assert not re.search(r"`|\b\w+_\w+\b|\btrue\b|\bfalse\b", words), one.name


def test_the_categorical_track_says_who_can_use_it() -> None:
    words = dict(FIELDS["track"].options)
    assert "12 months of residency in the US" in words["categorical_mgg"]
    assert "July" in words["categorical_mgg"]
    assert all("straight after medical school" in words[name] for name in ("peds_mgg", "im_mgg"))


@pytest.mark.parametrize(
    ("name", "value"),
    [(one.name, value) for one in all_fields() for value, _ in one.options if one.name != "timezone"],
)
def test_every_option_is_taken_by_the_validator(name: str, value: str) -> None:
    row = {"immunizations.doses.0.vaccine": "hepatitis_b", "immunizations.doses.0.day": "2020-01-01"}
    rotation = {"rotations.planned.0.kind": "broad", "rotations.planned.0.start": "2028-05-01"}
    around = row if name.startswith("immunizations.doses") else {}
    around |= rotation if name.startswith("rotations.planned") else {}
    values = form_values(BASE) | around | {name: value}
    if name == "immunizations.immune":
        values = form_values(BASE) | {f"{name}.{value}": "yes"}
    known, found = library(), {}
    try:
        applicant_of(Document("", profile_of(values, BASE)), known.catalogue, known.vaccines, START)
    except BadInput as error:
        found = problems_by_field(error.problems, values)
    choose = value == "" and name in (
        "target_year",
        "immunizations.doses.0.vaccine",
        "rotations.planned.0.kind",
    )
    assert (name in found) == choose


def test_the_time_zones_offered_are_places_and_all_exist() -> None:
    field = next(one for one in all_fields() if one.name == "timezone")
    assert {"Asia/Kolkata", "Africa/Lagos", "America/Bogota", "UTC"} <= {value for value, _ in field.options}
    assert {value for value, _ in field.options} <= zoneinfo.available_timezones()


def test_a_season_is_spelled_out_in_all_its_names() -> None:
    told = dict(seasons(START))
    assert told["2028"] == "September 2028 · ERAS 2029 season · Match March 2029 · residency July 2029"


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (dt.date(2026, 11, 22), 2026),
        (dt.date(2027, 3, 31), 2026),
        (dt.date(2027, 4, 1), 2027),
        (dt.date(2027, 9, 30), 2027),
    ],
)
def test_the_seasons_begin_with_the_one_whose_match_is_still_to_come(today: dt.date, first: int) -> None:
    years = [value for value, _ in seasons(today)]
    assert years == ["", *(str(first + count) for count in range(8))]


def test_no_season_is_offered_beyond_the_rules() -> None:
    years = [value for value, _ in seasons(dt.date(2038, 5, 1))]
    assert years == ["", "2038", "2039", str(LAST_TARGET_YEAR)]


def test_an_earlier_season_stays_on_offer_where_the_profile_has_it() -> None:
    assert [value for value, _ in seasons(START, "2024")][:3] == ["", "2024", "2026"]


@pytest.mark.parametrize("chosen", ["2028", "20²4", "ERAS 2024", "99999", "<b>"])
def test_nothing_else_that_was_chosen_becomes_a_season(chosen: str) -> None:
    assert seasons(START, chosen) == seasons(START)


def test_the_fullest_profile_fits_into_what_one_form_may_send() -> None:
    rows = sum(one.most * len(one.fields) for one in GROUPS)
    others = len(FIELDS) + len(vaccines().series)
    assert rows + others + len(("step", "go", "csrf")) <= MOST_VALUES
