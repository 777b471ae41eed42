"""Solve: every item's days, and whether they can be kept.

Five passes over the same network, each a longest path:

    ideal      earliest days without today and without facts: when each window opens
    earliest   earliest days from today, from what is done and from what is booked (hard gaps only)
    advised    the same with advised gaps too: what an item that is not late waits for
    due        latest days by every rule, the advised ones and slow processing included
    limit      latest days by hard rules only

An item is *late* when its earliest day is past its due day, and *impossible* when it is past its limit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from countback.domain.applicant import Applicant
from countback.domain.building import build
from countback.domain.built import Built, Node
from countback.domain.catalogue import Catalogue, Kind
from countback.domain.choices import Choices, apply_choices
from countback.domain.immunizations import Vaccines
from countback.domain.labels import Label
from countback.domain.network import Contradiction, Reach
from countback.domain.plan import DUE_SOON_DAYS, Status
from countback.domain.seasons import Season
from countback.errors import InconsistentRules


@dataclass(frozen=True, slots=True)
class Passes:
    """The five passes over one network."""

    ideal: Reach
    earliest: Reach
    advised: Reach
    due: Reach
    limit: Reach

    def early(self, point: int) -> int:
        """Return the day a point can be reached with advised gaps kept, but for those that would make it late."""
        return max(self.earliest.day[point], min(self.advised.day[point], self.due.day[point]))


@dataclass(slots=True)
class Solved:
    """A solved network, before it is written out as a plan."""

    built: Built
    passes: Passes
    choices: Choices
    applicant: Applicant

    def status(self, node: Node) -> Status:
        """Return where an item stands."""
        if node.done_on is not None:
            return Status.DONE
        now = self.built.today.toordinal()
        start_by = self.passes.due.day[node.start]
        if node.milestone.kind is Kind.EVENT:
            if self.passes.due.day[node.finish] < now:
                return Status.DONE
        elif node.missing_hard > 0:
            return Status.IMPOSSIBLE
        elif node.missing > 0:
            return Status.LATE
        if start_by - now <= DUE_SOON_DAYS:
            return Status.DUE_SOON
        return Status.OPEN if self.passes.early(node.start) <= now else Status.UPCOMING


def solve(
    applicant: Applicant,
    catalogue: Catalogue,
    vaccines: Vaccines,
    season: Season,
    today: dt.date,
    words: tuple[str, ...] = (),
) -> Solved:
    """Build and solve one person's network on one day, with the choices in `words` applied."""
    changed, choices = apply_choices(applicant, words)
    try:
        built = build(changed, catalogue, vaccines, season, today, choices)
        network = built.network
        due = network.latest(soft=True)
        passes = Passes(
            ideal=network.earliest(soft=True, facts=False, also=built.opening_bounds),
            earliest=network.earliest_with_openings(due, also=built.today_bounds, opening=built.opening_now),
            advised=network.earliest(soft=True, also=[*built.today_bounds, *built.opening_now]),
            due=due,
            limit=network.latest(soft=False),
        )
    except Contradiction as contradiction:
        raise InconsistentRules(contradicting(contradiction)) from None
    _measure(built.nodes, passes, choices.compressed)
    return Solved(built, passes, choices, changed)


def contradicting(contradiction: Contradiction) -> str:
    """Return in words which rules go round in a circle that never fits."""
    labels = [label for _, label in contradiction.cycle if isinstance(label, Label)]
    rules = "; ".join(label.reason.rule for label in labels)
    return f"these rules go round in a circle that never fits: {rules}"


def _measure(nodes: list[Node], passes: Passes, compressed: frozenset[str]) -> None:
    """Set by how many days each item misses its due day and its hard limit."""
    early, due, limit = passes.earliest.day, passes.due.day, passes.limit.day
    for node in nodes:
        start, finish = node.start, node.finish
        node.missing_hard = max(early[start] - limit[start], early[finish] - limit[finish])
        if node.key in compressed:
            node.missing = node.missing_hard
        else:
            node.missing = max(early[start] - due[start], early[finish] - due[finish])
            if node.missing <= 0:
                node.missing = max(passes.early(start) - due[start], passes.early(finish) - due[finish])
