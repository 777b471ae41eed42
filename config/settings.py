"""Settings: what an operator can change, from the environment (prefix COUNTBACK_).

Every default works without configuration; nothing secret has one. Plain pydantic reads them:
pydantic-settings alone would take a fifth of the time in which a preview is to be there (ADR 0007).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

HERE = Path(__file__).parent
PREFIX = "COUNTBACK_"


def _hexadecimal(key: SecretStr) -> SecretStr:
    if not re.fullmatch("([0-9a-fA-F]{2}){32,}", key.get_secret_value()):
        raise ValueError("a key has 64 or more hexadecimal digits, an even number of them")
    return key


class Settings(BaseModel):
    """All settings of an installation."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)  # some hold secrets

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
    secret_key: Annotated[SecretStr, AfterValidator(_hexadecimal)] | None = Field(
        default=None,
        description="Key that secret addresses are derived from, 64 or more hexadecimal digits; "
        "made once in the data folder by default.",
    )
    host: str = Field(default="127.0.0.1", description="The address that `countback serve` listens on.")
    port: int = Field(
        default=8765,
        ge=0,
        le=65535,
        description="The port that `countback serve` listens on; 0 takes a free one.",
    )
    public_url: str | None = Field(
        default=None,
        description="How the world reaches the server, such as https://countback.example.org; it is written "
        "into addresses, pages and events.",
        pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$|^https?://\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?$",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of reverse proxies whose X-Forwarded-For and -Proto are believed, parted by commas.",
    )
    signup: Literal["open", "closed"] = Field(
        default="open",
        description="Whether anybody who reaches the start page may begin a plan (open), or advisers only (closed).",
    )
    feed_group_readable: bool = Field(
        default=False,
        description="Whether a web server of the same group may read the published feeds (but not list them).",
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings of an environment; an empty variable counts as not set.

        Raise pydantic's ValidationError where a value is not what its field takes.
        """
        named = {name: environment.get(PREFIX + name.upper(), "") for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in named.items() if value})
