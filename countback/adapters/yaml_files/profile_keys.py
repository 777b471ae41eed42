"""The keys under a profile's `done` and `given`: each is an item that the catalogue can make."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping

from countback.adapters.yaml_files.document import Document
from countback.adapters.yaml_files.profile_models import ProfileModel
from countback.domain.catalogue import Catalogue, Per
from countback.errors import Problem

_INSTANCES = {
    Per.ROTATION: re.compile(r"rotation-[1-9]"),
    Per.LETTER: re.compile(r"(rotation|home)-[1-9]"),
    Per.MONTH: re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII),
    Per.MENTOR_YEAR: re.compile(r"20\d\d", re.ASCII),
}
_EXAMPLES = {
    Per.ROTATION: "rotation-1",
    Per.LETTER: "rotation-2",
    Per.MONTH: "2027-03",
    Per.MENTOR_YEAR: "2027",
}


def key_problems(
    model: ProfileModel, document: Document, catalogue: Catalogue, today: dt.date
) -> Iterator[Problem]:
    """Yield what is wrong with a key or its day: unknown, without its instance, in the future, twice."""
    known = {one.key: one for one in catalogue.milestones}
    entries: tuple[tuple[str, Mapping[str, dt.date]], ...] = (("done", model.done), ("given", model.given))
    for name, dates in entries:
        for key, day in dates.items():
            yield from _key_problem(document, (name, key), key, {k: v.per for k, v in known.items()})
            if name == "done" and day > today:
                what = f"`{key}` is done on {day}, which is after {today}"
                yield document.problem((name, key), what, "put a date to come under `given:`")
            if name == "given" and key in model.done:
                yield document.problem(
                    (name, key), f"`{key}` is both done and given", "keep it under `done:`"
                )


def _key_problem(
    document: Document, path: tuple[str, str], key: str, known: Mapping[str, Per]
) -> Iterator[Problem]:
    base, _, instance = key.partition("/")
    if base not in known:
        close = difflib.get_close_matches(base, known, 1)
        mend = f"did you mean {close[0]}?" if close else "see `countback catalogue list`"
        yield document.problem(path, f"the catalogue has no `{base}`", mend)
    elif known[base] is Per.ONCE and instance:
        yield document.problem(path, f"`{base}` happens once", f"write `{base}` alone")
    elif known[base] is not Per.ONCE and not _INSTANCES[known[base]].fullmatch(instance):
        what = f"`{base}` repeats, so it needs to say which one"
        yield document.problem(path, what, f"write for example `{base}/{_EXAMPLES[known[base]]}`")
