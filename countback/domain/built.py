"""Built: a person's network as values: its items, their points, and what the network was made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from countback.domain.catalogue import Milestone, Reason, Rule
from countback.domain.network import Network
from countback.domain.plan import Pathway
from countback.domain.rotations import Placement
from countback.domain.seasons import Season


@dataclass(slots=True)
class Node:
    """One item in the network: its milestone, instance and two points."""

    key: str
    milestone: Milestone
    suffix: str
    start: int
    finish: int
    rules: tuple[Rule, ...]
    reasons: tuple[tuple[str, Reason], ...]
    done_on: dt.date | None = None
    expired: Reason | None = None
    missing: int = 0  # set when solved: by how many days the due day is missed (negative: days in hand)
    missing_hard: int = 0  # the same for the hard limit

    @property
    def title(self) -> str:
        """Return the item's title, with which repetition it is."""
        return self.milestone.title + self.suffix

    @property
    def scope(self) -> str:
        """Return the name of the repetition that the item belongs to."""
        return self.key.partition("/")[2]


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
    opening_bounds: list[tuple[int, int, object]]  # when planning begins, in the ideal plan
    opening_now: list[tuple[int, int, object]]  # the same from today: what is begun goes on at once
    warnings: list[str]
    estimated: frozenset[str]
    _titles: dict[int, str] = field(default_factory=dict)

    def title(self, point: int) -> str:
        """Return the title of the item a point belongs to."""
        if not self._titles:
            for node in self.nodes:
                self._titles[node.start] = self._titles[node.finish] = node.title
        return self._titles[point]
