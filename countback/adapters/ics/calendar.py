"""A calendar feed: a header, the zones it needs, and ready events joined in one fixed order.

The same revisions give the same bytes, so the ETag holds until something changed. There is no METHOD
(it is no invitation) and no UID of the calendar's own (one reader then takes it all for one event).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from countback.adapters.ics.text import escaped, folded, many_lines, one_line
from countback.adapters.ics.timezone import vtimezone
from countback.domain.feed import Revision

Kind = Literal["events", "todos"]

# RFC 7986 wants a CSS3 name, Apple the same colour in numbers (CSS Color Module Level 3, 4.3).
COLORS = {
    "black": "#000000",
    "brown": "#A52A2A",
    "crimson": "#DC143C",
    "darkorange": "#FF8C00",
    "dodgerblue": "#1E90FF",
    "goldenrod": "#DAA520",
    "indigo": "#4B0082",
    "navy": "#000080",
    "olive": "#808000",
    "orchid": "#DA70D6",
    "purple": "#800080",
    "royalblue": "#4169E1",
    "seagreen": "#2E8B57",
    "slategray": "#708090",
    "steelblue": "#4682B4",
    "teal": "#008080",
}
_FOOTER = b"END:VCALENDAR\r\n"


def calendar_bytes(
    name: str,
    description: str,
    revisions: Iterable[Revision],
    *,
    prodid: str,
    ttl: dt.timedelta,
    color: str,
    timezone: str,
    kind: Kind = "events",
) -> bytes:
    """Return one whole calendar: the events, or the to-dos of the tasks among them.

    `ttl` is how often a client may re-read it (whole minutes), `color` a name in COLORS (else
    KeyError), `timezone` the IANA zone it is shown in. Without any event it still is a valid calendar,
    of one zone alone.
    """
    ordered = sorted(revisions, key=lambda revision: (revision.sort_key, revision.uid))
    header = _header(name, description, prodid=prodid, ttl=ttl, color=color, timezone=timezone)
    if kind == "todos":
        bodies = [revision.vtodo for revision in ordered]
        zones: list[str] = []  # to-dos have dates, not times
    else:
        bodies = [revision.vevent for revision in ordered]
        zones = _zones(ordered)
    if not any(bodies):  # RFC 5545, 3.6: at least one component
        zones = ["UTC"]
    return b"".join([header, *map(vtimezone, zones), *bodies, _FOOTER])


def _header(
    name: str, description: str, *, prodid: str, ttl: dt.timedelta, color: str, timezone: str
) -> bytes:
    title, about = escaped(one_line(name)), escaped(many_lines(description))
    every = _duration(ttl)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(one_line(prodid))}",
        "CALSCALE:GREGORIAN",
        f"NAME:{title}",
        f"X-WR-CALNAME:{title}",
        f"X-WR-CALDESC:{about}",
        f"X-WR-TIMEZONE:{timezone}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{every}",
        f"X-PUBLISHED-TTL:{every}",
        f"COLOR:{color}",
        f"X-APPLE-CALENDAR-COLOR:{COLORS[color]}",
    )
    return b"".join(map(folded, lines))


def _duration(ttl: dt.timedelta) -> str:
    hours, rest = divmod(ttl, dt.timedelta(hours=1))
    return f"PT{hours}H" if not rest else f"PT{ttl // dt.timedelta(minutes=1)}M"


def _zones(revisions: Sequence[Revision]) -> list[str]:
    """Return the zones that the timed events name, in alphabetical order; UTC needs none."""
    return sorted({one.content.tzid for one in revisions if one.content.timed} - {"UTC"})
