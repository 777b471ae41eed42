"""The library: what every plan is made from besides the person: catalogue, vaccines, seasons."""

from __future__ import annotations

from dataclasses import dataclass

from countback.domain.catalogue import Catalogue
from countback.domain.immunizations import Vaccines
from countback.domain.season_rules import Published


@dataclass(frozen=True, slots=True)
class Library:
    """Catalogue, vaccine series and season calendars of one specialty."""

    catalogue: Catalogue
    vaccines: Vaccines
    published: Published
