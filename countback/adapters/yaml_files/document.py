"""A document: the plain values of one file, and the line of every path in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from countback.errors import Problem

SHOWN = 60
Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """The values of one file and the line of each path in it."""

    file: str
    value: object
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """Return the line of a path, or of the nearest parent that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, what: str, mend: str = "") -> Problem:
        """Return a problem placed at a path of this file."""
        where = ".".join(short(str(part)) for part in path)
        return Problem(what, mend, self.file, self.line(path), where)


def short(text: str) -> str:
    """Return what a message shows of a text that may be of any length and hold any character."""
    cut = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return cut if cut.isprintable() else repr(cut)[1:-1]
