"""An item is explained with the very chain that sets its dates."""

from __future__ import annotations

from dataclasses import replace

from countback.domain.plan import Status
from countback.services.explaining import Explained, explain_item
from tests.support.real import START, example, example_plan, full_plan, library


def explained(name: str, key: str) -> Explained:
    found = explain_item(example(name), library(), START, key)
    assert found is not None
    return found


def keys(name: str, *statuses: Status) -> list[str]:
    return [item.key for item in example_plan(name).items if item.status in statuses]


def test_a_late_item_comes_with_its_lateness_and_ways_out() -> None:
    late = keys("late-starter", Status.LATE, Status.IMPOSSIBLE)
    assert late
    for key in late[::8]:
        found = explained("late-starter", key)
        assert found.late == next(one for one in full_plan("late-starter").late if one.key == key)
        assert found.chain == found.late.chain
        assert found.plan == full_plan("late-starter")


def test_an_item_in_time_comes_with_the_steps_before_and_behind_it() -> None:
    for key in keys("student-vslo", Status.OPEN, Status.UPCOMING, Status.DUE_SOON)[::10]:
        found = explained("student-vslo", key)
        assert found.late is None
        assert found.item == example_plan("student-vslo").item(key)
        assert found.chain, key
        assert all(step.text and step.source for step in found.chain), key


def test_a_done_item_says_when_it_was_done() -> None:
    found = explained("student-vslo", "immunization.tdap")
    assert found.item.status is Status.DONE
    assert found.late is None
    assert any("2022-02-15" in step.text or str(step.end) == "2022-02-15" for step in found.chain)


def test_the_profiles_own_choices_count() -> None:
    chosen = replace(example("late-starter"), choices=("year:2028",))
    found = explain_item(chosen, library(), START, "match.day")
    assert found is not None
    assert found.plan.target_year == 2028


def test_an_item_that_the_plan_does_not_have_is_none() -> None:
    assert explain_item(example("student-vslo"), library(), START, "no.such") is None
