"""The overview: the few rows that show a whole plan at a glance, the days each shows, and their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from countback.domain.plan import Item, Plan, Status

ROWS = 24
ROTATION = "rotation.block"
LATE = (Status.LATE, Status.IMPOSSIBLE)
ONE = dt.timedelta(days=1)


class Part(StrEnum):
    """What a stretch of an item's days is."""

    WINDOW = "window"  # it makes sense to begin
    WORK = "work"  # to be begun and finished, as advised
    ROTATION = "rotation"
    LATE = "late"  # from the advised beginning to the first day it can still be finished
    IMPOSSIBLE = "impossible"  # the same, and that day is after the hard limit
    MARGIN = "margin"  # what is left from there to the hard limit


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of an item, half-open: [begin, end)."""

    part: Part
    begin: dt.date
    end: dt.date


def chosen(plan: Plan) -> list[Item]:
    """Choose what a person wants to see at a glance: the critical chain, rotations, the season, slow steps.

    Of a step that each rotation needs, the tightest stands for all.
    """
    open_items = [one for one in plan.items if one.status is not Status.DONE]
    first = [one for one in open_items if one.critical or one.key.startswith(ROTATION)]
    season = [one for one in open_items if one.at is not None]
    slow = [one for one in open_items if one.hard and one.slow_days]
    tightest: dict[str, Item] = {}
    for one in sorted(slow, key=lambda one: (one.slack_days, one.due, one.key)):
        tightest.setdefault(one.key.partition("/")[0], one)
    picked = {one.key: one for one in [*first, *season, *tightest.values()][:ROWS]}
    return sorted(picked.values(), key=lambda one: (one.start_by, one.key))


def doing(item: Item) -> Stretch:
    """Return the days of the doing itself; a late item's last until the first day it can be finished."""
    late = item.status in LATE
    end = max(item.start_by, item.due, item.finish_from if late else item.due) + ONE
    if late:
        return Stretch(Part(item.status.value), item.start_by, end)
    return Stretch(Part.ROTATION if item.key.startswith(ROTATION) else Part.WORK, item.start_by, end)


def stretches(item: Item) -> tuple[Stretch, ...]:
    """Return an item's days in their order: the window, the doing, the margin; those that are not empty."""
    middle = doing(item)
    window = Stretch(Part.WINDOW, item.opens, middle.begin)
    margin = Stretch(Part.MARGIN, middle.end, item.latest + ONE)
    return tuple(one for one in (window, middle, margin) if one.begin < one.end)


def short_title(title: str, room: float, width: Callable[[str], float] = len) -> str:
    """Return a title without its bracket and cut to fit, with its rotation kept: r1 for rotation 1.

    `width` measures a text in the unit of `room`: characters, unless told otherwise.
    """
    head, _, rest = title.partition(" (")
    number = rest.removeprefix("rotation ")[:1]
    tail = f" r{number}" if rest.startswith("rotation ") else ""
    room -= width(tail)
    if width(head) > room:
        while head and width(head + "…") > room:
            head = head[:-1]
        head = head.rstrip() + "…"
    return head + tail


def summary(items: Sequence[Item]) -> str:
    """Return in a sentence or two what a picture of these items shows, for those who do not see it."""
    if not items:
        return "Nothing is left to show."
    counts = [(sum(one.status is status for one in items), status.value) for status in LATE]
    risks = " and ".join(f"{count} {word}" for count, word in counts if count) or "none late"
    many = "1 item" if len(items) == 1 else f"{len(items)} items"
    begin, end = min(one.start_by for one in items), max(one.due for one in items)
    chain = "; ".join(one.title for one in items if one.critical)
    text = f"{many} from {begin:%B %Y} to {end:%B %Y}, {risks}."
    return f"{text} Critical chain: {chain}." if chain else text
