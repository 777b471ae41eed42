"""The rule sentence: how a catalogue says when, in words a person and the solver both read.

    start at least 4 months before rotation.start
    finish at most 56 days after immunization.mmr.dose_2
    start on eras.opens

The grammar is `point bound span side reference`, or `point on reference`. A span counts days, weeks
(7 days), calendar months, years (12 months) or business days. The reference is an anchor (a season
date such as `eras.submit`, `rotation.start`, `calendar.X-1-08-01`) or another milestone's key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from countback.domain.catalogue import Bound, Point, Side
from countback.domain.dates import ZERO, Span, Unit

_UNITS = {
    "day": (Unit.DAYS, 1),
    "week": (Unit.DAYS, 7),
    "month": (Unit.MONTHS, 1),
    "year": (Unit.MONTHS, 12),
    "business day": (Unit.BUSINESS_DAYS, 1),
}
_SPAN = re.compile(r"(\d{1,4}) (business day|day|week|month|year)s?")
_SENTENCE = re.compile(
    r"(?P<point>start|finish) (?:(?P<bound>at least|at most) (?P<span>\d{1,4} (?:business )?\w+) "
    r"(?P<side>before|after)|(?P<on>on)) (?P<reference>[A-Za-z][\w.+\-]*)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed rule sentence."""

    point: Point
    bound: Bound
    span: Span
    side: Side
    reference: str


def parse_span(text: str) -> Span:
    """Parse "28 days", "4 months", "5 business days", "8 weeks", "10 years"; ValueError otherwise."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"`{text}` is not a length of time; write for example 28 days, 6 weeks, 4 months, 10 years "
            "or 5 business days"
        )
    unit, times = _UNITS[match[2]]
    return Span(int(match[1]) * times, unit)


def parse_sentence(text: str) -> Sentence:
    """Parse a rule sentence; ValueError, with an example, where it is none."""
    match = _SENTENCE.fullmatch(" ".join(text.split()))
    if match is None:
        raise ValueError(
            f"`{text}` is not a rule; write for example `start at least 4 months before rotation.start`, "
            "`finish at most 56 days after immunization.mmr.dose_2` or `start on eras.opens`"
        )
    if match["on"]:
        return Sentence(Point(match["point"]), Bound.ON, ZERO, Side.AFTER, match["reference"])
    return Sentence(
        Point(match["point"]),
        Bound(match["bound"]),
        parse_span(match["span"]),
        Side(match["side"]),
        match["reference"],
    )
