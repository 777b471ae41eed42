"""Change a stored profile: look at what would come of it first, then keep profile and plan together.

A change is a function from profile to profile. A preview and the change itself take the very same one,
so what was shown is what is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from countback.domain.diff import Change, diff
from countback.domain.plan import Plan
from countback.domain.public import seen_of_plan
from countback.domain.season_names import parse_target
from countback.errors import BadInput
from countback.services.planning import plan_for
from countback.services.replanning import Replanned, Workshop, replan
from countback.services.running import ProfileChange, load


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan as it is and as it would be, on one day, and what differs."""

    before: Plan
    after: Plan
    changes: tuple[Change, ...]

    @property
    def newly_impossible(self) -> tuple[str, ...]:
        """Return the keys of items that only the new plan cannot keep."""
        old = {item.key for item in self.before.impossible}
        return tuple(item.key for item in self.after.impossible if item.key not in old)


def current_plan(workshop: Workshop, person_id: str, today: dt.date, *, seek_ways_out: bool = True) -> Plan:
    """Return a stored person's plan of a day; nothing is written."""
    loaded = load(workshop.store, workshop.library, workshop.read, person_id, today)
    return plan_for(loaded.applicant, workshop.library, today, seek_ways_out=seek_ways_out)


def preview(workshop: Workshop, person_id: str, change: ProfileChange, today: dt.date) -> Preview:
    """Return what a change would do; nothing is written. Raise BadInput where the profile refuses it."""
    before = current_plan(workshop, person_id, today, seek_ways_out=False)
    loaded = load(workshop.store, workshop.library, workshop.read, person_id, today, change)
    after = plan_for(loaded.applicant, workshop.library, today)
    return Preview(before, after, diff(seen_of_plan(before), seen_of_plan(after)))


def apply(
    workshop: Workshop, person_id: str, change: ProfileChange, today: dt.date, now: dt.datetime
) -> Replanned:
    """Keep a change of the profile with its plan, and publish it. Raise BadInput where it is refused."""
    return replan(workshop, person_id, today, now, change)


def to_year(target: str) -> ProfileChange:
    """Return the change to another target year, named as a year or as a season (`2029`, `ERAS 2030`).

    Choices stay, but for one of a year: the new target takes its place.
    """
    year = parse_target(target)

    def change(profile: dict[str, object]) -> dict[str, object]:
        profile = _with_choices(profile, [kept for one in _choices(profile) if (kept := _without_year(one))])
        named = {"season": f"ERAS {year + 1}"} if "season" in profile else {}
        return {**profile, **named, "target_year": year}

    return change


def with_choice(word: str) -> ProfileChange:
    """Return the change that keeps a way out (its `action`); a choice of a year is a change of the year."""
    parts = [part.strip() for part in word.split(",") if part.strip()]
    if not parts:
        raise BadInput.one("no choice is given", "write a way out's action, for example tb:same_day")

    def change(profile: dict[str, object]) -> dict[str, object]:
        for part in parts:
            name, _, value = part.partition(":")
            if name == "year":
                profile = to_year(value)(profile)
            else:
                others = [one for one in _choices(profile) if not _replaced(one, part)]
                profile = _with_choices(profile, [*others, part])
        return profile

    return change


def without_choice(word: str) -> ProfileChange:
    """Return the change that takes a kept way out back; raise BadInput where it is not kept."""

    def change(profile: dict[str, object]) -> dict[str, object]:
        kept = _choices(profile)
        if word not in kept:
            told = ", ".join(kept) or "none"
            raise BadInput.one(f"`{word}` is not among the choices kept", f"kept are: {told}")
        last = len(kept) - 1 - kept[::-1].index(word)  # a move may be kept twice, and counts twice
        return _with_choices(profile, [*kept[:last], *kept[last + 1 :]])

    return change


def with_own_date(key: str, day: dt.date | None) -> ProfileChange:
    """Return the change that fixes an item on a person's own date, or (None) gives that date up."""

    def change(profile: dict[str, object]) -> dict[str, object]:
        given = profile.get("given")
        dates = (
            {name: one for name, one in given.items() if name != key} if isinstance(given, Mapping) else {}
        )
        return {**profile, "given": dates if day is None else {**dates, key: day.isoformat()}}

    return change


def without_done(key: str) -> ProfileChange:
    """Return the change that takes back what the profile itself calls done; raise BadInput where it does not."""

    def change(profile: dict[str, object]) -> dict[str, object]:
        done = profile.get("done")
        if not isinstance(done, Mapping) or key not in done:
            raise BadInput.one(f"`{key}` was not ticked off", "nothing is to be taken back")
        return {**profile, "done": {name: day for name, day in done.items() if name != key}}

    return change


def _choices(profile: Mapping[str, object]) -> list[str]:
    kept = profile.get("choices")
    return [str(one) for one in kept] if isinstance(kept, list) else []


def _with_choices(profile: dict[str, object], words: list[str]) -> dict[str, object]:
    return {**profile, "choices": words} if words or "choices" in profile else profile


def _without_year(word: str) -> str:
    return ",".join(part for part in word.split(",") if not part.strip().startswith("year:"))


def _replaced(old: str, new: str) -> bool:
    """Tell whether a new choice takes an old one's place: the same word, or another value for it.

    Moves add up, the same one again too: a way out moves a rotation from where the plan has it now.
    """
    name, has_value, _ = new.partition("=")
    if name.startswith("move:"):
        return False
    return old == new or bool(has_value and old.startswith(f"{name}="))
