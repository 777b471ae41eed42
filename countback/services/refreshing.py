"""Refresh: when season dates change, plan again exactly those whose season says something else now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from countback.domain.people import Person, Planned
from countback.domain.public import season_mark
from countback.domain.season_rules import Published
from countback.domain.seasons import Cycle
from countback.errors import CountbackError, NotFound, StoreUnavailable
from countback.services.ports import Reads
from countback.services.replanning import Workshop, replan

TodayIn = Callable[[str], dt.date]  # an IANA time zone -> the day it is there


@dataclass(frozen=True, slots=True)
class Refreshed:
    """By id: who was planned again, whose plan is impossible now, and who could not be planned, and why."""

    planned: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    problems: Mapping[str, Exception] = field(default_factory=dict)

    @property
    def bug(self) -> Exception | None:
        """Return the first error that nobody foresaw: whoever called raises it once all is told."""
        return next((one for one in self.problems.values() if not isinstance(one, CountbackError)), None)


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


def refresh(
    workshop: Workshop, person_ids: Iterable[str], today_in: TodayIn, now: Callable[[], dt.datetime]
) -> Refreshed:
    """Plan persons again, each on the day it is where they live; nobody's trouble stops the others.

    Who was deleted meanwhile is left out. StoreUnavailable ends it at once: called again with the same
    persons it finishes what it began, calendars that were stored but not published included.
    """
    planned, impossible = [], []
    problems: dict[str, Exception] = {}
    for one in person_ids:
        try:
            outcome = replan(workshop, one, _own_day(workshop.store.person(one), today_in), now())
        except StoreUnavailable:
            raise
        except NotFound:
            continue
        except Exception as error:  # noqa: BLE001 - not even a bug that one profile meets concerns the others
            problems[one] = error
            continue
        planned.append(one)
        if outcome.plan.impossible:
            impossible.append(one)
    return Refreshed(tuple(planned), tuple(impossible), problems)


def joined(parts: Iterable[Refreshed]) -> Refreshed:
    """Return what several parts of one refresh came to."""
    listed = list(parts)
    return Refreshed(
        tuple(one for part in listed for one in part.planned),
        tuple(one for part in listed for one in part.impossible),
        {one: error for part in listed for one, error in part.problems.items()},
    )


def _mark(published: Published, planned: Planned) -> str:
    if not planned.cycle:
        return "none was kept"
    return season_mark(published.season(planned.target_year, Cycle(planned.cycle)))


def _own_day(person: Person, today_in: TodayIn) -> dt.date:
    try:
        return today_in(str(person.profile.get("timezone")))
    except (KeyError, ValueError, OSError):  # no such zone: reading the profile says so better
        return today_in("UTC")
