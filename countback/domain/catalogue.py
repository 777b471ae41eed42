"""The catalogue: every milestone of the way to a residency, as values read from data.

A *milestone* is one step or event ("Ask for the letter", "Programmes may review"). It applies to
some applicants (`applies_if`), once or per rotation, letter, month or year (`per`), and its *rules*
say when: sentences such as `start at least 4 months before rotation.start`, each with the reason,
a source and a confidence, so that every date can be explained.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from countback.domain.dates import ZERO, Span


class Category(StrEnum):
    """What a milestone belongs to; each category has a feed of its own."""

    RESEARCH = "research"
    ELIGIBILITY = "eligibility"
    EXAMS = "exams"
    VISA = "visa"
    IMMUNIZATIONS = "immunizations"
    DOCUMENTS = "documents"
    APPLICATIONS = "applications"
    ROTATIONS = "rotations"
    LETTERS = "letters"
    ERAS = "eras"
    MATCH = "match"
    RELATIONSHIPS = "relationships"
    BACKUP = "backup"
    COMMITMENT = "commitment"


class Confidence(StrEnum):
    """How sure a fact is; all below HIGH is shown with "verify"."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


class Kind(StrEnum):
    """Whether the person does something (task) or something happens to them (event)."""

    TASK = "task"
    EVENT = "event"


class Per(StrEnum):
    """What a milestone is repeated for."""

    ONCE = "once"
    ROTATION = "rotation"
    LETTER = "letter"
    MENTOR_YEAR = "mentor-year"
    MONTH = "month"


class Point(StrEnum):
    """Which end of an item a rule speaks of."""

    START = "start"
    FINISH = "finish"


class Bound(StrEnum):
    """Whether a rule asks for a minimum or a maximum distance, or the very day."""

    AT_LEAST = "at least"
    AT_MOST = "at most"
    ON = "on"


class Side(StrEnum):
    """Whether the item stands before or after what the rule refers to."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, and when."""

    id: str
    title: str
    checked: dt.date
    confidence: Confidence
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item stands where it does: one rule, in words, with its source."""

    rule: str
    text: str
    source: str
    confidence: Confidence

    @property
    def verify(self) -> bool:
        """Tell whether the reader is asked to verify it."""
        return self.confidence is not Confidence.HIGH


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint: `point bound span side reference`, e.g. start at least 28 days after X.

    `hard` rules cannot be broken; `soft` ones are what is advised. A `validity` rule says how long
    a finished thing stays good: a date done before it does not count any more.
    """

    point: Point
    bound: Bound
    span: Span
    side: Side
    reference: str
    why: str
    source: Source
    confidence: Confidence
    hard: bool = True
    validity: bool = False
    only_if: Mapping[str, object] = field(default_factory=dict)
    sentence: str = ""
    reason: Reason = field(init=False)

    def __post_init__(self) -> None:
        reason = Reason(self.sentence, self.why, self.source.title, self.confidence)
        object.__setattr__(self, "reason", reason)  # made once: thousands of plans give it


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a task takes: `typical` can be hoped for, `slow` is what the plan allows for."""

    typical: Span = ZERO
    slow: Span = ZERO


DEFAULT_LADDER = (30, 14, 7, 3, 1, 0)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step or event of the catalogue, before it is dated for a person."""

    key: str
    title: str
    details: str
    category: Category
    source: Source
    confidence: Confidence
    kind: Kind = Kind.TASK
    per: Per = Per.ONCE
    hard: bool = True
    applies_if: Mapping[str, object] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    duration: Duration = Duration()
    notice: Span = ZERO
    reminders: tuple[int, ...] = DEFAULT_LADDER
    ask: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All milestones of one specialty, with a version that changes when any of them does."""

    specialty: str
    version: str
    milestones: tuple[Milestone, ...]
    sources: Mapping[str, Source]
    by_key: Mapping[str, Milestone] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {one.key: one for one in self.milestones})
