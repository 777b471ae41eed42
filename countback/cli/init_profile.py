"""The text of a new profile: every field, with what it means."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from countback.domain.season_names import LAST_TARGET_YEAR

_TEMPLATE = """\
# A Countback profile. Check it with: countback plan --profile {file}
# Dates are written year-month-day. Lines that begin with # say what a field means.

id: {id} # names you in files and logs: lower case letters, digits, hyphens
first_name: {first_name} # first name only
target_year: {target_year} # the year of the September in which you submit ERAS
season: ERAS {eras} # the same season in ERAS's words; a mismatch is told
track: {track} # peds_mgg, im_mgg (September cycle) or categorical_mgg (July cycle)
stage: {stage} # student or graduate
graduation: {graduation}
timezone: {timezone} # for clock times and reminders
# budget_usd: 9000 # for two to three months in the US

school:
  country: ""
  vslo: {vslo} # is your school a VSLO home institution? ask its office
  english: true # is it taught in English (no translation of the transcript)?

visa:
  status: {visa} # needed, held, not_needed or us_citizen
  high_wait_post: false # does your consulate have waits of nine months or more?
  residency: j1 # for residency itself: j1, h1b or none
  # passport_expires: 2031-01-31

experience:
  us_clinical: false # any US clinical experience so far?
  genetics: none # exposure to genetics: none, some or strong
  genetics_research: none # none, some or strong
  acgme_year: false # twelve months of ACGME residency done (categorical track)?

exams: # state: passed, booked (with its day) or not_taken
  step1: {{state: not_taken}}
  step2ck: {{state: not_taken}}
  # step3: {{state: not_taken}}
  oet: {{state: not_taken}}

ecfmg:
  state: none # none, applied or certified
  pathway: 0 # the ECFMG Pathway you use, 1 to 6; 0 if you do not know yet

immunizations: # the plan starts from the doses given; ask your clinician which count
  doses: []
  #  - {{vaccine: hepatitis_b, day: 2026-01-15, product: three_dose}}
  #  - {{vaccine: mmr, day: 2005-06-01}}      # also: varicella, tdap, influenza
  immune: [] # vaccines with a positive titer on paper, such as [varicella]
  hepatitis_b: three_dose # three_dose, three_dose_standard or heplisav_b
  tb: {{method: igra}} # igra or tst; add `day:` for a test already done

pathway: auto # auto, elective, observership or research_year
dual_application: false # also apply in paediatrics or internal medicine?
backup: true # plan for a backup?

rotations:
  count: 3 # 1 to 3, placed for you from May on; or give them:
  # planned:
  #   - {{kind: genetics, start: 2028-06-05, weeks: 4, host: University hospital, apply_by: 2028-02-01}}

blackouts: [] # days on which you cannot be on a rotation
#  - {{first: 2028-06-12, last: 2028-06-30, reason: Examinations}}

done: {{}} # what is done: `countback catalogue list` has the keys
#  research.long_list: 2026-11-01
given: {{}} # dates that are fixed, such as a booked appointment
choices: [] # ways out that you took, such as vaccine:hepatitis_b=heplisav_b
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked for a new profile."""

    first_name: str
    target_year: int
    track: str
    stage: str
    graduation: dt.date
    timezone: str
    vslo: bool
    visa: str

    @classmethod
    def suggested(cls, today: dt.date) -> Answers:
        """Return the answers suggested on a day: the first season with a year and more to prepare."""
        year = min(today.year + (1 if today.month <= 3 else 2), LAST_TARGET_YEAR)
        return cls(
            "Ana", year, "peds_mgg", "student", dt.date(year + 1, 3, 31), "UTC", vslo=False, visa="needed"
        )

    def graduation_for(self, stage: str, year: int) -> dt.date:
        """Return a date of graduation that fits a stage and the target year that was chosen."""
        return dt.date(year + 1, 3, 31) if stage == "student" else dt.date(self.target_year - 3, 6, 30)


def profile_text(answers: Answers, file: str = "profile.yaml") -> str:
    """Return a profile file's text."""
    return _TEMPLATE.format(
        file=file,
        id=f"{_slug(answers.first_name)}-{answers.target_year}",
        first_name=_quoted(answers.first_name),
        target_year=answers.target_year,
        eras=answers.target_year + 1,
        track=answers.track,
        stage=answers.stage,
        graduation=answers.graduation,
        timezone=answers.timezone,
        vslo=str(answers.vslo).lower(),
        visa=answers.visa,
    )


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:50].strip("-") or "me"


def _quoted(name: str) -> str:
    """Return a name as YAML text that is read as text, whatever it is."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
