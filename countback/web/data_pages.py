"""My data: take everything along as one file, put such a file in place, delete everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from starlette.responses import Response

from countback.errors import BadInput, Problem
from countback.services.deleting import delete_person
from countback.services.moving_data import export_person, import_person, is_export
from countback.web.pages import Answer, back, page, plain_page, problems_of
from countback.web.visits import Visit

DELETE_WORD = "delete"
PROFILE_AT_MOST = 1_000_000  # bytes: reading YAML takes seconds a megabyte


def data_page(visit: Visit) -> Answer:
    """Show what can be done with one's data."""
    return _shown(visit)


def export_data(visit: Visit) -> Answer:
    """Hand out everything that is kept, as one JSON file."""
    value = export_person(visit.site.app.store, visit.person_id)
    text = json.dumps(value, ensure_ascii=False, indent=1)
    name = f"countback-{visit.today}.json"
    return Response(
        text.encode("utf-8", "replace"),
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def import_data(visit: Visit) -> Answer:
    """Put the data of a file in place of what is kept."""
    try:
        value = uploaded(visit.site.app.read_text, visit.sent.files.get("file", b""))
        import_person(visit.site.app.workshop, visit.person_id, value, visit.today, visit.now)
    except BadInput as error:
        return _shown(visit, placed(error))
    return back(visit, "", "imported")


def delete_data(visit: Visit) -> Answer:
    """Delete everything, once the person has written that they mean it."""
    if visit.sent["sure"].strip().lower() != DELETE_WORD:
        return _shown(
            visit, BadInput.one("nothing was deleted", f"write the word {DELETE_WORD} to delete everything")
        )
    delete_person(visit.site.app.store, visit.site.app.feeds, visit.person_id)
    return plain_page("deleted.html")


def uploaded(read_text: Callable[[str], object], raw: bytes) -> Mapping[str, object]:
    """Return the values of an uploaded export (JSON) or profile (YAML); raise BadInput for anything else."""
    if not raw:
        raise BadInput.one("no file was chosen", "choose a file that Countback exported, or a profile")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput.one("the file is not UTF-8 text", "take the file as it was exported") from None
    value = _json(text)
    if not is_export(value):
        if len(raw) > PROFILE_AT_MOST:
            raise BadInput.one(
                f"a profile has no more than {PROFILE_AT_MOST:,} bytes",
                "choose a file that Countback exported",
            )
        value = read_text(text)
    if not isinstance(value, Mapping):
        raise BadInput.one(
            "the file holds no data of a person", "take a file that Countback exported, or a profile"
        )
    return value


def placed(error: BadInput) -> BadInput:
    """Return the problems of an uploaded file with the place of each in their words: the page shows no more."""
    return BadInput(
        replace(one, what=f"{place}: {one.what}") if (place := _place(one)) else one for one in error.problems
    )


def _place(problem: Problem) -> str:
    if problem.where:
        return f"`{problem.where}`"
    return f"line {problem.line}" if problem.line > 1 else ""


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _shown(visit: Visit, error: BadInput | None = None) -> Answer:
    return page(
        visit,
        "data.html",
        422 if error else 200,
        problems=problems_of(error) if error else (),
        word=DELETE_WORD,
        person_id=visit.person_id,
    )
