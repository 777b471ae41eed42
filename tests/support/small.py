"""Small catalogues made of rule sentences, for tests of one thing at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from countback.domain.applicant import Applicant
from countback.domain.catalogue import (
    Catalogue,
    Category,
    Confidence,
    Duration,
    Milestone,
    Rule,
    Source,
)
from countback.domain.choices import apply_choices
from countback.domain.dates import days
from countback.domain.immunizations import Spacing, Vaccines
from countback.domain.plan import Plan
from countback.domain.rules import parse_sentence, parse_span
from countback.domain.solving import Solved, solve
from countback.domain.writing import write_plan
from tests.support.real import library, season_of

SOURCE = Source("book", "The book", dt.date(2026, 11, 1), Confidence.HIGH)
NO_VACCINES = Vaccines(days(4), Spacing(days(28), "Live vaccines stand apart", SOURCE, Confidence.HIGH), ())


def rule(sentence: str, **changes: Any) -> Rule:
    """Return a rule from its sentence; `soft=True` makes it advice."""
    read = parse_sentence(sentence)
    facts: dict[str, Any] = {
        "why": f"Because: {sentence}",
        "source": SOURCE,
        "confidence": Confidence.HIGH,
        "hard": not changes.pop("soft", False),
        "sentence": sentence,
    }
    return Rule(read.point, read.bound, read.span, read.side, read.reference, **(facts | changes))


def milestone(key: str, *rules: Rule | str, takes: str = "", **changes: Any) -> Milestone:
    """Return a milestone; `takes="7 days, 21 days"` gives its typical and slow duration."""
    facts: dict[str, Any] = {
        "title": f"Do {key}",
        "details": f"How {key} is done.",
        "category": Category.DOCUMENTS,
        "source": SOURCE,
        "confidence": Confidence.HIGH,
        "rules": tuple(rule(one) if isinstance(one, str) else one for one in rules),
    }
    if takes:
        typical, slow = takes.split(",")
        facts["duration"] = Duration(parse_span(typical), parse_span(slow))
    return Milestone(key, **(facts | changes))


def catalogue(*milestones: Milestone) -> Catalogue:
    return Catalogue("test", "1", milestones, {"book": SOURCE})


def solve_small(
    applicant: Applicant,
    today: dt.date,
    *milestones: Milestone,
    words: tuple[str, ...] = (),
    vaccines: Vaccines = NO_VACCINES,
) -> Solved:
    changed, _ = apply_choices(applicant, words)
    return solve(applicant, catalogue(*milestones), vaccines, season_of(changed), today, words)


def plan_small(applicant: Applicant, today: dt.date, *milestones: Milestone, **more: Any) -> Plan:
    return write_plan(solve_small(applicant, today, *milestones, **more), "1")


def real_milestones() -> Mapping[str, Milestone]:
    return {one.key: one for one in library().catalogue.milestones}
