"""The overview: which rows are chosen, which days they show, and how their words are cut."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from countback.domain.overview import ROWS, Part, Stretch, chosen, doing, short_title, stretches, summary
from countback.domain.plan import Item, Status
from tests.support.real import EXAMPLES, START, example_plan, item_of

DAY = dt.date(2027, 3, 1)


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def item(**changes: object) -> Item:
    """Return a task with ten days of window, five of work and four of margin."""
    task = item_of(example_plan("student-vslo"), "documents.transcript")
    facts: dict[str, object] = {
        "opens": DAY,
        "start_by": after(10),
        "due": after(14),
        "latest": after(18),
        "finish_from": after(5),
    }
    return replace(task, **(facts | changes))  # type: ignore[arg-type]


def lengths(one: Item) -> list[tuple[str, int]]:
    return [(part.part.value, (part.end - part.begin).days) for part in stretches(one)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_critical_chain_and_the_rotations_are_always_chosen(name: str) -> None:
    plan = example_plan(name)
    keys = {one.key for one in chosen(plan)}
    assert keys >= {one.key for one in plan.items if one.critical and one.status is not Status.DONE}
    assert keys >= {f"rotation.block/{one.key}" for one in plan.rotations}
    assert len(keys) <= ROWS


def test_what_is_done_is_not_chosen() -> None:
    plan = example_plan("student-vslo")
    done = replace(plan, items=tuple(replace(one, status=Status.DONE) for one in plan.items))
    assert chosen(done) == []


def test_the_chosen_stand_in_the_order_in_which_they_are_begun() -> None:
    starts = [one.start_by for one in chosen(example_plan("late-starter"))]
    assert starts == sorted(starts)


def test_a_task_shows_its_window_its_work_and_its_margin() -> None:
    assert lengths(item()) == [("window", 10), ("work", 5), ("margin", 4)]
    assert stretches(item())[1] == Stretch(Part.WORK, after(10), after(15))


def test_stretches_without_days_are_left_out() -> None:
    assert lengths(item(opens=after(10), latest=after(14))) == [("work", 5)]


def test_a_rotation_shows_as_one() -> None:
    assert doing(item(key="rotation.block/rotation-1")).part is Part.ROTATION


@pytest.mark.parametrize("status", [Status.LATE, Status.IMPOSSIBLE])
def test_a_late_item_lasts_until_it_can_be_finished(status: Status) -> None:
    late = item(status=status, finish_from=after(16))
    assert lengths(late) == [("window", 10), (status.value, 7), ("margin", 2)]


def test_an_item_that_cannot_be_done_in_time_has_no_margin() -> None:
    assert lengths(item(status=Status.IMPOSSIBLE, finish_from=after(30))) == [
        ("window", 10),
        ("impossible", 21),
    ]


@pytest.mark.parametrize(
    ("title", "room", "short"),
    [
        ("Match Day", 20, "Match Day"),
        ("Take the drug screen (rotation 2)", 30, "Take the drug screen r2"),
        ("Take the drug screen (rotation 2)", 15, "Take the dr… r2"),
        ("Hepatitis B titer (quantitative anti-HBs)", 30, "Hepatitis B titer"),
        ("Order your medical school transcript", 12, "Order your…"),
        ("Order", 0, "…"),
    ],
)
def test_a_title_is_cut_to_its_room_and_keeps_its_rotation(title: str, room: int, short: str) -> None:
    assert short_title(title, room) == short


def test_a_title_is_cut_by_the_measure_one_brings() -> None:
    assert short_title("Match Day", 8, lambda text: 2 * len(text)) == "Mat…"


def test_the_summary_tells_what_is_late_and_the_critical_chain() -> None:
    text = summary(chosen(example_plan("late-starter", START)))
    assert text == (
        "24 items from May 2026 to June 2028, 4 late. Critical chain: Hepatitis B vaccine, dose 1; "
        "Hepatitis B vaccine, dose 3; Hepatitis B titer (quantitative anti-HBs)."
    )


def test_the_summary_of_one_quiet_item_has_no_chain() -> None:
    assert summary([item(critical=False)]) == "1 item from March 2027 to March 2027, none late."


def test_the_summary_counts_what_is_late_and_what_is_impossible() -> None:
    both = [item(status=Status.LATE), item(status=Status.IMPOSSIBLE), item(status=Status.IMPOSSIBLE)]
    assert "1 late and 2 impossible" in summary(both)


def test_the_summary_of_nothing_says_so() -> None:
    assert summary([]) == "Nothing is left to show."
