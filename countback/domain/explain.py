"""Explain: the worst chain of a late item, as steps that a person can read.

The first steps run forward from today (or from what is done or booked) to the earliest day the item
can be reached; then one step says what is missing; the last run from the day it was needed to the
deadline behind it. Both halves are longest paths, so no other chain misses by more.
"""

from __future__ import annotations

import datetime as dt

from countback.domain.built import Built, Node
from countback.domain.catalogue import Confidence
from countback.domain.labels import Label, Root
from countback.domain.network import Reach
from countback.domain.plan import Step


def explain(built: Built, earliest: Reach, latest: Reach | None, node: Node) -> tuple[Step, ...]:
    """Return the chain of one item between the two passes, in order of what causes what.

    Without `latest` (a thing done has no deadline any more) the chain ends at the item.
    """
    if latest is None:
        return tuple(_forward(built, earliest, node.finish))
    point = _worst_point(earliest, latest, node)
    steps = [*_forward(built, earliest, point)]
    reached, needed = earliest.day[point], latest.day[point]
    if reached > needed:
        steps.append(_gap(node, reached, needed))
    return (*steps, *_onward(built, latest, point))


def _worst_point(earliest: Reach, latest: Reach, node: Node) -> int:
    short_start = earliest.day[node.start] - latest.day[node.start]
    short_finish = earliest.day[node.finish] - latest.day[node.finish]
    return node.start if short_start > short_finish else node.finish


def _day(ordinal: int) -> dt.date:
    return dt.date.fromordinal(ordinal)


def _gap(node: Node, reached: int, needed: int) -> Step:
    missing = reached - needed
    days = "1 day is" if missing == 1 else f"{missing} days are"
    text = (
        f"{node.title}: possible on {_day(reached)} at the earliest, needed by {_day(needed)}: {days} missing"
    )
    return Step(text, _day(reached), _day(needed), "computed from the steps around it", Confidence.HIGH)


def _forward(built: Built, reach: Reach, point: int) -> list[Step]:
    links = list(reversed(reach.chain(point)))
    steps: list[Step] = []
    before: int | None = None
    for at, label in links:
        if not isinstance(label, Label):  # pragma: no cover - every label of a built network is a Label
            continue
        day = reach.day[at]
        begin = day if before is None else before
        if before is None and label.day:
            begin = min(label.day, day)
        text = _said(built, label, at)
        steps.append(Step(text, _day(begin), _day(day), label.reason.source, label.reason.confidence))
        before = day
    return steps


def _onward(built: Built, reach: Reach, point: int) -> list[Step]:
    steps: list[Step] = []
    for at, label in reach.chain(point):
        if not isinstance(label, Label):  # pragma: no cover - every label of a built network is a Label
            continue
        link = reach.via[at]
        then = reach.day[link[0]] if link is not None and link[0] >= 0 else label.day or reach.day[at]
        bound = (
            -1 if label.root is Root.RULE else at
        )  # a day of one's own is said with the item it belongs to
        text = _said(built, label, link[0] if link is not None and link[0] >= 0 else bound)
        steps.append(
            Step(text, _day(reach.day[at]), _day(then), label.reason.source, label.reason.confidence)
        )
    return steps


def _said(built: Built, label: Label, point: int) -> str:
    """Return a step's words: the rule's reason, with the item it leads to or the day it is measured from."""
    text = label.reason.text
    if label.root is Root.TODAY:
        return f"{text}: the earliest day for {built.title(point)}"
    if label.root in (Root.DONE, Root.BOOKED):
        return f"{built.title(point)}: {text[0].lower()}{text[1:]}"
    if label.anchor and label.root is Root.RULE:
        words = anchor_words(built, label)
        return text if words in text else f"{text} ({words})"
    return f"{built.title(point)}: {text}" if point >= 0 else text


_ANCHOR_WORDS = {
    "rotation.start": "the rotation starts on",
    "rotation.end": "the rotation ends on",
    "rotations.first.start": "the first rotation starts on",
    "rotations.last.end": "the last rotation ends on",
    "rotations.letter.end": "the letter-bearing rotation ends on",
    "graduation": "graduation",
}


def anchor_words(built: Built, label: Label) -> str:
    """Return what a rule is measured from, in words, with its day."""
    date = built.season.get(label.anchor)
    if date is not None:
        return f"{date.title}, {_day(label.day)}"
    words = _ANCHOR_WORDS.get(label.anchor, "")
    return f"{words} {_day(label.day)}".strip()
