"""Settings: what an operator can change, from the environment (prefix COUNTBACK_) or a `.env` file.

Every default works without configuration; nothing secret has one.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).parent


class Settings(BaseSettings):
    """All settings of an installation."""

    model_config = SettingsConfigDict(
        env_prefix="COUNTBACK_", frozen=True, extra="ignore", env_ignore_empty=True
    )

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
