"""Read a YAML file into plain values while remembering on which line each of them stands.

A `Document` holds the values and the line of every path, so a problem found later by a validator
(`("rotations", 1, "start")`) is told with file and line. Dates stay text: their validity is the
reader's question, not YAML's. Duplicate keys, aliases, tags and oversized files are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from countback.errors import BadInput, Problem

if TYPE_CHECKING:
    from pydantic import ValidationError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: ten times slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

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
        return Problem(what, mend, self.file, self.line(path), ".".join(str(part) for part in path))


def read_document(path: Path) -> Document:
    """Read a file; raise BadInput where it cannot be read or is no YAML."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BadInput.one("there is no such file", "check the path", str(path)) from None
    except IsADirectoryError:
        raise BadInput.one("this is a folder, not a file", "name a file in it", str(path)) from None
    except OSError as error:
        raise BadInput.one(
            f"the file cannot be read: {error.strerror}", "check its permissions", str(path)
        ) from None
    if len(raw) > MAX_BYTES:
        raise BadInput.one(f"the file has {len(raw):,} bytes", f"keep it under {MAX_BYTES:,}", str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput.one("the file is not UTF-8 text", "save it as UTF-8", str(path), line) from None
    return parse_document(text, str(path))


def parse_document(text: str, file: str) -> Document:
    """Parse YAML text; raise BadInput with the line where it is not valid YAML."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"not valid YAML: {error.problem or error.context}"
        mend = "check the indentation, colons and quotes on this line and the one before"
        raise BadInput.one(what, mend, file, mark.line + 1 if mark else 0) from None
    except yaml.YAMLError as error:
        raise BadInput.one(f"not valid YAML: {error}", "remove the character it names", file) from None
    document = Document(file, None)
    if root is not None:
        problems: list[Problem] = []
        document.value = _value(root, (), document, problems, 0)
        if problems:
            raise BadInput(problems)
    return document


def _value(node: yaml.Node, path: Path_, document: Document, problems: list[Problem], depth: int) -> object:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if depth > MAX_DEPTH:
        problems.append(document.problem(path, "nested too deeply", f"keep it under {MAX_DEPTH} levels"))
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(child, (*path, index), document, problems, depth + 1)
            for index, child in enumerate(node.value)
        ]
    mapping: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        line = key_node.start_mark.line + 1
        if key is None:
            problems.append(Problem("a key must be plain text", "write `name: value`", document.file, line))
            continue
        child = (*path, key)
        if key in mapping:
            first = document.lines[child]
            what = f"`{key}` stands twice (first on line {first})"
            problems.append(Problem(what, "keep one of them", document.file, line))
            continue
        document.lines[child] = line
        mapping[key] = _value(value_node, child, document, problems, depth + 1)
    return mapping


def _scalar(node: yaml.ScalarNode) -> object:
    if node.style in ("'", '"', "|", ">"):  # quoted: text, whatever it looks like
        return str(node.value)
    text = str(node.value)
    if node.tag.endswith(":null"):
        return None
    if node.tag.endswith(":bool"):
        return _BOOLEANS.get(text.lower(), text)
    if node.tag.endswith(":int"):
        return int(text) if text.lstrip("+-").isdigit() and len(text) < 19 else text
    if node.tag.endswith(":float"):
        try:
            return float(text)
        except ValueError:
            return text
    return text


def problems_of(
    error: ValidationError, document: Document, hints: dict[str, str] | None = None
) -> list[Problem]:
    """Turn a pydantic error into problems with lines; `hints` give a mend by the field's last name."""
    return list(_translated(error, document, hints or {}))


def _translated(error: ValidationError, document: Document, hints: dict[str, str]) -> Iterable[Problem]:
    for one in error.errors(include_url=False):
        path = tuple(part for part in one["loc"])
        name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        given = one.get("input")
        if one["type"] == "extra_forbidden":
            yield document.problem(
                path, f"`{name}` is not a known field", hints.get("", "check its spelling")
            )
        elif one["type"] == "missing":
            yield document.problem(path, f"`{name}` is missing", hints.get(name, f"add `{name}:`"))
        else:
            what = one["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
            shown = f" (given: {given!r})" if isinstance(given, str | int | float | bool) else ""
            yield document.problem(path, what[:1].lower() + what[1:] + shown, hints.get(name, ""))
