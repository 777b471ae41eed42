"""Start: a new person with a plan, published calendars and their own links; or nothing at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from countback.domain.links import Purpose
from countback.domain.people import Person
from countback.errors import BadInput, NotFound
from countback.services.deleting import delete_person
from countback.services.links import LinkDesk, NewLink
from countback.services.moving_data import import_person
from countback.services.replanning import Workshop, replan


@dataclass(frozen=True, slots=True)
class Started:
    """A person just begun, and the two addresses that are theirs."""

    person_id: str
    page: NewLink
    feed: NewLink


def start(
    workshop: Workshop,
    links: LinkDesk,
    person_id: str,
    profile: Mapping[str, object],
    today: dt.date,
    now: dt.datetime,
) -> Started:
    """Keep a new person's profile, plan it, publish it; raise BadInput where the profile does not do."""
    person = Person(person_id, str(profile.get("first_name", "")), {**profile, "id": person_id}, now)
    workshop.read(person, today)

    def plan() -> None:
        with workshop.store.unit_of_work() as unit:
            unit.save_person(person)
        replan(workshop, person_id, today, now)

    return _started(workshop, links, person_id, plan, now)


def start_from_data(
    workshop: Workshop,
    links: LinkDesk,
    person_id: str,
    value: Mapping[str, object],
    today: dt.date,
    now: dt.datetime,
) -> Started:
    """Begin from a file that was exported, or from a bare profile, under a new id."""
    return _started(
        workshop, links, person_id, lambda: import_person(workshop, person_id, value, today, now), now
    )


def _started(
    workshop: Workshop, links: LinkDesk, person_id: str, plan: Callable[[], object], now: dt.datetime
) -> Started:
    with suppress(NotFound):
        workshop.store.person(person_id)
        raise BadInput.one(f"there is a person {person_id!r} already", "begin again: ids are made at random")
    try:
        plan()
        page = links.create(person_id, Purpose.PAGE, "my plan", now)
        feed = links.create(person_id, Purpose.FEED, "my calendar", now)
    except BaseException:
        with suppress(NotFound):  # nothing was kept yet
            delete_person(workshop.store, workshop.feeds, person_id)
        raise
    return Started(person_id, page, feed)
