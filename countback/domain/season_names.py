"""The names one season goes by: target year 2028 is "ERAS 2029", "Match 2029" and a July 2029 start.

ERAS and NRMP name a season after the year it ends in; Countback names it after its September, when
the application is sent. Mixing the two costs a whole year, so every name is checked and spelled out.
"""

from __future__ import annotations

import re

from countback.domain.seasons import Cycle
from countback.errors import BadInput

FIRST_TARGET_YEAR = 2021  # the first season of today's regime: MSPE and review at one moment
LAST_TARGET_YEAR = 2040
_NAME = re.compile(
    r"(?:(?P<owner>eras|match)\s+)?(?P<year>\d{4})(?(owner)(?:\s+season)?)", re.IGNORECASE | re.ASCII
)
_MEND = "write the year of the September (2028), or the season's name (ERAS 2029, Match 2029)"


def describe(target_year: int, cycle: Cycle = Cycle.SEPTEMBER) -> str:
    """Return the sentence that spells out a target year in everybody's names."""
    after = target_year + 1
    if cycle is Cycle.JULY:
        return (
            f"target_year {target_year} in the July cycle: applications go out in July {target_year}, residency "
            f"July {after}; the dates of the Specialties Match are not known here, so verify them at NRMP"
        )
    return (
        f"target_year {target_year} is the ERAS {after} season, Match March {after}, residency July {after}; "
        f"applications go out in {target_year}"
    )


def check_target_year(target_year: int) -> int:
    """Return the target year; BadInput, telling the range, where the season rules do not reach it."""
    if FIRST_TARGET_YEAR <= target_year <= LAST_TARGET_YEAR:
        return target_year
    raise BadInput.one(
        f"target_year {target_year} is outside {FIRST_TARGET_YEAR} to {LAST_TARGET_YEAR}",
        f"choose a year from ERAS {FIRST_TARGET_YEAR + 1} (target_year {FIRST_TARGET_YEAR}) "
        f"to ERAS {LAST_TARGET_YEAR + 1} (target_year {LAST_TARGET_YEAR})",
    )


def parse_target(text: str) -> int:
    """Return the target year of "2028", "ERAS 2029", "Match 2029" or "ERAS 2029 season" (all 2028)."""
    match = _NAME.fullmatch(text.strip())
    if match is None:
        raise BadInput.one(f"`{text}` is neither a target year nor a season's name", _MEND)
    year = int(match["year"])
    return check_target_year(year - 1 if match["owner"] else year)


def check_names(target_year: int, season_name: str) -> None:
    """Raise BadInput, explaining which year is which, where a season's name means another target year."""
    named = parse_target(season_name)
    check_target_year(target_year)
    if named != target_year:
        raise BadInput.one(
            f"`{season_name}` does not belong to target_year {target_year}: {describe(target_year)}",
            f"write ERAS {target_year + 1}, or target_year {named} ({describe(named)})",
        )
