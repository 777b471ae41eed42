"""A profile becomes an applicant; the bad ones stand in `tests/bad/profiles`."""

from __future__ import annotations

import datetime as dt

import pytest

from countback.adapters.yaml_files.profile import applicant_of, read_profile
from countback.adapters.yaml_files.reading import parse_document
from countback.domain.applicant import Applicant, Stage, Track
from countback.errors import BadInput
from tests.support.real import CONFIG, EXAMPLES, START, library

LEAST = """\
id: ana
first_name: Ana
target_year: 2028
track: peds_mgg
stage: student
timezone: UTC
"""


def read(more: str = "", least: str = LEAST, today: dt.date = START) -> Applicant:
    known = library()
    return applicant_of(parse_document(least + more, "a.yaml"), known.catalogue, known.vaccines, today)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_right_on_the_day_it_was_written_for(name: str) -> None:
    known = library()
    path = CONFIG / "examples" / f"{name}.yaml"
    assert read_profile(path, known.catalogue, known.vaccines, START).id == f"example-{name}"


def test_little_is_enough_and_the_rest_is_assumed_for_the_worse() -> None:
    ana = read()
    assert (ana.stage, ana.track, ana.target_year) == (Stage.STUDENT, Track.PEDS_MGG, 2028)
    assert (ana.vslo, ana.us_experience, ana.needs_visa, ana.rotation_count) == (False, False, True, 3)
    assert (ana.immunization.doses, ana.done, ana.choices) == ((), {}, ())


@pytest.mark.parametrize("name", ["2028", '"2028"', "ERAS 2029", "Match 2029", "eras 2029 season"])
def test_a_season_has_many_names(name: str) -> None:
    assert read(least=LEAST.replace("2028", name)).target_year == 2028


@pytest.mark.parametrize(
    ("graduation", "stage"),
    [("2026-11-22", Stage.GRADUATE), ("2026-11-23", Stage.STUDENT), ("2020-06-30", Stage.GRADUATE)],
)
def test_the_day_of_graduation_tells_the_stage(graduation: str, stage: Stage) -> None:
    assert read(f"graduation: {graduation}\n", LEAST.replace("stage: student\n", "")).stage is stage


def test_a_students_stage_is_checked_against_the_day() -> None:
    more = "graduation: 2028-01-20\n"
    assert read(more).stage is Stage.STUDENT
    with pytest.raises(BadInput, match="stage is student, but graduation 2028-01-20 is not after 2028-01-20"):
        read(more, today=dt.date(2028, 1, 20))


@pytest.mark.parametrize(
    ("key", "good"),
    [
        ("letter.ask/rotation-2", True),
        ("letter.ask/home-1", True),
        ("letter.ask/home", False),
        ("immunization.form/rotation-1", True),
        ("immunization.form/home-1", False),
        ("immunization.form/rotation-0", False),
        ("commitment.learning/2027-03", True),
        ("commitment.learning/2027-13", False),
        ("commitment.learning/٢٠٢٧-03", False),
        ("relationship.update_spring/2027", True),
        ("relationship.update_spring/27", False),
        ("eligibility.goals", True),
        ("eligibility.goals/x", False),
    ],
)
def test_a_repeating_key_says_which_one(key: str, good: bool) -> None:
    more = f'given: {{"{key}": 2027-01-15}}\n'
    if good:
        assert read(more).given == {key: dt.date(2027, 1, 15)}
    else:
        with pytest.raises(BadInput, match=r"repeats, so it needs to say which one|happens once"):
            read(more)


def test_rotations_one_after_the_other_do_not_overlap() -> None:
    planned = "rotations:\n  planned:\n    - {kind: genetics, start: 2028-05-29, weeks: 4}\n    - {kind: broad, start: 2028-05-01, weeks: 4, apply_from: 2027-12-01, apply_by: 2028-02-01}\n"
    ana = read(planned)
    assert [one.kind for one in ana.rotations] == ["genetics", "broad"]
    assert ana.rotations[1].apply_by == dt.date(2028, 2, 1)


def test_two_vaccines_on_one_day_are_two_doses_and_a_blackout_may_be_one_day() -> None:
    ana = read(
        "immunizations:\n  doses:\n    - {vaccine: mmr, day: 2005-06-01}\n    - {vaccine: varicella, day: 2005-06-01}\n"
        "blackouts:\n  - {first: 2028-06-12, last: 2028-06-12}\n"
    )
    assert len(ana.immunization.doses) == 2
    assert ana.blackouts[0].first == ana.blackouts[0].last


@pytest.mark.parametrize("status", ["needed", "held", "not_needed", "us_citizen"])
def test_a_visa_is_needed_or_not(status: str) -> None:
    ana = read(f"visa: {{status: {status}}}\n")
    assert ana.needs_visa is (status == "needed")
    assert (ana.holds_visa, ana.visa_free, ana.us_citizen) == tuple(
        status == one for one in ("held", "not_needed", "us_citizen")
    )


def test_a_choice_that_is_kept_in_the_profile_is_kept() -> None:
    assert read("choices: ['year:2029', 'tb:igra']\n").choices == ("year:2029", "tb:igra")


@pytest.mark.parametrize("more", ["timezone", "season", "first_name", "host", "choices", "done"])
def test_a_field_as_long_as_the_file_may_be_is_told_at_once_and_briefly(more: str) -> None:
    long = "x" * 500_000
    text = {
        "timezone": LEAST.replace("UTC", long),
        "season": f"{LEAST}season: {long}\n",
        "first_name": LEAST.replace("Ana", long),
        "host": f"{LEAST}rotations: {{planned: [{{kind: genetics, start: 2028-05-01, host: {long}}}]}}\n",
        "choices": f"{LEAST}choices: [{long}]\n",
        "done": f"{LEAST}done: {{? {long} : 2026-01-01}}\n",
    }[more]
    with pytest.raises(BadInput) as told:
        read(least=text)
    assert len(str(told.value)) < 500


def test_more_keys_than_there_can_be_are_refused_before_each_is_looked_at() -> None:
    keys = "".join(f"  a.k{number}: 2026-01-01\n" for number in range(20_000))
    with pytest.raises(BadInput, match="has more than 500 entries"):
        read(f"done:\n{keys}")
