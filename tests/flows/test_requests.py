"""Requests are checked before anything runs, and Prefect's form explains every field."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from countback.errors import BadInput
from flows.requests import PlanRequest, PlanSummary
from flows.run import run_plan_season


@pytest.mark.parametrize(
    "person", ["", "a", "Asha", "asha 2027", "asha@example.org", "-asha", "a" * 64, "asha\n"]
)
def test_a_person_is_a_slug(person: str) -> None:
    with pytest.raises(ValidationError):
        PlanRequest(person=person)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError):
        PlanRequest.model_validate({"person": "asha-2027", "to_day": "2026-11-22"})


def test_the_form_explains_every_field() -> None:
    from flows.plan_season import plan_season

    schema = plan_season.parameters.model_dump()
    (model,) = schema["definitions"].values()
    assert schema["required"] == ["request"]
    assert model["required"] == ["person"]
    assert all(len(field["description"]) > 40 for field in model["properties"].values())
    assert plan_season.description


def test_the_command_line_calls_a_plain_function(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[PlanRequest] = []
    done = PlanSummary("asha-2027", dt.date(2026, 11, 22), 1, True, True, {}, (), {}, 0)

    async def planned(request: PlanRequest) -> PlanSummary:
        asked.append(request)
        return done

    monkeypatch.setattr("flows.run.prepare", lambda **_: None)
    monkeypatch.setattr("flows.plan_season.plan_season", planned)
    assert run_plan_season("asha-2027", done.today) is done
    assert asked == [PlanRequest(person="asha-2027", today=done.today)]


def test_what_is_no_id_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.run.prepare", lambda **_: None)
    with pytest.raises(BadInput, match="'Asha Rao' is no person's id"):
        run_plan_season("Asha Rao")
