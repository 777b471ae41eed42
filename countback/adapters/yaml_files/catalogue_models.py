"""The catalogue files' shape: what may stand in them, with a description of each field.

The models are also the source of the JSON schema that editors use.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from countback.domain.catalogue import Category, Kind, Per
from countback.domain.rules import parse_sentence, parse_span

KEY_PATTERN = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"


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


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a catalogue file."""
    schema = CatalogueFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Countback catalogue file"
    return schema
