"""Requests are checked before anything runs, and Prefect's form explains every field."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from countback.errors import BadInput
from flows.requests import (
    PlanRequest,
    PlanSummary,
    RefreshRequest,
    RefreshSummary,
    YearRequest,
    YearSummary,
)
from flows.run import run_change_year, run_plan_season, run_refresh_seasons

TODAY = dt.date(2026, 11, 22)
DONE = PlanSummary("asha-2027", TODAY, 1, True, True, {}, (), {}, 0)


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


@pytest.mark.parametrize("target", ["", "29", "2029; rm", "2029\n", "x" * 25, "<2029>"])
def test_a_target_that_cannot_be_a_season_s_name_is_refused(target: str) -> None:
    with pytest.raises(ValidationError):
        YearRequest(person="asha-2027", target=target)


def test_the_forms_of_the_other_flows_explain_every_field_too() -> None:
    from flows.change_year import change_year
    from flows.refresh_seasons import refresh_seasons

    for flow, required in ((change_year, ["person", "target"]), (refresh_seasons, [])):
        (model,) = flow.parameters.model_dump()["definitions"].values()
        assert model.get("required", []) == required
        assert all(len(field["description"]) > 40 for field in model["properties"].values())
        assert flow.description


def test_a_change_of_the_year_is_a_plain_function_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[YearRequest] = []
    done = YearSummary(2029, DONE)

    async def changed(request: YearRequest) -> YearSummary:
        asked.append(request)
        return done

    monkeypatch.setattr("flows.run.prepare", lambda **_: None)
    monkeypatch.setattr("flows.change_year.change_year", changed)
    assert run_change_year("asha-2027", " ERAS\t2030 ", TODAY) is done
    assert asked == [YearRequest(person="asha-2027", target="ERAS 2030", today=TODAY)]
    with pytest.raises(BadInput, match="'Asha Rao' is no person's id"):
        run_change_year("Asha Rao", "2029")
    with pytest.raises(BadInput, match="`soon` is neither a target year nor a season's name"):
        run_change_year("asha-2027", "soon")
    assert len(asked) == 1


def test_a_refresh_is_a_plain_function_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[RefreshRequest] = []
    done = RefreshSummary(("asha-2027",), (), {})

    async def refreshed(request: RefreshRequest) -> RefreshSummary:
        asked.append(request)
        return done

    monkeypatch.setattr("flows.run.prepare", lambda **_: None)
    monkeypatch.setattr("flows.refresh_seasons.refresh_seasons", refreshed)
    assert run_refresh_seasons() is done
    assert run_refresh_seasons(TODAY) is done
    assert asked == [RefreshRequest(), RefreshRequest(today=TODAY)]
