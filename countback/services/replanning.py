"""Re-plan: everything from a stored person to published calendars, in one call and without Prefect.

What ticking off uses, and whoever wants a plan at once. It takes the very steps of a run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from countback.domain.plan import Plan
from countback.errors import StoreUnavailable
from countback.services.library import Library
from countback.services.planning import plan_for
from countback.services.ports import FeedFolder, Store
from countback.services.publishing import Publisher
from countback.services.running import Kept, ProfileChange, ProfileReader, keep, load, publish

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Replanned:
    """The plan, what keeping it did, and the files written."""

    plan: Plan
    kept: Kept
    written: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What planning a stored person needs: where things are kept, and what plans are made from."""

    store: Store
    feeds: FeedFolder
    publisher: Publisher
    library: Library
    read: ProfileReader


def replan(
    workshop: Workshop,
    person_id: str,
    today: dt.date,
    now: dt.datetime,
    change: ProfileChange | None = None,
) -> Replanned:
    """Plan a stored person again, keep the plan and publish it.

    With a change of the profile, profile and plan are kept together or not at all. Where somebody else
    changes the person meanwhile, it begins again with what they wrote.
    """
    for _ in range(ATTEMPTS):
        loaded = load(workshop.store, workshop.library, workshop.read, person_id, today, change)
        plan = plan_for(loaded.applicant, workshop.library, today)
        kept = keep(workshop.store, workshop.publisher, loaded, plan, now)
        if kept is not None:
            written = publish(workshop.store, workshop.feeds, workshop.publisher, plan, kept.run_id)
            return Replanned(plan, kept, written)
    raise StoreUnavailable(f"`{person_id}` kept changing while it was planned\n    mend: run it again")
