"""Build: catalogue, applicant and season become a temporal network of dated points.

The shape of the network follows from the person's circumstances (`shape`); here it is dated: rules get
the days of their anchors, what is done becomes a fact unless its validity has run out, what is given
(booked) is fixed, and live vaccines still to come are paired.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from countback.domain.anchors import calendar_day, season_anchors
from countback.domain.applicant import Applicant, ExamState
from countback.domain.built import Built, Node
from countback.domain.catalogue import Bound, Catalogue, Kind, Per, Reason, Rule, Side
from countback.domain.choices import Choices
from countback.domain.circumstances import circumstances
from countback.domain.dates import ZERO, earliest_within, later, shift_months
from countback.domain.immunizations import Vaccines, last_live_dose, read_record, same_day_pairs
from countback.domain.instances import Scope, instances
from countback.domain.labels import Label, booked, done_label, horizon, host_date, settled_label, today_label
from countback.domain.network import UNBOUNDED_ABOVE, Network
from countback.domain.past_seasons import of_earlier_seasons
from countback.domain.pathways import derive, objections
from countback.domain.remarks import again, remarks
from countback.domain.rotations import place
from countback.domain.seasons import DateStatus, Season
from countback.domain.shape import Shape, shape_of

HORIZON_MONTHS = 18
BEFORE_ROTATION_MONTHS = 14


def build(
    applicant: Applicant,
    catalogue: Catalogue,
    vaccines: Vaccines,
    season: Season,
    today: dt.date,
    choices: Choices,
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
        self.pathway = derive(applicant)
        self.placement = place(applicant, season, choices.shifts, choices.dropped)
        self.placed = {one.key for one in place(applicant, season, {}, frozenset()).rotations}
        self.anchors = season_anchors(season, self.placement.rotations, applicant.graduation)
        self.facts = circumstances(
            applicant,
            self.pathway,
            len(self.placement.rotations),
            provisional=choices.provisional,
            tb_same_day=choices.tb_same_day,
        )
        self.record = read_record(applicant.immunization, vaccines, catalogue.by_key, self.facts)
        self.tb_same_day = choices.tb_same_day and self._live_dose_to_come()
        if not self.tb_same_day:
            self.facts["tb_live"] = "after"
        self.opening = self._opening()
        self.warnings: list[str] = []
        self.network = Network()
        self.nodes: dict[str, Node] = {}
        self.scopes: Mapping[str, Scope] = {}

    def _live_dose_to_come(self) -> bool:
        """Tell whether a live dose is still to be given, on whose day a tuberculosis test can be drawn."""
        last = last_live_dose(self.vaccines)
        done = {**self.record.done, **self.applicant.done}
        return bool(last) and last not in done and last not in self.record.not_needed

    def _opening(self) -> int:
        """Return the day planning begins: 18 months ahead of ERAS, earlier for early rotations."""
        opening = shift_months(self.anchors["eras.submit"], -HORIZON_MONTHS, overflow=False)
        first = self.anchors.get("rotations.first.start")
        if first is None:
            return opening
        return min(opening, shift_months(first, -BEFORE_ROTATION_MONTHS, overflow=False))

    def build(self) -> Built:
        """Return the person's network."""
        first = max(self.today, dt.date.fromordinal(self.opening))
        submit = dt.date.fromordinal(self.anchors["eras.submit"])
        scopes = instances(self.placement.rotations, self.season.target_year, first, submit)
        shape = shape_of(self.catalogue, self.facts, scopes, self.record.not_needed)
        self._take(shape, {scope.name: scope for named in scopes.values() for scope in named})
        done = self._done()
        self._add_live_spacing(done)
        self._settle(done)
        self._settle_begun(shape)
        self._settle_before()
        label = horizon(self.season.target_year)
        opening: list[tuple[int, int, object]] = [
            (node.start, self.opening, label) for node in self.nodes.values()
        ]
        return Built(
            network=self.network,
            nodes=list(self.nodes.values()),
            season=self.season,
            pathway=self.pathway,
            placement=self.placement,
            today=self.today,
            today_bounds=self._today_bounds(),
            opening_bounds=opening,
            opening_now=self._opening_now(opening, done),
            warnings=[
                *objections(self.applicant),
                *remarks(self.applicant, self.season, self.placement, self.today),
                *self.placement.warnings,
                *self.record.warnings,
                *self.warnings,
                *self._idle_keys(),
            ],
            estimated=frozenset(one.key for one in self.season.dates if one.status is DateStatus.ESTIMATED),
        )

    def _take(self, shape: Shape, scopes: Mapping[str, Scope]) -> None:
        """Make the shape this person's own: their instances' names, and a day for every anchor."""
        self.scopes = scopes
        rotations = tuple((one.key, one.start, one.end) for one in self.placement.rotations)
        dated = shape.on_dates(self.season, (rotations, self.applicant.graduation), self._day_of)
        self.network = dated.copy()
        self.nodes = {
            one.key: Node(
                one.key,
                one.milestone,
                scopes[one.scope].suffix,
                one.start,
                one.finish,
                one.rules,
                one.reasons,
            )
            for one in shape.places
        }

    def _day_of(self, name: str, scope: str) -> int | None:
        """Return an anchor's day; None where this person or season has no such day."""
        day = self.scopes[scope].anchors.get(name)
        if day is None:
            day = self.anchors.get(name)
        if day is None and name.startswith("calendar."):
            found = calendar_day(name, self.season.target_year)
            if found is not None:
                day = self.anchors[name] = found.toordinal()
        return day

    def _done(self) -> Mapping[str, dt.date]:
        exams = self.applicant.exams.items()
        passed = {key: exam.day for key, exam in exams if exam.state is ExamState.PASSED and exam.day}
        return {**self.record.done, **passed, **self.applicant.done}

    def _add_live_spacing(self, done: Mapping[str, dt.date]) -> None:
        """Plan live vaccines of different kinds on one day, or apart from those given."""
        spacing = self.vaccines.spacing
        reason = Reason("live vaccines", spacing.why, spacing.source.title, spacing.confidence)
        live = {key: one.vaccine for one in self.vaccines.series if one.live for key in one.doses}
        remaining = [key for key in live if key in self.nodes and key not in done]
        for first, second in same_day_pairs(self.vaccines, remaining):
            one, other = self.nodes[first].start, self.nodes[second].start
            self.network.at_least(one, other, ZERO, Label(reason))
            self.network.at_most(one, other, ZERO, Label(reason))
        given = {(live[key], day) for key, day in done.items() if key in live} | set(self.record.live)
        for vaccine, day in sorted(given):
            for key in remaining:
                if live[key] != vaccine:
                    label = Label(reason, "given", day.toordinal())
                    self.network.not_before(
                        self.nodes[key].start, later(day.toordinal(), spacing.span), label
                    )

    def _settle(self, done: Mapping[str, dt.date]) -> None:
        """Fix what is done and what is given, and hosts' own application dates."""
        past = of_earlier_seasons(self.nodes, done, self.season)
        if past:
            self.warnings.append(again(self.season, (self.nodes[key].title for key in past)))
        for key, day in done.items():
            node = self.nodes.get(key)
            if node is None:
                continue
            node.expired = past.get(key) or self._expired(node, day)
            if node.expired is None:
                node.done_on = day
                label = done_label(day)
                self.network.fact(node.start, day.toordinal(), label)
                self.network.fact(node.finish, day.toordinal(), label)
            elif key not in past:
                self.warnings.append(
                    f"{node.title}: done on {day}, which no longer counts and has to be done again. "
                    f"{node.expired.text}."
                )
        for key, day in {**self.applicant.booked, **self.applicant.given}.items():
            node = self.nodes.get(key)
            if node is not None and node.done_on is None:
                if day < self.today:
                    self.warnings.append(
                        f"{node.title}: you gave {day} as its date, and that is past. Is it done? Tick it off "
                        f"(countback done {key} {day}), or give another date."
                    )
                label = booked(day)
                self.network.not_before(node.start, day.toordinal(), label)
                self.network.not_after(node.start, day.toordinal(), label)
        self._settle_hosts()

    def _settle_begun(self, shape: Shape) -> None:
        """Take as done, once a given rotation has begun or ended, what had to come before that."""
        begun = {one.key: one for one in self.placement.rotations if one.given and one.start <= self.today}
        if not begun:
            return
        first = begun.get(self.placement.rotations[0].key)
        at = {point: node for node in self.nodes.values() for point in (node.start, node.finish)}
        for one in shape.opens:
            node = at.get(one.point)
            if node is None or one.side is not Side.BEFORE or one.bound is not Bound.AT_LEAST:
                continue
            rotation = first if one.anchor == "rotations.first.start" else begun.get(one.scope)
            own = node.milestone.per is Per.ROTATION or one.anchor == "rotations.first.start"
            if rotation is None or not own:
                continue
            if one.anchor in ("rotation.start", "rotations.first.start"):
                self._take_as_done(node, rotation.start, f"{rotation.key.replace('-', ' ')} has begun")
            elif one.anchor == "rotation.end" and rotation.end <= self.today:
                last = rotation.end - dt.timedelta(days=1)
                self._take_as_done(node, last, f"{rotation.key.replace('-', ' ')} is over")
        self.warnings.append(
            "A rotation of yours has begun: what had to come before is taken as done. "
            "If something of it was not, tell your host."
        )

    def _settle_before(self) -> None:
        """Take as done what has to come before a thing that is done, and advice that was for nothing else."""
        at = {point: node for node in self.nodes.values() for point in (node.start, node.finish)}
        waiting = [node for node in self.nodes.values() if node.done_on is not None]
        done = list(waiting)
        while waiting:
            after = waiting.pop()
            for point in {
                *self.network.prerequisites(after.start),
                *self.network.prerequisites(after.finish),
            }:
                if self._take_as_done(at[point], after.done_on, f"{after.title} is done"):
                    waiting.append(at[point])
                    done.append(at[point])
            if not waiting and done:
                due = self.network.latest(soft=True).day
                for one in done:
                    for point in self.network.prerequisites(one.start, soft=True):
                        node = at[point]
                        endless = due[node.finish] >= UNBOUNDED_ABOVE
                        if endless and self._take_as_done(node, one.done_on, f"{one.title} is done"):
                            waiting.append(node)
                done = list(waiting)

    def _take_as_done(self, node: Node, day: dt.date | None, why: str) -> bool:
        if (
            day is None
            or node.done_on is not None
            or node.expired is not None
            or node.milestone.kind is Kind.EVENT
        ):
            return False
        node.done_on = day
        label = settled_label(day, why)
        self.network.fact(node.start, day.toordinal(), label)
        self.network.fact(node.finish, day.toordinal(), label)
        return True

    def _settle_hosts(self) -> None:
        given = sorted(self.applicant.rotations, key=lambda one: one.start)
        by_key = {f"rotation-{index + 1}": one for index, one in enumerate(given)}
        for rotation in self.placement.rotations:
            node, own = self.nodes.get(f"application.submit/{rotation.key}"), by_key.get(rotation.key)
            if node is None or own is None:
                continue
            if own.apply_by:
                self.network.not_after(
                    node.finish, own.apply_by.toordinal(), host_date(own.apply_by, last=True)
                )
            if own.apply_from:
                self.network.not_before(
                    node.start, own.apply_from.toordinal(), host_date(own.apply_from, last=False)
                )

    def _expired(self, node: Node, day: dt.date) -> Reason | None:
        """Return the validity rule that a done date does not meet."""
        for rule in node.rules:
            anchor = self._day_of(rule.reference, node.scope) if rule.validity else None
            if anchor is not None and not _still_good(rule, day.toordinal(), anchor):
                return rule.reason
        return None

    def _today_bounds(self) -> list[tuple[int, int, object]]:
        now = self.today.toordinal()
        label = today_label(self.today)
        return [
            (node.start, now + node.milestone.notice.count, label)
            for node in self.nodes.values()
            if node.done_on is None and node.milestone.kind is Kind.TASK
        ]

    def _opening_now(
        self, opening: list[tuple[int, int, object]], done: Mapping[str, dt.date]
    ) -> list[tuple[int, int, object]]:
        """Return the bounds without those of vaccine series already begun: nobody waits to go on."""
        begun = {
            self.nodes[key].start
            for series in self.vaccines.series
            if any(dose in done for dose in series.doses)
            for key in (*series.doses, series.titer)
            if key in self.nodes
        }
        return [bound for bound in opening if bound[0] not in begun] if begun else opening

    def _idle_keys(self) -> list[str]:
        """Return a remark on every done or given key that this plan has no item for."""
        return (
            [
                f"`{name}: {key}` changes nothing: your plan has no such item (it is for other circumstances)."
                for name, dates in (("done", self.applicant.done), ("given", self.applicant.given))
                for key in dates
                if key not in self.nodes and "/20" not in key
            ]
            + (
                ["tb:same_day changes nothing: no live vaccine is still to be given."]
                if self.choices.tb_same_day and not self.tb_same_day
                else []
            )
            + [
                f"compress:{key} changes nothing: your plan has no such item."
                for key in sorted(self.choices.compressed)
                if key not in self.nodes
            ]
            + [
                f"{key} is moved or left out by a choice, but your plan has no such rotation."
                for key in sorted({*self.choices.shifts, *self.choices.dropped})
                if key not in self.placed
            ]
        )


def _still_good(rule: Rule, day: int, anchor: int) -> bool:
    """Tell whether what was done on a day still counts at the rule's anchor."""
    if rule.side is Side.BEFORE and rule.bound is Bound.AT_MOST:
        return day >= earliest_within(anchor, rule.span)
    if rule.side is Side.AFTER and rule.bound is Bound.AT_LEAST:
        return day >= later(anchor, rule.span)
    return True
