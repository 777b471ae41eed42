"""Refresh: when season dates change, plan again exactly those whose season says something else now."""

from __future__ import annotations

from collections.abc import Iterator

from countback.domain.people import Planned
from countback.domain.public import season_mark
from countback.domain.season_rules import Published
from countback.domain.seasons import Cycle
from countback.services.ports import Reads


def touched(store: Reads, published: Published) -> Iterator[str]:
    """Yield by id whose newest plan rests on season dates that are not today's.

    A plan takes its dates from its own season only, so another season's news touches nobody else. Who
    was planned by a version that kept no mark is planned again once.
    """
    marks: dict[tuple[int, str], str] = {}
    for one in store.planned():
        season = one.target_year, one.cycle
        if season not in marks:
            marks[season] = _mark(published, one)
        if marks[season] != one.season_mark:
            yield one.person_id


def _mark(published: Published, planned: Planned) -> str:
    if not planned.cycle:
        return "none was kept"
    return season_mark(published.season(planned.target_year, Cycle(planned.cycle)))
