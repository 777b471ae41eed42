"""Values as JSON text: plans and profiles as they are, an event's content as its own record.

Written in ASCII, so that any character (also those that PostgreSQL's text refuses) survives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from countback.domain.feed import EventContent


def mapping_to_json(value: Mapping[str, object]) -> str:
    """Return compact JSON text; raise TypeError or ValueError for what JSON cannot say."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def mapping_from_json(text: str) -> Mapping[str, object]:
    """Return the mapping that was written."""
    return cast("Mapping[str, object]", json.loads(text))


def content_to_json(content: EventContent) -> str:
    """Return an event's content as JSON text."""
    return mapping_to_json(content.to_record())


def content_from_json(text: str) -> EventContent:
    """Return the content that was written."""
    return EventContent.from_record(cast("Mapping[str, str | bool]", mapping_from_json(text)))
