"""The temporal network: points in whole days, bounds and gaps between them, each with its reason.

A constraint is `v at least S after u` or `v at most S after u`, S a `Span`. With spans of days this is
a simple temporal network; with calendar months and business days the offset depends on the day, but
stays monotone, so the same propagation finds the same thing: the least earliest and the greatest
latest day of every point that keep all constraints (a fixpoint of monotone maps).

- `earliest(...)` raises every point from its lower bounds: the longest path from what is fixed.
- `latest(...)` lowers every point from its upper bounds: the longest path to the deadlines.

They are computed apart, so a chain that is too late is no error: a point's `earliest` beyond its
`latest` says by how many days, and the two chains of reasons say why. Only constraints that
contradict each other *whatever the day* (a cycle that never fits) are an error, `Contradiction`.

Constraints are hard (cannot be broken) or soft (advised); each pass says whether soft ones count.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from countback.domain.dates import Span, Unit, earlier, earliest_within, later, latest_within

UNBOUNDED_BELOW: Final = -(10**9)
UNBOUNDED_ABOVE: Final = 10**9

# A cycle of days never fits, or fits at once: its points settle within as many rounds as there are points.
# One with months or business days may fit only from a later day on (30 days and a month: from February),
# and gains a day or more each time round, so it is followed for four years of days before it is an error.
_CALENDAR_LAPS: Final = 4 * 366

# An arc moves a bound from one point to another: (target, days, function or None, span, label, onward).
# Spans of days are the bulk, so they are added in place and only the others call a function.
# `onward` says that it goes from the earlier point to the later one: only such arcs leave a fact,
# since what comes after a fact is measured from it, and what should have come before it is settled.
Arc = tuple[int, int, Callable[[int, Span], int] | None, Span, object, bool]
# Why a point stands where it does: the point that pushed it (-1 for a bound of its own) and the label.
Link = tuple[int, object]


class Contradiction(Exception):  # noqa: N818 - it states a fact about the network
    """The constraints on a cycle of points cannot all be kept, on whatever day they begin."""

    def __init__(self, cycle: Sequence[tuple[int, object]]) -> None:
        self.cycle = tuple(cycle)
        super().__init__(f"{len(self.cycle)} constraints contradict each other")


@dataclass(slots=True)
class Reach:
    """The result of one pass: each point's day, and the link that set it (None: nothing did)."""

    day: list[int]
    via: list[Link | None]

    def chain(self, point: int) -> list[Link]:
        """Return the links from a point back to the bound that all began with."""
        links: list[Link] = []
        while point >= 0:
            link = self.via[point]
            if link is None:
                break
            links.append((point, link[1]))
            point = link[0]
        return links


@dataclass(slots=True)
class _Side:
    """One direction of the network: bounds of single points, and arcs, hard and all."""

    hard_bounds: list[tuple[int, int, object]] = field(default_factory=list)
    soft_bounds: list[tuple[int, int, object]] = field(default_factory=list)
    hard_arcs: list[list[Arc]] = field(default_factory=list)
    all_arcs: list[list[Arc]] = field(default_factory=list)

    def grow(self) -> None:
        self.hard_arcs.append([])
        self.all_arcs.append([])

    def arc(self, source: int, arc: Arc, *, hard: bool) -> None:
        # A new list each time: the old one may be shared with the network this one came from.
        self.all_arcs[source] = [*self.all_arcs[source], arc]
        if hard:
            self.hard_arcs[source] = [*self.hard_arcs[source], arc]

    def copy(self) -> _Side:
        return _Side(
            list(self.hard_bounds), list(self.soft_bounds), list(self.hard_arcs), list(self.all_arcs)
        )


class Network:
    """Points and constraints of one person; built once, solved as often as wanted."""

    __slots__ = ("_calendar", "_down", "_facts", "_up", "names")

    def __init__(self) -> None:
        self.names: list[str] = []
        self._up = _Side()
        self._down = _Side()
        self._facts: dict[int, tuple[int, object]] = {}
        self._calendar = False

    def copy(self) -> Network:
        """Return a network that begins as this one is and leaves it as it is."""
        other = Network()
        other.names = list(self.names)
        other._calendar = self._calendar
        other._up, other._down = self._up.copy(), self._down.copy()
        other._facts = dict(self._facts)
        return other

    def __len__(self) -> int:
        return len(self.names)

    def point(self, name: str) -> int:
        """Add a point and return its number."""
        self.names.append(name)
        self._up.grow()
        self._down.grow()
        return len(self.names) - 1

    def not_before(self, point: int, day: int, label: object, *, hard: bool = True) -> None:
        """Bound a point from below."""
        (self._up.hard_bounds if hard else self._up.soft_bounds).append((point, day, label))

    def not_after(self, point: int, day: int, label: object, *, hard: bool = True) -> None:
        """Bound a point from above."""
        (self._down.hard_bounds if hard else self._down.soft_bounds).append((point, day, label))

    def at_least(self, first: int, then: int, span: Span, label: object, *, hard: bool = True) -> None:
        """Ask that `then` comes at least `span` after `first`."""
        if span.unit is Unit.DAYS:
            self._up.arc(first, (then, span.count, None, span, label, True), hard=hard)
            self._down.arc(then, (first, -span.count, None, span, label, False), hard=hard)
        else:
            self._calendar = True
            self._up.arc(first, (then, 0, later, span, label, True), hard=hard)
            self._down.arc(then, (first, 0, earlier, span, label, False), hard=hard)

    def at_most(self, first: int, then: int, span: Span, label: object, *, hard: bool = True) -> None:
        """Ask that `then` comes at most `span` after `first`."""
        if span.unit is Unit.DAYS:
            self._up.arc(then, (first, -span.count, None, span, label, False), hard=hard)
            self._down.arc(first, (then, span.count, None, span, label, True), hard=hard)
        else:
            self._calendar = True
            self._up.arc(then, (first, 0, earliest_within, span, label, False), hard=hard)
            self._down.arc(first, (then, 0, latest_within, span, label, True), hard=hard)

    def spans(self) -> Iterator[tuple[int, int, int]]:
        """Yield the minimum gaps in days as (first, then, days), for whoever checks the solver by another."""
        for source, arcs in enumerate(self._up.all_arcs):
            for target, offset, function, *_ in arcs:
                if function is None:
                    yield source, target, offset

    def prerequisites(self, point: int, *, soft: bool = False) -> Iterator[int]:
        """Yield the points that have to come before a point by hard rules, or by advice too."""
        arcs = self._down.all_arcs if soft else self._down.hard_arcs
        return (target for target, *_, onward in arcs[point] if not onward)

    def fact(self, point: int, day: int, label: object) -> None:
        """Fix a point to what has happened: nothing moves it, and its prerequisites are settled."""
        self._facts[point] = (day, label)

    def earliest(
        self, *, soft: bool, facts: bool = True, also: Sequence[tuple[int, int, object]] = ()
    ) -> Reach:
        """Return the earliest day of every point; `also` are further lower bounds (today's, say)."""
        bounds = [*self._up.hard_bounds, *also]
        if soft:
            bounds += self._up.soft_bounds
        arcs = self._up.all_arcs if soft else self._up.hard_arcs
        return self._propagate(bounds, arcs, self._facts if facts else {}, up=True)

    def earliest_with_openings(
        self,
        latest: Reach,
        *,
        also: Sequence[tuple[int, int, object]] = (),
        opening: Sequence[tuple[int, int, object]] = (),
    ) -> Reach:
        """Return the earliest days by hard rules and advised openings, without advised gaps.

        An advised opening ("not earlier than 8 months before") keeps a person from being told to
        act before it makes sense; an advised gap is a comfort that one in a hurry does without. So an
        opening never makes anything late: it counts up to the point's `latest` day only.
        """
        limit = latest.day
        capped = [
            (point, min(day, limit[point]), label)
            for bounds in (self._up.soft_bounds, opening)
            for point, day, label in bounds
        ]
        bounds = [*self._up.hard_bounds, *also, *capped]
        return self._propagate(bounds, self._up.hard_arcs, self._facts, up=True)

    def latest(self, *, soft: bool, facts: bool = True) -> Reach:
        """Return the latest day of every point."""
        bounds = self._down.hard_bounds + self._down.soft_bounds if soft else self._down.hard_bounds
        arcs = self._down.all_arcs if soft else self._down.hard_arcs
        return self._propagate(bounds, arcs, self._facts if facts else {}, up=False)

    def _propagate(
        self,
        bounds: Sequence[tuple[int, int, object]],
        arcs: Sequence[Sequence[Arc]],
        facts: dict[int, tuple[int, object]],
        *,
        up: bool,
    ) -> Reach:
        count = len(self.names)
        day = [UNBOUNDED_BELOW if up else UNBOUNDED_ABOVE] * count
        via: list[Link | None] = [None] * count
        for point, limit, label in bounds:
            if limit > day[point] if up else limit < day[point]:
                day[point] = limit
                via[point] = (-1, label)
        for point, (when, label) in facts.items():
            day[point] = when
            via[point] = (-1, label)
        queue = deque(point for point in range(count) if via[point] is not None)
        waiting = bytearray(count)
        for point in queue:
            waiting[point] = 1
        queued = [0] * count
        most = count + (_CALENDAR_LAPS if self._calendar else 0)
        while queue:
            point = queue.popleft()
            waiting[point] = 0
            here = day[point]
            for target, offset, function, span, label, onward in arcs[point]:
                there = here + offset if function is None else function(here, span)
                if (there <= day[target]) if up else (there >= day[target]):
                    continue
                if target in facts or (not onward and point in facts):
                    continue
                day[target] = there
                via[target] = (point, label)
                if not waiting[target]:
                    waiting[target] = 1
                    queue.append(target)
                    queued[target] += 1
                    if queued[target] > most:
                        raise Contradiction(_cycle(via, target))
        return Reach(day, via)


def _cycle(via: list[Link | None], point: int) -> list[tuple[int, object]]:
    """Return the cycle that a point's links end in."""
    seen: dict[int, int] = {}
    walked: list[tuple[int, object]] = []
    while point >= 0 and point not in seen:
        link = via[point]
        if link is None:  # pragma: no cover - a point moved more often than there are points is on a cycle
            break
        seen[point] = len(walked)
        walked.append((point, link[1]))
        point = link[0]
    return list(reversed(walked[seen.get(point, 0) :]))
