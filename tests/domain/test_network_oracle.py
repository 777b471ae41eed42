"""The network agrees with shortest paths as SciPy finds them, on two thousand random networks of days."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy.sparse.csgraph import NegativeCycleError, bellman_ford, csgraph_from_dense

from countback.domain.dates import Span, days
from countback.domain.network import UNBOUNDED_ABOVE, UNBOUNDED_BELOW, Contradiction, Network

NETWORKS = 2000
BATCHES = 20
# A gap is (earlier point, later point, kind, count, hard): `kind` says at least or at most.
Gap = tuple[int, int, str, int, bool]
# A bound is (point, below or above, day, hard).
BoundOf = tuple[int, str, int, bool]


@dataclass
class Made:
    """A random network, with what it was made of."""

    size: int
    gaps: list[Gap] = field(default_factory=list)
    bounds: list[BoundOf] = field(default_factory=list)

    def network(self) -> Network:
        network = Network()
        for number in range(self.size):
            network.point(f"point {number}")
        for first, then, kind, count, hard in self.gaps:
            ask = network.at_least if kind == "at least" else network.at_most
            ask(first, then, days(count), "gap", hard=hard)
        for point, kind, day, hard in self.bounds:
            bind = network.not_before if kind == "below" else network.not_after
            bind(point, day, "bound", hard=hard)
        return network


def make(chance: random.Random) -> Made:
    """Make a network: one in two hangs together by a hidden schedule, so that it can be kept."""
    made = Made(chance.randint(2, 30))
    schedule = [chance.randint(0, 400) for _ in range(made.size)] if chance.random() < 0.5 else None
    for _ in range(chance.randint(0, 4 * made.size)):
        first, then = chance.sample(range(made.size), 2)
        kind, count = chance.choice(("at least", "at most")), chance.choice((0, chance.randint(0, 90)))
        if schedule is not None:
            if schedule[then] < schedule[first]:
                first, then = then, first
            apart = schedule[then] - schedule[first]
            count = chance.randint(0, apart) if kind == "at least" else apart + count
        made.gaps.append((first, then, kind, count, chance.random() < 0.7))
    for _ in range(chance.randint(1, made.size)):
        point, kind = chance.randrange(made.size), chance.choice(("below", "above"))
        day = chance.randint(-50, 450)
        if schedule is not None:
            day = schedule[point] + (-1 if kind == "below" else 1) * chance.randint(0, 60)
        made.bounds.append((point, kind, day, chance.random() < 0.7))
    return made


@dataclass
class Answer:
    """What the oracle says: days (infinite where nothing binds), or that the network contradicts itself."""

    earliest: list[float]
    latest: list[float]


def oracle(made: Made, *, soft: bool) -> Answer | None:
    """Solve by all shortest paths over the distance graph; None where the gaps contradict each other.

    Bounds are kept out of the graph: a network is contradictory by its gaps alone, and lateness (an
    earliest day past the latest) is no contradiction.
    """
    distance = np.full((made.size, made.size), np.inf)
    np.fill_diagonal(distance, 0.0)
    for first, then, kind, count, hard in made.gaps:
        if soft or hard:
            # at least: t(first) - t(then) <= -count; at most: t(then) - t(first) <= count
            source, target, weight = (then, first, -count) if kind == "at least" else (first, then, count)
            distance[source, target] = min(distance[source, target], weight)
    try:
        # Made sparse with infinity as "no edge": gaps of zero days stay edges, which a dense matrix would lose.
        shortest = bellman_ford(csgraph_from_dense(distance, null_value=np.inf))
    except NegativeCycleError:
        return None
    lower = np.full(made.size, -np.inf)
    upper = np.full(made.size, np.inf)
    for point, kind, day, hard in made.bounds:
        if not (soft or hard):
            continue
        if kind == "below":
            lower[point] = max(lower[point], day)
        else:
            upper[point] = min(upper[point], day)
    earliest = (lower[None, :] - shortest).max(axis=1)  # t(v) >= lower(u) - shortest(v, u)
    latest = (upper[:, None] + shortest).min(axis=0)  # t(v) <= upper(u) + shortest(u, v)
    return Answer([float(one) for one in earliest], [float(one) for one in latest])


def finite(day: int) -> float:
    return {UNBOUNDED_BELOW: -np.inf, UNBOUNDED_ABOVE: np.inf}.get(day, float(day))


def reached(made: Made, *, soft: bool) -> Answer | None:
    network = made.network()
    try:
        earliest, latest = network.earliest(soft=soft), network.latest(soft=soft)
    except Contradiction:
        return None
    return Answer([finite(day) for day in earliest.day], [finite(day) for day in latest.day])


def bound_free(made: Made) -> Made:
    """Bound every point on both sides, so that a pass meets every cycle there is."""
    wide = [
        (point, kind, day, True)
        for point in range(made.size)
        for kind, day in (("below", -9999), ("above", 9999))
    ]
    return Made(made.size, made.gaps, made.bounds + wide)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_earliest_latest_and_feasibility_are_what_shortest_paths_say(batch: int) -> None:
    chance = random.Random(f"oracle {batch}")
    seen = {"kept": 0, "late": 0, "contradiction": 0}
    for _ in range(NETWORKS // BATCHES):
        made = bound_free(make(chance))
        for soft in (False, True):
            want, got = oracle(made, soft=soft), reached(made, soft=soft)
            assert (got is None) == (want is None), made
            if want is None or got is None:
                seen["contradiction"] += 1
                continue
            assert got.earliest == want.earliest, made
            assert got.latest == want.latest, made
            feasible = all(first <= last for first, last in zip(want.earliest, want.latest, strict=True))
            seen["kept" if feasible else "late"] += 1
    assert min(seen.values()) >= 5, f"each kind of network must be met: {seen}"


def test_points_that_nothing_binds_stay_unbounded_as_in_the_oracle() -> None:
    chance = random.Random("unbounded")
    unbounded = 0
    for _ in range(300):
        made = make(chance)
        want, got = oracle(made, soft=True), reached(made, soft=True)
        if want is None or got is None:
            continue  # a cycle that no bound reaches is found by the other test only
        assert got == want, made
        unbounded += sum(np.isinf(day) for day in want.earliest + want.latest)
    assert unbounded > 100


def test_a_reach_is_a_longest_path_whose_links_add_up() -> None:
    """Each chain begins with a bound; along it the days differ by what the gaps ask."""
    chance = random.Random("chains")
    walked = 0
    for _ in range(100):
        made = make(chance)
        network = Network()
        for number in range(made.size):
            network.point(str(number))
        for first, then, kind, count, _hard in made.gaps:
            ask = network.at_least if kind == "at least" else network.at_most
            ask(first, then, Span(count), (kind, first, then, count))
        for point, kind, day, _hard in made.bounds:
            (network.not_before if kind == "below" else network.not_after)(point, day, (kind, day))
        try:
            reaches = [network.earliest(soft=True), network.latest(soft=True)]
        except Contradiction:
            continue
        for reach in reaches:
            for point in range(made.size):
                before: int | None = None
                for at, label in reversed(reach.chain(point)):
                    assert isinstance(label, tuple)
                    if before is None:
                        assert label[1] == reach.day[at]
                    else:
                        assert abs(reach.day[at] - before) == label[3]
                    before = reach.day[at]
                    walked += 1
                assert before in (None, reach.day[point])
    assert walked > 1000
