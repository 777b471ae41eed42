"""`countback init`: a profile that is right at once, and never over another."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest

from countback.adapters.yaml_files.profile import applicant_of
from countback.adapters.yaml_files.reading import parse_document
from countback.bootstrap import SystemClock
from countback.cli.init_profile import Answers, profile_text
from countback.domain.applicant import Applicant, Stage
from tests.cli.invoking import TODAY, countback
from tests.support.real import START, library

DAYS = [
    dt.date(2026, 1, 1),
    dt.date(2026, 3, 31),
    dt.date(2026, 4, 1),
    START,
    dt.date(2028, 2, 29),
    dt.date(2040, 5, 1),
]


def read(text: str, today: dt.date) -> Applicant:
    known = library()
    return applicant_of(parse_document(text, "profile.yaml"), known.catalogue, known.vaccines, today)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_in_a_pipe_it_asks_nothing_and_its_profile_is_planned(
    today: dt.date, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "today", lambda _: today)
    outcome = countback("init")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "profile.yaml is written. Fill it in, then: countback plan --profile profile.yaml\n"
    assert stat.S_IMODE(Path("profile.yaml").stat().st_mode) == 0o600
    assert countback("plan", "--profile", "profile.yaml", "--json").code in (0, 3)
    assert not data.exists()


def test_the_suggested_season_leaves_a_year_and_more_to_prepare() -> None:
    assert [Answers.suggested(day).target_year for day in DAYS] == [2027, 2027, 2028, 2028, 2029, 2040]


def test_the_file_is_told_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SystemClock, "today", lambda _: START)
    outcome = countback("init", "-o", "mine.yaml", "--json")
    assert outcome.json == {"schema": 1, "file": "mine.yaml", "target_year": 2028}


def test_a_file_that_is_there_stays_unless_told_otherwise() -> None:
    path = Path("profile.yaml")
    path.write_text("mine")
    outcome = countback("init")
    assert (outcome.code, outcome.out) == (2, "")
    assert "profile.yaml: the file is there already" in outcome.err
    assert path.read_text() == "mine"
    assert countback("init", "--force").code == 0
    assert path.read_text() != "mine"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    outcome = countback("init", "-o", tmp_path / "nowhere" / "profile.yaml")
    assert (outcome.code, outcome.out) == (2, "")
    assert "cannot write: No such file or directory" in outcome.err
    assert "mend: " in outcome.err


def test_on_a_terminal_the_answers_stand_in_the_file() -> None:
    typed = 'what?\nERAS 2029\nstudent\nZoë "Z" # x\nim_mgg\n2029-02-30\n2029-03-31\nAsia/Manila\ny\nheld\n'
    outcome = countback("init", typed=typed)
    assert outcome.code == 0
    assert "neither a target year nor a season's name" in outcome.out
    assert "target_year 2028 is the ERAS 2029 season" in outcome.out
    asked = read(Path("profile.yaml").read_text(), START)
    assert (asked.id, asked.first_name, asked.target_year) == ("zoe-z-x-2028", 'Zoë "Z" # x', 2028)
    assert (asked.stage, asked.graduation, asked.vslo) == (Stage.STUDENT, dt.date(2029, 3, 31), True)
    assert (asked.track, asked.timezone, asked.holds_visa) == ("im_mgg", "Asia/Manila", True)


def test_a_graduate_is_not_asked_for_a_home_institution() -> None:
    outcome = countback("init", typed="2027\ngraduate\n\n\n\n\nneeded\n")
    assert outcome.code == 0
    assert "VSLO" not in outcome.out
    asked = read(Path("profile.yaml").read_text(), START)
    assert (asked.stage, asked.graduation) == (Stage.GRADUATE, dt.date(2025, 6, 30))


def test_a_person_who_stops_answering_has_no_file() -> None:
    outcome = countback("init", typed="2027\n")
    assert outcome.code == 130
    assert "nothing was written" in outcome.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "name", ["Ana", "José Ñ", '"; rm', "A: b # c", "李", "\\", "{x}", "yes", "2027", "A" * 60]
)
def test_any_name_is_read_back_as_it_was_given(name: str) -> None:
    answers = Answers(
        name, 2028, "peds_mgg", "student", dt.date(2029, 3, 31), "UTC", vslo=False, visa="needed"
    )
    assert read(profile_text(answers), START).first_name == name


def test_every_field_of_the_example_in_the_text_is_one_the_profile_knows() -> None:
    """What stands behind a comment sign is right too, once it is uncommented."""
    answers = Answers(
        "Ana", 2028, "peds_mgg", "graduate", dt.date(2025, 6, 30), "UTC", vslo=False, visa="needed"
    )
    lines = profile_text(answers).splitlines()
    text = "\n".join(line.replace("# budget", "budget").replace("# passport", "passport") for line in lines)
    asked = read(
        text.replace("  # step3", "  step3")
        .replace("  #  - {vaccine", "    - {vaccine")
        .replace("doses: []", "doses:"),
        START,
    )
    assert asked.budget_usd == 9000
    assert asked.passport_expires == dt.date(2031, 1, 31)
    assert {dose.vaccine for dose in asked.immunization.doses} == {"hepatitis_b", "mmr"}
    assert str(START) == TODAY
