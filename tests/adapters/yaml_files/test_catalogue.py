"""The catalogue is read whole; what is wrong in one stands in `tests/bad/catalogues`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from countback.adapters.yaml_files.catalogue import CatalogueFolder
from countback.adapters.yaml_files.catalogue_models import json_schema
from countback.domain.catalogue import DEFAULT_LADDER, Catalogue, Per
from countback.errors import BadInput
from tests.support.real import CONFIG, library

SHIPPED = CONFIG / "catalogue"
FILE = """\
milestones:
  - key: test.two
    title: Do the other thing
    details: How the other thing is done.
    category: documents
    source: guide
    confidence: M
    hard: false
    reminders: [3, 0]
    rules:
      - rule: start at  least 2 weeks
          after test.one
        why: the one comes before the other
      - rule: finish at least 7 days before eras.submit
        why: it is needed by then
        hard: true
        source: planning-margin
        confidence: L
  - key: test.one
    title: Do the one thing
    details: How the one thing is done.
    category: visa
    ask: the consulate
    source: guide
    confidence: M
    notice: 3 days
    duration: {typical: 1 week, slow: 3 weeks}
    rules:
      - rule: finish at least 7 days before test.two
        why: the other follows the one
        soft: true
        only_if: {not: {stage: [student]}}
      - rule: start on eras.opens
        why: it opens with the season
"""
VACCINES = """\
grace: 4 days
grace_source: guide
live_spacing: {span: 28 days, why: They stand apart, source: guide, confidence: H}
series:
  - {vaccine: mmr, title: MMR, doses: [test.one], titer: test.two, live: true}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    shutil.copy(SHIPPED / "sources.yaml", tmp_path)
    (folder / "things.yaml").write_text(FILE)
    (folder / "vaccines.yaml").write_text(VACCINES)
    return tmp_path


def load(root: Path) -> Catalogue:
    return CatalogueFolder(root, "small").catalogue


def test_what_a_rule_leaves_out_is_the_milestones(root: Path) -> None:
    by_key = {one.key: one for one in load(root).milestones}
    two, one = by_key["test.two"], by_key["test.one"]
    assert [rule.hard for rule in two.rules] == [False, True]
    assert [rule.source.id for rule in two.rules] == ["guide", "planning-margin"]
    assert [rule.confidence.value for rule in two.rules] == ["M", "L"]
    assert two.rules[0].sentence == "start at least 2 weeks after test.one"
    assert [rule.hard for rule in one.rules] == [False, True]
    assert (two.reminders, one.reminders) == ((3, 0), DEFAULT_LADDER)
    assert (one.notice.count, one.duration.slow.count, two.duration.slow.count) == (3, 21, 0)
    assert one.per is Per.ONCE


def test_a_milestone_comes_after_those_it_refers_to_even_where_two_refer_to_each_other(root: Path) -> None:
    assert [one.key for one in load(root).milestones] == ["test.one", "test.two"]


def test_the_shipped_order_puts_references_first_where_it_can() -> None:
    place = {one.key: number for number, one in enumerate(library().catalogue.milestones)}
    behind = [
        (one.key, rule.reference)
        for one in library().catalogue.milestones
        for rule in one.rules
        if place.get(rule.reference, -1) > place[one.key]
    ]
    assert len(behind) < len(place) / 10


def test_the_vaccines_belong_to_it(root: Path) -> None:
    vaccines = CatalogueFolder(root, "small").vaccines
    (series,) = vaccines.series
    assert (series.vaccine, series.doses, series.titer, series.live) == (
        "mmr",
        ("test.one",),
        "test.two",
        True,
    )
    assert (vaccines.grace.count, vaccines.spacing.span.count) == (4, 28)


def test_it_is_read_once(root: Path) -> None:
    folder = CatalogueFolder(root, "small")
    assert folder.catalogue is folder.catalogue
    (root / "small" / "things.yaml").unlink()
    assert folder.vaccines is folder.vaccines


@pytest.mark.parametrize("name", ["small/things.yaml", "small/vaccines.yaml", "sources.yaml"])
def test_any_change_of_any_file_is_another_version(name: str, root: Path) -> None:
    before = load(root).version
    assert load(root).version == before
    with (root / name).open("a") as file:
        file.write("# changed\n")
    assert load(root).version != before


def test_a_specialty_may_add_sources_of_its_own(root: Path) -> None:
    (root / "small" / "sources.yaml").write_text(
        "sources:\n  own: {title: Our own, checked: 2026-11-01, confidence: L}\n"
    )
    things = root / "small" / "things.yaml"
    things.write_text(things.read_text().replace("source: planning-margin", "source: own"))
    assert load(root).sources["own"].title == "Our own"


def test_problems_of_all_files_are_told_at_once(root: Path) -> None:
    (root / "small" / "things.yaml").write_text(FILE.replace("category: documents", "category: sports"))
    (root / "small" / "others.yaml").write_text("milestones: 3\n")
    (root / "small" / "vaccines.yaml").write_text("grace: [")
    with pytest.raises(BadInput) as told:
        load(root)
    files = {Path(one.file).name for one in told.value.problems}
    assert files == {"things.yaml", "others.yaml", "vaccines.yaml"}


@pytest.mark.parametrize("name", ["big", "../small", ""])
def test_a_specialty_that_is_not_there_is_told_with_those_that_are(name: str, root: Path) -> None:
    with pytest.raises(BadInput):
        _ = CatalogueFolder(root, name).catalogue
    with pytest.raises(BadInput, match="known are: small"):
        _ = CatalogueFolder(root, "big").catalogue
    with pytest.raises(BadInput, match="known are: none"):
        _ = CatalogueFolder(root / "small", "big").catalogue


def test_an_item_without_a_scope_may_refer_to_repeating_ones(root: Path) -> None:
    """It then waits for, or comes before, all of them."""
    things = root / "small" / "things.yaml"
    things.write_text(FILE.replace("ask: the consulate", "ask: the consulate\n    per: rotation"))
    assert len(load(root).milestones) == 2


def test_the_schema_names_every_field() -> None:
    schema = json_schema()
    fields = schema["$defs"]["MilestoneModel"]["properties"]
    assert {"key", "title", "details", "category", "per", "applies_if", "rules", "ask"} <= set(fields)
    assert schema["$schema"].startswith("https://json-schema.org/")
