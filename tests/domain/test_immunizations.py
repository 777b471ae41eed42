"""Dose records: what counts, what does not and is said, and which live doses go together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countback.domain.applicant import Applicant, Dose, Immunization
from countback.domain.circumstances import circumstances
from countback.domain.immunizations import Record, read_record, same_day_pairs
from countback.domain.pathways import derive
from countback.domain.plan import Plan, Status
from tests.support.people import applicants
from tests.support.real import START, item_of, library, person, plan

DOSE = "immunization.{}.dose_{}"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def doses(vaccine: str, *days: str, product: str = "") -> tuple[Dose, ...]:
    return tuple(Dose(vaccine, day(one), product) for one in days)


def facts_of(applicant: Applicant) -> dict[str, object]:
    return circumstances(applicant, derive(applicant), 3)


def read(*given: Dose, **changes: Any) -> Record:
    known = library()
    immunization = Immunization(doses=given, **changes)
    facts = facts_of(person(immunization=immunization))
    return read_record(immunization, known.vaccines, known.catalogue.by_key, facts)


def counted(record: Record) -> dict[str, str]:
    return {key.removeprefix("immunization."): f"{value}" for key, value in record.done.items()}


def with_record(*given: Dose, today: dt.date = START, **changes: Any) -> Plan:
    return plan(person(target_year=2028, immunization=Immunization(doses=given, **changes)), today)


def test_nothing_on_record_settles_nothing() -> None:
    assert read() == Record()


def test_doses_count_in_the_order_of_their_days() -> None:
    record = read(*doses("mmr", "2008-06-02", "2004-05-11"))
    assert counted(record) == {"mmr.dose_1": "2004-05-11", "mmr.dose_2": "2008-06-02"}
    assert record.warnings == ()


def test_a_dose_before_its_minimum_interval_does_not_count_and_is_told() -> None:
    record = read(*doses("mmr", "2026-01-01", "2026-01-20", "2026-03-01"))
    assert counted(record) == {"mmr.dose_1": "2026-01-01", "mmr.dose_2": "2026-03-01"}
    (told,) = record.warnings
    assert told == (
        "The Measles, mumps, rubella dose of 2026-01-20 came before 2026-01-29 and does not count (minimum interval). "
        "Ask your clinician."
    )


@pytest.mark.parametrize(
    ("second", "counts"), [("2026-01-24", False), ("2026-01-25", True), ("2026-01-29", True)]
)
def test_a_dose_up_to_four_days_early_still_counts(second: str, counts: bool) -> None:
    record = read(*doses("varicella", "2026-01-01", second))
    assert ("varicella.dose_2" in counted(record)) is counts
    assert bool(record.warnings) is not counts


def test_the_third_hepatitis_b_dose_waits_for_the_longer_of_its_two_intervals() -> None:
    """At least 56 days after dose 2 (26 February) and 112 days after dose 1 (23 April)."""
    early = read(*doses("hepatitis_b", "2026-01-01", "2026-01-29", "2026-04-18"))
    assert "hepatitis_b.dose_3" not in counted(early)
    assert "came before 2026-04-23" in early.warnings[0]
    assert counted(read(*doses("hepatitis_b", "2026-01-01", "2026-01-29", "2026-04-19")))[
        "hepatitis_b.dose_3"
    ]


def test_the_standard_schedule_judges_the_third_dose_by_six_months_only_where_it_is_planned() -> None:
    three = doses("hepatitis_b", "2026-01-01", "2026-01-29", "2026-05-01")
    assert "hepatitis_b.dose_3" in counted(read(*three))
    standard = read(*three, hepatitis_b="three_dose_standard")
    assert "hepatitis_b.dose_3" not in counted(standard)
    assert "came before 2026-07-01" in standard.warnings[0]


def test_more_doses_than_a_series_has_change_nothing() -> None:
    record = read(*doses("mmr", "2001-01-01", "2002-01-01", "2003-01-01"))
    assert counted(record) == {"mmr.dose_1": "2001-01-01", "mmr.dose_2": "2002-01-01"}
    assert record.warnings == ()


def test_a_booster_replaces_the_dose_before_it() -> None:
    assert counted(read(*doses("tdap", "2012-01-01", "2022-02-15"))) == {"tdap": "2022-02-15"}
    assert counted(read(*doses("influenza", "2025-10-01", "2026-10-01"))) == {"influenza": "2026-10-01"}


def test_a_dose_of_another_product_does_not_count_in_the_two_dose_series() -> None:
    mixed = (*doses("hepatitis_b", "2026-01-01", product="three_dose"), *doses("hepatitis_b", "2026-02-01"))
    own = doses("hepatitis_b", "2026-03-01", "2026-03-29", product="heplisav_b")
    record = read(*mixed, *own, hepatitis_b="heplisav_b")
    assert counted(record) == {"hepatitis_b.dose_1": "2026-03-01", "hepatitis_b.dose_2": "2026-03-29"}
    assert len(record.warnings) == 2
    assert record.warnings[0].startswith("The Hepatitis B dose of 2026-01-01 is not Heplisav-B")


def test_two_doses_of_heplisav_settle_the_doses_and_leave_the_titer() -> None:
    own = doses("hepatitis_b", "2026-03-01", "2026-03-29", product="heplisav_b")
    made = with_record(*own, hepatitis_b="heplisav_b")
    assert made.item(DOSE.format("hepatitis_b", 3)) is None
    assert item_of(made, "immunization.hepatitis_b.titer").status is not Status.DONE


def test_a_positive_titer_settles_the_whole_series() -> None:
    record = read(*doses("hepatitis_b", "2020-01-01"), immune=frozenset({"hepatitis_b", "mmr"}))
    assert record.done == {}
    assert record.not_needed == {
        *(DOSE.format("hepatitis_b", number) for number in (1, 2, 3)),
        "immunization.hepatitis_b.titer",
        *(DOSE.format("mmr", number) for number in (1, 2)),
    }
    made = with_record(immune=frozenset({"hepatitis_b", "mmr"}))
    assert not [one.key for one in made.items if ".hepatitis_b." in one.key or ".mmr." in one.key]
    assert made.item(DOSE.format("varicella", 1)) is not None


@pytest.mark.parametrize(("second", "apart"), [("2026-01-11", 10), ("2026-01-28", 27)])
def test_different_live_vaccines_too_close_to_each_other_are_told(second: str, apart: int) -> None:
    record = read(*doses("mmr", "2026-01-01"), *doses("varicella", second))
    (told,) = record.warnings
    assert told == (
        f"The live vaccines of 2026-01-01 and {second} were given {apart} days apart; they should be on the same "
        "day or 28 days apart. Ask your clinician whether the second counts."
    )


@pytest.mark.parametrize("second", ["2026-01-01", "2026-01-29"])
def test_live_vaccines_on_the_same_day_or_four_weeks_apart_are_fine(second: str) -> None:
    assert read(*doses("mmr", "2026-01-01"), *doses("varicella", second)).warnings == ()


def test_an_inactivated_vaccine_may_stand_next_to_a_live_one() -> None:
    assert read(*doses("mmr", "2026-01-01"), *doses("tdap", "2026-01-03")).warnings == ()


def test_the_same_live_vaccine_too_early_is_told_once_as_too_early() -> None:
    (told,) = read(*doses("mmr", "2026-01-01", "2026-01-11")).warnings
    assert "does not count" in told


def test_a_blood_test_on_record_is_the_igra() -> None:
    assert counted(read(tb_test=day("2026-10-01"))) == {"tb.igra": "2026-10-01"}


def test_a_skin_test_on_record_settles_all_of_its_visits() -> None:
    record = read(tb_test=day("2026-10-01"), tb_method="tst")
    visits = ("tst_1", "tst_1_read", "tst_2", "tst_2_read")
    assert counted(record) == {f"tb.{one}": "2026-10-01" for one in visits}


def test_an_expired_skin_test_is_done_again_from_its_first_visit() -> None:
    made = with_record(tb_method="tst", tb_test=day("2025-10-01"))
    visits = [one for one in made.items if one.key.startswith("immunization.tb.")]
    assert len(visits) == 4
    assert {one.done_on for one in visits} == {None}


def test_a_live_dose_that_does_not_count_still_keeps_the_other_live_vaccine_away() -> None:
    given = doses("mmr", "2026-11-01", "2026-11-11")
    made = plan(person(target_year=2027, immunization=Immunization(doses=tuple(given))), START)
    waiting = [one for one in made.items if one.key == "immunization.varicella.dose_1"]
    assert [one.earliest for one in waiting] == [day("2026-12-09")]


@pytest.mark.parametrize(("method", "visits"), [("igra", 1), ("tst", 4)])
def test_the_blood_test_is_one_visit_and_the_skin_test_four(method: str, visits: int) -> None:
    made = with_record(tb_method=method)
    tests = [one for one in made.items if one.key.startswith("immunization.tb.")]
    assert len(tests) == visits


def test_the_visits_of_a_skin_test_keep_their_distances() -> None:
    made = with_record(tb_method="tst")
    first, read_1, second, read_2 = (
        item_of(made, f"immunization.tb.{one}").due for one in ("tst_1", "tst_1_read", "tst_2", "tst_2_read")
    )
    assert 2 <= (read_1 - first).days <= 3
    assert 7 <= (second - read_1).days <= 21
    assert 2 <= (read_2 - second).days <= 3


def test_live_doses_to_come_are_paired_from_the_last() -> None:
    vaccines = library().vaccines
    mmr, varicella = ([DOSE.format(one, number) for number in (1, 2)] for one in ("mmr", "varicella"))
    assert set(same_day_pairs(vaccines, [*mmr, *varicella])) == {
        (mmr[0], varicella[0]),
        (mmr[1], varicella[1]),
    }
    assert same_day_pairs(vaccines, [mmr[1], *varicella]) == [(mmr[1], varicella[1])]
    assert same_day_pairs(vaccines, varicella) == []
    assert same_day_pairs(vaccines, []) == []


def test_both_live_vaccines_are_planned_on_the_same_days() -> None:
    made = with_record()
    for number in (1, 2):
        one, other = (item_of(made, DOSE.format(name, number)) for name in ("mmr", "varicella"))
        assert (one.earliest, one.start_by, one.latest) == (other.earliest, other.start_by, other.latest)


def test_after_one_live_dose_the_other_vaccine_waits_28_days_and_goes_with_the_next() -> None:
    """Varicella dose 1 was given; MMR dose 1 waits for its 28 days, the second doses go together."""
    given_on = day("2026-11-10")
    record = Immunization(doses=(Dose("varicella", given_on),))
    made = plan(person(target_year=2027, immunization=record), START)
    mmr_1, mmr_2, varicella_2 = (
        item_of(made, DOSE.format(*one)) for one in (("mmr", 1), ("mmr", 2), ("varicella", 2))
    )
    assert mmr_1.earliest == given_on + dt.timedelta(days=28)
    assert "Two different live vaccines" in " ".join(one.text for one in mmr_1.because)
    assert mmr_2.earliest == varicella_2.earliest == mmr_1.earliest + dt.timedelta(days=28)
    assert mmr_2.due == varicella_2.due


def test_the_tuberculosis_test_waits_for_the_live_vaccine_or_goes_with_it() -> None:
    somebody = person(target_year=2027, rotation_count=1)
    today = day("2027-02-20")
    after, same = plan(somebody, today), plan(somebody, today, ("tb:same_day",))
    vaccine = item_of(after, DOSE.format("mmr", 2))
    assert (item_of(after, "immunization.tb.igra").earliest - vaccine.earliest).days == 28
    assert item_of(same, "immunization.tb.igra").earliest == item_of(same, DOSE.format("mmr", 2)).earliest


def test_old_tdap_and_old_influenza_doses_are_to_be_repeated() -> None:
    made = with_record(*doses("tdap", "2018-01-01"), *doses("influenza", "2025-10-01"))
    for key in ("immunization.tdap", "immunization.influenza"):
        assert item_of(made, key).done_on is None
        assert item_of(made, key).status is not Status.DONE
    fresh = with_record(
        *doses("tdap", "2019-01-01"), *doses("influenza", "2027-09-01"), today=day("2027-10-01")
    )
    for key in ("immunization.tdap", "immunization.influenza"):
        assert item_of(fresh, key).status is Status.DONE


@given(applicants())
def test_every_recorded_dose_counts_or_is_superfluous_or_is_told(applicant: Applicant) -> None:
    known = library()
    record = read_record(applicant.immunization, known.vaccines, known.catalogue.by_key, facts_of(applicant))
    for series in known.vaccines.series:
        own = [one.day for one in applicant.immunization.doses if one.vaccine == series.vaccine]
        settled = {key: record.done[key] for key in series.doses if key in record.done}
        if series.vaccine in applicant.immunization.immune:
            assert not settled
            continue
        told = [one for one in record.warnings if one.startswith(f"The {series.title} dose")]
        assert set(settled.values()) <= set(own)
        assert list(settled.values()) == sorted(settled.values())
        if len(settled) < len(series.doses) and not (series.vaccine == "hepatitis_b" and len(settled) == 2):
            assert len(settled) + len(told) == len(own)


@given(st.lists(st.dates(dt.date(2020, 1, 1), dt.date(2020, 12, 31)), max_size=5, unique=True))
def test_counted_doses_of_a_vaccine_keep_their_interval_but_for_the_grace(days: list[dt.date]) -> None:
    record = read(*(Dose("mmr", one) for one in days))
    first, second = (record.done.get(DOSE.format("mmr", number)) for number in (1, 2))
    assert first == min(days, default=None)
    if second is not None and first is not None:
        assert (second - first).days >= 24


def test_a_vaccine_is_found_by_its_name() -> None:
    vaccines = library().vaccines
    series = vaccines.get("mmr")
    assert series is not None
    assert series.live
    assert vaccines.get("rabies") is None
