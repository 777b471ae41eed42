"""A browser without scripts: reads a page's form, and sends what a person would see in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from countback.domain.immunizations import Vaccines
from countback.errors import Problem
from countback.web.form_fields import Step, steps
from countback.web.rendering import environment
from tests.support.real import START, library

_PAGE = """
{% from "_form.html" import buttons, hidden_rest, problem_summary, step as show, step_list %}
<!doctype html><html lang="en"><head><title>Form</title></head><body><h1>Your profile</h1>
{{ problem_summary(problems, step) }}
<form method="post">
{{ hidden_rest(values, step) }}{{ step_list(all, step) }}
{{ show(step, values, problems, focus) }}{{ buttons(all, step) }}
</form></body></html>
"""


def step_named(name: str, values: Mapping[str, str], today: dt.date = START) -> Step:
    return next(one for one in steps(today, vaccines(), values) if one.id == name)


def vaccines() -> Vaccines:
    return library().vaccines


def page(
    values: Mapping[str, str],
    step: str,
    problems: Mapping[str, list[Problem]] | None = None,
    focus: str = "",
) -> str:
    """Return the page of one step, as a view renders it."""
    return (
        environment()
        .from_string(_PAGE)
        .render(
            values=values,
            problems=problems or {},
            focus=focus,
            all=steps(START, vaccines(), values),
            step=step_named(step, values),
        )
    )


@dataclass
class Control:
    """An input, select or button."""

    tag: str
    attributes: dict[str, str]
    options: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")

    @property
    def kind(self) -> str:
        return self.attributes.get("type", self.tag)


class Browser(HTMLParser):
    """What stands in a page: controls, labels, ids, the texts of errors."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.controls: list[Control] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        if tag in ("input", "select", "button"):
            self.controls.append(Control(tag, found))
        if tag == "option" and any(name == "select" for name, _ in self._open):
            self.controls[-1].options.append((found["value"], "selected" in found))
        if tag == "label":
            self.labels.append(found["for"])
        if tag not in ("input", "meta", "option"):
            self._open.append((tag, found.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.texts[name] = f"{self.texts.get(name, '')}{data}"

    def sent(self, **changes: str) -> dict[str, str]:
        """Return what the form sends, with some values typed anew (their names with __ for a dot)."""
        values = {}
        for one in self.controls:
            value = _value(one)
            if value is not None and one.name:
                values[one.name] = value
        return values | {name.replace("__", "."): value for name, value in changes.items()}


def _value(control: Control) -> str | None:
    """Return what a browser sends for a control, None for nothing: a button is not pressed."""
    value = control.attributes.get("value", "")
    if control.tag == "button":
        return None
    if control.tag == "select":
        chosen = [one for one, selected in control.options if selected]
        return chosen[-1] if chosen else control.options[0][0]
    if control.kind in ("checkbox", "radio"):
        return value if "checked" in control.attributes else None
    if control.kind == "date":  # a browser empties a date input whose value is no date
        try:
            return dt.date.fromisoformat(value).isoformat()
        except ValueError:
            return ""
    return value
