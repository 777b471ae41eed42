"""The pathway: which kind of US experience is open to a person, derived and explained.

Four pathways: an elective through VSLO, an elective applied for host by host, an observership, and a
research year with an observership in it. A wish is followed where the rules allow it; where they do
not, the plan follows the rules and says so.
"""

from __future__ import annotations

from countback.domain.applicant import Applicant, Stage
from countback.domain.catalogue import Confidence, Reason
from countback.domain.plan import Pathway

ELECTIVE_VSLO = "elective_vslo"
ELECTIVE_DIRECT = "elective_direct"
OBSERVERSHIP = "observership"
RESEARCH_YEAR = "research_year"
PATHWAYS = (ELECTIVE_VSLO, ELECTIVE_DIRECT, OBSERVERSHIP, RESEARCH_YEAR)
WISHES = ("auto", "elective", OBSERVERSHIP, RESEARCH_YEAR)

_VERIFY = "Verify with the host's international office."
_VSLO = "AAMC, VSLO frequently asked questions"
_FAM = "9 FAM 402.2-5(E)(3), as quoted by Temple University"
_GUIDE = "IMG guide to away rotations in medical genetics"

_GRADUATE = Reason(
    "stage is graduate",
    f"You have graduated: electives and the visitor's visa for them are for students only, so a host can offer "
    f"you an observership without patient care. {_VERIFY}",
    _FAM,
    Confidence.HIGH,
)
_STUDENT_VSLO = Reason(
    "stage is student, vslo is true",
    "You are a student of a VSLO home institution: you can apply through VSLO for hands-on electives that end "
    f"before you graduate. {_VERIFY}",
    _VSLO,
    Confidence.HIGH,
)
_STUDENT_DIRECT = Reason(
    "stage is student, vslo is false",
    "You are a student, but your school is no VSLO home institution: you apply to each host by itself, and many "
    f"hosts take VSLO students only. {_VERIFY}",
    _VSLO,
    Confidence.HIGH,
)
_RESEARCH = Reason(
    "pathway_wish is research_year",
    "You plan a research year: 10-11 months of research with 1-2 months of observership at the same place. "
    f"{_VERIFY}",
    _GUIDE,
    Confidence.MEDIUM,
)
_WISH_OBSERVERSHIP = Reason(
    "pathway_wish is observership",
    f"You asked for observerships: no patient care, but fewer requirements. {_VERIFY}",
    _GUIDE,
    Confidence.MEDIUM,
)


def derive(applicant: Applicant) -> Pathway:
    """Return the pathway open to a person, with the reasons."""
    status = _by_status(applicant)
    if applicant.pathway_wish == RESEARCH_YEAR:
        return Pathway(RESEARCH_YEAR, (_RESEARCH, *status.because))
    if applicant.pathway_wish == OBSERVERSHIP and status.name != OBSERVERSHIP:
        return Pathway(OBSERVERSHIP, (_WISH_OBSERVERSHIP, *status.because))
    return status


def _by_status(applicant: Applicant) -> Pathway:
    if applicant.stage is Stage.GRADUATE:
        return Pathway(OBSERVERSHIP, (_GRADUATE,))
    if applicant.vslo:
        return Pathway(ELECTIVE_VSLO, (_STUDENT_VSLO,))
    return Pathway(ELECTIVE_DIRECT, (_STUDENT_DIRECT,))


def hands_on(pathway: Pathway, applicant: Applicant) -> bool:
    """Tell whether the person examines patients on a rotation."""
    if pathway.name == RESEARCH_YEAR:
        return applicant.stage is Stage.STUDENT
    return pathway.name in (ELECTIVE_VSLO, ELECTIVE_DIRECT)


def objections(applicant: Applicant) -> list[str]:
    """Return what speaks against the person's own wishes, in sentences."""
    found = []
    if applicant.pathway_wish == "elective" and applicant.stage is Stage.GRADUATE:
        found.append(
            "You wish for an elective, but you have graduated: hands-on electives are for students. The plan "
            "is made for observerships. " + _VERIFY
        )
    if applicant.track.cycle == "july" and not applicant.acgme_year:
        found.append(
            "Categorical medical genetics needs at least 12 months of ACGME residency first, and your profile "
            "names none: a fresh graduate applies to combined Pediatrics/Genetics or Internal Medicine/Genetics "
            "(track: peds_mgg or im_mgg). Verify at abmgg.org."
        )
    return found
