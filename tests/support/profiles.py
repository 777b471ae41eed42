"""Random profiles that are right: every field there or left out, days in order, rows that do not overlap."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from tests.support.real import START

_LINES = st.text("aé<>&'\"`ñ .x-", min_size=1, max_size=30).filter(lambda text: text == text.strip())
_PAST = st.dates(dt.date(1990, 1, 1), START).map(str)
_ANY = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)).map(str)
_DEGREE = st.sampled_from(["none", "some", "strong"])


def _maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _stages() -> st.SearchStrategy[dict[str, Any]]:
    later = st.dates(START + dt.timedelta(days=1), dt.date(2035, 1, 1)).map(str)
    return st.one_of(
        st.fixed_dictionaries({"stage": st.just("student")}, optional={"graduation": later}),
        st.fixed_dictionaries({"stage": st.just("graduate")}, optional={"graduation": _PAST}),
        st.fixed_dictionaries({"graduation": _ANY}),
    )


def _exams() -> st.SearchStrategy[dict[str, Any]]:
    exam = st.one_of(
        st.fixed_dictionaries({"state": st.just("passed")}, optional={"day": _PAST}),
        st.fixed_dictionaries({"state": st.just("booked"), "day": _ANY}),
        st.just({"state": "not_taken"}),
    )
    return _maybe(step1=exam, step2ck=exam, step3=exam, oet=exam)


def _immunizations() -> st.SearchStrategy[dict[str, Any]]:
    other = st.fixed_dictionaries(
        {"vaccine": st.sampled_from(["mmr", "varicella", "tdap", "influenza"]), "day": _PAST}
    )
    hepatitis = st.fixed_dictionaries(
        {"vaccine": st.just("hepatitis_b"), "day": _PAST},
        optional={"product": st.sampled_from(["three_dose", "heplisav_b"])},
    )
    doses = st.lists(other | hepatitis, max_size=8, unique_by=lambda one: (one["vaccine"], one["day"]))
    return _maybe(
        doses=doses,
        immune=st.lists(st.sampled_from(["mmr", "varicella", "hepatitis_b"]), unique=True),
        hepatitis_b=st.sampled_from(["three_dose", "three_dose_standard", "heplisav_b"]),
        tb=_maybe(method=st.sampled_from(["igra", "tst"]), day=_PAST),
    )


@st.composite
def _planned(draw: st.DrawFn) -> dict[str, Any]:
    start, rows = draw(st.dates(dt.date(2027, 1, 1), dt.date(2029, 1, 1))), []
    for _ in range(draw(st.integers(0, 6))):
        row: dict[str, Any] = {
            "kind": draw(st.sampled_from(["broad", "genetics", "third"])),
            "start": str(start),
        }
        row |= draw(_maybe(weeks=st.integers(1, 26), host=_LINES))
        row |= draw(_maybe(apply_from=st.just("2026-01-01"), apply_by=st.just("2026-12-01")))
        rows.append(row)
        start += dt.timedelta(weeks=row.get("weeks", 4) + draw(st.integers(0, 5)))
    return {"planned": draw(st.permutations(rows))}


def _blackouts() -> st.SearchStrategy[list[dict[str, Any]]]:
    days = st.tuples(_ANY, _ANY).map(sorted).map(lambda two: {"first": two[0], "last": two[1]})
    return st.lists(st.builds(lambda row, more: {**row, **more}, days, _maybe(reason=_LINES)), max_size=4)


def profiles() -> st.SearchStrategy[dict[str, Any]]:
    """Return profiles that the validation takes."""
    needed = {
        "id": st.just("p-random"),
        "first_name": _LINES,
        "target_year": st.sampled_from([2027, 2028, "2029", "ERAS 2030", "Match 2031"]),
        "track": st.sampled_from(["peds_mgg", "im_mgg", "categorical_mgg"]),
        "timezone": st.sampled_from(["Asia/Kolkata", "UTC", "America/Bogota"]),
    }
    optional = {
        "budget_usd": st.integers(0, 1_000_000),
        "school": _maybe(country=_LINES, vslo=st.booleans(), english=st.booleans()),
        "visa": _maybe(
            status=st.sampled_from(["needed", "held", "not_needed", "us_citizen"]),
            high_wait_post=st.booleans(),
            residency=st.sampled_from(["j1", "h1b", "none"]),
            passport_expires=_ANY,
        ),
        "experience": _maybe(
            us_clinical=st.booleans(), genetics=_DEGREE, genetics_research=_DEGREE, acgme_year=st.booleans()
        ),
        "exams": _exams(),
        "ecfmg": _maybe(state=st.sampled_from(["none", "applied", "certified"]), pathway=st.integers(0, 6)),
        "immunizations": _immunizations(),
        "pathway": st.sampled_from(["auto", "elective", "observership", "research_year"]),
        "dual_application": st.booleans(),
        "backup": st.booleans(),
        "rotations": _maybe(count=st.integers(1, 3)) | _planned(),
        "blackouts": _blackouts(),
        "contact": _maybe(email=st.just("asha@example.org")),
        "done": st.just({"research.long_list": "2026-11-01"}),
        "choices": st.sampled_from([[], ["tb:same_day"], ["vaccine:hepatitis_b=heplisav_b", "tb:igra"]]),
    }
    return st.builds(
        lambda stage, rest: {**rest, **stage}, _stages(), st.fixed_dictionaries(needed, optional=optional)
    )
