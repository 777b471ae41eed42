"""What is wrong in a catalogue that only shows when all of its files are seen together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from countback.adapters.yaml_files.catalogue_models import CatalogueFile, MilestoneModel, VaccinesFile
from countback.adapters.yaml_files.reading import Document
from countback.domain.anchors import is_anchor
from countback.domain.catalogue import Per, Source
from countback.domain.circumstances import unknown
from countback.domain.rules import parse_sentence
from countback.errors import Problem

_FACTS = "see docs/reference/catalogue.md for the facts and their values"


def problems_of_the_whole(
    read: Sequence[tuple[Document, CatalogueFile]], sources: dict[str, Source]
) -> Iterator[Problem]:
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


def vaccine_problems(
    document: Document,
    model: VaccinesFile,
    read: Sequence[tuple[Document, CatalogueFile]],
    sources: dict[str, Source],
) -> Iterator[Problem]:
    """Yield what is wrong in the vaccine series against milestones and sources."""
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
