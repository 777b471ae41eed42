"""`countback plan`: the preview in three forms, its exit codes and the shape others read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.cli.invoking import TODAY, countback, example_file
from tests.support.real import EXAMPLES, START, full_plan

HOPELESS = """\
id: hopeless
first_name: Ada
target_year: 2027
track: peds_mgg
stage: graduate
graduation: 2024-06-30
timezone: Africa/Lagos
visa: {status: needed, high_wait_post: true}
rotations:
  planned:
    - {kind: genetics, start: 2027-01-04, weeks: 4, host: "University [bold]hospital[/bold]"}
"""
DATE_KEYS = {"key", "title", "owner", "at", "status", "uncertainty_days", "source"}
REASON_KEYS = {"rule", "text", "source", "confidence"}
ITEM_KEYS = {
    *("key", "title", "category", "earliest", "latest", "start_by", "due", "at", "slack_days", "critical"),
    *("hard", "status", "estimated", "because"),
}
LATE_KEYS = {"key", "missing_days", "earliest_workable", "chain", "ways_out"}


@pytest.fixture
def hopeless(tmp_path: Path) -> Path:
    path = tmp_path / "hopeless.yaml"
    path.write_text(HOPELESS)
    return path


def expected_code(name: str) -> int:
    return 3 if full_plan(name).impossible else 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_json_has_exactly_the_public_shape(name: str, data: Path) -> None:
    outcome = countback("plan", "--profile", example_file(name), "--today", TODAY, "--json")
    assert (outcome.code, outcome.err) == (expected_code(name), "")
    plan = outcome.json
    assert list(plan) == ["schema", "target_year", "season", "today", "pathway", "items", "late", "warnings"]
    assert (plan["schema"], plan["today"]) == (1, TODAY)
    assert set(plan["season"]) == {"eras", "match_year", "dates"}
    assert plan["season"]["eras"] == plan["season"]["match_year"] == plan["target_year"] + 1
    assert all(set(one) == DATE_KEYS for one in plan["season"]["dates"])
    assert set(plan["pathway"]) == {"name", "because"}
    assert all(set(one) == REASON_KEYS for one in plan["pathway"]["because"])
    assert all(isinstance(one, str) for one in plan["warnings"])
    assert len(plan["items"]) > 200
    for item in plan["items"]:
        assert set(item) == ITEM_KEYS
        assert item["because"]
        assert all(set(one) == REASON_KEYS for one in item["because"])
        assert dt.date.fromisoformat(item["start_by"]) <= dt.date.fromisoformat(item["due"])
        assert item["at"] is None or dt.datetime.fromisoformat(item["at"]).tzinfo is not None
    assert {one["key"] for one in plan["late"]} == {
        one["key"] for one in plan["items"] if one["status"] in ("late", "impossible")
    }
    for late in plan["late"]:
        assert set(late) == LATE_KEYS
        assert all(set(one) == {"text", "from", "to", "days", "source"} for one in late["chain"])
        assert all(set(one) == {"action", "text", "slack_days"} for one in late["ways_out"])
    assert not data.exists()


@pytest.mark.parametrize("form", ["table", "text"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_person_sees_what_is_next_at_risk_and_when(name: str, form: str) -> None:
    outcome = countback("plan", "--profile", example_file(name), "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (expected_code(name), "")
    plan = full_plan(name)
    for words in (
        f"Plan of {plan.person} on Sunday, {TODAY}",
        f"target_year {plan.target_year} is the ERAS {plan.target_year + 1} season",
        "Pathway: ",
        "Rotation 1: ",
        f"{len(plan.items)} items: ",
        f"Next 14 days ({TODAY} to 2026-12-06)",
        "At risk",
        "By month",
        "Timeline",
        "E ERAS submission",
        "`--all` lists every item.",
    ):
        assert words in outcome.out
    assert ("Too late?" in outcome.out) == bool(plan.late)
    assert ("--try ACTION" in outcome.out) == bool(plan.late)
    assert "\x1b" not in outcome.out  # no colours in a pipe
    if form == "table":
        assert max(map(len, outcome.out.splitlines())) <= 110


def test_all_lists_every_item_and_not_only_some() -> None:
    outcome = countback(
        "plan", "--profile", example_file("student-vslo"), "--today", TODAY, "--all", "--format", "text"
    )
    assert all(f"[{item.key}]" in outcome.out for item in full_plan("student-vslo").items)
    assert "`--all`" not in outcome.out


def test_a_late_plan_tells_its_chain_and_the_ways_out() -> None:
    outcome = countback(
        "plan", "--profile", example_file("late-starter"), "--today", TODAY, "--format", "text"
    )
    assert "Ways out, each tried and solved:" in outcome.out
    assert "vaccine:hepatitis_b=heplisav_b" in outcome.out
    assert "days missing." in outcome.out


def test_a_way_out_can_be_tried_and_shortens_the_list_of_what_is_late() -> None:
    def late(*more: str) -> Any:
        arguments = ("plan", "--profile", example_file("late-starter"), "--today", TODAY, "--json", *more)
        return len(countback(*arguments).json["late"])

    assert late("--try", "vaccine:hepatitis_b=heplisav_b") < late()
    assert late("--try", "year:2028") < late()


@pytest.mark.parametrize("word", ["nonsense", "year:2050", "vaccine:hepatitis_b=other"])
def test_a_word_that_is_no_way_out_is_bad_input(word: str) -> None:
    outcome = countback("plan", "--profile", example_file("late-starter"), "--today", TODAY, "--try", word)
    assert (outcome.code, outcome.out) == (2, "")
    assert "mend: " in outcome.err


@pytest.mark.parametrize("form", ["table", "text", "json"])
def test_an_impossible_plan_is_shown_and_exits_with_3(form: str, hopeless: Path) -> None:
    outcome = countback("plan", "--profile", hopeless, "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (3, "")
    assert "impossible" in outcome.out
    if form != "json":
        assert "University [bold]hospital[/bold]" in outcome.out
        assert "No single change saves it." in outcome.out or "Ways out" in outcome.out


def test_another_day_gives_another_plan() -> None:
    later = START + dt.timedelta(days=250)
    outcome = countback("plan", "--profile", example_file("student-vslo"), "--today", later, "--json")
    assert outcome.json["today"] == later.isoformat()
    assert (
        outcome.json["items"]
        != countback("plan", "--profile", example_file("student-vslo"), "--today", TODAY, "--json").json[
            "items"
        ]
    )


def test_without_a_day_it_is_the_computers_today() -> None:
    outcome = countback("plan", "--profile", example_file("student-vslo"), "--json")
    assert abs(dt.date.fromisoformat(outcome.json["today"]) - dt.datetime.now(dt.UTC).date()) <= dt.timedelta(
        days=1
    )


def test_long_after_the_season_everything_is_still_told() -> None:
    """The season is over: what was not done is impossible, and the day itself is no error."""
    outcome = countback(
        "plan",
        "--profile",
        example_file("graduate-observership"),
        "--today",
        "2031-01-01",
        "--format",
        "text",
    )
    assert outcome.code == 3
    assert "aim at a later target_year than 2028" in outcome.out
    assert "No change that was tried saves it." in outcome.out


def test_a_profile_may_say_its_dates_are_published_by_the_operator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    override = tmp_path / "override.yaml"
    override.write_text(
        "cycle: september\n"
        "sources: {aamc: {title: AAMC, confidence: H, checked: 2027-04-01}}\n"
        "seasons:\n"
        "  - target_year: 2028\n"
        "    season: ERAS 2029\n"
        '    dates: {eras.submit: {date: 2028-09-13, clock: "09:00", source: aamc}}\n'
    )
    monkeypatch.setenv("COUNTBACK_SEASONS_FILE", str(override))
    dates = countback("plan", "--profile", example_file("student-vslo"), "--today", TODAY, "--json").json[
        "season"
    ]["dates"]
    submit = next(one for one in dates if one["key"] == "eras.submit")
    assert (submit["at"], submit["status"]) == ("2028-09-13T09:00:00-04:00", "official")
