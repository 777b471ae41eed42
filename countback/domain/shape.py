"""Shape: what of a person's network depends only on their circumstances, and is kept between persons.

Which items there are, which rules hold for them and how they follow from one another is the same for
everybody in the same circumstances; only days differ. A shape holds the items, the arcs between them
and, for every rule that refers to an anchor, a bound still to be dated. Shapes are kept in a small
cache: in a cohort most persons share a few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from countback.domain.catalogue import Bound, Catalogue, Kind, Milestone, Per, Point, Reason, Rule, Side
from countback.domain.circumstances import holds
from countback.domain.dates import ZERO, Span, earlier, earliest_within, later, latest_within
from countback.domain.instances import Scope
from countback.domain.labels import Label, taking
from countback.domain.network import Network

KEPT_SHAPES = 256
KEPT_DATED = 8  # seasons and rotation dates for which a shape keeps its dated network


class Open(NamedTuple):
    """A bound that waits for the day of its anchor."""

    point: int
    anchor: str
    scope: str
    span: Span
    side: Side
    bound: Bound
    hard: bool
    reason: Reason


@dataclass(slots=True)
class Place:
    """One item of a shape: its milestone, the instance's name, its points, rules and their reasons."""

    key: str
    milestone: Milestone
    scope: str
    start: int
    finish: int
    rules: tuple[Rule, ...]
    reasons: tuple[tuple[str, Reason], ...]


@dataclass(slots=True)
class Shape:
    """The items, arcs and undated bounds of everybody in the same circumstances."""

    network: Network = field(default_factory=Network)
    places: list[Place] = field(default_factory=list)
    at: dict[str, Place] = field(default_factory=dict)
    of: dict[str, list[Place]] = field(default_factory=dict)
    opens: list[Open] = field(default_factory=list)
    dated: dict[object, tuple[object, Network]] = field(default_factory=dict)

    def on_dates(self, season: object, more: object, day_of: Callable[[str, str], int | None]) -> Network:
        """Return the network with every anchor dated; it is shared, so copy it before adding to it.

        `day_of(anchor, scope)` tells an anchor's day. `season` (by identity) and `more` are all that
        it depends on: with the same two, the network made before is given again.
        """
        key = (id(season), more)
        kept = self.dated.get(key)
        if kept is not None and kept[0] is season:
            return kept[1]
        network = self.network.copy()
        for one in self.opens:
            day = day_of(one.anchor, one.scope)
            if day is not None:
                _date_bound(network, one, day)
        if len(self.dated) >= KEPT_DATED:
            self.dated.pop(next(iter(self.dated)))
        self.dated[key] = (season, network)
        return network


class _Cache:
    """The shapes last used, for the catalogue last used."""

    def __init__(self) -> None:
        self.catalogue: Catalogue | None = None
        self.shapes: dict[object, Shape] = {}

    def get(self, catalogue: Catalogue, key: object) -> Shape | None:
        if catalogue is not self.catalogue:
            self.catalogue, self.shapes = catalogue, {}
        found = self.shapes.pop(key, None)
        if found is not None:
            self.shapes[key] = found  # most recently used last
        return found

    def put(self, key: object, shape: Shape) -> None:
        if len(self.shapes) >= KEPT_SHAPES:
            self.shapes.pop(next(iter(self.shapes)))
        self.shapes[key] = shape


_cache = _Cache()


def shape_of(
    catalogue: Catalogue,
    facts: Mapping[str, object],
    scopes: Mapping[Per, Sequence[Scope]],
    not_needed: frozenset[str],
) -> Shape:
    """Return the shape of these circumstances, from the cache where it is there."""
    key = (
        tuple(facts.items()),
        tuple((scope.name, *scope.facts.values()) for named in scopes.values() for scope in named),
        not_needed,
    )
    found = _cache.get(catalogue, key)
    if found is None:
        found = _make(catalogue, facts, scopes, not_needed)
        _cache.put(key, found)
    return found


def _make(
    catalogue: Catalogue,
    facts: Mapping[str, object],
    scopes: Mapping[Per, Sequence[Scope]],
    not_needed: frozenset[str],
) -> Shape:
    shape = Shape()
    known = {one.key for one in catalogue.milestones}
    merged = {scope.name: {**facts, **scope.facts} for named in scopes.values() for scope in named}
    for milestone in catalogue.milestones:
        if milestone.key not in not_needed:
            for scope in scopes[milestone.per]:
                if holds(milestone.applies_if, merged[scope.name]):
                    _add_place(shape, milestone, scope.name, merged[scope.name])
    for place in shape.places:
        idle = {rule.sentence + rule.why for rule in place.rules if not _add_rule(shape, place, rule, known)}
        place.reasons = tuple(pair for pair in place.reasons if pair[0] not in idle)
    return shape


def _add_place(shape: Shape, milestone: Milestone, scope: str, facts: Mapping[str, object]) -> None:
    key = f"{milestone.key}/{scope}" if scope else milestone.key
    network, duration = shape.network, milestone.duration
    start = network.point(key)
    finish = network.point(key) if duration.slow.count or _spans(milestone) else start
    if finish != start:
        label = taking(milestone)
        network.at_least(start, finish, duration.typical, label)
        network.at_least(start, finish, duration.slow, label, hard=False)
    rules = tuple(rule for rule in milestone.rules if holds(rule.only_if, facts))
    reasons = {rule.sentence + rule.why: rule.reason for rule in rules}
    place = Place(key, milestone, scope, start, finish, rules, tuple(reasons.items()))
    shape.places.append(place)
    shape.at[key] = place
    shape.of.setdefault(milestone.key, []).append(place)


def _spans(milestone: Milestone) -> bool:
    """Tell whether an event has both ends fixed, as a rotation has."""
    ends = {rule.point for rule in milestone.rules if rule.bound is Bound.ON}
    return milestone.kind is Kind.EVENT and len(ends) > 1


def _add_rule(shape: Shape, place: Place, rule: Rule, known: set[str]) -> bool:
    """Add a rule to the shape; tell whether it says anything (what it refers to may not be there)."""
    point = place.start if rule.point is Point.START else place.finish
    if rule.reference not in known:
        shape.opens.append(
            Open(point, rule.reference, place.scope, rule.span, rule.side, rule.bound, rule.hard, rule.reason)
        )
        return True
    label = Label(rule.reason)
    others = _others(shape, rule.reference, place)
    for other in others:
        _add_arc(shape.network, rule, point, other, label)
    return bool(others)


def _others(shape: Shape, reference: str, place: Place) -> Sequence[Place]:
    """Return the items a rule refers to: the same instance's where there is one, else all."""
    found = shape.of.get(reference, ())
    if not place.scope:
        return found
    same = shape.at.get(f"{reference}/{place.scope}")
    if same is not None:
        return [same]
    return [one for one in found if not one.scope]


def _add_arc(network: Network, rule: Rule, point: int, other: Place, label: Label) -> None:
    if rule.bound is Bound.ON:
        network.at_least(other.start, point, ZERO, label, hard=rule.hard)
        network.at_most(other.start, point, ZERO, label, hard=rule.hard)
        return
    connect = network.at_least if rule.bound is Bound.AT_LEAST else network.at_most
    if rule.side is Side.BEFORE:
        connect(point, other.start, rule.span, label, hard=rule.hard)
    else:
        connect(other.finish, point, rule.span, label, hard=rule.hard)


def _date_bound(network: Network, one: Open, day: int) -> None:
    """Put an open bound on a network, its anchor's day known."""
    label = Label(one.reason, one.anchor, day)
    if one.bound is Bound.ON:
        network.not_before(one.point, day, label, hard=one.hard)
        network.not_after(one.point, day, label, hard=one.hard)
    elif one.bound is Bound.AT_LEAST:
        if one.side is Side.BEFORE:
            network.not_after(one.point, earlier(day, one.span), label, hard=one.hard)
        else:
            network.not_before(one.point, later(day, one.span), label, hard=one.hard)
    elif one.side is Side.BEFORE:
        network.not_before(one.point, earliest_within(day, one.span), label, hard=one.hard)
    else:
        network.not_after(one.point, latest_within(day, one.span), label, hard=one.hard)
