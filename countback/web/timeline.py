"""The timeline as a picture: where every bar, line and word of a plan stands, before anything is drawn.

Units are those of the picture's own box, `WIDTH` across. Spans are half-open: a bar ends where the day
after its last begins. `_timeline.svg` draws what is computed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from countback.domain.overview import ONE, Part, chosen, doing, short_title, stretches, summary
from countback.domain.plan import Item, Plan, Status
from countback.domain.seasons import DateStatus

WIDTH = 1120
LEFT, RIGHT = 296, 1100  # the days stand between them, the titles to the left
ROW, LANE, HEADER = 26, 20, 42
LEGEND, COLUMNS = 26, 4
DIAMOND = 7
HEIGHTS = {Part.WINDOW: 4, Part.MARGIN: 10, Part.ROTATION: 18}
LABEL_SIZE, SMALL_SIZE = 14, 13
FLAGS = (("eras.submit", "submit", "ERAS submission"), ("eras.review", "review", "Programmes may review"))
KINDS = ("window", "work", "rotation", "day", "margin", "limit", "late", "impossible", "chain")


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days in a row; `goes_on` where it is cut at the right edge."""

    kind: str
    x: float
    y: int
    width: float
    height: int
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One item; `begin` and `end` are those of its doing.

    `day` and `limit` are the middle of its diamond and its hard limit, where they are drawn.
    """

    item: Item
    label: str
    y: int
    bars: tuple[Bar, ...]
    begin: float
    end: float
    day: float | None
    limit: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month, with those of its names for which there is room."""

    x: float
    month: str
    year: str
    new_year: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A day with a line through all rows, named to the right of the line or, near the edge, to the left."""

    kind: str
    text: str
    x: float
    to_left: bool = False
    y: int = 0

    @property
    def reach(self) -> tuple[float, float]:
        """Return from where to where the name extends, with some air."""
        width = text_width(self.text, SMALL_SIZE, bold=True) + 12
        return (self.x - width, self.x) if self.to_left else (self.x, self.x + width)


Line = tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to be drawn.

    `chain` has a bent line from each critical row to the next; `kinds` says what the legend has to explain.
    """

    height: int
    top: int
    bottom: int
    title: str
    about: str
    ticks: tuple[Tick, ...]
    flags: tuple[Flag, ...]
    rows: tuple[Row, ...]
    chain: tuple[Line, ...]
    kinds: tuple[str, ...]
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT


class _Scale:
    """Days to units: whole months, from the first day shown to the last."""

    def __init__(self, days: Sequence[dt.date]) -> None:
        self.first = min(days).replace(day=1)
        self.end = _next_month(max(days))
        self.unit = (RIGHT - LEFT) / (self.end - self.first).days

    def x(self, day: dt.date, part: float = 0) -> float:
        held = min(max(day, self.first), self.end)
        return round(LEFT + ((held - self.first).days + part) * self.unit, 1)


def picture(plan: Plan) -> Picture:
    """Return the picture of a plan's chosen items; the same plan gives the same picture."""
    items = chosen(plan)
    marked = [plan.today, *(date.day for key, _, _ in FLAGS if (date := plan.season.get(key)))]
    scale = _Scale([*marked, *(one.start_by for one in items), *(doing(one).end - ONE for one in items)])
    flags = tuple(_placed(tuple(_flags(plan, scale))))
    top = max(one.y for one in flags) + HEADER
    rows = tuple(_row(one, scale, top + ROW // 2 + ROW * at) for at, one in enumerate(items))
    bottom = top + ROW * max(2, len(rows))
    kinds = _kinds(rows)
    return Picture(
        height=bottom + 16 + LEGEND * -(-len(kinds) // COLUMNS),
        top=top,
        bottom=bottom,
        title=f"Timeline from {scale.first:%B %Y} to {scale.end - ONE:%B %Y}",
        about=summary(items),
        ticks=tuple(_ticks(scale)),
        flags=flags,
        rows=rows,
        chain=tuple(_link(*two) for two in pairwise(one for one in rows if one.item.critical)),
        kinds=kinds,
    )


def text_width(text: str, size: float = LABEL_SIZE, *, bold: bool = False) -> float:
    """Return about how wide a text is in a wide sans-serif; in others it leaves more air."""
    return size * sum(map(_em, text)) * (1.12 if bold else 1)


def _em(letter: str) -> float:
    if letter in "iljtfrI.,:;'|!()[] -":
        return 0.36
    if letter in "mwMW@%…" or letter > "\u02ff":
        return 1.0
    return 0.7 if letter.isupper() else 0.61


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _row(item: Item, scale: _Scale, y: int) -> Row:
    bars, middle = tuple(_bars(item, scale, y)), doing(item)
    day = scale.x(item.due, 0.5) if item.due <= item.start_by else None
    begin, end = scale.x(middle.begin), scale.x(middle.end)
    if day is not None:
        begin, end = min(begin, round(day - DIAMOND, 1)), max(end, round(day + DIAMOND, 1))
    limited = item.status is Status.IMPOSSIBLE or Part.MARGIN in {one.kind for one in bars}
    return Row(
        item=item,
        label=_label(item),
        y=y,
        bars=bars,
        begin=begin,
        end=end,
        day=day,
        limit=scale.x(item.latest + ONE) if limited and item.latest < scale.end else None,
    )


def _label(item: Item) -> str:
    room, width = LEFT - 26, partial(text_width, bold=item.critical)
    return item.title if width(item.title) <= room else short_title(item.title, room, width)


def _bars(item: Item, scale: _Scale, y: int) -> Iterator[Bar]:
    for one in stretches(item):
        x, height = scale.x(one.begin), HEIGHTS.get(one.part, 14)
        width = round(scale.x(one.end) - x, 1)
        alone = one.part in {Part.WORK, Part.ROTATION} and item.due <= item.start_by  # its diamond shows it
        if width > 0 and not alone:
            yield Bar(one.part.value, x, y - height // 2, width, height, goes_on=one.end > scale.end)


def _link(before: Row, after: Row) -> Line:
    """Return the line that leads down from one row's doing to the beginning of the next's."""
    drop = round(min(before.end, after.begin - 12), 1)
    tail = (drop, after.y), (after.begin, after.y)
    if drop >= before.begin:
        return (drop, before.y + DIAMOND), *tail
    return (before.begin, before.y), (drop, before.y), *tail  # they begin together: around on the left


def _ticks(scale: _Scale) -> Iterator[Tick]:
    """Yield the months; every second, third, sixth or twelfth is named where there are many."""
    step = next((one for one in (1, 2, 3, 6) if one * 28 * scale.unit >= 32), 12)
    month = scale.first
    new_year = scale.x(dt.date(month.year + 1, 1, 1))
    free = new_year if month.month > 1 and new_year < LEFT + 40 else LEFT
    while month < scale.end:
        x = scale.x(month)
        named = x >= free and (month == scale.first or month.month == 1)
        free = x + 40 if named else free
        text = f"{month:%b}" if (month.month - 1) % step == 0 else ""
        yield Tick(x, text, f"{month:%Y}" if named else "", month.month == 1)
        month = _next_month(month)


def _flags(plan: Plan, scale: _Scale) -> Iterator[Flag]:
    yield Flag("today", f"Today, {_short(plan.today)}", scale.x(plan.today))
    for key, kind, name in FLAGS:
        if date := plan.season.get(key):
            doubt = ", estimated" if date.status is DateStatus.ESTIMATED else ""
            yield Flag(kind, f"{name}, {_short(date.day)}{doubt}", scale.x(date.day))


def _short(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def _placed(flags: Sequence[Flag]) -> Iterator[Flag]:
    """Yield the flags so that no name touches another and no line runs through one.

    A name goes to the left where there is no room, or another's line, to the right of it.
    """
    sided: list[Flag] = []
    for flag in sorted(flags, key=lambda one: one.x, reverse=True):
        ends = [WIDTH, *(one.x for one in sided if one.to_left)]
        sided.append(replace(flag, to_left=flag.reach[1] >= min(ends)))
    lanes: list[tuple[int, Flag]] = []
    # In this order the line that comes down from a higher lane passes beside the names below it.
    for flag in sorted(sided, key=lambda one: (one.to_left, one.x if one.to_left else -one.x)):
        begin, end = flag.reach
        below = [at for at, one in lanes if one.reach[0] <= end and begin <= one.reach[1]]
        lanes.append((max(below, default=-1) + 1, flag))
    count = 1 + max(at for at, _ in lanes)
    yield from (replace(flag, y=LANE * (count - at)) for at, flag in lanes)


def _kinds(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return what is in the rows, in the legend's order."""
    seen = {bar.kind for row in rows for bar in row.bars}
    seen |= {"day" for row in rows if row.day is not None}
    seen |= {"limit" for row in rows if row.limit is not None}
    seen |= {"chain" for row in rows if row.item.critical}
    return tuple(kind for kind in KINDS if kind in seen)
