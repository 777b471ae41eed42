"""The diff says what happened to each item, once for each thing, and nothing where nothing happened."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countback.domain.diff import Change, ChangeKind, Seen, diff, summary
from countback.domain.public import plan_json, seen_of_json, seen_of_plan
from tests.support.real import EXAMPLES, START, example, example_plan, person, plan, weekly

DAY = dt.date(2027, 5, 3)
ITEM = Seen("documents.cv", "Write your CV", DAY, DAY + dt.timedelta(days=14), "open", "because")


def on(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def one(old: Seen | None, new: Seen | None) -> Change:
    (change,) = diff([old] if old else [], [new] if new else [])
    return change


def test_an_item_that_was_not_there_is_added() -> None:
    assert one(None, ITEM) == Change(ChangeKind.ADDED, "documents.cv", "Write your CV", after=on(14))


def test_an_item_that_is_no_longer_there_is_dropped() -> None:
    assert one(ITEM, None) == Change(ChangeKind.DROPPED, "documents.cv", "Write your CV", before=on(14))


@pytest.mark.parametrize("days", [-21, -1, 1, 28])
def test_an_item_moved_by_its_days(days: int) -> None:
    moved = replace(ITEM, start_by=on(days), due=on(14 + days))
    assert one(ITEM, moved) == Change(ChangeKind.MOVED, ITEM.key, ITEM.title, days, on(14), on(14 + days))


def test_an_item_whose_beginning_alone_moved_counts_the_days_of_its_beginning() -> None:
    change = one(ITEM, replace(ITEM, start_by=on(-3)))
    assert (change.kind, change.days, change.before, change.after) == (ChangeKind.MOVED, -3, on(14), on(14))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("open", "late", ChangeKind.BECAME_LATE),
        ("upcoming", "impossible", ChangeKind.BECAME_LATE),
        ("late", "impossible", ChangeKind.BECAME_LATE),
        ("late", "open", ChangeKind.BECAME_POSSIBLE),
        ("impossible", "due_soon", ChangeKind.BECAME_POSSIBLE),
        ("open", "done", ChangeKind.DONE),
        ("impossible", "done", ChangeKind.DONE),
        ("done", "open", ChangeKind.UNDONE),
        ("done", "late", ChangeKind.UNDONE),
    ],
)
def test_what_became_of_an_item_is_told(before: str, after: str, kind: ChangeKind) -> None:
    change = one(replace(ITEM, status=before), replace(ITEM, status=after))
    assert change.kind is kind
    assert change.note in ("", after)


@pytest.mark.parametrize(
    ("before", "after"),
    [("upcoming", "open"), ("open", "due_soon"), ("impossible", "late"), ("late", "late"), ("done", "done")],
)
def test_what_only_time_brings_or_what_is_still_late_is_no_change(before: str, after: str) -> None:
    assert diff([replace(ITEM, status=before)], [replace(ITEM, status=after)]) == ()


def test_items_done_in_both_do_not_move() -> None:
    done = replace(ITEM, status="done")
    assert diff([done], [replace(done, due=on(40), title="Another")]) == ()


@pytest.mark.parametrize("changes", [{"title": "Write your CV again"}, {"fingerprint": "for another reason"}])
def test_other_words_or_reasons_are_a_change(changes: dict[str, str]) -> None:
    change = one(
        ITEM,
        replace(
            ITEM,
            title=changes.get("title", ITEM.title),
            fingerprint=changes.get("fingerprint", ITEM.fingerprint),
        ),
    )
    assert (change.kind, change.note) == (ChangeKind.CHANGED, "wording or reasons")


def test_several_things_of_one_item_are_told_apart() -> None:
    new = replace(ITEM, due=on(7), status="late", title="Write your CV again")
    assert [change.kind for change in diff([ITEM], [new])] == [
        ChangeKind.BECAME_LATE,
        ChangeKind.CHANGED,
        ChangeKind.MOVED,
    ]


def test_changes_come_in_the_order_of_their_new_days_and_are_counted() -> None:
    first, second = replace(ITEM, key="a", due=on(2)), replace(ITEM, key="b", due=on(1))
    gone = replace(ITEM, key="c", due=on(0))
    changes = diff([gone], [first, second])
    assert [(change.kind.value, change.key) for change in changes] == [
        ("dropped", "c"),
        ("added", "b"),
        ("added", "a"),
    ]
    assert summary(changes) == {
        **{kind.value: 0 for kind in ChangeKind},
        "added": 2,
        "dropped": 1,
    }


@given(st.sampled_from(EXAMPLES), st.integers(0, 600))
@settings(max_examples=30, deadline=None)
def test_a_real_plan_does_not_differ_from_itself(name: str, days: int) -> None:
    today = START + dt.timedelta(days=days)
    made = example_plan(name, today)
    assert diff(seen_of_plan(made), seen_of_plan(plan(example(name), today))) == ()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_week_that_goes_by_changes_nothing_but_what_became_late_or_passed(name: str) -> None:
    for before, after in itertools.pairwise(weekly(name)):
        for change in diff(seen_of_plan(before), seen_of_plan(after)):
            assert change.kind in (ChangeKind.BECAME_LATE, ChangeKind.DONE, ChangeKind.DROPPED), (
                after.today,
                change,
            )


def test_a_dropped_rotation_drops_its_items_and_adds_a_letter_from_home() -> None:
    before, after = (seen_of_plan(plan(person(), START, words)) for words in ((), ("drop:rotation-3",)))
    changes = diff(before, after)
    dropped = {change.key for change in changes if change.kind is ChangeKind.DROPPED}
    assert "immunization.form/rotation-3" in dropped
    assert all(key.endswith("/rotation-3") for key in dropped)
    added = {change.key for change in changes if change.kind is ChangeKind.ADDED}
    assert added
    assert all(key.endswith("/home-1") for key in added)


def test_a_stored_plan_is_seen_as_the_plan_it_was() -> None:
    made = example_plan("student-vslo")
    assert seen_of_json(plan_json(made)) == seen_of_plan(made)
