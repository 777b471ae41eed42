"""Compare the cost of a person's plan with a baseline in the same run, and show that many persons cost no more.

The baseline is scipy's compiled Bellman-Ford over the very constraints of one pass, as a dense matrix:
it finds days, but no reasons, no calendar months and no items. TaskJuggler's reported figure for 100
tasks (0.43 s) is quoted for the order of magnitude, not measured here.

    python benchmarks/plan.py [--rounds N] [--persons N] [--json]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import bellman_ford

from countback.adapters.yaml_files.catalogue import CatalogueFolder
from countback.adapters.yaml_files.profile import read_profile
from countback.adapters.yaml_files.seasons import load_published
from countback.domain.applicant import Applicant, Track
from countback.domain.solving import solve
from countback.domain.writing import chain_of, write_plan
from countback.services.library import Library
from countback.services.planning import plan_for

ROOT = Path(__file__).parent.parent / "config"
TODAY = dt.date(2026, 11, 22)
EXAMPLES = ("student-vslo", "graduate-observership", "research-year", "late-starter")
GOAL_MS = 2.0
REPORTED_TASKJUGGLER_MS_PER_100 = 430.0


def open_library() -> tuple[Library, dict[str, Applicant]]:
    folder = CatalogueFolder(ROOT / "catalogue")
    library = Library(folder.catalogue, folder.vaccines, load_published(ROOT / "catalogue" / "seasons"))
    applicants = {
        name: read_profile(ROOT / "examples" / f"{name}.yaml", library.catalogue, library.vaccines, TODAY)
        for name in EXAMPLES
    }
    return library, applicants


def planned(applicant: Applicant, library: Library, today: dt.date = TODAY) -> int:
    """Build, solve (four passes, with and without today), write out and explain; return the items."""
    season = library.published.season(applicant.target_year, applicant.track.cycle)
    solved = solve(applicant, library.catalogue, library.vaccines, season, today)
    return len(write_plan(solved, library.catalogue.version).items)


def explained(applicant: Applicant, library: Library) -> int:
    """Build, solve (four passes) and explain every late item, without writing the items out."""
    season = library.published.season(applicant.target_year, applicant.track.cycle)
    solved = solve(applicant, library.catalogue, library.vaccines, season, TODAY)
    late = [node.key for node in solved.built.nodes if node.missing > 0]
    return sum(len(chain_of(solved, key)) for key in late)


def baseline(applicant: Applicant, library: Library) -> Callable[[], object]:
    """Return scipy's longest path over the arcs of one pass of this person's network."""
    season = library.published.season(applicant.target_year, applicant.track.cycle)
    network = solve(applicant, library.catalogue, library.vaccines, season, TODAY).built.network
    count = len(network)
    weights = np.full((count + 1, count + 1), np.inf)
    for source, target, days in network.spans():
        weights[source + 1, target + 1] = min(weights[source + 1, target + 1], -days)
    weights[0, 1:] = np.minimum(weights[0, 1:], 0)
    masked = np.ma.masked_invalid(weights)
    return lambda: bellman_ford(masked, indices=0)


def median_ms(run: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def cohort(applicants: dict[str, Applicant], persons: int) -> Iterator[Applicant]:
    """Yield persons who differ in year, track, rotations and what they have done."""
    samples = list(applicants.values())
    for number in range(persons):
        sample = samples[number % len(samples)]
        yield replace(
            sample,
            id=f"person-{number}",
            target_year=2027 + number % 4,
            track=(Track.PEDS_MGG, Track.IM_MGG)[number // 4 % 2],
            rotation_count=1 + number // 8 % 3,
            dual_application=number // 24 % 2 == 0,
            budget_usd=number,
        )


def memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def many(library: Library, applicants: dict[str, Applicant], persons: int) -> dict[str, float]:
    begin = time.perf_counter()
    for applicant in cohort(applicants, persons):
        planned(applicant, library)
    seconds = time.perf_counter() - begin
    return {
        "persons": persons,
        "seconds": seconds,
        "ms each": seconds * 1000 / persons,
        "peak MiB": memory_mib(),
    }


def cell(value: object) -> str:
    return f"{value:22.2f}" if isinstance(value, float) else f"{value!s:>22}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--persons", type=int, nargs="*", default=[1000, 10000])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    library, applicants = open_library()
    rows = []
    for name, applicant in applicants.items():
        items = planned(applicant, library)
        ours = median_ms(lambda one=applicant: planned(one, library), arguments.rounds)  # type: ignore[misc]
        chains = median_ms(lambda one=applicant: explained(one, library), arguments.rounds)  # type: ignore[misc]
        theirs = median_ms(baseline(applicant, library), max(5, arguments.rounds // 10))
        saved = median_ms(lambda one=applicant: plan_for(one, library, TODAY), max(3, arguments.rounds // 20))  # type: ignore[misc]
        rows.append(
            {
                "profile": name,
                "items": items,
                "solved, explained": chains,
                "written out too": ours,
                "per 100 items": ours * 100 / items,
                "baseline": theirs,
                "ratio": ours / theirs,
                "with ways out": saved,
            }
        )
    crowds = [many(library, applicants, persons) for persons in arguments.persons]
    if arguments.json:
        print(json.dumps({"goal_ms": GOAL_MS, "plans": rows, "cohorts": crowds}, indent=2))
    else:
        for table in (rows, crowds):
            if table:
                print("  ".join(f"{head:>22}" for head in table[0]))
                for row in table:
                    print(
                        "  ".join(
                            f"{value:22.2f}" if isinstance(value, float) else f"{value:>22}"
                            for value in row.values()
                        )
                    )
                print()
        print(
            f"all in ms; goal: {GOAL_MS} ms; TaskJuggler, reported: {REPORTED_TASKJUGGLER_MS_PER_100} ms for 100 tasks"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
