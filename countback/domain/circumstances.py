"""Circumstances: the named facts that decide which milestones and rules apply to a person.

The names are the vocabulary of the catalogue's `applies_if` and `only_if`; each has its possible
values, so that a misspelt condition is an error of the catalogue and not a silent "never".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from countback.domain.applicant import Applicant, ExamState
from countback.domain.pathways import PATHWAYS, hands_on
from countback.domain.plan import Pathway, PlannedRotation
from countback.domain.rotations import KINDS, overlaps_winter

_BOOL = (True, False)
_EXAM = ("passed", "booked", "not_taken")
_DEGREE = ("none", "some", "strong")
HEPATITIS_B_PLANS = ("three_dose", "three_dose_standard", "heplisav_b")

VOCABULARY: Mapping[str, tuple[object, ...]] = {
    "stage": ("student", "graduate"),
    "vslo": _BOOL,
    "pathway": PATHWAYS,
    "hands_on": _BOOL,
    "needs_visa": _BOOL,
    "high_wait_post": _BOOL,
    "us_citizen": _BOOL,
    "residency_visa": ("j1", "h1b", "none"),
    "track": ("peds_mgg", "im_mgg", "categorical_mgg"),
    "cycle": ("september", "july"),
    "research_year": _BOOL,
    "dual_application": _BOOL,
    "genetics_exposure": _DEGREE,
    "genetics_research": _DEGREE,
    "us_experience": _BOOL,
    "english_school": _BOOL,
    "acgme_year": _BOOL,
    "step1": _EXAM,
    "step2ck": _EXAM,
    "step3": _EXAM,
    "oet": _EXAM,
    "ecfmg": ("none", "applied", "certified"),
    "ecfmg_pathway6": _BOOL,
    "rotation_count": tuple(range(7)),
    "backup_wanted": _BOOL,
    "hepatitis_b": HEPATITIS_B_PLANS,
    "tb_method": ("igra", "tst"),
    "tb_live": ("after", "same_day"),
    "provisional_clearance": _BOOL,
}
SCOPED: Mapping[str, tuple[object, ...]] = {
    "rotation_kind": KINDS,
    "letter_source": ("rotation", "home"),
    "winter_rotation": _BOOL,
    "bears_letter": _BOOL,
}


def _taken(applicant: Applicant, name: str) -> ExamState:
    exam = getattr(applicant, name)
    state: ExamState = exam.state
    return state


def circumstances(
    applicant: Applicant,
    pathway: Pathway,
    rotations: int,
    *,
    provisional: bool = False,
    tb_same_day: bool = False,
) -> dict[str, object]:
    """Return every fact of the vocabulary for one person."""
    return {
        "stage": applicant.stage.value,
        "vslo": applicant.vslo and applicant.stage == "student",
        "pathway": pathway.name,
        "hands_on": hands_on(pathway, applicant),
        "needs_visa": applicant.needs_visa,
        "high_wait_post": applicant.high_wait_post,
        "us_citizen": applicant.us_citizen,
        "residency_visa": "none" if applicant.us_citizen else applicant.residency_visa,
        "track": applicant.track.value,
        "cycle": applicant.track.cycle.value,
        "research_year": pathway.name == "research_year",
        "dual_application": applicant.dual_application,
        "genetics_exposure": applicant.genetics_exposure,
        "genetics_research": applicant.genetics_research,
        "us_experience": applicant.us_experience,
        "english_school": applicant.english_school,
        "acgme_year": applicant.acgme_year,
        "step1": _taken(applicant, "step1").value,
        "step2ck": _taken(applicant, "step2ck").value,
        "step3": _taken(applicant, "step3").value,
        "oet": _taken(applicant, "oet").value,
        "ecfmg": applicant.ecfmg,
        "ecfmg_pathway6": applicant.ecfmg_pathway == 6,
        "rotation_count": rotations,
        "backup_wanted": applicant.backup_wanted,
        "hepatitis_b": applicant.immunization.hepatitis_b,
        "tb_method": applicant.immunization.tb_method,
        "tb_live": "same_day" if tb_same_day else "after",
        "provisional_clearance": provisional,
    }


def of_rotation(rotation: PlannedRotation) -> dict[str, object]:
    """Return the facts of one rotation."""
    return {
        "rotation_kind": rotation.kind,
        "letter_source": "rotation",
        "winter_rotation": overlaps_winter(rotation),
        "bears_letter": rotation.bears_letter,
    }


def holds(condition: Mapping[str, object], facts: Mapping[str, object]) -> bool:
    """Tell whether a condition holds: every named fact has (one of) the named value(s)."""
    for name, wanted in condition.items():
        if name == "not":
            if isinstance(wanted, Mapping) and holds(wanted, facts):
                return False
        elif isinstance(wanted, list | tuple):
            if facts.get(name) not in wanted:
                return False
        elif facts.get(name) != wanted:
            return False
    return True


def unknown(condition: Mapping[str, object]) -> Iterable[str]:
    """Yield a sentence for every name or value of a condition that the vocabulary does not have."""
    known = {**VOCABULARY, **SCOPED}
    for name, wanted in condition.items():
        if name == "not":
            if isinstance(wanted, Mapping):
                yield from unknown(wanted)
            else:
                yield "`not` takes a condition such as {stage: student}"
        elif name not in known:
            yield f"`{name}` is not a known fact; known are {', '.join(sorted(known))}"
        else:
            for value in wanted if isinstance(wanted, list | tuple) else [wanted]:
                if not any(value == one and type(value) is type(one) for one in known[name]):
                    yield f"`{name}` cannot be {value!r}; it is one of {', '.join(map(str, known[name]))}"
