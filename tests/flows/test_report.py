"""The report tells what matters in tables, and names nobody and no host."""

from __future__ import annotations

from dataclasses import replace

from countback.domain.applicant import GivenRotation
from countback.domain.diff import Change, ChangeKind
from countback.services.running import Kept
from flows.report import report
from flows.requests import summarize
from tests.support.real import START, example, example_plan, plan

FIRST = Kept(1, is_new=True, is_first=True)
LATE = example_plan("late-starter")


def test_counts_late_items_and_the_next_days_stand_in_tables() -> None:
    text = report(LATE, FIRST)
    assert text.startswith(f"# Plan of {LATE.person}\n")
    assert f"| impossible | {len(LATE.impossible)} |" in text or not LATE.impossible
    assert f"| {LATE.late[0].missing_days} | {LATE.late[0].earliest_workable} |" in text
    assert "## The next 14 days" in text
    assert "| Begin by | Due | Item | Status |" in text


def test_what_is_empty_says_nothing() -> None:
    early = example_plan("graduate-observership")
    assert "## Late\n\nNothing." in report(early, FIRST)


def test_changes_are_told_by_key() -> None:
    moved = Change(ChangeKind.MOVED, "visa.class", "A | title", 3, START, START.replace(day=25))
    text = report(LATE, Kept(2, is_new=True, is_first=False, changes=(moved,)))
    assert "| moved | visa.class | 3 | 2026-11-22 | 2026-11-25 |" in text
    assert "the inputs are the same" in report(LATE, Kept(2, is_new=False, is_first=False))


def test_a_bar_in_a_title_does_not_break_the_table() -> None:
    items = tuple(replace(item, title="This | that") for item in LATE.items)
    assert r"This \| that" in report(replace(LATE, items=items), FIRST)


def test_hosts_are_left_out() -> None:
    applicant = example("late-starter")
    booked = tuple(
        GivenRotation(kind, START.replace(year=2027, month=month), host="Hidden Host")
        for kind, month in (("broad", 1), ("genetics", 3))
    )
    late = plan(replace(applicant, rotations=booked), START)
    assert any("Hidden Host" in item.title for item in late.items)
    assert "Hidden Host" not in report(late, FIRST)
    assert applicant.first_name not in report(late, FIRST)


def test_a_summary_has_ids_and_numbers_only() -> None:
    summary = summarize(LATE, FIRST, 3)
    assert (summary.person, summary.run_id, summary.files) == (LATE.person, 1, 3)
    assert sum(summary.counts.values()) == len(LATE.items)
    assert summary.impossible == tuple(item.key for item in LATE.impossible)
    assert summary.changes == {}
