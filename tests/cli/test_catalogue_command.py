"""`countback catalogue`: check it, list it, show one milestone, print the schema of its files."""

from __future__ import annotations

from itertools import islice

import jsonschema
import pytest
import yaml

from countback.domain import kinds
from countback.domain.catalogue import Category
from countback.domain.kinds import Inconsistency
from tests.cli.invoking import countback
from tests.support.real import CONFIG, library


@pytest.fixture
def few_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check three kinds of profile a year; all of them are checked elsewhere."""
    every = kinds.profile_kinds
    monkeypatch.setattr(kinds, "profile_kinds", lambda year: islice(every(year), 3))


@pytest.mark.usefixtures("few_kinds")
def test_the_shipped_catalogue_is_right() -> None:
    outcome = countback("catalogue", "check")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"{len(library().catalogue.milestones)} milestones, ")
    assert library().catalogue.version in outcome.out
    told = countback("catalogue", "check", "--json").json
    assert told == {
        "schema": 1,
        "milestones": len(library().catalogue.milestones),
        "version": library().catalogue.version,
        "profiles": 6,
    }


@pytest.mark.usefixtures("few_kinds")
def test_what_cannot_be_kept_is_told_once_with_how_many_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    def inconsistent(kind: kinds.ProfileKind, *_: object) -> list[Inconsistency]:
        return [Inconsistency(kind.name, "visa.passport", "its rules leave 3 days too few")]

    monkeypatch.setattr(kinds, "inconsistencies", inconsistent)
    outcome = countback("catalogue", "check")
    assert (outcome.code, outcome.out) == (2, "")
    assert "1 problem" in outcome.err
    assert (
        "visa.passport: its rules leave 3 days too few (for 6 kinds of profile, such as: student"
        in outcome.err
    )


@pytest.mark.parametrize("form", ["table", "text"])
def test_every_milestone_is_listed(form: str) -> None:
    outcome = countback("catalogue", "list", "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    assert all(one.key in outcome.out for one in library().catalogue.milestones)


@pytest.mark.parametrize("category", Category)
def test_one_category_is_listed_alone(category: Category) -> None:
    listed = countback("catalogue", "list", "--category", category.value, "--json").json
    assert listed
    assert all(set(one) == {"key", "title", "category"} for one in listed)
    assert {one["category"] for one in listed} == {category.value}


@pytest.mark.parametrize("form", ["table", "text"])
def test_every_milestone_can_be_shown(form: str) -> None:
    for key, words in (
        ("immunization.tdap", "Ask: "),
        ("letter.ask/rotation-1", "Only if"),
        ("visa.interview", "Applies if"),
        (next(one.key for one in library().catalogue.milestones if one.duration.slow.count), "Takes "),
    ):
        outcome = countback("catalogue", "show", key, "--format", form)
        assert (outcome.code, outcome.err) == (0, "")
        assert f"[{key.partition('/')[0]}]" in outcome.out
        assert words in outcome.out
        assert "checked 2026-" in " ".join(outcome.out.split())


def test_a_milestone_is_shown_as_json_with_its_rules_and_sources() -> None:
    for one in library().catalogue.milestones:
        told = countback("catalogue", "show", one.key, "--json").json
        assert (told["schema"], told["key"], told["title"]) == (1, one.key, one.title)
        assert len(told["rules"]) == len(one.rules)
        assert all(rule["why"] and rule["source"] and rule["checked"] for rule in told["rules"])


@pytest.mark.parametrize(
    ("key", "mend"), [("letter.aks", "did you mean letter.ask"), ("zzz", "countback catalogue list")]
)
def test_an_unknown_milestone_is_told(key: str, mend: str) -> None:
    outcome = countback("catalogue", "show", key)
    assert (outcome.code, outcome.out) == (2, "")
    assert f"the catalogue has no `{key}`" in outcome.err
    assert mend in outcome.err


def test_every_shipped_file_keeps_to_the_printed_schema() -> None:
    outcome = countback("catalogue", "schema")
    assert (outcome.code, outcome.err) == (0, "")
    schema = outcome.json
    jsonschema.Draft202012Validator.check_schema(schema)
    folder = CONFIG / "catalogue" / "medical_genetics"
    for path in folder.glob("*.yaml"):
        if path.name not in ("vaccines.yaml", "sources.yaml"):
            jsonschema.validate(yaml.safe_load(path.read_text()), schema)
