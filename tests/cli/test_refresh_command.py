"""`countback refresh`: exactly those whose season's dates changed are planned again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from countback.cli import refresh_command
from countback.services.refreshing import Refreshed
from tests.cli.invoking import TODAY, countback
from tests.support.crowd import CROWD, TOUCHED, house_of, misfit, move_in, moved_dates, state


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with several persons planned, to be copied."""
    place = tmp_path_factory.mktemp("crowd") / "data"
    move_in(house_of(place))
    return place


@pytest.fixture(autouse=True)
def crowd(data: Path, planned: Path) -> Path:
    shutil.copytree(planned, data)
    return data


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the operator move the day of submission of one season."""
    monkeypatch.setenv("COUNTBACK_SEASONS_FILE", str(moved_dates(tmp_path)))


def held(data: Path) -> dict[str, tuple[object, ...]]:
    return {who: state(house_of(data), who) for who in CROWD}


def changed(data: Path, before: dict[str, tuple[object, ...]]) -> set[str]:
    return {who for who, one in held(data).items() if one != before[who]}


@pytest.mark.parametrize("form", ["table", "text"])
def test_without_news_nothing_is_written(form: str, data: Path) -> None:
    before = held(data)
    outcome = countback("refresh", "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "Every plan rests on today's season dates: nothing was written.\n"
    assert countback("refresh", "--json").json == {
        "schema": 1,
        "planned": [],
        "impossible": [],
        "not_planned": [],
    }
    assert changed(data, before) == set()


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("form", ["table", "text"])
def test_a_date_that_moved_moves_exactly_those_of_its_season_and_cycle(form: str, data: Path) -> None:
    before = held(data)
    outcome = countback("refresh", "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Planned again and published: 2 (asha-2028, dora-2028).\n" in outcome.out
    assert "What moved: countback diff --person asha-2028" in outcome.out
    assert changed(data, before) == set(TOUCHED)
    told = countback("diff", "--person", "asha-2028", "--json").json
    assert {one["key"]: one["days"] for one in told["changes"]}["eras.apply"] > 0
    assert "nothing was written" in countback("refresh", "--format", form).out


@pytest.mark.usefixtures("moved")
def test_as_json_everyone_planned_is_named(data: Path) -> None:
    told = countback("refresh", "--json").json
    assert told == {"schema": 1, "planned": list(TOUCHED), "impossible": [], "not_planned": []}


@pytest.mark.usefixtures("moved")
def test_on_a_late_day_the_impossible_are_named(data: Path) -> None:
    outcome = countback("refresh", "--today", "2028-09-01", "--format", "text")
    assert outcome.code == 0
    assert "With impossible items: 2 (asha-2028, dora-2028)." in outcome.out


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("form", ["table", "text"])
def test_a_profile_that_no_longer_fits_is_told_and_stops_nobody(form: str, data: Path) -> None:
    misfit(house_of(data), "asha-2028", track="surgery")
    before = held(data)
    outcome = countback("refresh", "--format", form)
    assert (outcome.code, outcome.err) == (2, "")
    assert "Planned again and published: 1 (dora-2028)." in outcome.out
    assert "Not planned, and their calendars are as they were\n- asha-2028: 1 problem" in outcome.out
    assert changed(data, before) == {"dora-2028"}
    again = countback("refresh", "--json")
    assert (again.code, again.json["planned"]) == (2, [])
    (one,) = again.json["not_planned"]
    assert (one["person"], one["error"]) == ("asha-2028", "BadInput")
    assert "track" in one["text"]
    assert "Planned again and published: nobody." in countback("refresh", "--format", form).out


def test_a_bug_is_told_after_everything_else(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    met = Refreshed(("dora-2028",), (), {"asha-2028": ZeroDivisionError("all is lost")})
    monkeypatch.setattr("countback.services.refreshing.refresh", lambda *_: met)
    outcome = countback("refresh", "--format", "text")
    assert outcome.code == 1
    assert "Planned again and published: 1 (dora-2028)." in outcome.out
    assert "this should not have happened: ZeroDivisionError: all is lost" in outcome.err


def test_of_very_many_the_first_are_named() -> None:
    ids = tuple(f"p-{number}" for number in range(22))
    told = refresh_command._named(ids)
    assert told.startswith("22 (p-0, p-1, ")
    assert told.endswith("p-19 and 2 more)")


def test_a_season_file_that_cannot_be_used_is_told_and_nothing_is_written(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = moved_dates(tmp_path)
    file.write_text(file.read_text("utf-8").replace("ERAS 2029", "ERAS 2031"), "utf-8")
    monkeypatch.setenv("COUNTBACK_SEASONS_FILE", str(file))
    before = held(data)
    outcome = countback("refresh")
    assert (outcome.code, outcome.out) == (2, "")
    assert "dates.yaml" in outcome.err
    assert "mend: " in outcome.err
    assert changed(data, before) == set()
