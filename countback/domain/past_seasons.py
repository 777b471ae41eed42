"""What was done for an earlier season and has to be done again for this one.

Registering in MyERAS, submitting, the Match: such a step cannot be begun before a day of its season. Done
half a year or more before that day, it was done for another season. What can only come after such a step
belongs to the same season. Half a year is left for season dates that are estimates, and for ticks that
name a day somewhat off; seasons are a year apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from countback.domain.built import Node
from countback.domain.catalogue import Bound, Confidence, Reason, Rule, Side
from countback.domain.dates import later
from countback.domain.seasons import Season

TOLERANCE_DAYS = 182


def of_earlier_seasons(
    nodes: Mapping[str, Node], done: Mapping[str, dt.date], season: Season
) -> dict[str, Reason]:
    """Return by key what is done, but for an earlier season, with the reason to give."""
    floors = _Floors(nodes, season)
    return {
        key: Reason(
            "done for an earlier season",
            f"it was done for a season before ERAS {season.eras_year}",
            "computed from the season's dates",
            Confidence.HIGH,
        )
        for key, day in done.items()
        if key in nodes and day.toordinal() < floors.of(key)
    }


class _Floors:
    """The first day on which an item can have been done for this season; 0 where it is of no season."""

    def __init__(self, nodes: Mapping[str, Node], season: Season) -> None:
        self._nodes = nodes
        self._season = season
        self._found: dict[str, int] = {}

    def of(self, key: str) -> int:
        if key not in self._found:
            self._found[key] = 0  # a circle of rules ends here
            node = self._nodes[key]
            self._found[key] = max((self._bound(node, rule) for rule in node.rules), default=0)
        return self._found[key]

    def _bound(self, node: Node, rule: Rule) -> int:
        waits = rule.side is Side.AFTER and rule.bound is Bound.AT_LEAST
        if not (waits or rule.bound is Bound.ON):
            return 0
        date = self._season.get(rule.reference)
        if date is None:
            return max(map(self.of, self._before(node, rule)), default=0)
        return later(date.day.toordinal(), rule.span) - TOLERANCE_DAYS

    def _before(self, node: Node, rule: Rule) -> Iterator[str]:
        """Yield the items that a rule says come before a node: of its own rotation, or of the person."""
        own = f"{rule.reference}/{node.scope}" if node.scope else rule.reference
        yield from (key for key in dict.fromkeys((own, rule.reference)) if key in self._nodes)
