"""Build: catalogue, applicant and season become a temporal network of dated points.

Every applicable milestone becomes one item per instance, with a start and a finish (one point where
it takes no time). Its rules become bounds where they refer to an anchor, and arcs where they refer to
other items. What is done is a fact, unless its validity has run out; what is given (booked) is fixed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from countback.domain.anchors import calendar_day, season_anchors
from countback.domain.applicant import Applicant
from countback.domain.catalogue import Bound, Catalogue, Kind, Milestone, Per, Point, Reason, Rule, Side
from countback.domain.choices import Choices
from countback.domain.circumstances import circumstances, holds
from countback.domain.dates import earlier, earliest_within, later, latest_within, shift_months
from countback.domain.immunizations import Record, Vaccines, read_record, same_day_pairs
from countback.domain.instances import ONCE, Instance, instances
from countback.domain.labels import Label, booked, done_label, horizon, host_date, taking, today_label
from countback.domain.network import Network
from countback.domain.pathways import derive, objections
from countback.domain.plan import Pathway, PlannedRotation
from countback.domain.rotations import Placement, place
from countback.domain.seasons import DateStatus, Season

HORIZON_MONTHS = 18
BEFORE_ROTATION_MONTHS = 14


@dataclass(slots=True)
class Node:
    """One item in the network: its milestone, instance and two points."""

    key: str
    milestone: Milestone
    instance: Instance
    start: int
    finish: int
    rules: list[Rule] = field(default_factory=list)
    done_on: dt.date | None = None
    expired: Reason | None = None


@dataclass(slots=True)
class Built:
    """A person's network and what it was made of."""

    network: Network
    nodes: list[Node]
    season: Season
    pathway: Pathway
    placement: Placement
    today: dt.date
    today_bounds: list[tuple[int, int, object]]
    opening_bounds: list[tuple[int, int, object]]
    warnings: list[str]
    estimated: frozenset[str]

    @property
    def titles(self) -> dict[int, str]:
        """Return the title of the item each point belongs to."""
        found = {}
        for node in self.nodes:
            found[node.start] = found[node.finish] = node.milestone.title + node.instance.suffix
        return found


def build(
    applicant: Applicant, catalogue: Catalogue, vaccines: Vaccines, season: Season, today: dt.date, choices: Choices
) -> Built:
    """Return the network of one person on one day."""
    return _Builder(applicant, catalogue, vaccines, season, today, choices).build()


class _Builder:
    def __init__(
        self,
        applicant: Applicant,
        catalogue: Catalogue,
        vaccines: Vaccines,
        season: Season,
        today: dt.date,
        choices: Choices,
    ) -> None:
        self.applicant = applicant
        self.catalogue = catalogue
        self.vaccines = vaccines
        self.season = season
        self.today = today
        self.choices = choices
        self.network = Network()
        self.pathway = derive(applicant)
        self.placement = place(applicant, season, choices.shifts, choices.dropped)
        self.anchors = season_anchors(season, self.placement.rotations, applicant.graduation)
        self.facts = circumstances(
            applicant,
            self.pathway,
            len(self.placement.rotations),
            provisional=choices.provisional,
            tb_same_day=choices.tb_same_day,
        )
        self.record = Record()
        self.nodes: dict[str, Node] = {}
        self.by_milestone: dict[str, list[Node]] = {}
        self.warnings: list[str] = []
        self.opening = self._opening()

    def _opening(self) -> int:
        """Return the day planning begins: 18 months ahead of ERAS, earlier for early rotations."""
        submit = self.anchors["eras.submit"]
        opening = shift_months(submit, -HORIZON_MONTHS, overflow=False)
        first = self.anchors.get("rotations.first.start")
        if first is not None:
            opening = min(opening, shift_months(first, -BEFORE_ROTATION_MONTHS, overflow=False))
        return opening

    def build(self) -> Built:
        by_key = {one.key: one for one in self.catalogue.milestones}
        self.record = read_record(self.applicant.immunization, self.vaccines, by_key, self.facts)
        self._add_items()
        for node in self.nodes.values():
            self._add_rules(node)
        self._add_live_pairs()
        self._settle()
        bounds = self._today_bounds()
        openings: list[tuple[int, int, object]] = [
            (node.start, self.opening, horizon(self.season.target_year)) for node in self.nodes.values()
        ]
        self.warnings = [
            *objections(self.applicant),
            *self.placement.warnings,
            *self.record.warnings,
            *self.warnings,
            *self._unknown_keys(),
        ]
        return Built(
            self.network,
            list(self.nodes.values()),
            self.season,
            self.pathway,
            self.placement,
            self.today,
            bounds,
            openings,
            self.warnings,
            frozenset(one.key for one in self.season.dates if one.status is DateStatus.ESTIMATED),
        )

    def _add_items(self) -> None:
        first = max(self.today, dt.date.fromordinal(self.opening))
        submit = dt.date.fromordinal(self.anchors["eras.submit"])
        scopes = instances(self.placement.rotations, self.season.target_year, first, submit)
        plain = {name: self.facts for name in ("",)}
        for milestone in self.catalogue.milestones:
            if milestone.key in self.record.not_needed:
                continue
            for instance in scopes[milestone.per]:
                facts = plain.get(instance.name) or {**self.facts, **instance.facts}
                if milestone.applies_if and not holds(milestone.applies_if, facts):
                    continue
                key = f"{milestone.key}/{instance.name}" if instance.name else milestone.key
                start = self.network.point(key)
                lasts = milestone.duration.slow.count
                finish = self.network.point(key) if lasts or milestone.per is Per.ROTATION and _spans(milestone) else start
                node = Node(key, milestone, instance, start, finish)
                node.rules = [
                    rule for rule in milestone.rules if not rule.only_if or holds(rule.only_if, facts)
                ]
                if lasts:
                    label = taking(milestone)
                    self.network.at_least(start, finish, milestone.duration.typical, label)
                    self.network.at_least(start, finish, milestone.duration.slow, label, hard=False)
                elif finish != start:
                    self.network.at_least(start, finish, milestone.duration.slow, taking(milestone))
                self.nodes[key] = node
                self.by_milestone.setdefault(milestone.key, []).append(node)

    def _anchor(self, name: str, node: Node) -> int | None:
        day = node.instance.anchors.get(name)
        if day is None:
            day = self.anchors.get(name)
        if day is None and name.startswith("calendar."):
            found = calendar_day(name, self.season.target_year)
            day = found.toordinal() if found else None
            if day is not None:
                self.anchors[name] = day
        return day

    def _add_rules(self, node: Node) -> None:
        network = self.network
        for rule in node.rules:
            point = node.start if rule.point is Point.START else node.finish
            day = self._anchor(rule.reference, node)
            if day is not None:
                label = Label(rule.reason, rule.reference, day)
                if rule.bound is Bound.ON:
                    network.not_before(point, day, label, hard=rule.hard)
                    network.not_after(point, day, label, hard=rule.hard)
                elif rule.bound is Bound.AT_LEAST:
                    if rule.side is Side.BEFORE:
                        network.not_after(point, earlier(day, rule.span), label, hard=rule.hard)
                    else:
                        network.not_before(point, later(day, rule.span), label, hard=rule.hard)
                elif rule.side is Side.BEFORE:
                    network.not_before(point, earliest_within(day, rule.span), label, hard=rule.hard)
                else:
                    network.not_after(point, latest_within(day, rule.span), label, hard=rule.hard)
                continue
            for other in self._others(rule.reference, node):
                self._arc(rule, point, other)

    def _arc(self, rule: Rule, point: int, other: Node) -> None:
        network = self.network
        label = Label(rule.reason)
        if rule.bound is Bound.ON:
            network.at_least(other.start, point, rule.span, label, hard=rule.hard)
            network.at_most(other.start, point, rule.span, label, hard=rule.hard)
        elif rule.side is Side.BEFORE:
            connect = network.at_least if rule.bound is Bound.AT_LEAST else network.at_most
            connect(point, other.start, rule.span, label, hard=rule.hard)
        else:
            connect = network.at_least if rule.bound is Bound.AT_LEAST else network.at_most
            connect(other.finish, point, rule.span, label, hard=rule.hard)

    def _others(self, reference: str, node: Node) -> list[Node]:
        """Return the items a rule refers to: the same instance's where there is one, else all."""
        if node.instance is not ONCE:
            same = self.nodes.get(f"{reference}/{node.instance.name}")
            if same is not None:
                return [same]
        found = self.by_milestone.get(reference, [])
        if node.instance is not ONCE and any(one.instance is not ONCE for one in found):
            return []
        return found

    def _add_live_pairs(self) -> None:
        spacing = self.vaccines.spacing
        reason = Reason("live vaccines", spacing.why, spacing.source.title, spacing.confidence)
        live = {key: one for one in self.vaccines.series if one.live for key in one.doses}
        remaining = [key for key in live if key in self.nodes and key not in self._done()]
        for first, second in same_day_pairs(self.vaccines, remaining):
            one, other = self.nodes[first].start, self.nodes[second].start
            self.network.at_least(one, other, spacing.span.__class__(0), Label(reason))
            self.network.at_most(one, other, spacing.span.__class__(0), Label(reason))
        for given, day in self._done().items():
            for key in remaining:
                if given in live and live[key].vaccine != live[given].vaccine:
                    after = later(day.toordinal(), spacing.span)
                    self.network.not_before(self.nodes[key].start, after, Label(reason, given, day.toordinal()))

    def _done(self) -> Mapping[str, dt.date]:
        exams = {
            f"exam.{name}": exam.day
            for name, exam in (
                ("step1", self.applicant.step1),
                ("step2ck", self.applicant.step2ck),
                ("step3", self.applicant.step3),
                ("oet", self.applicant.oet),
            )
            if exam.state == "passed" and exam.day
        }
        return {**self.record.done, **exams, **self.applicant.done}

    def _given(self) -> Mapping[str, dt.date]:
        exams = {
            f"exam.{name}": exam.day
            for name, exam in (
                ("step1", self.applicant.step1),
                ("step2ck", self.applicant.step2ck),
                ("step3", self.applicant.step3),
                ("oet", self.applicant.oet),
            )
            if exam.state == "booked" and exam.day
        }
        return {**exams, **self.applicant.given}

    def _settle(self) -> None:
        """Fix what is done and what is given, and hosts' own application dates."""
        for key, day in self._done().items():
            node = self.nodes.get(key)
            if node is None:
                continue
            node.expired = self._expired(node, day)
            if node.expired is None:
                node.done_on = day
                label = done_label(day)
                self.network.fact(node.start, day.toordinal(), label)
                self.network.fact(node.finish, day.toordinal(), label)
            else:
                self.warnings.append(f"{node.milestone.title}: done on {day}, but {node.expired.text[0].lower()}{node.expired.text[1:]}; it has to be done again.")
        for key, day in self._given().items():
            node = self.nodes.get(key)
            if node is not None and node.done_on is None:
                label = booked(day)
                self.network.not_before(node.start, day.toordinal(), label)
                self.network.not_after(node.start, day.toordinal(), label)
        self._settle_hosts()

    def _settle_hosts(self) -> None:
        for rotation, given in zip(
            self.placement.rotations, sorted(self.applicant.rotations, key=lambda one: one.start), strict=False
        ):
            node = self.nodes.get(f"application.submit/{rotation.key}")
            if node is None or node.done_on is not None:
                continue
            if given.apply_by:
                self.network.not_after(node.finish, given.apply_by.toordinal(), host_date(given.apply_by, last=True))
            if given.apply_from:
                self.network.not_before(node.start, given.apply_from.toordinal(), host_date(given.apply_from, last=False))

    def _expired(self, node: Node, day: dt.date) -> Reason | None:
        """Return the validity rule that a done date no longer meets."""
        for rule in node.rules:
            if not rule.validity:
                continue
            anchor = self._anchor(rule.reference, node)
            if anchor is None:
                continue
            if rule.side is Side.BEFORE and rule.bound is Bound.AT_MOST:
                if day.toordinal() < earliest_within(anchor, rule.span):
                    return rule.reason
            elif rule.side is Side.AFTER and rule.bound is Bound.AT_LEAST and day.toordinal() < later(anchor, rule.span):
                return rule.reason
        return None

    def _today_bounds(self) -> list[tuple[int, int, object]]:
        now = self.today.toordinal()
        label = today_label(self.today)
        found: list[tuple[int, int, object]] = []
        for node in self.nodes.values():
            if node.done_on is None and node.milestone.kind is Kind.TASK:
                found.append((node.start, now + node.milestone.notice.count, label))
        return found

    def _unknown_keys(self) -> list[str]:
        known = {one.key for one in self.catalogue.milestones}
        found = []
        for name, dates in (("done", self.applicant.done), ("given", self.applicant.given)):
            for key in dates:
                if key not in self.nodes and key.split("/")[0] in known:
                    found.append(f"`{name}: {key}` does not concern this plan (it applies to other circumstances).")
        return found


def _spans(milestone: Milestone) -> bool:
    """Tell whether an event has both ends fixed, as a rotation has."""
    points = {rule.point for rule in milestone.rules if rule.bound is Bound.ON}
    return len(points) > 1
