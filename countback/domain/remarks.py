"""Remarks: what a person should hear about their plan that is no item of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from countback.domain.applicant import Applicant
from countback.domain.dates import later, months
from countback.domain.rotations import Placement
from countback.domain.seasons import Season

PASSPORT_MONTHS = 6  # beyond the stay, but for countries of the "six-month club" (CBP list of 2015-07-16)


def remarks(applicant: Applicant, season: Season, placement: Placement, today: dt.date) -> list[str]:
    """Return the remarks on a season under way and on a passport that ends too soon."""
    return [*_under_review(season, today), *_passport(applicant, placement)]


def again(season: Season, titles: Iterable[str]) -> str:
    """Return the remark on steps that were done for an earlier season."""
    named = list(titles)
    what = "1 step was" if len(named) == 1 else f"{len(named)} steps were"
    return f"{what} done for an earlier season; for ERAS {season.eras_year} to be done again: {'; '.join(named)}."


def _under_review(season: Season, today: dt.date) -> list[str]:
    review = season.get("eras.review")
    if review is None or today <= review.day:
        return []
    return [
        (
            f"Programmes began to review the applications of ERAS {season.eras_year} on {review.day}: aim at a later "
            f"target_year than {season.target_year}."
        )
    ]


def _passport(applicant: Applicant, placement: Placement) -> list[str]:
    expires = applicant.passport_expires
    if expires is None or applicant.us_citizen or not placement.rotations:
        return []
    last = max(one.end for one in placement.rotations) - dt.timedelta(days=1)
    wanted = dt.date.fromordinal(later(last.toordinal(), months(PASSPORT_MONTHS)))
    if expires >= wanted:
        return []
    return [
        (
            f"Your passport expires on {expires}. For most countries it has to be valid six months beyond the stay, "
            f"here until {wanted}: renew it first, as the visa forms carry its number (CBP list of 2015; verify with "
            "the US consulate)."
        )
    ]
