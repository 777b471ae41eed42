"""The timeline as a picture: what stands where, how it is told apart, and that nothing in it can run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from countback.domain.plan import Item, Plan, Status
from countback.web.rendering import render
from countback.web.timeline import SMALL_SIZE, Picture, Row, picture, text_width
from tests.support.real import EXAMPLES, START, example_plan, item_of

STATIC = Path(__file__).parents[2] / "countback" / "web" / "static"
SVG = "{http://www.w3.org/2000/svg}"
AGES = (-400, 0, 200, 500)
DAY = dt.date(2027, 3, 10)


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def task(key: str = "documents.transcript", **changes: object) -> Item:
    """Return a task with ten days of window, five of work and four of margin."""
    facts: dict[str, object] = {
        "key": key,
        "opens": DAY,
        "start_by": after(10),
        "due": after(14),
        "latest": after(18),
    }
    one = item_of(example_plan("student-vslo"), "documents.transcript")
    return replace(one, **(facts | changes))  # type: ignore[arg-type]


def plan_of(*items: Item, today: dt.date = DAY) -> Plan:
    """Return a plan of these items in a season without dates."""
    plan = example_plan("student-vslo")
    return replace(plan, items=items, today=today, season=replace(plan.season, dates=()))


def row_of(one: Item) -> Row:
    (row,) = picture(plan_of(one)).rows
    return row


def drawn(plan: Plan) -> str:
    return render("_timeline.svg", picture=picture(plan), item_base="/p/TOKEN/items/")


def elements(plan: Plan, name: str) -> Iterator[ET.Element]:
    return ET.fromstring(drawn(plan)).iter(SVG + name)


@pytest.fixture(params=[(name, age) for name in EXAMPLES for age in AGES], ids=str)
def real(request: pytest.FixtureRequest) -> Plan:
    name, age = request.param
    return example_plan(name, START + dt.timedelta(days=age))


def test_everything_lies_within_the_picture(real: Plan) -> None:
    shown = picture(real)
    for row in shown.rows:
        assert shown.top < row.y < shown.bottom < shown.height
        assert text_width(row.label, 14, bold=row.item.critical) <= shown.left - 20
        for bar in row.bars:
            assert shown.left <= bar.x < bar.x + bar.width <= shown.right + 0.1
        places = [place for place in (row.day, row.limit) if place is not None]
        assert all(shown.left <= place <= shown.right for place in places)


def test_every_number_has_one_decimal_at_most(real: Plan) -> None:
    assert not re.findall(r"\d\.\d\d", drawn(real))


def test_the_names_of_the_days_do_not_touch_and_no_line_runs_through_one() -> None:
    for age in range(0, 700, 9):
        shown = picture(example_plan("student-vslo", START + dt.timedelta(days=age)))
        for one in shown.flags:
            assert 0 < one.reach[0] < one.reach[1] <= shown.width
            for other in shown.flags:
                if one is not other and one.y == other.y:
                    assert one.reach[1] < other.reach[0] or other.reach[1] < one.reach[0]
                if one.y < other.y:  # the line of the one comes down past the name of the other
                    assert not other.reach[0] + 6 < one.x < other.reach[1] - 6


def test_the_names_of_months_and_years_do_not_touch(real: Plan) -> None:
    for names in (
        [(tick.x, tick.month) for tick in picture(real).ticks if tick.month],
        [(tick.x, tick.year) for tick in picture(real).ticks if tick.year],
    ):
        assert names
        assert all(x + text_width(text, SMALL_SIZE) < after for (x, text), (after, _) in pairwise(names))


def test_today_stands_between_the_right_months() -> None:
    shown = picture(example_plan("late-starter"))  # on 22 Nov 2026
    today = next(flag for flag in shown.flags if flag.kind == "today")
    january = next(number for number, tick in enumerate(shown.ticks) if tick.year == "2027")
    november, december = (shown.ticks[january - back].x for back in (2, 1))
    assert (today.x - november) / (december - november) == pytest.approx(21 / 30, abs=0.01)
    assert today.text == "Today, 22 Nov 2026"


def test_the_season_days_stand_in_the_picture_and_tell_that_they_are_estimated() -> None:
    flags = {flag.kind: flag for flag in picture(example_plan("late-starter")).flags}
    assert flags["submit"].text == "ERAS submission, 1 Sep 2027, estimated"
    assert flags["review"].text == "Programmes may review, 22 Sep 2027, estimated"
    assert flags["today"].x < flags["submit"].x < flags["review"].x


def test_a_season_without_those_days_has_only_today() -> None:
    assert [flag.kind for flag in picture(plan_of(task())).flags] == ["today"]


def test_the_bars_of_a_task_follow_each_other_as_wide_as_their_days() -> None:
    bars = row_of(task()).bars
    assert [bar.kind for bar in bars] == ["window", "work", "margin"]
    assert all(before.x + before.width == pytest.approx(after.x) for before, after in pairwise(bars))
    unit = (1100 - 296) / 31  # the picture is March
    assert [bar.width for bar in bars] == pytest.approx([10 * unit, 5 * unit, 4 * unit], abs=0.1)
    assert bars[0].height < bars[2].height < bars[1].height


def test_the_hard_limit_stands_at_the_end_of_the_margin() -> None:
    row = row_of(task())
    assert row.limit == pytest.approx(row.bars[-1].x + row.bars[-1].width)


def test_a_margin_that_goes_on_is_cut_at_the_edge_and_says_so() -> None:
    far = task(latest=after(900))
    row = row_of(far)
    assert (row.bars[-1].goes_on, row.limit) == (True, None)
    assert row.bars[-1].x + row.bars[-1].width == 1100
    assert 'class="tl-beyond"' in drawn(plan_of(far))
    assert 'class="tl-beyond"' not in drawn(plan_of(task()))


def test_what_is_due_on_one_day_is_a_diamond() -> None:
    one = row_of(task(start_by=after(14)))
    assert [bar.kind for bar in one.bars] == ["window", "margin"]
    assert one.day == pytest.approx((one.bars[0].x + one.bars[0].width + one.bars[1].x) / 2, abs=0.1)
    assert row_of(task()).day is None


def test_a_rotation_is_a_block() -> None:
    bars = row_of(task("rotation.block/rotation-1", opens=after(10), latest=after(14))).bars
    assert [bar.kind for bar in bars] == ["rotation"]


@pytest.mark.parametrize("status", [Status.LATE, Status.IMPOSSIBLE])
def test_a_late_item_has_another_pattern(status: Status) -> None:
    late = task(status=status, finish_from=after(17))
    fills = {
        one.get("class"): one.get("fill")
        for one in elements(plan_of(task("other", critical=False), late), "rect")
        if "tl-bar" in one.get("class", "")
    }
    assert fills[f"tl-bar tl-{status.value}"] == f"url(#tl-fill-{status.value})"
    assert fills["tl-bar tl-margin"] == "url(#tl-fill-margin)"
    assert fills["tl-bar tl-work"] is None


def test_every_pattern_that_is_used_is_defined_once(real: Plan) -> None:
    root = ET.fromstring(drawn(real))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", drawn(real))) <= set(ids)


def test_the_rows_of_the_critical_chain_are_bold_and_linked() -> None:
    plan = example_plan("late-starter")
    shown = picture(plan)
    critical = [row for row in shown.rows if row.item.critical]
    assert len(critical) == 3
    assert [(line[0][1] - 7, line[-1][1]) for line in shown.chain] == [
        (one.y, other.y) for one, other in pairwise(critical)
    ]
    assert [line[-1][0] for line in shown.chain] == [row.begin for row in critical[1:]]
    bold = [one.text for one in elements(plan, "text") if "tl-critical" in one.get("class", "")]
    assert bold == [row.label for row in critical]


def test_links_between_rows_that_begin_together_go_around_on_the_left() -> None:
    both = picture(plan_of(task("one", critical=True), task("two", critical=True)))
    (line,) = both.chain
    assert line[0] == (both.rows[0].begin, both.rows[0].y)
    assert line[1][0] == line[2][0] < both.rows[0].begin


def test_links_are_straight_corners() -> None:
    for name in EXAMPLES:
        for line in picture(example_plan(name, START + dt.timedelta(days=500))).chain:
            assert all(x == other_x or y == other_y for (x, y), (other_x, other_y) in pairwise(line))


@pytest.mark.parametrize("today", [after(-100), after(100)])
def test_a_plan_that_lies_wholly_before_or_after_today_shows_both(today: dt.date) -> None:
    shown = picture(plan_of(task(), today=today))
    (flag,) = shown.flags
    assert shown.left <= flag.x <= shown.right
    assert (flag.x < shown.rows[0].begin) is (today < DAY)


def test_a_plan_of_one_month_has_one_named_month() -> None:
    (tick,) = picture(plan_of(task())).ticks
    assert (tick.x, tick.month, tick.year) == (296, "Mar", "2027")


def test_over_three_years_months_are_thinned_out_and_years_are_named() -> None:
    ticks = picture(plan_of(task(), today=after(-3 * 365))).ticks
    assert len(ticks) == 37
    assert [tick.year for tick in ticks if tick.year] == ["2024", "2025", "2026", "2027"]
    assert {tick.month for tick in ticks} == {"", "Jan", "Mar", "May", "Jul", "Sep", "Nov"}


def test_over_thirty_years_only_januaries_are_named() -> None:
    ticks = picture(plan_of(task(), today=DAY.replace(year=1997))).ticks
    assert {tick.month for tick in ticks} == {"", "Jan"}


def test_a_year_about_to_end_is_not_named_where_the_next_follows_at_once() -> None:
    early = picture(plan_of(task(), today=dt.date(2024, 12, 20))).ticks
    assert [tick.year for tick in early if tick.year] == ["2025", "2026", "2027"]
    assert [tick.new_year for tick in early[:3]] == [False, True, False]


def test_a_leap_day_has_its_place() -> None:
    leap = dt.date(2028, 2, 29)
    one = task(opens=leap, start_by=leap, due=leap, latest=leap)
    shown = picture(plan_of(one, today=leap))
    assert shown.rows[0].day == pytest.approx(296 + 28.5 * (1100 - 296) / 29, abs=0.1)


@pytest.mark.parametrize("today", [START, dt.date(2024, 2, 29), dt.date(2026, 12, 31)])
def test_a_plan_without_items_says_that_nothing_is_left(today: dt.date) -> None:
    plan = replace(example_plan("late-starter"), items=(), today=today)
    assert "Nothing is left to show." in [one.text for one in elements(plan, "text")]
    assert (picture(plan).rows, picture(plan).kinds) == ((), ())


def test_the_legend_explains_what_is_there_and_nothing_else(real: Plan) -> None:
    shown = picture(real)
    words = [one for one in elements(real, "text") if one.get("class") == "tl-word"]
    assert len(words) == len(shown.kinds) > 0
    assert all(float(one.get("y", "")) < shown.height for one in words)
    assert {bar.kind for row in shown.rows for bar in row.bars} <= set(shown.kinds)
    assert ("late" in shown.kinds) is any(row.item.status is Status.LATE for row in shown.rows)


def test_every_title_leads_to_its_item(real: Plan) -> None:
    links = [one.get("href") for one in elements(real, "a")]
    assert links == [f"/p/TOKEN/items/{row.item.key}" for row in picture(real).rows]


def test_the_picture_has_a_name_and_is_told_in_words(real: Plan) -> None:
    (image,) = (one for one in ET.fromstring(drawn(real)).iter() if one.get("role") == "img")
    title, desc = image.find(f"{SVG}title"), image.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.get("id"), desc.get("id")) == (image.get("aria-labelledby"), image.get("aria-describedby"))
    assert (title.text, desc.text) == (picture(real).title, picture(real).about)
    # Whatever is inside an image is hidden from screen readers: no link may be.
    assert not list(image.iter(f"{SVG}a"))


EVIL = "</title></svg><script>alert(1)</script><img src=x onerror=\"alert('2')\"> & more"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.names |= {name for name, _ in attrs}


def test_a_title_that_is_markup_comes_out_as_text() -> None:
    plan = plan_of(task(title=EVIL, critical=True), task('"><script>', title=EVIL))
    tags = Tags()
    tags.feed(drawn(plan))
    assert not tags.seen & {"script", "img"}
    assert not any(name.startswith("on") for name in tags.names)
    assert any((one.text or "").startswith(EVIL) for one in elements(plan, "title"))
    assert next(one.get("href") for one in elements(plan, "a")) == "/p/TOKEN/items/%22%3E%3Cscript%3E"


def test_nothing_in_it_needs_a_style_or_a_script_of_its_own(real: Plan) -> None:
    root = ET.fromstring(drawn(real))
    assert not {one.tag.removeprefix(SVG) for one in root.iter()} & {
        "style",
        "script",
        "foreignObject",
        "image",
    }
    assert not any(
        "style" in one.attrib or name.startswith("on") for one in root.iter() for name in one.attrib
    )


def test_the_same_plan_gives_the_same_bytes(real: Plan) -> None:
    assert drawn(real) == drawn(replace(real))
    assert isinstance(picture(real), Picture)


def sheet(*, dark: bool) -> dict[str, str]:
    """Return the colours of the picture on a screen, from both style sheets."""
    found: dict[str, str] = {}
    for name in ("app.css", "timeline.css"):
        text = re.sub(
            r"@media (print|\(forced).*?\n\}", "", (STATIC / name).read_text("utf-8"), flags=re.DOTALL
        )
        night = re.search(r"@media \(prefers-color-scheme: dark\) \{.*?\n\}", text, flags=re.DOTALL)
        assert night is not None
        texts = [text.replace(night[0], "")] + ([night[0]] if dark else [])
        found |= {key: value for one in texts for key, value in re.findall(r"--([\w-]+): ([^;]+);", one)}
    return {
        key: found.get(value.removeprefix("var(--").removesuffix(")"), value) for key, value in found.items()
    }


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dim, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_and_bars_are_seen_against_the_ground(dark: bool) -> None:
    colours = sheet(dark=dark)
    for ground in (colours["tl-paper"], colours["tl-past"]):
        assert all(contrast(colours[f"tl-{name}"], ground) >= 4.5 for name in ("ink", "quiet", "today"))
        for name in ("window", "work", "rotation", "margin", "late", "impossible"):
            assert contrast(colours[f"tl-{name}"], ground) >= 3, name
    for name in ("margin", "late", "impossible"):
        assert contrast(colours[f"tl-{name}"], colours[f"tl-{name}-ground"]) >= 3, name


def test_every_class_that_is_drawn_has_a_look() -> None:
    known = set(re.findall(r"\.(tl[\w-]*)", (STATIC / "timeline.css").read_text("utf-8")))
    used = {
        name
        for plan in (
            example_plan("late-starter"),
            example_plan("student-vslo", START + dt.timedelta(days=500)),
        )
        for one in ET.fromstring(drawn(plan)).iter()
        for name in one.get("class", "").split()
    }
    bare = {"tl-bar", "tl-row", "tl-labels", "tl-label", "tl-day"}  # groups, and what others say
    names_only = {"tl-flag-name-submit", "tl-flag-name-review"}
    assert used - known <= bare | names_only
