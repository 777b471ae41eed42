"""The answers of an example as its form holds them, read with the one validation of profiles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from countback.adapters.yaml_files.document import Document
from countback.adapters.yaml_files.profile import applicant_of
from countback.adapters.yaml_files.reading import read_document
from countback.domain.applicant import Applicant
from countback.errors import BadInput, Problem
from countback.web.profile_form import form_values, problems_by_field, profile_of
from tests.support.real import CONFIG, START, library


def read(profile: object) -> Applicant:
    known = library()
    return applicant_of(Document("", profile), known.catalogue, known.vaccines, START)


@cache
def stored(name: str = "student-vslo") -> dict[str, Any]:
    """Return an example's profile as it is stored; nobody may change it."""
    value = read_document(CONFIG / "examples" / f"{name}.yaml").value
    assert isinstance(value, dict)
    return value


def student(**changes: str) -> dict[str, str]:
    """Return the answers of the student's profile with changes, `__` for a dot."""
    return form_values(stored()) | {name.replace("__", "."): value for name, value in changes.items()}


def placed(values: Mapping[str, str]) -> dict[str, list[Problem]]:
    """Return what is wrong with answers, by field."""
    try:
        read(profile_of(values, stored()))
    except BadInput as error:
        return problems_by_field(error.problems, values)
    return {}
