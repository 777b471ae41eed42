"""Read the catalogue: a folder of YAML per specialty, checked whole before any of it is used.

Each file is validated by its model (`catalogue_models`), then the whole for what only the whole can
show (`catalogue_checks`): every problem comes with its file and line. What is right becomes values of
the domain (`catalogue_values`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from countback.adapters.yaml_files.catalogue_checks import problems_of_the_whole, vaccine_problems
from countback.adapters.yaml_files.catalogue_models import CatalogueFile, SourcesFile, VaccinesFile
from countback.adapters.yaml_files.catalogue_values import in_order, milestone_of, vaccines_of
from countback.adapters.yaml_files.reading import Document, problems_of, read_document
from countback.domain.catalogue import Catalogue, Category, Confidence, Per, Source
from countback.domain.immunizations import Vaccines
from countback.errors import BadInput, Problem

_HINTS = {
    "key": "write lower case words joined by dots, such as letter.ask",
    "category": "one of " + ", ".join(Category),
    "per": "one of " + ", ".join(Per),
    "confidence": "H, M or L",
    "checked": "a date such as 2026-11-22",
    "": "see docs/reference/catalogue.md for the fields",
}


class CatalogueFolder:
    """The catalogue of one specialty, read when first asked for."""

    def __init__(self, root: Path, specialty: str = "medical_genetics") -> None:
        self.root = root
        self.specialty = specialty

    @cached_property
    def _loaded(self) -> tuple[Catalogue, Vaccines]:
        return _load(self.root, self.specialty)

    @property
    def catalogue(self) -> Catalogue:
        """Return the milestones and sources; raise BadInput with every problem of every file."""
        return self._loaded[0]

    @property
    def vaccines(self) -> Vaccines:
        """Return the vaccine series."""
        return self._loaded[1]


def _load(root: Path, specialty: str) -> tuple[Catalogue, Vaccines]:
    folder = root / specialty
    if not folder.is_dir():
        known = ", ".join(sorted(one.name for one in root.glob("*") if (one / "vaccines.yaml").exists()))
        raise BadInput.one(
            f"there is no specialty `{specialty}`", f"known are: {known or 'none'}", str(folder)
        )
    problems: list[Problem] = []
    digest = hashlib.sha256()
    sources = _sources([root / "sources.yaml", folder / "sources.yaml"], problems, digest)
    files = sorted(
        path for path in folder.glob("*.yaml") if path.name not in ("vaccines.yaml", "sources.yaml")
    )
    documents = [_validated(path, CatalogueFile, problems, digest) for path in files]
    vaccines_file = _validated(folder / "vaccines.yaml", VaccinesFile, problems, digest)
    read = [(document, model) for document, model in documents if isinstance(model, CatalogueFile)]
    problems += problems_of_the_whole(read, sources)
    document, model = vaccines_file
    if isinstance(model, VaccinesFile):
        problems += vaccine_problems(document, model, read, sources)
    if problems or not isinstance(model, VaccinesFile):
        raise BadInput(problems)
    milestones = tuple(milestone_of(one, sources) for _, file in read for one in file.milestones)
    catalogue = Catalogue(specialty, digest.hexdigest()[:16], in_order(milestones), sources)
    return catalogue, vaccines_of(model, sources)


def _validated(
    path: Path, model: type[BaseModel], problems: list[Problem], digest: Any
) -> tuple[Document, BaseModel | None]:
    try:
        document = read_document(path)
    except BadInput as error:
        problems += error.problems
        return Document(str(path), None), None
    digest.update(path.read_bytes())
    try:
        return document, model.model_validate(document.value)
    except ValidationError as error:
        problems += problems_of(error, document, _HINTS)
        return document, None


def _sources(paths: Sequence[Path], problems: list[Problem], digest: Any) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for path in paths:
        if not path.exists():
            continue
        _, model = _validated(path, SourcesFile, problems, digest)
        if isinstance(model, SourcesFile):
            for name, one in model.sources.items():
                found[name] = Source(name, one.title, one.checked, Confidence(one.confidence), one.url)
    return found
