"""Run: a person's profile becomes a stored plan and published calendars, in steps.

*Take in* the profile; *load* the person; solve (`planning.plan_for`, pure); *keep* the plan; *publish*
its calendars. Solving is done before the transaction, so *keep* looks again, under the person's lock,
whether the inputs still are what was solved. Run, items and events are written in that one
transaction and files follow, each whole; a crash in between is mended by the next run, as *publish*
always writes what the stored events say. The same inputs write nothing.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from countback.domain.applicant import Applicant
from countback.domain.diff import Change, diff
from countback.domain.people import Person, Run
from countback.domain.plan import Plan
from countback.domain.public import plan_json, season_mark, seen_of_json, seen_of_plan
from countback.domain.seasons import Cycle
from countback.errors import NotFound
from countback.services.library import Library
from countback.services.ports import FeedFolder, Reads, Store, UnitOfWork
from countback.services.publishing import Publisher

INPUTS_VERSION = 1  # raised when the same inputs would give another plan

ProfileReader = Callable[[Person, dt.date], Applicant]
ProfileChange = Callable[[dict[str, object]], dict[str, object]]  # it gets a copy of its own


@dataclass(frozen=True, slots=True)
class Loaded:
    """A person as they were when read: the applicant, what is ticked off included, and the inputs' hash.

    `basis` is what a plan depends on besides the person (see `basis_of`). `found_hash` is the hash of
    the inputs as they were found in the store; it differs from `inputs_hash` where the plan is for a
    changed person, who is kept together with it.
    """

    applicant: Applicant
    today: dt.date
    basis: str
    inputs_hash: str
    found_hash: str
    changed: Person | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a plan did: the person's newest run, and what it changed against the one before."""

    run_id: int
    is_new: bool
    is_first: bool
    changes: tuple[Change, ...] = ()


def take_in(store: Store, applicant: Applicant, profile: Mapping[str, object], now: dt.datetime) -> None:
    """Keep a person's profile where it differs from the one kept."""
    wanted = Person(applicant.id, applicant.first_name, profile, now)
    with store.unit_of_work() as unit:
        old = _known(unit, applicant.id)
        if old is None or old.profile != wanted.profile or old.first_name != wanted.first_name:
            unit.save_person(wanted)


def load(
    store: Reads,
    library: Library,
    read: ProfileReader,
    person_id: str,
    today: dt.date,
    change: ProfileChange | None = None,
) -> Loaded:
    """Return a known person as planning needs them, or as they would be after a change of the profile.

    Raise NotFound for an unknown one, BadInput where the profile, as stored or changed, does not fit
    the day or the catalogue.
    """
    found, facts = store.person(person_id), store.facts(person_id)
    person = found if change is None else changed(found, change)
    applicant = with_facts(read(person, today), facts)
    basis = basis_of(library, applicant.track.cycle, today)
    return Loaded(
        applicant,
        today,
        basis,
        inputs_hash(person, facts, basis),
        inputs_hash(found, facts, basis),
        None if person == found else person,
    )


def changed(person: Person, change: ProfileChange) -> Person:
    """Return the person with a changed profile; a new first name in it is theirs."""
    profile = change(copy.deepcopy(dict(person.profile)))
    return replace(person, profile=profile, first_name=str(profile.get("first_name", person.first_name)))


def with_facts(applicant: Applicant, facts: Mapping[str, dt.date]) -> Applicant:
    """Return the applicant with what was ticked off added; the profile's own dates win."""
    return replace(applicant, done={**facts, **applicant.done})


def basis_of(library: Library, cycle: Cycle, today: dt.date) -> str:
    """Return, as text, what every plan of a cycle depends on: the day, the catalogue, the season dates.

    All seasons of the cycle count, as a way out may lead to the next one.
    """
    calendar = library.published.read(cycle)
    return f"{INPUTS_VERSION} {today} {library.catalogue.specialty} {library.catalogue.version} {calendar!r}"


def inputs_hash(person: Person, facts: Mapping[str, dt.date], basis: str) -> str:
    """Return a hash of everything a plan depends on; the order of keys in mappings is no part of it."""
    done = {key: day.isoformat() for key, day in facts.items()}
    text = json.dumps([person.first_name, person.profile, done, basis], sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def keep(store: Store, publisher: Publisher, loaded: Loaded, plan: Plan, now: dt.datetime) -> Kept | None:
    """Write plan, items, events, and the person where changed, in one transaction; same inputs write nothing.

    Return None, with nothing written, where profile or ticks changed since they were loaded: the plan
    is out of date, so load again. Nothing is kept either where a calendar is not fit to be published.
    """
    with store.unit_of_work() as unit:
        unit.lock_person(plan.person)
        person, facts = unit.person(plan.person), unit.facts(plan.person)
        if inputs_hash(person, facts, loaded.basis) != loaded.found_hash:
            return None
        if loaded.changed is not None:
            person = replace(loaded.changed, updated_at=now)
            unit.save_person(person)
        last = unit.last_run(plan.person)
        if last is not None and last.inputs_hash == loaded.inputs_hash:
            return Kept(last.id, is_new=False, is_first=False)
        _keep_events(unit, publisher, person.first_name, plan, now)
        run = _keep_run(unit, loaded, plan, now)
        return Kept(run.id, is_new=True, is_first=last is None, changes=_changes(last, plan))


def publish(
    store: Store, feeds: FeedFolder, publisher: Publisher, plan: Plan, run_id: int
) -> tuple[Path, ...]:
    """Make the person's files say what the stored events say; return those written or removed.

    The person's folder is held while files are written, not the store: others may write meanwhile. A
    run that is no longer the newest writes none (the newer one publishes for itself), so an older feed
    never replaces a newer.
    """

    def latest() -> Mapping[str, bytes] | None:
        if store.last_run_id(plan.person) != run_id:
            return None
        revisions = tuple(store.revisions(plan.person).values())
        return publisher.files(plan, store.person(plan.person).first_name, revisions)

    return tuple(feeds.publish_latest(store.feed_folder(plan.person), latest))


def _known(store: Reads, person_id: str) -> Person | None:
    try:
        return store.person(person_id)
    except NotFound:
        return None


def _keep_events(
    unit: UnitOfWork, publisher: Publisher, first_name: str, plan: Plan, now: dt.datetime
) -> None:
    publication = publisher.prepare(plan, first_name, unit.revisions(plan.person), now)
    unit.save_revisions(plan.person, publication.changed, publication.removed)


def _keep_run(unit: UnitOfWork, loaded: Loaded, plan: Plan, now: dt.datetime) -> Run:
    return unit.save_run(
        plan.person,
        inputs_hash=loaded.inputs_hash,
        catalogue_version=plan.catalogue_version,
        target_year=plan.target_year,
        today=plan.today,
        created_at=now,
        plan=plan_json(plan),
        items=plan.items,
        cycle=plan.season.cycle.value,
        season_mark=season_mark(plan.season),
    )


def _changes(last: Run | None, plan: Plan) -> tuple[Change, ...]:
    if last is None:
        return ()
    return diff(seen_of_json(last.plan), seen_of_plan(plan))
