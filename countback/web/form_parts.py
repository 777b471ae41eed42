"""What a form is made of: fields, groups of repeated rows, and the steps that hold them.

A field's name is the dotted path of its answer in the profile, and the key of its value in the flat text
that a browser sends. A row's fields have their row's number in the path: `immunizations.doses.0.day`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

YES = "yes"  # what a ticked box sends; one that is not ticked sends nothing
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question: `options` are (value, words); `default` is what an answer left out means."""

    name: str
    label: str
    help: str
    kind: str  # text, number, date, select, check, checks (a box for each option), radio, email
    options: Options = ()
    step: str = ""
    placeholder: str = ""
    autocomplete: str = ""
    default: str = ""
    required: bool = False

    @property
    def id(self) -> str:
        """Return the id of its first control in the page, which a link to its problem leads to."""
        return f"f-{self.name}"

    def holds(self, name: str) -> bool:
        """Tell whether a value of this name is an answer to this question."""
        return name == self.name or (self.kind == "checks" and name.startswith(f"{self.name}."))

    def input_type(self, value: str) -> str:
        """Return the type of its input: one in which a browser shows the value, even a wrong one.

        A browser empties a date input whose date does not exist and a number input that holds words:
        what was typed would be lost just when it has to be corrected.
        """
        if self.kind == "date":
            return "date" if not value or _is_day(value) else "text"
        return "email" if self.kind == "email" else "text"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group: its number in the names of its fields, its title, its fields."""

    number: int
    legend: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions asked several times: the filled rows and `blanks` more, up to `usual` in all.

    `most` is how many a profile may hold; `place` is the field for a problem of a whole row.
    """

    kind: ClassVar[str] = "group"
    name: str
    label: str
    legend: str
    help: str
    fields: tuple[Field, ...]
    place: str
    blanks: int
    usual: int
    most: int
    step: str = ""

    @property
    def id(self) -> str:
        """Return the word that names it to the button for more rows."""
        return self.name.rpartition(".")[2]

    def holds(self, name: str) -> bool:
        """Tell whether a name is the group's own or that of a field in one of its rows."""
        return name == self.name or self.cell(name) is not None

    def cell(self, name: str) -> tuple[int, str] | None:
        """Return the row's number and the field's short name of a value's name, if it is one of a row."""
        if not name.startswith(f"{self.name}."):
            return None
        row, _, short = name[len(self.name) + 1 :].partition(".")
        known = any(one.name == short for one in self.fields)
        return (int(row), short) if known and row in {str(number) for number in range(self.most)} else None

    def filled(self, values: Mapping[str, str]) -> list[int]:
        """Return the numbers of the rows in which something stands, in order."""
        cells = (self.cell(name) for name, value in values.items() if value.strip())
        return sorted({cell[0] for cell in cells if cell})

    def count(self, values: Mapping[str, str]) -> int:
        """Return how many rows to show: all that were shown before, and some blank ones at the end."""
        shown = max((cell[0] + 1 for name in values if (cell := self.cell(name))), default=0)
        filled = max(self.filled(values), default=-1) + 1
        return max(filled, min(self.usual, max(shown, filled + self.blanks)))

    def rows(self, values: Mapping[str, str]) -> tuple[Row, ...]:
        """Return the rows to show."""
        return tuple(
            Row(number, f"{self.legend} {number + 1}", tuple(self.named(number, one) for one in self.fields))
            for number in range(self.count(values))
        )

    def named(self, number: int, field: Field) -> Field:
        """Return one of its fields under its full name in a row."""
        return replace(field, name=f"{self.name}.{number}.{field.name}", step=self.step)


Part = Field | Group


@dataclass(frozen=True, slots=True)
class Step:
    """Some questions that make one page; `rest` are the questions of the other pages."""

    id: str
    title: str
    intro: str
    parts: tuple[Part, ...]
    number: int = 1
    rest: tuple[Part, ...] = ()

    @classmethod
    def of(cls, name: str, title: str, intro: str, *parts: Part) -> Self:
        """Return a step; its questions are told which step they stand in."""
        return cls(name, title, intro, tuple(replace(one, step=name) for one in parts))

    def holds(self, name: str) -> bool:
        """Tell whether a value of this name is answered on this page."""
        return any(part.holds(name) for part in self.parts)

    def elsewhere(self, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return the answers given on other pages: what this page has to carry along, unseen."""
        return [
            (name, value)
            for name, value in values.items()
            if value and any(part.holds(name) for part in self.rest)
        ]

    def label(self, name: str) -> str:
        """Return what a person calls the field of this name, its row included."""
        for part in self.parts:
            if isinstance(part, Field) and part.holds(name):
                return part.label
            if isinstance(part, Group) and (cell := part.cell(name)):
                field = next(one for one in part.fields if one.name == cell[1])
                return f"{part.legend} {cell[0] + 1}, {field.label[:1].lower()}{field.label[1:]}"
        return next((part.label for part in self.parts if part.name == name), "")


def _is_day(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
