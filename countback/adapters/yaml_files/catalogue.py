"""Read the catalogue: a folder of YAML per specialty, checked whole before any of it is used.

Each file is validated by the pydantic models below (also the source of the JSON schema), then the
whole for what only the whole can show: unknown references and sources, duplicate keys, conditions
outside the vocabulary. Every problem comes with its file and line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from countback.adapters.yaml_files.reading import Document, problems_of, read_document
from countback.domain.anchors import is_anchor
from countback.domain.catalogue import (
    DEFAULT_LADDER,
    Catalogue,
    Category,
    Confidence,
    Duration,
    Kind,
    Milestone,
    Per,
    Rule,
    Source,
)
from countback.domain.circumstances import unknown
from countback.domain.dates import ZERO
from countback.domain.immunizations import Series, Spacing, Vaccines
from countback.domain.rules import parse_sentence, parse_span
from countback.errors import BadInput, Problem

KEY_PATTERN = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"
_HINTS = {
    "key": "write lower case words joined by dots, such as letter.ask",
    "category": "one of " + ", ".join(Category),
    "per": "one of " + ", ".join(Per),
    "confidence": "H, M or L",
    "checked": "a date such as 2026-11-22",
    "": "see docs/reference/catalogue.md for the fields",
}
_FACTS = "see docs/reference/catalogue.md for the facts and their values"


def _rule_text(text: str) -> str:
    parse_sentence(text)
    return text


def _span_text(text: str) -> str:
    parse_span(text)
    return text


SpanText = Annotated[str, AfterValidator(_span_text)]
Sure = Literal["H", "M", "L"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleModel(_Model):
    """One rule of a milestone."""

    rule: Annotated[str, AfterValidator(_rule_text)] = Field(description="The rule sentence.")
    why: str = Field(
        min_length=8, max_length=200, description="The reason, as it stands in a chain of reasons."
    )
    soft: bool | None = Field(default=None, description="Advice: missing it is late, never impossible.")
    hard: bool | None = Field(default=None, description="A limit: missing it is impossible.")
    source: str = Field(default="", description="Source id; the milestone's by default.")
    confidence: Sure | None = Field(default=None, description="How sure; the milestone's by default.")
    validity: bool = Field(default=False, description="How long a finished thing stays good.")
    only_if: dict[str, Any] = Field(default_factory=dict, description="Holds only under these circumstances.")


class DurationModel(_Model):
    """How long a task takes to come back."""

    typical: SpanText = Field(description="What can be hoped for.")
    slow: SpanText = Field(description="What the plan allows for.")


class MilestoneModel(_Model):
    """One step or event of the way."""

    key: str = Field(pattern=KEY_PATTERN, description="Stable for ever; never a date.")
    title: str = Field(min_length=5, max_length=80, description="Understood alone in a calendar.")
    details: str = Field(min_length=10, max_length=1200)
    category: Category
    kind: Kind = Kind.TASK
    per: Per = Per.ONCE
    hard: bool = True
    applies_if: dict[str, Any] = Field(default_factory=dict)
    duration: DurationModel | None = None
    notice: SpanText | None = Field(default=None, description="Cannot begin sooner than this after today.")
    at: str = Field(default="", description="The season date whose clock time it shows.")
    ask: str = Field(default="", description="Whom to ask; needed for medical, visa and legal lines.")
    reminders: list[Annotated[int, Field(ge=0, le=365)]] | None = None
    source: str
    confidence: Sure
    rules: list[RuleModel] = Field(min_length=1)


class CatalogueFile(_Model):
    """A file of milestones."""

    milestones: list[MilestoneModel]


class SourceModel(_Model):
    """Where facts were read."""

    title: str = Field(min_length=3)
    url: str = ""
    checked: dt.date
    confidence: Sure


class SourcesFile(_Model):
    """A file of sources."""

    sources: dict[str, SourceModel]


class SpacingModel(_Model):
    """How far two different live vaccines stand apart."""

    span: SpanText
    why: str
    source: str
    confidence: Sure


class SeriesModel(_Model):
    """One vaccine's series of doses."""

    vaccine: str
    title: str
    doses: list[str] = Field(min_length=1)
    titer: str = ""
    live: bool = False
    products: list[str] = Field(default_factory=list)


class VaccinesFile(_Model):
    """The vaccine series."""

    grace: SpanText
    grace_source: str
    live_spacing: SpacingModel
    series: list[SeriesModel]


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


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a catalogue file."""
    schema = CatalogueFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Countback catalogue file"
    return schema


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
    problems += _whole(read, sources)
    document, model = vaccines_file
    if isinstance(model, VaccinesFile):
        problems += _vaccine_problems(document, model, read, sources)
    if problems or not isinstance(model, VaccinesFile):
        raise BadInput(problems)
    milestones = tuple(_milestone(one, sources) for _, file in read for one in file.milestones)
    catalogue = Catalogue(specialty, digest.hexdigest()[:16], _in_order(milestones), sources)
    return catalogue, _vaccines(model, sources)


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


def _whole(read: Sequence[tuple[Document, CatalogueFile]], sources: dict[str, Source]) -> Iterator[Problem]:
    """Yield the problems that only show when all files are seen together."""
    first: dict[str, tuple[str, int]] = {}
    keys = {one.key: one for _, file in read for one in file.milestones}
    for document, file in read:
        for index, one in enumerate(file.milestones):
            path = ("milestones", index)
            if one.key in first:
                where = f"{first[one.key][0]}:{first[one.key][1]}"
                yield document.problem(
                    (*path, "key"), f"`{one.key}` stands twice", f"the first is in {where}"
                )
            first.setdefault(one.key, (document.file, document.line((*path, "key"))))
            yield from _milestone_problems(document, path, one, sources, keys)


def _milestone_problems(
    document: Document,
    path: tuple[str | int, ...],
    one: MilestoneModel,
    sources: dict[str, Source],
    keys: dict[str, MilestoneModel],
) -> Iterator[Problem]:
    if one.source not in sources:
        yield document.problem((*path, "source"), f"unknown source `{one.source}`", "add it to sources.yaml")
    for sentence in unknown(one.applies_if):
        yield document.problem((*path, "applies_if"), sentence, _FACTS)
    if one.at and not is_anchor(one.at, Per.ONCE):
        yield document.problem(
            (*path, "at"), f"`{one.at}` is not a season date", "write for example eras.submit"
        )
    if one.category in ("immunizations", "visa") and not one.ask:
        yield document.problem(path, f"`{one.key}` says nothing of whom to ask", "add `ask:`")
    for index, rule in enumerate(one.rules):
        where = (*path, "rules", index)
        reference = parse_sentence(rule.rule).reference
        if reference in keys:
            other = keys[reference]
            fits = other.per in (Per.ONCE, one.per) or (one.per, other.per) == (Per.LETTER, Per.ROTATION)
            if one.per is not Per.ONCE and not fits:
                what = f"`{reference}` is per {other.per.value} and `{one.key}` per {one.per.value}"
                yield document.problem((*where, "rule"), what, "refer to an item of the same or of no scope")
        elif not is_anchor(reference, one.per):
            what = f"`{reference}` is neither a milestone nor an anchor here"
            yield document.problem((*where, "rule"), what, "see `countback catalogue list` and the reference")
        if reference == one.key:
            yield document.problem((*where, "rule"), f"`{one.key}` refers to itself", "refer to another item")
        if rule.source and rule.source not in sources:
            yield document.problem(
                (*where, "source"), f"unknown source `{rule.source}`", "add it to sources.yaml"
            )
        if rule.soft is not None and rule.hard is not None:
            yield document.problem(where, "a rule is either soft or hard", "keep one of the two")
        for sentence in unknown(rule.only_if):
            yield document.problem((*where, "only_if"), sentence, _FACTS)


def _vaccine_problems(
    document: Document,
    model: VaccinesFile,
    read: Sequence[tuple[Document, CatalogueFile]],
    sources: dict[str, Source],
) -> Iterator[Problem]:
    keys = {one.key for _, file in read for one in file.milestones}
    for name in (model.grace_source, model.live_spacing.source):
        if name not in sources:
            yield document.problem(("live_spacing",), f"unknown source `{name}`", "add it to sources.yaml")
    for index, one in enumerate(model.series):
        for key in [*one.doses, *([one.titer] if one.titer else [])]:
            if key not in keys:
                yield document.problem(
                    ("series", index), f"`{key}` is no milestone", "add it, or correct the key"
                )


def _milestone(one: MilestoneModel, sources: dict[str, Source]) -> Milestone:
    source, confidence = sources[one.source], Confidence(one.confidence)
    duration = one.duration
    return Milestone(
        key=one.key,
        title=one.title,
        details=one.details.strip(),
        category=one.category,
        source=source,
        confidence=confidence,
        kind=one.kind,
        per=one.per,
        hard=one.hard,
        applies_if=one.applies_if,
        rules=tuple(_rule(rule, one, source, sources) for rule in one.rules),
        duration=Duration(parse_span(duration.typical), parse_span(duration.slow))
        if duration
        else Duration(),
        notice=parse_span(one.notice) if one.notice else ZERO,
        reminders=DEFAULT_LADDER if one.reminders is None else tuple(one.reminders),
        ask=one.ask,
        at=one.at,
    )


def _rule(rule: RuleModel, one: MilestoneModel, source: Source, sources: dict[str, Source]) -> Rule:
    sentence = parse_sentence(rule.rule)
    hard = rule.hard if rule.hard is not None else not rule.soft if rule.soft is not None else one.hard
    return Rule(
        point=sentence.point,
        bound=sentence.bound,
        span=sentence.span,
        side=sentence.side,
        reference=sentence.reference,
        why=rule.why,
        source=sources[rule.source] if rule.source else source,
        confidence=Confidence(rule.confidence or one.confidence),
        hard=hard,
        validity=rule.validity,
        only_if=rule.only_if,
        sentence=" ".join(rule.rule.split()),
    )


def _vaccines(model: VaccinesFile, sources: dict[str, Source]) -> Vaccines:
    spacing = model.live_spacing
    return Vaccines(
        grace=parse_span(model.grace),
        spacing=Spacing(
            parse_span(spacing.span), spacing.why, sources[spacing.source], Confidence(spacing.confidence)
        ),
        series=tuple(
            Series(one.vaccine, one.title, tuple(one.doses), one.titer, one.live, tuple(one.products))
            for one in model.series
        ),
    )


def _in_order(milestones: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    """Put each milestone after those its rules refer to, so one sweep of the solver settles most."""
    by_key = {one.key: one for one in milestones}
    placed: dict[str, Milestone] = {}

    def place(one: Milestone, trail: frozenset[str]) -> None:
        if one.key in placed or one.key in trail:
            return
        for rule in one.rules:
            other = by_key.get(rule.reference)
            if other is not None:
                place(other, trail | {one.key})
        placed[one.key] = one

    for one in milestones:
        place(one, frozenset())
    return tuple(replace(one) for one in placed.values())
