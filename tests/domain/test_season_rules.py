"""The rules give the dates of seasons nobody has published, and move with those that are published."""

from __future__ import annotations

import datetime as dt

import pytest

from countback.domain.catalogue import Confidence
from countback.domain.season_rules import Published, days_of, keys_of, out_of_order, season_for
from countback.domain.seasons import Calendar, Cycle, DateStatus, DateText, PublishedDate, Season, SeasonDate
from countback.errors import BadInput

CHECKED = dt.date(2026, 11, 22)
SEPTEMBER, JULY = Cycle.SEPTEMBER, Cycle.JULY

# ERAS season, opens, token (last day), submit, review = MSPE: computed columns of domain.md 1.2
ERAS_RULE = [
    (2022, "2021-06-02", "2021-06-23", "2021-09-01", "2021-09-22"),
    (2023, "2022-06-08", "2022-06-29", "2022-09-07", "2022-09-28"),
    (2024, "2023-06-07", "2023-06-28", "2023-09-06", "2023-09-27"),
    (2025, "2024-06-05", "2024-06-26", "2024-09-04", "2024-09-25"),
    (2026, "2025-06-04", "2025-06-25", "2025-09-03", "2025-09-24"),
    (2027, "2026-06-03", "2026-06-24", "2026-09-02", "2026-09-23"),
    (2028, "2027-06-02", "2027-06-23", "2027-09-01", "2027-09-22"),
    (2029, "2028-06-07", "2028-06-28", "2028-09-06", "2028-09-27"),
    (2030, "2029-06-06", "2029-06-27", "2029-09-05", "2029-09-26"),
    (2031, "2030-06-05", "2030-06-26", "2030-09-04", "2030-09-25"),
]
# ERAS season, submit, review: domain.md 1.3
JULY_RULE = [
    (2022, "2021-07-07", "2021-07-21"),
    (2026, "2025-07-02", "2025-07-16"),
    (2027, "2026-07-01", "2026-07-15"),
    (2028, "2027-07-07", "2027-07-21"),
    (2029, "2028-07-05", "2028-07-19"),
    (2030, "2029-07-04", "2029-07-18"),
]
# Match, register, standard deadline, ranking opens, lists certified, Match Monday, Match Day: domain.md 2.1
NRMP_RULE = [
    (2022, "2021-09-15", "2022-01-31", "2022-02-01", "2022-03-02", "2022-03-14", "2022-03-18"),
    (2023, "2022-09-15", "2023-01-31", "2023-02-01", "2023-03-01", "2023-03-13", "2023-03-17"),
    (2024, "2023-09-15", "2024-01-31", "2024-02-01", "2024-02-28", "2024-03-11", "2024-03-15"),
    (2025, "2024-09-16", "2025-01-31", "2025-02-03", "2025-03-05", "2025-03-17", "2025-03-21"),
    (2026, "2025-09-15", "2026-01-30", "2026-02-02", "2026-03-04", "2026-03-16", "2026-03-20"),
    (2027, "2026-09-15", "2027-01-29", "2027-02-01", "2027-03-03", "2027-03-15", "2027-03-19"),
    (2028, "2027-09-15", "2028-01-31", "2028-02-01", "2028-03-01", "2028-03-13", "2028-03-17"),
    (2029, "2028-09-15", "2029-01-31", "2029-02-01", "2029-02-28", "2029-03-12", "2029-03-16"),
    (2030, "2029-09-17", "2030-01-31", "2030-02-01", "2030-02-27", "2030-03-11", "2030-03-15"),
    (2031, "2030-09-16", "2031-01-31", "2031-02-03", "2031-03-05", "2031-03-17", "2031-03-21"),
    (2032, "2031-09-15", "2032-01-30", "2032-02-02", "2032-03-03", "2032-03-15", "2032-03-19"),
]
NRMP_KEYS = ("register", "standard_deadline", "rank_opens", "rank_deadline", "match_monday", "match_day")


def text(key: str, uncertainty: int = 0) -> DateText:
    return DateText(
        key, f"Title of {key}", "ERAS", "The rule.", "a rule", Confidence.MEDIUM, CHECKED, uncertainty
    )


def texts(cycle: Cycle) -> dict[str, DateText]:
    return {key: text(key, 6 if key == "eras.token" else 0) for key in keys_of(cycle)}


def official(
    key: str, day: str, clock: dt.time | None = None, cycle: Cycle = SEPTEMBER, year: int = 2027
) -> PublishedDate:
    return PublishedDate(
        key, year, cycle, dt.date.fromisoformat(day), clock, "AAMC", Confidence.HIGH, CHECKED
    )


def season(year: int, *published: PublishedDate, cycle: Cycle = SEPTEMBER) -> Season:
    return season_for(year, cycle, published, texts(cycle))


def one(found: Season, key: str) -> SeasonDate:
    date = found.get(key)
    assert date is not None
    return date


def at(found: Season, key: str) -> str:
    instant = one(found, key).at
    assert instant is not None
    return instant.isoformat(timespec="minutes")


def five_wednesdays(year: int) -> bool:
    return sum(dt.date(year, 9, day).weekday() == 2 for day in range(1, 31)) == 5


@pytest.mark.parametrize(("eras", "opens", "token", "submit", "review"), ERAS_RULE)
def test_september_rules_give_the_computed_table(
    eras: int, opens: str, token: str, submit: str, review: str
) -> None:
    found = season(eras - 1)
    assert str(one(found, "eras.opens").day) == opens
    assert str(one(found, "eras.submit").day) == submit
    assert str(one(found, "eras.review").day) == review
    assert str(one(found, "eras.mspe").day) == review
    assert one(found, "eras.token").day == dt.date.fromisoformat(opens) + dt.timedelta(days=15)
    week = 7 if five_wednesdays(eras - 1) else 0
    assert one(found, "eras.token").latest == dt.date.fromisoformat(token) + dt.timedelta(days=week)


@pytest.mark.parametrize(("eras", "submit", "review"), JULY_RULE)
def test_july_rules_give_the_computed_table(eras: int, submit: str, review: str) -> None:
    found = season(eras - 1, cycle=JULY)
    assert str(one(found, "eras.submit").day) == submit
    assert str(one(found, "eras.review").day) == review


@pytest.mark.parametrize("row", NRMP_RULE)
def test_main_match_rules_give_the_computed_table(row: tuple[int, str, str, str, str, str, str]) -> None:
    found = season(row[0] - 1)
    assert tuple(str(one(found, f"nrmp.{key}").day) for key in NRMP_KEYS) == row[1:]


@pytest.mark.parametrize("year", range(2021, 2041))
def test_every_season_has_every_key_in_order(year: int) -> None:
    for cycle in Cycle:
        found = season(year, cycle=cycle)
        days = [date.day for date in found.dates]
        assert days == sorted(days)
        assert {date.key for date in found.dates} == set(keys_of(cycle))
        assert not out_of_order({date.key: date.day for date in found.dates})


@pytest.mark.parametrize("year", [2020, 2041])
def test_a_year_outside_the_range_is_refused(year: int) -> None:
    with pytest.raises(BadInput, match="outside 2021 to 2040"):
        season(year)
    with pytest.raises(BadInput, match="outside 2021 to 2040"):
        days_of(year, SEPTEMBER, {})
    with pytest.raises(BadInput, match="outside 2021 to 2040"):
        Published(lambda cycle: Calendar(texts(cycle))).season(year, JULY)


@pytest.mark.parametrize(("year", "week"), [(2025, 0), (2026, 7), (2027, 7), (2028, 0), (2032, 7)])
def test_a_september_with_five_wednesdays_plans_on_the_earlier_and_tells_of_a_week(
    year: int, week: int
) -> None:
    found = season(year)
    assert five_wednesdays(year) is bool(week)
    for key in ("eras.opens", "eras.review", "eras.mspe", "eras.ecfmg_docs"):
        date = one(found, key)
        assert date.uncertainty_days == week
        assert ("five Wednesdays" in date.rule) is bool(week)
    assert one(found, "eras.submit").uncertainty_days == 0


def test_clock_times_are_new_yorks_in_summer_and_in_winter() -> None:
    found = season(2027)
    assert at(found, "eras.opens") == "2027-06-02T09:00-04:00"
    assert at(found, "eras.submit") == "2027-09-01T09:00-04:00"
    assert at(found, "eras.review") == "2027-09-22T09:00-04:00"
    assert at(found, "eras.mspe") == "2027-09-22T09:00-04:00"
    assert at(found, "nrmp.register") == "2027-09-15T12:00-04:00"
    assert at(found, "nrmp.standard_deadline") == "2028-01-31T23:59-05:00"
    assert at(found, "nrmp.rank_opens") == "2028-02-01T12:00-05:00"
    assert at(found, "nrmp.rank_deadline") == "2028-03-01T21:00-05:00"
    assert at(found, "nrmp.match_monday") == "2028-03-13T10:00-04:00"
    assert at(found, "nrmp.match_day") == "2028-03-17T12:00-04:00"
    assert at(found, "eras.season_ends") == "2028-05-31T17:00-04:00"


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("eras.token", "2027-06-17"),
        ("eras.ecfmg_docs", "2027-09-14"),
        ("ecfmg.pathway_apply", "2027-12-31"),
        ("ecfmg.pathway_documents", "2028-01-31"),
        ("residency.start", "2028-07-01"),
    ],
)
def test_a_rule_without_a_clock_gives_a_day_only(key: str, day: str) -> None:
    date = one(season(2027), key)
    assert (str(date.day), date.at) == (day, None)


@pytest.mark.parametrize(("match", "moved"), [(2026, 1), (2027, 2), (2028, 0)])
def test_a_deadline_moved_off_a_weekend_may_stay_there(match: int, moved: int) -> None:
    date = one(season(match - 1), "nrmp.standard_deadline")
    assert date.uncertainty_days == moved
    assert date.latest == dt.date(match, 1, 31)
    assert ("may stay there" in date.rule) is bool(moved)


def test_an_estimate_carries_its_rule_and_what_backs_it() -> None:
    date = one(season(2028), "eras.submit")
    assert date == SeasonDate(
        key="eras.submit",
        title="Title of eras.submit",
        owner="ERAS",
        day=dt.date(2028, 9, 6),
        at=date.at,
        status=DateStatus.ESTIMATED,
        uncertainty_days=0,
        source="a rule",
        confidence=Confidence.MEDIUM,
        checked=CHECKED,
        rule="The rule.",
    )


def test_a_published_date_replaces_the_estimate_with_its_own_source() -> None:
    date = one(season(2027, official("eras.review", "2027-09-29", dt.time(9))), "eras.review")
    assert (date.status, str(date.day), date.source) == (DateStatus.OFFICIAL, "2027-09-29", "AAMC")
    assert (date.uncertainty_days, date.rule, date.confidence) == (0, "", Confidence.HIGH)
    assert date.latest == date.day


def test_a_published_date_without_a_clock_has_none() -> None:
    assert one(season(2027, official("eras.submit", "2027-09-02")), "eras.submit").at is None


def test_a_published_review_moves_what_is_counted_from_it() -> None:
    found = season(2027, official("eras.review", "2027-09-29"))
    assert str(one(found, "eras.mspe").day) == "2027-09-29"
    assert str(one(found, "eras.ecfmg_docs").day) == "2027-09-21"
    assert one(found, "eras.mspe").uncertainty_days == 0
    assert str(one(found, "eras.submit").day) == "2027-09-01"


def test_a_published_submit_moves_the_whole_eras_season() -> None:
    found = season(2028, official("eras.submit", "2028-09-07", year=2028))
    days = {
        key: str(one(found, key).day)
        for key in ("eras.opens", "eras.token", "eras.review", "eras.ecfmg_docs")
    }
    assert days == {
        "eras.opens": "2028-06-08",
        "eras.token": "2028-06-23",
        "eras.review": "2028-09-28",
        "eras.ecfmg_docs": "2028-09-20",
    }


def test_a_published_opening_moves_the_tokens() -> None:
    token = one(season(2027, official("eras.opens", "2027-06-09")), "eras.token")
    assert (str(token.day), str(token.latest)) == ("2027-06-24", "2027-06-30")


def test_a_published_match_day_moves_match_week_and_the_rank_deadline() -> None:
    found = season(2027, official("nrmp.match_day", "2028-03-24"))
    assert str(one(found, "nrmp.match_monday").day) == "2028-03-20"
    assert str(one(found, "nrmp.rank_deadline").day) == "2028-03-08"


def test_of_two_published_dates_for_a_key_the_later_given_counts() -> None:
    found = season(2027, official("eras.submit", "2027-09-02"), official("eras.submit", "2027-09-03"))
    assert str(one(found, "eras.submit").day) == "2027-09-03"


def test_dates_of_other_seasons_and_of_the_other_cycle_are_passed_over() -> None:
    others = [
        official("eras.submit", "2026-09-03", year=2026),
        official("eras.submit", "2027-07-08", cycle=JULY),
    ]
    assert season(2027, *others) == season(2027)


def test_the_july_cycle_has_no_main_match_dates() -> None:
    assert set(keys_of(JULY)) == {"eras.token", "eras.submit", "eras.review", "residency.start"}
    assert str(one(season(2027, cycle=JULY), "residency.start").day) == "2028-07-01"


@pytest.mark.parametrize(("year", "week"), [(2029, 7), (2035, 7), (2027, 0)])
def test_a_july_submission_on_independence_day_is_doubtful(year: int, week: int) -> None:
    found = season(year, cycle=JULY)
    for key in ("eras.submit", "eras.review"):
        assert one(found, key).uncertainty_days == week
        assert ("federal holiday" in one(found, key).rule) is bool(week)


def test_the_july_cycle_keeps_the_distances_of_2025() -> None:
    found = season(2025, cycle=JULY)
    assert str(one(found, "eras.token").day) == "2025-06-05"
    assert at(found, "eras.submit") == "2025-07-02T09:00-04:00"
    assert at(found, "eras.review") == "2025-07-16T09:00-04:00"


def test_days_counted_from_known_days_follow_them() -> None:
    days = days_of(2027, JULY, {"eras.submit": dt.date(2027, 7, 8)})
    assert days["eras.review"] == dt.date(2027, 7, 22)


def test_days_out_of_order_are_named_in_pairs() -> None:
    days = {"eras.submit": dt.date(2027, 9, 22), "eras.review": dt.date(2027, 9, 1)}
    assert out_of_order(days) == (("eras.submit", "eras.review"),)


def test_a_season_knows_the_years_it_is_named_after() -> None:
    found = season(2027)
    assert (found.eras_year, found.match_year) == (2028, 2028)
    assert found.get("no.such_key") is None


def test_only_the_calendar_of_the_cycle_asked_for_is_read() -> None:
    asked: list[Cycle] = []

    def read(cycle: Cycle) -> Calendar:
        asked.append(cycle)
        return Calendar(texts(cycle), (official("eras.submit", "2027-07-08", cycle=JULY),))

    found = Published(read).season(2027, JULY)
    assert asked == [JULY]
    assert str(one(found, "eras.submit").day) == "2027-07-08"
