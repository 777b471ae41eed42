"""`countback season YEAR`: each date of a season with its owner, status and source."""

from __future__ import annotations

import pytest

from tests.cli.invoking import countback


@pytest.mark.parametrize("name", ["2028", "ERAS 2029", "Match 2029"])
def test_a_season_has_many_names(name: str) -> None:
    told = countback("season", name, "--json").json
    assert list(told) == ["schema", "target_year", "cycle", "eras", "match_year", "dates"]
    assert (told["target_year"], told["cycle"], told["eras"], told["match_year"]) == (
        2028,
        "september",
        2029,
        2029,
    )
    assert {"eras.submit", "nrmp.match_day"} <= {one["key"] for one in told["dates"]}


@pytest.mark.parametrize("form", ["table", "text"])
@pytest.mark.parametrize("cycle", ["september", "july"])
def test_the_dates_are_shown_with_owner_and_status(cycle: str, form: str) -> None:
    outcome = countback("season", "2027", "--cycle", cycle, "--format", form)
    assert (outcome.code, outcome.err) == (0, "")
    told = {
        "september": "target_year 2027 is the ERAS 2028 season, Match March 2028, residency July 2028; applications go out in 2027",
        "july": "target_year 2027 in the July cycle: applications go out in July 2027, residency July 2028",
    }
    assert told[cycle] in " ".join(outcome.out.split())
    assert ("Match March" in outcome.out) == (cycle == "september")
    assert "estimated" in outcome.out
    assert "2027-0" in outcome.out


@pytest.mark.parametrize("name", ["abc", "2050", "1999", "ERAS", "²027", "-1x"])
def test_what_is_no_season_is_told(name: str) -> None:
    outcome = countback("season", "--", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert "mend: " in outcome.err
