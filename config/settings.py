"""Settings: what an operator can change, from the environment (prefix COUNTBACK_).

Every default works without configuration; nothing secret has one. Plain pydantic reads them:
pydantic-settings alone would take a fifth of the time in which a preview is to be there (ADR 0007).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr

HERE = Path(__file__).parent
PREFIX = "COUNTBACK_"


class Settings(BaseModel):
    """All settings of an installation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path | None = Field(
        default=None,
        description="Where the database and the feeds lie; the platform's data folder by default.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="Database to use, such as postgresql+psycopg://user@host/db; SQLite in the data folder by default.",
    )
    feed_dir: Path | None = Field(
        default=None,
        description="Where feeds are published; the folder `feeds` in the data folder by default.",
    )
    catalogue_dir: Path = Field(
        default=HERE / "catalogue",
        description="The catalogue's folder: milestones, vaccines, seasons, sources.",
    )
    specialty: str = Field(
        default="medical_genetics", description="The specialty: a folder of the catalogue."
    )
    seasons_file: Path | None = Field(
        default=None, description="Official season dates that replace the shipped ones: a file or a folder."
    )
    feed_ttl_hours: int = Field(
        default=12,
        ge=1,
        le=168,
        description="How often a calendar program is asked to read the feed again, in hours.",
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings of an environment; an empty variable counts as not set.

        Raise pydantic's ValidationError where a value is not what its field takes.
        """
        named = {name: environment.get(PREFIX + name.upper(), "") for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in named.items() if value})
