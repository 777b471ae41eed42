"""Run: a person's profile becomes a stored plan and published calendars.

Three steps, each a Prefect task of its own: *take in* the profile, *compute* the plan and what
changed, *keep* both and publish. The database is written in one transaction; files follow it, each
atomically, so a crash leaves either the old feed or the new one whole, and the next run mends it.
The same inputs write nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from countback.domain.applicant import Applicant
from countback.domain.diff import Change, diff
from countback.domain.people import Person, Run
from countback.domain.plan import Plan
from countback.domain.public import plan_json, seen_of_json, seen_of_plan
from countback.errors import NotFound
from countback.services.library import Library
from countback.services.planning import plan_for
from countback.services.ports import FeedFolder, Reads, Store
from countback.services.publishing import WHOLE, Publisher

INPUTS_VERSION = 1  # raised when the same inputs would give another plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did."""

    plan: Plan
    run: Run
    changes: tuple[Change, ...]
    written: tuple[Path, ...]
    feed: Path
    is_new: bool
    is_first: bool


def take_in(store: Store, applicant: Applicant, profile: Mapping[str, object], now: dt.datetime) -> None:
    """Keep a person's profile where it differs from the one kept."""
    wanted = Person(applicant.id, applicant.first_name, profile, now)
    with store.unit_of_work() as unit:
        old = _known(unit, applicant.id)
        if old is None or old.profile != wanted.profile or old.first_name != wanted.first_name:
            unit.save_person(wanted)


def _known(store: Reads, person_id: str) -> Person | None:
    try:
        return store.person(person_id)
    except NotFound:
        return None


def with_facts(applicant: Applicant, facts: Mapping[str, dt.date]) -> Applicant:
    """Return the applicant with what was ticked off added; the profile's own dates win."""
    return replace(applicant, done={**facts, **applicant.done})


def inputs_hash(
    profile: Mapping[str, object], facts: Mapping[str, dt.date], library: Library, plan_inputs: tuple[str, ...]
) -> str:
    """Return a hash of everything a plan depends on."""
    inputs = {
        "version": INPUTS_VERSION,
        "profile": profile,
        "facts": {key: day.isoformat() for key, day in facts.items()},
        "catalogue": library.catalogue.version,
        "more": plan_inputs,
    }
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def run_person(
    store: Store,
    feeds: FeedFolder,
    publisher: Publisher,
    library: Library,
    applicant: Applicant,
    profile: Mapping[str, object],
    today: dt.date,
    now: dt.datetime,
) -> Outcome:
    """Plan one known person, keep the plan and publish the feed."""
    facts = store.facts(applicant.id)
    person = with_facts(applicant, facts)
    season = library.published.season(person.target_year, person.track.cycle)
    dates = tuple(f"{one.key}={one.at or one.day}={one.status.value}" for one in season.dates)
    digest = inputs_hash(profile, facts, library, (today.isoformat(), *dates))
    plan = plan_for(person, library, today)
    with store.unit_of_work() as unit:
        unit.lock_person(applicant.id)
        last = unit.last_run(applicant.id)
        changes = _changes(last, plan)
        previous = unit.revisions(applicant.id)
        publication = publisher.prepare(plan, applicant.first_name, previous, now)
        if publication.changed or publication.removed:
            unit.save_revisions(applicant.id, publication.changed, publication.removed)
        run = unit.save_run(
            applicant.id,
            inputs_hash=digest,
            catalogue_version=library.catalogue.version,
            target_year=plan.target_year,
            today=today,
            created_at=now,
            plan=plan_json(plan),
            items=plan.items,
        )
        slug = unit.feed_slug(applicant.id)
    written = feeds.publish(slug, publication.files)
    is_new = last is None or run.id != last.id
    return Outcome(plan, run, changes, tuple(written), feeds.path(slug) / WHOLE, is_new, last is None)


def _changes(last: Run | None, plan: Plan) -> tuple[Change, ...]:
    if last is None:
        return ()
    return diff(seen_of_json(last.plan), seen_of_plan(plan))
