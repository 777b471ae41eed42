"""Labels: what a link of the network says about itself, beyond a rule's own reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto

from countback.domain.catalogue import Confidence, Milestone, Reason


class Root(Enum):
    """What a chain of links begins with."""

    RULE = auto()
    TODAY = auto()
    DONE = auto()
    BOOKED = auto()
    HORIZON = auto()


@dataclass(frozen=True, slots=True)
class Label:
    """A reason, and for a bound the anchor it is measured from with that anchor's day (ordinal)."""

    reason: Reason
    anchor: str = ""
    day: int = 0
    root: Root = Root.RULE


_PROFILE = "your profile"


def today_label(today: dt.date) -> Label:
    """Return the label of the bound that nothing undone begins before today."""
    reason = Reason("today", f"Today is {today}", "the calendar", Confidence.HIGH)
    return Label(reason, "today", today.toordinal(), Root.TODAY)


def done_label(day: dt.date) -> Label:
    """Return the label of a thing done."""
    return Label(
        Reason("done", f"Done on {day}", _PROFILE, Confidence.HIGH), "done", day.toordinal(), Root.DONE
    )


def settled_label(day: dt.date, why: str) -> Label:
    """Return the label of a thing that must have been done, since what needs it has happened."""
    reason = Reason("settled", f"Taken as done, since {why}", _PROFILE, Confidence.HIGH)
    return Label(reason, "done", day.toordinal(), Root.DONE)


def booked(day: dt.date) -> Label:
    """Return the label of a date that the person gave."""
    reason = Reason("given", f"You gave {day} as its date", _PROFILE, Confidence.HIGH)
    return Label(reason, "given", day.toordinal(), Root.BOOKED)


def host_date(day: dt.date, *, last: bool) -> Label:
    """Return the label of a host's own first or last day for applications."""
    text = f"The host takes applications {'until' if last else 'from'} {day}"
    return Label(Reason("host", text, _PROFILE, Confidence.HIGH), "host", day.toordinal())


def taking(milestone: Milestone) -> Label:
    """Return the label of a task's own duration."""
    duration = milestone.duration
    text = f"it takes {duration.typical}, up to {duration.slow}, and the plan allows for the slow case"
    return Label(Reason("duration", text, milestone.source.title, milestone.confidence))


def horizon(target_year: int) -> Label:
    """Return the label of the day on which planning begins."""
    text = f"Planning for ERAS {target_year + 1} begins about 18 months ahead"
    reason = Reason("horizon", text, "IMG guide to away rotations in medical genetics", Confidence.MEDIUM)
    return Label(reason, "horizon", 0, Root.HORIZON)
