"""`countback explain KEY`: why an item stands on its dates, from a profile or from the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.invoking import TODAY, countback, example_file
from tests.support.real import full_plan

LATE = example_file("late-starter")


ON_TIME = "documents.cv"


def late_key() -> str:
    return full_plan("late-starter").late[0].key


@pytest.mark.parametrize("form", ["table", "text"])
def test_an_item_in_time_is_told_with_its_chain(form: str, data: Path) -> None:
    outcome = countback("explain", ON_TIME, "--profile", LATE, "--today", TODAY, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    for words in ("Because", "The chain behind its dates", "Slack ", "begin by ", " -> "):
        assert words in outcome.out
    assert not data.exists()


@pytest.mark.parametrize("form", ["table", "text"])
def test_a_late_item_is_told_with_what_is_missing_and_the_ways_out(form: str) -> None:
    outcome = countback("explain", late_key(), "--profile", LATE, "--today", TODAY, "--format", form)
    assert outcome.code == 0
    assert "days missing." in outcome.out
    assert "Ways out" in outcome.out or "No single change saves it." in outcome.out
    assert "The chain behind its dates" not in outcome.out


def test_a_task_that_takes_its_time_says_how_long() -> None:
    slow = next(item for item in full_plan("late-starter").items if item.slow_days and item.done_on is None)
    outcome = countback("explain", slow.key, "--profile", LATE, "--today", TODAY, "--format", "text")
    assert f"It takes {slow.typical_days} to {slow.slow_days} days" in outcome.out


def test_a_vaccine_says_whom_to_ask() -> None:
    outcome = countback(
        "explain", "immunization.tdap", "--profile", LATE, "--today", TODAY, "--format", "text"
    )
    assert "\nAsk: " in outcome.out


def test_a_done_item_says_that_it_is_done() -> None:
    outcome = countback(
        "explain", "immunization.tdap", "--profile", example_file("student-vslo"), "--today", TODAY, "--json"
    )
    item = outcome.json["item"]
    assert (item["status"], item["due"], item["slack_days"]) == ("done", "2022-02-15", 0)


@pytest.mark.parametrize("key", [ON_TIME, "late"])
def test_the_json_has_item_chain_and_lateness(key: str) -> None:
    wanted = late_key() if key == "late" else key
    told = countback("explain", wanted, "--profile", LATE, "--today", TODAY, "--json").json
    assert list(told) == ["schema", "item", "details", "ask", "chain", "late"]
    assert told["item"]["key"] == wanted
    assert (told["late"] is not None) == (key == "late")
    assert all(set(one) == {"text", "from", "to", "days", "source"} for one in told["chain"])
    if told["late"]:
        assert told["late"]["chain"] == told["chain"]


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        ("eligibility.goal", "did you mean eligibility.goals"),
        ("immunization.form", "immunization.form/rotation-1"),
        ("zzzzzzzz", "see `countback plan --all`"),
        ("../../etc/passwd", "mend: "),
    ],
)
def test_an_unknown_key_is_told_with_those_that_are_close(key: str, mend: str) -> None:
    outcome = countback("explain", key, "--profile", LATE, "--today", TODAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"the plan has no item `{key}`" in outcome.err
    assert mend in outcome.err


@pytest.mark.usefixtures("stored")
def test_a_stored_person_is_explained_with_what_they_ticked_off() -> None:
    before = countback("explain", "eligibility.goals", "--today", TODAY, "--json").json
    assert before["item"]["status"] != "done"
    countback("done", "eligibility.goals", "--today", TODAY)
    after = countback("explain", "eligibility.goals", "--today", TODAY, "--json").json
    assert (after["item"]["status"], after["item"]["due"]) == ("done", TODAY)
