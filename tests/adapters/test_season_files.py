"""The shipped season files hold the published dates; a bad file is told whole, with its lines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from countback.adapters.yaml_files.seasons import load_published
from countback.domain.catalogue import Confidence
from countback.domain.season_rules import keys_of
from countback.domain.seasons import Cycle, DateStatus, Season, SeasonDate
from countback.errors import BadInput

SHIPPED = Path(__file__).parents[2] / "config" / "catalogue" / "seasons"
SEPTEMBER, JULY = Cycle.SEPTEMBER, Cycle.JULY

# ERAS season, then opens, token, submit, review, MSPE; NRMP: register, standard deadline, ranking opens,
# lists certified, Match Monday, Match Day. None: not known, so an estimate. From domain.md 1.1 and 2.1.
KEYS = (
    "eras.opens",
    "eras.token",
    "eras.submit",
    "eras.review",
    "eras.mspe",
    "nrmp.register",
    "nrmp.standard_deadline",
    "nrmp.rank_opens",
    "nrmp.rank_deadline",
    "nrmp.match_monday",
    "nrmp.match_day",
)
KNOWN: list[tuple[int, list[str | None]]] = [
    (
        2022,
        [
            "06-09T09",
            "06-24",
            "09-01T09",
            "09-29T09",
            "09-29T09",
            "09-15T12",
            "01-31T23",
            "02-01T12",
            "03-02T21",
            "03-14T09",
            "03-18T12",
        ],
    ),
    (
        2023,
        [
            "06-08T09",
            "06-28",
            "09-07T09",
            "09-28T09",
            "09-28T09",
            "09-15T12",
            "01-31T23",
            "02-01T12",
            "03-01T21",
            "03-13T10",
            "03-17T12",
        ],
    ),
    (
        2024,
        [
            "06-07T09",
            "06-28",
            "09-06T09",
            "09-27T09",
            "09-27T09",
            "09-15",
            "01-31",
            "02-01T12",
            "02-28T21",
            "03-11",
            "03-15",
        ],
    ),
    (
        2025,
        [None, None, "09-04T09", "09-25T09", "09-25T09", "09-16T12", None, "02-03", "03-05T21", None, None],
    ),
    (
        2026,
        [
            "06-04T09",
            None,
            "09-03T09",
            "09-24T09",
            "09-24T09",
            "09-15T12",
            "01-30T23",
            None,
            None,
            "03-16T10",
            "03-20",
        ],
    ),
    (2027, ["06-03", None, None, None, None, None, None, None, None, None, None]),
]


def shown(date: SeasonDate | None, eras: int) -> str | None:
    """Show an official date as in KNOWN, once its year is seen to be right."""
    assert date is not None
    if date.status is DateStatus.ESTIMATED:
        return None
    assert date.day.year == (eras if date.day.month < 6 else eras - 1)
    return date.at.strftime("%m-%dT%H") if date.at else date.day.strftime("%m-%d")


def day(season: Season, key: str) -> str:
    date = season.get(key)
    assert date is not None
    return str(date.day)


@pytest.mark.parametrize(("eras", "dates"), KNOWN)
def test_the_published_dates_of_past_seasons_are_shipped(eras: int, dates: list[str | None]) -> None:
    season = load_published(SHIPPED).season(eras - 1, SEPTEMBER)
    assert [shown(season.get(key), eras) for key in KEYS] == dates


@pytest.mark.parametrize(
    ("year", "dates"),
    [
        (2021, [None, "07-07T09", "07-21T09"]),
        (2025, ["06-05", "07-02T09", "07-16T09"]),
        (2027, [None, None, None]),
    ],
)
def test_the_published_dates_of_past_july_cycles_are_shipped(year: int, dates: list[str | None]) -> None:
    season = load_published(SHIPPED).season(year, JULY)
    found = []
    for key in ("eras.token", "eras.submit", "eras.review"):
        date = season.get(key)
        assert date is not None
        official = date.status is DateStatus.OFFICIAL
        found.append(
            (date.at.strftime("%m-%dT%H") if date.at else date.day.strftime("%m-%d")) if official else None
        )
    assert found == dates


def test_what_ecfmg_published_is_shipped() -> None:
    published = load_published(SHIPPED)
    assert day(published.season(2022, SEPTEMBER), "ecfmg.pathway_apply") == "2023-01-31"
    assert day(published.season(2023, SEPTEMBER), "ecfmg.pathway_apply") == "2023-12-31"
    assert day(published.season(2023, SEPTEMBER), "eras.ecfmg_docs") == "2023-09-20"
    assert day(published.season(2024, SEPTEMBER), "eras.ecfmg_docs") == "2024-09-17"


def test_dates_known_from_memory_only_are_not_shipped_as_published() -> None:
    season = load_published(SHIPPED).season(2026, SEPTEMBER)
    official = {date.key for date in season.dates if date.status is DateStatus.OFFICIAL}
    assert official == {"eras.opens"}


def test_estimates_are_never_said_to_be_sure() -> None:
    published = load_published(SHIPPED)
    for cycle in Cycle:
        assert all(date.confidence is not Confidence.HIGH for date in published.season(2028, cycle).dates)
    season = published.season(2028, SEPTEMBER)
    low = {date.key for date in season.dates if date.confidence is Confidence.LOW}
    assert low == {"ecfmg.pathway_apply", "ecfmg.pathway_documents"}


@pytest.mark.parametrize("cycle", Cycle)
def test_every_shipped_date_says_what_it_is_and_where_it_was_read(cycle: Cycle) -> None:
    published = load_published(SHIPPED)
    for year in range(2021, 2041):
        for date in published.season(year, cycle).dates:
            assert len(date.title.split()) > 1
            assert date.owner in {"ERAS", "NRMP", "ECFMG", "Programme", "EFDO"}
            assert date.source
            assert date.checked == dt.date(2026, 11, 22)
            assert bool(date.rule) is (date.status is DateStatus.ESTIMATED)


def test_a_july_token_comes_from_the_fellowship_office() -> None:
    token = load_published(SHIPPED).season(2027, JULY).get("eras.token")
    assert token is not None
    assert (token.owner, token.confidence) == ("EFDO", Confidence.LOW)


# --- an operator's own dates -------------------------------------------------------------------

OVERRIDE = """\
cycle: september
sources:
  aamc:
    title: AAMC, ERAS timeline
    url: https://example.org/eras
    confidence: H
    checked: 2027-03-01
seasons:
  - target_year: 2027
    season: ERAS 2028
    dates:
      eras.review:
        date: 2027-09-29
        clock: "09:00"
        weekday: Wed
        source: aamc
"""


def written(folder: Path, text: str, name: str = "own.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_operators_date_replaces_the_estimate_and_moves_what_hangs_on_it(tmp_path: Path) -> None:
    season = load_published(SHIPPED, written(tmp_path, OVERRIDE)).season(2027, SEPTEMBER)
    review = season.get("eras.review")
    assert review is not None
    assert (review.status, str(review.day)) == (DateStatus.OFFICIAL, "2027-09-29")
    assert review.source == "AAMC, ERAS timeline (https://example.org/eras)"
    assert review.checked == dt.date(2027, 3, 1)
    assert day(season, "eras.mspe") == "2027-09-29"
    assert day(season, "eras.ecfmg_docs") == "2027-09-21"


def test_an_operators_date_replaces_a_shipped_one_and_leaves_the_others(tmp_path: Path) -> None:
    text = OVERRIDE.replace("2027", "2025").replace("2028", "2026").replace("2025-09-29", "2025-09-25")
    text = text.replace("weekday: Wed", "weekday: thursday")
    season = load_published(SHIPPED, written(tmp_path, text)).season(2025, SEPTEMBER)
    assert day(season, "eras.review") == "2025-09-25"
    assert day(season, "eras.submit") == "2025-09-03"


def test_an_operators_text_replaces_the_shipped_one(tmp_path: Path) -> None:
    keys = "keys:\n  eras.submit: { title: Send it off, owner: ERAS, rule: Own rule., source: aamc }\n"
    season = load_published(SHIPPED, written(tmp_path, OVERRIDE + keys)).season(2028, SEPTEMBER)
    submit = season.get("eras.submit")
    assert submit is not None
    assert (submit.title, submit.rule) == ("Send it off", "Own rule.")


def test_an_override_of_the_other_cycle_is_left_alone(tmp_path: Path) -> None:
    own = written(tmp_path, OVERRIDE)
    assert load_published(SHIPPED, own).season(2027, JULY) == load_published(SHIPPED).season(2027, JULY)


def test_an_override_may_be_a_folder_with_a_file_a_cycle(tmp_path: Path) -> None:
    written(tmp_path, OVERRIDE, "september.yaml")
    published = load_published(SHIPPED, tmp_path)
    assert day(published.season(2027, SEPTEMBER), "eras.review") == "2027-09-29"
    assert published.season(2027, JULY) == load_published(SHIPPED).season(2027, JULY)


def test_nothing_is_read_before_a_season_is_asked_for_and_then_once(tmp_path: Path) -> None:
    published = load_published(tmp_path)
    july = written(tmp_path, (SHIPPED / "july.yaml").read_text(encoding="utf-8"), "july.yaml")
    first = published.season(2027, JULY)
    july.unlink()
    assert published.season(2027, JULY) == first
    with pytest.raises(BadInput, match=r"september\.yaml: there is no such file"):
        published.season(2027, SEPTEMBER)


# --- bad files ---------------------------------------------------------------------------------


def problems(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(BadInput) as caught:
        load_published(SHIPPED, path).season(2027, SEPTEMBER)
    assert all(problem.file == str(path) for problem in caught.value.problems)
    return [(problem.line, problem.what) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("eras.review:", "eras.reviw:", 12, "the september cycle has no date `eras.reviw`"),
        ("2027-09-29", "29 September 2027", 13, "this is not a date (given: '29 September 2027')"),
        ("2027-09-29", "2027-09-31", 13, "the calendar has no such day (given: '2027-09-31')"),
        ("2027-09-29", "20270929", 13, "this is not a date"),
        ('"09:00"', "9 a.m.", 14, "this is not a time of day (given: '9 a.m.')"),
        ('"09:00"', '"24:00"', 14, "this is not a time of day (given: '24:00')"),
        ("weekday: Wed", "weekday: Thu", 15, "2027-09-29 is a Wednesday (given: 'Thu')"),
        ("weekday: Wed", "weekday: W", 15, "2027-09-29 is a Wednesday (given: 'W')"),
        ("source: aamc", "source: nrmp", 16, "no such source in this file (given: 'nrmp')"),
        ("        source: aamc\n", "", 12, "`source` is missing"),
        ("source: aamc", "source: aamc\n        note: hm", 17, "`note` is not a known field"),
        ("confidence: H", "confidence: sure", 6, "input should be 'H', 'M' or 'L' (given: 'sure')"),
        ("checked: 2027-03-01", "checked: today", 7, "this is not a date (given: 'today')"),
        (
            "target_year: 2027",
            "target_year: 2050",
            9,
            "input should be less than or equal to 2040",
        ),
        ("cycle: september", "cycle: autumn", 1, "input should be 'september' or 'july' (given: 'autumn')"),
        ("cycle: september", "cycle: [july]", 1, "input should be 'september' or 'july'"),
        ("weekday: Wed", "weekday: 3", 15, ""),
        ("cycle: september\n", "", 1, "`cycle` is missing"),
        ("season: ERAS 2028", "season: next", 10, "`next` is neither a target year nor a season's name"),
        ("2027-09-29", "2028-09-29", 12, "2028-09-29 does not fit the season: expected near 2027-09-22"),
        (
            "2027-09-29",
            "2027-08-25",
            12,
            "`eras.submit` (2027-09-01) must not come after `eras.review` (2027-08-25)",
        ),
    ],
)
def test_a_bad_value_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    text = OVERRIDE.replace(old, new)
    if "date" in what or "day" in what or "fit" in what or "come after" in what:
        text = text.replace("        weekday: Wed\n", "\n")
    ((found_line, found),) = problems(written(tmp_path, text))
    assert found_line == line
    assert found.startswith(what)


def test_a_season_name_of_another_year_is_explained(tmp_path: Path) -> None:
    ((line, what),) = problems(written(tmp_path, OVERRIDE.replace("ERAS 2028", "ERAS 2027")))
    assert line == 10
    assert "target_year 2027 is the ERAS 2028 season" in what


def test_a_season_that_stands_twice_is_told(tmp_path: Path) -> None:
    again = OVERRIDE + OVERRIDE[OVERRIDE.index("  - target_year") :]
    assert problems(written(tmp_path, again)) == [(17, "target_year 2027 stands twice")]


def test_a_date_that_stands_twice_is_told(tmp_path: Path) -> None:
    again = OVERRIDE + "      eras.review: { date: 2027-09-29, source: aamc }\n"
    assert problems(written(tmp_path, again)) == [(17, "`eras.review` stands twice (first on line 12)")]


@pytest.mark.parametrize("text", ["", "- 1\n", "hello\n"])
def test_a_file_that_is_no_calendar_is_told(tmp_path: Path, text: str) -> None:
    ((line, what),) = problems(written(tmp_path, text))
    assert line == 1
    assert what.startswith("`name: value` pairs belong here")


def test_a_list_where_seasons_should_be_and_a_bare_date_are_told(tmp_path: Path) -> None:
    assert problems(written(tmp_path, "cycle: september\nsources: {}\nseasons: soon\n")) == [
        (3, "input should be a valid list (given: 'soon')")
    ]
    bare = OVERRIDE[: OVERRIDE.index("eras.review")] + "eras.review: 2027-09-29\n"
    assert problems(written(tmp_path, bare)) == [
        (12, "`name: value` pairs belong here (given: '2027-09-29')")
    ]


def test_two_own_dates_in_the_wrong_order_are_told_once(tmp_path: Path) -> None:
    text = OVERRIDE + "      eras.submit: { date: 2027-09-30, source: aamc }\n"
    assert problems(written(tmp_path, text)) == [
        (12, "`eras.submit` (2027-09-30) must not come after `eras.review` (2027-09-29)")
    ]


def test_an_own_date_that_clashes_with_a_shipped_one_is_told_at_its_own_line(tmp_path: Path) -> None:
    text = OVERRIDE[: OVERRIDE.index("  - target_year")] + (
        "  - target_year: 2025\n    season: ERAS 2026\n    dates:\n"
        "      eras.submit: { date: 2025-09-30, source: aamc }\n"
    )
    assert problems(written(tmp_path, text)) == [
        (12, "`eras.submit` (2025-09-30) must not come after `eras.review` (2025-09-24)")
    ]


def test_all_problems_of_a_file_come_together_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = OVERRIDE.replace("confidence: H", "confidence: X").replace("Wed", "Mon") + (
        "      eras.soon: { date: 2027-10-01, source: nowhere }\n"
        "  - target_year: 2028\n    season: ERAS 2028\n    dates:\n"
        "      eras.submit: { date: 2029-09-05, source: aamc }\n"
    )
    assert [line for line, _ in problems(written(tmp_path, text))] == [6, 15, 17, 17, 19, 21]


def test_a_folders_file_must_be_of_the_cycle_in_its_name(tmp_path: Path) -> None:
    written(tmp_path, OVERRIDE, "july.yaml")
    with pytest.raises(BadInput, match="this file is read for the july cycle") as caught:
        load_published(SHIPPED, tmp_path).season(2027, JULY)
    assert [problem.line for problem in caught.value.problems] == [1]


def test_a_calendar_that_lacks_a_key_is_told(tmp_path: Path) -> None:
    shipped = (SHIPPED / "july.yaml").read_text(encoding="utf-8")
    written(tmp_path, shipped.replace("  eras.review:\n    title", "  eras.reviews:\n    title"), "july.yaml")
    with pytest.raises(BadInput) as caught:
        load_published(tmp_path).season(2027, JULY)
    assert {problem.what for problem in caught.value.problems} == {
        "`eras.review` is missing",
        "the july cycle has no date `eras.reviews`",
    }


def test_every_problem_says_how_to_mend_it(tmp_path: Path) -> None:
    text = (
        OVERRIDE.replace("2027-09-29", "soon").replace('"09:00"', "nine").replace("source: aamc", "source: x")
    )
    with pytest.raises(BadInput) as caught:
        load_published(SHIPPED, written(tmp_path, text)).season(2027, SEPTEMBER)
    assert len(caught.value.problems) == 3
    assert all(problem.mend for problem in caught.value.problems)


def test_the_shipped_files_name_every_key_of_their_cycle() -> None:
    for cycle in Cycle:
        assert set(load_published(SHIPPED).read(cycle).texts) == set(keys_of(cycle))
