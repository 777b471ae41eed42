"""Bootstrap: settings become an application, each part made when first asked for.

The only reader of `config`. Heavy parts (the database, calendars) are imported only when used, so a
preview costs neither.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.settings import Settings
from countback.adapters.yaml_files.catalogue import CatalogueFolder
from countback.adapters.yaml_files.profile import applicant_of
from countback.adapters.yaml_files.reading import Document, parse_document
from countback.adapters.yaml_files.seasons import load_published
from countback.services.library import Library

if TYPE_CHECKING:
    from countback.adapters.files.published import Published as PublishedFiles
    from countback.domain.applicant import Applicant
    from countback.domain.people import Person
    from countback.domain.season_rules import Published
    from countback.services.advising import Advisory
    from countback.services.links import LinkDesk
    from countback.services.ports import FeedFolder, Store
    from countback.services.publishing import Publisher
    from countback.services.replanning import Workshop


class SystemClock:
    """The computer's clock: the one place where Countback reads the time."""

    def now(self) -> dt.datetime:
        """Return this instant in UTC."""
        return dt.datetime.now(dt.UTC)

    def today(self) -> dt.date:
        """Return today's date where the computer stands."""
        return dt.date.today()

    def today_in(self, zone: str) -> dt.date:
        """Return today's date in an IANA time zone."""
        return self.now().astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True)
class App:
    """Everything a command or a flow needs, by name."""

    settings: Settings

    @cached_property
    def clock(self) -> SystemClock:
        """Return the clock."""
        return SystemClock()

    @cached_property
    def catalogue(self) -> CatalogueFolder:
        """Return the catalogue's folder (read when first used)."""
        return CatalogueFolder(self.settings.catalogue_dir, self.settings.specialty)

    @cached_property
    def library(self) -> Library:
        """Return catalogue, vaccines and seasons as one value."""
        return Library(self.catalogue.catalogue, self.catalogue.vaccines, self.published)

    @cached_property
    def published(self) -> Published:
        """Return the season calendars."""
        return load_published(self.settings.catalogue_dir / "seasons", self.settings.seasons_file)

    @cached_property
    def data_dir(self) -> Path:
        """Return the data folder."""
        if self.settings.data_dir is not None:
            return self.settings.data_dir
        import platformdirs  # noqa: PLC0415 - a preview needs no data folder

        return Path(platformdirs.user_data_dir("countback", appauthor=False))

    @cached_property
    def database_url(self) -> str:
        """Return the database's URL (it may hold a password: never print it)."""
        if self.settings.database_url is not None:
            return self.settings.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'countback.db'}"

    @cached_property
    def store(self) -> Store:
        """Open the store, bringing its tables up to date."""
        from countback.adapters.db import open_store  # noqa: PLC0415 - SQLAlchemy takes 0.2 s to import

        return open_store(self.database_url)

    def applicant(self, person_id: str, today: dt.date) -> Applicant:
        """Return a stored person as planning sees them; or raise NotFound or BadInput."""
        return self.applicant_of(self.store.person(person_id), today)

    def applicant_of(self, person: Person, today: dt.date) -> Applicant:
        """Return the applicant that a stored profile describes, checked for the day."""
        document = Document(f"stored profile of {person.id}", person.profile)
        return applicant_of(document, self.catalogue.catalogue, self.catalogue.vaccines, today)

    @staticmethod
    def read_text(text: str) -> object:
        """Return the plain values of a YAML text that a person uploaded; or raise BadInput."""
        return parse_document(text, "the file").value

    @cached_property
    def feed_dir(self) -> Path:
        """Return the folder of published feeds."""
        return self.settings.feed_dir or self.data_dir / "feeds"

    @cached_property
    def feeds(self) -> FeedFolder:
        """Return the folder of published feeds as a port."""
        from countback.adapters.files.feed_folder import FeedFolder  # noqa: PLC0415

        if self.settings.feed_group_readable:
            return FeedFolder(self.feed_dir, file_mode=0o640, folder_mode=0o710)
        return FeedFolder(self.feed_dir)

    @cached_property
    def published_files(self) -> PublishedFiles:
        """Return what reads published feeds for a server, each file checked before it is served."""
        from countback.adapters.files.published import Published  # noqa: PLC0415
        from countback.adapters.ics.checking import check  # noqa: PLC0415

        return Published(self.feed_dir, partial(check, may_be_empty=True))

    @cached_property
    def secret_key(self) -> bytes:
        """Return the installation's secret, of the environment or of the data folder."""
        if self.settings.secret_key is not None:
            return bytes.fromhex(self.settings.secret_key.get_secret_value())
        from countback.adapters.files.secret_key import secret_key  # noqa: PLC0415

        return secret_key(self.data_dir / "secret.key")

    @cached_property
    def links(self) -> LinkDesk:
        """Return where secret addresses are made and taken away."""
        from countback.services.links import LinkDesk  # noqa: PLC0415

        return LinkDesk(self.store, self.feeds, self.secret_key)

    @cached_property
    def advisory(self) -> Advisory:
        """Return where advisers' accounts are looked after."""
        from countback.adapters.passwords import Argon2Passwords  # noqa: PLC0415
        from countback.services.advising import Advisory  # noqa: PLC0415

        passwords = Argon2Passwords()
        return Advisory(self.store, passwords, passwords.hash(secrets.token_hex()))

    @property
    def base_url(self) -> str:
        """Return how the pages are reached: the public address, else that of the machine itself."""
        if self.settings.public_url:
            return self.settings.public_url
        return local_url(self.settings.host, self.settings.port)

    @cached_property
    def publisher(self) -> Publisher:
        """Return what turns plans into calendar files."""
        from countback.adapters.ics import writer  # noqa: PLC0415 - calendars are not needed for a preview
        from countback.services.publishing import Publisher  # noqa: PLC0415

        ttl = dt.timedelta(hours=self.settings.feed_ttl_hours)
        return Publisher(writer, ttl, self.settings.public_url or "")

    @cached_property
    def workshop(self) -> Workshop:
        """Return what planning a stored person needs."""
        from countback.services.replanning import Workshop  # noqa: PLC0415 - a preview stores nothing

        return Workshop(self.store, self.feeds, self.publisher, self.library, self.applicant_of)


def local_url(host: str, port: int) -> str:
    """Return how a server that listens on an address is reached on its own machine."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"


def open_app(settings: Settings | None = None) -> App:
    """Return the application for these settings, or for the environment's."""
    return App(settings or Settings.read(os.environ))


def shared_app() -> App:
    """Return this process's own application for the environment's settings, opened once.

    The tasks of a run use it, so that the catalogue is read and the database opened once a run.
    """
    return _shared(Settings.read(os.environ))


@lru_cache(maxsize=1)
def _shared(settings: Settings) -> App:
    return App(settings)
