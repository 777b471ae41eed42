"""The timeline: months across, windows as bars, today and the ERAS days as lines.

.  the window is open    =  begun by the left end, finished by the right    !  late
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from countback.domain.catalogue import Kind
from countback.domain.overview import chosen, short_title
from countback.domain.plan import Item, Plan

LABEL = 34


def timeline(plan: Plan, width: int) -> Iterator[str]:
    """Yield the lines of a plan's timeline."""
    items = chosen(plan)
    if not items:
        return
    first = min(plan.today, *(one.start_by for one in items)).replace(day=1)
    last = max(plan.today, *(one.due for one in items))
    scale = _Scale(first, last, max(40, width - LABEL - 1))
    yield " " * LABEL + scale.months()
    submit = plan.season.get("eras.submit")
    marks = [(plan.today, "|")] + ([(submit.day, "E")] if submit else [])
    for item in items:
        yield f"{short_title(item.title, LABEL - 2):<{LABEL}}" + scale.bar(item, marks)
    yield "| today   E ERAS submission   . window open   = to be done   ! late   * day"


class _Scale:
    """Days to columns."""

    def __init__(self, first: dt.date, last: dt.date, columns: int) -> None:
        self.first = first
        self.days = max(1, (last - first).days)
        self.columns = columns

    def column(self, day: dt.date) -> int:
        return min(self.columns - 1, max(0, (day - self.first).days * (self.columns - 1) // self.days))

    def months(self) -> str:
        line = [" "] * self.columns
        month = self.first
        free = 0
        while (at := (month - self.first).days * (self.columns - 1) // self.days) < self.columns:
            name = month.strftime("%b") if month.month != 1 else month.strftime("%Y")
            if at >= free and at + len(name) <= self.columns:
                line[at : at + len(name)] = name
                free = at + len(name) + 1
            month = (month + dt.timedelta(days=32)).replace(day=1)
        return "".join(line)

    def bar(self, item: Item, marks: Sequence[tuple[dt.date, str]]) -> str:
        line = [" "] * self.columns
        for day, sign in marks:
            line[self.column(day)] = sign
        if item.kind is Kind.EVENT and item.start_by == item.due:
            line[self.column(item.due)] = "*"
        else:
            self._fill(line, item.opens, item.start_by, ".")
            self._fill(line, item.start_by, item.due, "!" if item.slack_days < 0 else "=")
        return "".join(line).rstrip()

    def _fill(self, line: list[str], begin: dt.date, end: dt.date, sign: str) -> None:
        for column in range(self.column(begin), self.column(end) + 1):
            if line[column] in " .":
                line[column] = sign
