"""The VTIMEZONE says of every zone what tzdata says."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from countback.adapters.ics import posix
from countback.adapters.ics.posix import Onset, UnknownZone, read_rule
from countback.adapters.ics.timezone import _shifted_days, vtimezone

BEGIN, END = dt.datetime(2027, 1, 1), dt.datetime(2041, 1, 1)  # noqa: DTZ001 - local and UTC, told apart by name
ZONES = sorted(available_timezones() & set(files("tzdata").joinpath("zones").read_text().split()))


def _tzdata(tzid: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *tzid.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=tzid)


def _onsets(raw: bytes) -> list[tuple[dt.datetime, dt.timedelta]]:
    """Return every (UTC onset, new offset) in the years looked at, with the offset they begin with."""
    zone: Any = icalendar.Timezone.from_ical(raw)
    found = []
    for part in zone.subcomponents:
        start, before = part["DTSTART"].dt, part["TZOFFSETFROM"].td
        rule = part["RRULE"].to_ical().decode() if "RRULE" in part else "FREQ=YEARLY;COUNT=1"
        local = rrulestr(rule, dtstart=start).between(dt.datetime(2007, 1, 1), END, inc=True)  # noqa: DTZ001
        assert local[0] == start, "DTSTART is the first onset of its own rule"
        found += [(onset - before, part["TZOFFSETTO"].td) for onset in local]
    return sorted(found)


@pytest.mark.parametrize("tzid", [tzid for tzid in ZONES if tzid not in posix._LISTED])
def test_every_zone_has_the_offsets_of_tzdata_until_2040(tzid: str) -> None:
    truth = _tzdata(tzid)
    onsets = [pair for pair in _onsets(vtimezone(tzid)) if pair[0] >= BEGIN] or [
        (BEGIN, _onsets(vtimezone(tzid))[-1][1])
    ]
    for number, (onset, offset) in enumerate(onsets):
        until = onsets[number + 1][0] if number + 1 < len(onsets) else onset
        for moment in (onset, onset + (until - onset) / 2, max(onset, until - dt.timedelta(seconds=1))):
            assert moment.replace(tzinfo=dt.UTC).astimezone(truth).utcoffset() == offset


@pytest.mark.parametrize("tzid", sorted(posix._LISTED))
def test_a_zone_set_by_a_list_of_dates_is_refused(tzid: str) -> None:
    with pytest.raises(UnknownZone, match=tzid):
        vtimezone(tzid)


@pytest.mark.parametrize("tzid", ["", "Mars/Phobos", "../../etc/passwd", "America", "America/New York"])
def test_what_is_no_zone_is_refused(tzid: str) -> None:
    with pytest.raises(UnknownZone):
        vtimezone(tzid)


def test_a_rule_by_day_of_the_year_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posix, "_footer", lambda _: "EST5EDT,J60,J300")
    with pytest.raises(UnknownZone, match="J60"):
        read_rule("Made/Up")


def test_an_onset_shifted_near_a_leap_day_is_refused() -> None:
    with pytest.raises(UnknownZone, match="leap"):
        _shifted_days(Onset(month=2, week=5, weekday=0, at=dt.timedelta(hours=24)), 1, "Made/Up")


def test_new_york_has_the_yearly_rule_of_the_law_of_2005() -> None:
    lines = vtimezone("America/New_York").decode().splitlines()
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in lines
    assert "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU" in lines
    assert not any(line.startswith("RDATE") for line in lines)


def test_an_onset_at_24_o_clock_in_the_last_week_takes_a_rule_for_each_month_it_falls_in() -> None:
    rules = [line for line in vtimezone("Africa/Cairo").decode().splitlines() if line.startswith("RRULE")]
    assert rules == [
        "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1FR",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=26,27,28,29,30,31;BYDAY=FR",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1;BYDAY=FR",
    ]


def test_the_later_clock_is_called_daylight_in_dublin_too() -> None:
    text = vtimezone("Europe/Dublin").decode()
    daylight = text[text.index("BEGIN:DAYLIGHT") : text.index("END:DAYLIGHT")]
    assert "TZOFFSETTO:+0100" in daylight


def test_a_zone_is_written_once() -> None:
    assert vtimezone("America/New_York") is vtimezone("America/New_York")
