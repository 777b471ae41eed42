"""Bytes that would empty or confuse a client's calendar are stopped before they are published."""

from __future__ import annotations

import pytest

from countback.adapters.ics.checking import UnfitCalendar, check
from countback.errors import CountbackError
from tests.adapters.ics.samples import event, feed, timed

GOOD = feed([event(title="Grüße " * 20), event("b"), timed()])


def broken(old: bytes, new: bytes) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_whole_calendar_passes() -> None:
    check(GOOD)
    check(feed([event()], "todos"))


def test_an_unfit_calendar_is_an_error_of_ours() -> None:
    with pytest.raises(CountbackError, match="not fit to be published"):
        check(b"<html>")


@pytest.mark.parametrize(
    ("raw", "because"),
    [
        (b"", "begin"),
        (b"\xef\xbb\xbf" + GOOD, "begin"),
        (b"<html></html>", "begin"),
        (GOOD[:-100], "end"),
        (GOOD.rstrip(b"\r\n"), "end"),
        (GOOD + b"\r\n", "end"),
        (GOOD + GOOD, "not one calendar"),
        (broken(b"VERSION:2.0\r\n", b"VERSION:2.0\n"), "line end"),
        (broken(b"VERSION:2.0\r\n", b"VERSION:2.0\r"), "line end"),
        (broken(b"VERSION:2.0", b"VERSION:2.0\x00"), "control"),
        (broken(b"VERSION:2.0", b"VERSION:2.0" + b"0" * 70), "75 octets"),
        (broken(b"VERSION:2.0", b"VERSION:2.0\r\n"), "no property"),
        (broken("ü".encode(), b"\xc3\r\n \xbc"), "within a character"),
        (broken("ü".encode(), b"\xc3"), "UTF-8"),
        (broken(b"END:VEVENT\r\n", b""), "balanced"),
        (broken(b"BEGIN:VEVENT\r\n", b""), "of its own"),
        (broken(b"END:VEVENT\r\n", b"END:VTODO\r\n"), "balanced"),
        (broken(b"VERSION:2.0\r\n", b"END:VCALENDAR\r\n"), "no property"),
        (broken(b"VERSION:2.0\r\n", b"METHOD:PUBLISH\r\n"), "METHOD"),
        (broken(b"VERSION:2.0\r\n", b"UID:a\r\n"), "UID"),
        (broken(b"UID:b@", b"UID:letter.ask.rotation-1@"), "not one an event"),
        (broken(b"UID:b@", b"X-UID:b@"), "not one an event"),
        (broken(b"VERSION:2.0\r\n", b"X-A:0\r\n" * 200_000), "too many"),
        (feed([]), "no event"),
    ],
)
def test_what_no_client_should_ever_get_is_told_in_words(raw: bytes, because: str) -> None:
    with pytest.raises(UnfitCalendar, match=because):
        check(raw)


def test_a_calendar_may_be_empty_where_the_caller_says_so() -> None:
    check(feed([]), may_be_empty=True)


@pytest.mark.parametrize("cut", range(1, len(GOOD), 97))
def test_a_calendar_cut_anywhere_is_never_published(cut: int) -> None:
    with pytest.raises(UnfitCalendar):
        check(GOOD[:cut])
