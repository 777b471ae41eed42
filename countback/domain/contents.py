"""Contents: what each item of a plan says in a calendar.

An event stands on the day on which a person has to act: to begin, where the work takes time, else to
be finished. What it says does not depend on the plan's day while nothing changed for the reader; a
late item that matters (a hard one) stands on the first Friday on which it is possible, so that it stays
in sight and moves once a week at most; late advice stays where it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote

from countback.domain.catalogue import Kind, Reason
from countback.domain.feed import EventContent, EventStatus
from countback.domain.plan import Item, Plan, Status

SHORT = dt.timedelta(minutes=15)
_FRIDAY = 4
_REASONS = 4
# Childhood vaccines are no calendar news; a tick made while planning three years ahead is.
_HISTORY = dt.timedelta(days=1100)
NEW_YORK = "America/New_York"


def contents(plan: Plan, base_url: str = "") -> tuple[EventContent, ...]:
    """Return the events of a plan; with the pages' address, each event has that of its item's page.

    That address holds no secret: a feed may be shown to others. It opens on the person's own devices.
    """
    return tuple(_content(plan, item, base_url) for item in plan.items if _shown(plan, item))


def item_url(base_url: str, key: str) -> str:
    """Return the address of an item's page that holds no secret; "" where there are no pages."""
    return f"{base_url}/open/{quote(key, safe='/')}" if base_url else ""


def _shown(plan: Plan, item: Item) -> bool:
    submit = plan.season.get("eras.submit")
    begin = (submit.day if submit else plan.today) - _HISTORY
    return item.done_on is None or item.done_on >= begin


def _content(plan: Plan, item: Item, base_url: str) -> EventContent:
    url = item_url(base_url, item.key)
    start, end = _when(plan, item)
    return EventContent(
        key=item.key,
        title=_title(item),
        description="\n".join(_lines(item, url)),
        category=item.category.value,
        start=start,
        end=end,
        status=EventStatus.TENTATIVE if item.estimated else EventStatus.CONFIRMED,
        due=item.done_on or item.due,
        done_on=item.done_on,
        tzid=NEW_YORK if isinstance(start, dt.datetime) else "",
        url=url,
        is_task=item.kind is Kind.TASK,
    )


def _title(item: Item) -> str:
    if item.done_on is not None:
        return f"\N{CHECK MARK} {item.title}"
    if item.status is Status.IMPOSSIBLE:
        return f"Too late: {item.title}"
    if item.status is Status.LATE:
        return f"Late: {item.title}"
    return item.title


def _when(plan: Plan, item: Item) -> tuple[dt.date | dt.datetime, dt.date | dt.datetime]:
    if item.done_on is not None:
        return item.done_on, item.done_on + dt.timedelta(days=1)
    if item.at is not None and item.at.date() >= plan.today:
        return item.at, item.at + SHORT
    if item.kind is Kind.EVENT:
        return item.start_by, item.due + dt.timedelta(days=1)
    day = item.start_by if item.slow_days else item.due
    if item.hard and item.status in (Status.LATE, Status.IMPOSSIBLE):
        possible = max(plan.today, item.earliest)
        if day < possible:
            day = possible + dt.timedelta(days=(_FRIDAY - possible.weekday()) % 7)
    return day, day + dt.timedelta(days=1)


def _lines(item: Item, url: str) -> Iterator[str]:
    yield item.details
    yield ""
    if item.done_on is not None:
        yield f"Done on {item.done_on}."
    elif item.kind is Kind.TASK:
        yield from _dates(item)
    reasons = [one for one in item.because if one.rule not in ("today", "done", "settled")][:_REASONS]
    if reasons:
        yield ""
        yield "Why:"
        yield from (f"- {_reason(one)}" for one in reasons)
    if item.ask:
        yield ""
        yield f"Ask: {item.ask}."
    if item.kind is Kind.TASK and item.done_on is None:
        yield ""
        yield f"When done, tick it off: {url}" if url else f"When done: countback done {item.key}"


def _dates(item: Item) -> Iterator[str]:
    if item.status is Status.IMPOSSIBLE:
        yield f"Too late: it was needed by {item.latest}. Your plan says what would still save it."
        return
    if item.status is Status.LATE:
        yield f"Late: the advised day was {item.due}. Do it as soon as you can."
        if item.latest > item.due:
            yield f"Hard limit: {item.latest}."
        return
    if item.slow_days:
        yield f"Begin by {item.start_by}: it takes {item.typical_days} to {item.slow_days} days."
        yield f"Finished by {item.due}."
    else:
        yield f"Due {item.due}."
    if item.latest > item.due:
        yield f"Hard limit: {item.latest}."
    window = (item.start_by - item.opens).days
    if window > 0:
        yield f"The window opens on {item.opens} and is {window} days long."
    if item.estimated:
        yield "This rests on an estimated season date: verify when the official one is published."


def _reason(reason: Reason) -> str:
    verify = "; verify" if reason.verify else ""
    return f"{reason.text} ({reason.source}{verify})"
