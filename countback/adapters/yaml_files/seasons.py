"""Season calendars: `september.yaml` and `july.yaml`, and an operator's own dates laid over them.

A file is read when its cycle is first asked for. Its form is checked by `season_models`, its sense
(names, years, order of the days) against the rules, and all problems are told at once with lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from pydantic import ValidationError

from countback.adapters.yaml_files.reading import Document, problems_of, read_document
from countback.adapters.yaml_files.season_models import MENDS, SeasonDates, SeasonFile
from countback.domain.season_names import check_names, describe
from countback.domain.season_rules import Published, days_of, keys_of, out_of_order
from countback.domain.seasons import Calendar, Cycle
from countback.errors import BadInput, Problem

_FAR = 92  # days: no owner ever moved a date so far, but a wrong year or month does


def load_published(folder: Path, override: Path | None = None) -> Published:
    """Return the calendars of a folder, with an operator's own dates laid over them.

    Nothing is read yet: a cycle's files are read once, when its first season is asked for, and
    BadInput then tells every problem of a file. `override` is a file of the same format (its `keys`
    may be left out), or a folder with one named after each cycle.
    """
    return Published(cache(partial(_read, folder, override)))


def _read(folder: Path, override: Path | None, cycle: Cycle) -> Calendar:
    calendar = _calendar(read_document(folder / f"{cycle}.yaml"), cycle, None)
    if override and override.is_dir():
        override = override / f"{cycle}.yaml"
        return _calendar(read_document(override), cycle, calendar) if override.exists() else calendar
    if override is None:
        return calendar
    document = read_document(override)
    return calendar if _other_cycle(document, cycle) else _calendar(document, cycle, calendar)


def _other_cycle(document: Document, cycle: Cycle) -> bool:
    named = document.value.get("cycle") if isinstance(document.value, dict) else None
    return named != cycle and named in list(Cycle)


def _calendar(document: Document, cycle: Cycle, base: Calendar | None) -> Calendar:
    sources = _names(document, "sources")
    problems = [*_wrong_cycle(document, cycle), *_wrong_keys(document, cycle, base)]
    try:
        file = SeasonFile.model_validate(document.value, context=sources)
    except ValidationError as error:
        problems += problems_of(error, document, MENDS)
    before = base or Calendar({})
    problems += _senseless(document, cycle, before, sources)
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: problem.line))
    return Calendar({**before.texts, **file.texts()}, (*before.published, *file.published()))


def _names(document: Document, section: str) -> frozenset[str]:
    return frozenset(str(path[1]) for path in document.lines if len(path) == 2 and path[0] == section)


def _wrong_cycle(document: Document, cycle: Cycle) -> Iterator[Problem]:
    if _other_cycle(document, cycle):
        yield document.problem(("cycle",), f"this file is read for the {cycle} cycle", f"write {cycle}")


def _wrong_keys(document: Document, cycle: Cycle, base: Calendar | None) -> Iterator[Problem]:
    known = keys_of(cycle)
    for path in document.lines:
        text = len(path) == 2 and path[0] == "keys"
        dated = len(path) == 4 and (path[0], path[2]) == ("seasons", "dates")
        if (text or dated) and path[-1] not in known:
            what = f"the {cycle} cycle has no date `{path[-1]}`"
            yield document.problem(path, what, f"write one of {', '.join(known)}")
    for key in known if base is None else ():
        if key not in _names(document, "keys"):
            yield document.problem(("keys",), f"`{key}` is missing", "add its title, owner, rule and source")


def _well_formed(document: Document, sources: frozenset[str]) -> Iterator[tuple[int, SeasonDates]]:
    seasons = document.value.get("seasons") if isinstance(document.value, dict) else None
    for index, given in enumerate(seasons if isinstance(seasons, list) else ()):
        with suppress(ValidationError):  # told already
            yield index, SeasonDates.model_validate(given, context=sources)


def _senseless(
    document: Document, cycle: Cycle, before: Calendar, sources: frozenset[str]
) -> Iterator[Problem]:
    seen: set[int] = set()
    for index, season in _well_formed(document, sources):
        place = ("seasons", index)
        if season.target_year in seen:
            what = f"target_year {season.target_year} stands twice"
            yield document.problem((*place, "target_year"), what, "keep its dates in one place")
        seen.add(season.target_year)
        try:
            check_names(season.target_year, season.season)
        except BadInput as error:
            for one in error.problems:
                yield document.problem((*place, "season"), one.what, one.mend)
        yield from _misplaced(document, index, season, cycle, before)


def _misplaced(
    document: Document, index: int, season: SeasonDates, cycle: Cycle, before: Calendar
) -> Iterator[Problem]:
    place = ("seasons", index, "dates")
    year = season.target_year
    expected = days_of(year, cycle, {})
    far = {
        key for key, one in season.dates.items() if abs((one.date - expected.get(key, one.date)).days) > _FAR
    }
    for key in sorted(far):
        what = f"{season.dates[key].date} does not fit the season: expected near {expected[key]}"
        yield document.problem((*place, key), what, f"check the year and month; {describe(year)}")
    known = {one.key: one.day for one in before.published if one.target_year == year}
    ours = {key: one.date for key, one in season.dates.items() if key not in far}
    days = days_of(year, cycle, known | ours)
    for first, second in out_of_order(days):
        what = f"`{first}` ({days[first]}) must not come after `{second}` ({days[second]})"
        yield document.problem((*place, second if second in ours else first), what, "check both dates")
