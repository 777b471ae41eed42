"""Parse YAML text into plain values, refusing what a person never means: aliases, tags, repeated keys.

The values are built from the parser's events and not from YAML's tree of nodes: whoever makes that
tree calls itself for every level, and a file of nothing but brackets ends the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

import yaml

from countback.adapters.yaml_files.document import Document, Path_, short
from countback.errors import BadInput, Problem

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: ten times slower, same result
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_DEPTH = 20
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
_RESOLVER: Any = yaml.resolver.Resolver()
_PLAIN = (True, False)  # as PyYAML says that a scalar has no quotes and no tag


class _TooDeep(Exception):  # noqa: N818 - it ends the reading and is no error
    """The rest of the file is not looked at."""


def parse_document(text: str, file: str) -> Document:
    """Parse YAML text; raise BadInput with the lines of what is not YAML, or not allowed."""
    if found := _UNREADABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = f"the character U+{ord(found[0]):04X} cannot stand in a text file"
        raise BadInput.one(what, "remove it, or save the file as plain text", file, line)
    builder = _Builder(yaml.parse(text, Loader=_Loader), Document(file, None))
    try:
        with suppress(_TooDeep):
            builder.read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        mend = "check the indentation, colons and quotes on this line and the one before"
        raise BadInput.one(f"not valid YAML: {said}", mend, file, mark.line + 1 if mark else 0) from None
    if builder.problems:
        raise BadInput(builder.problems)
    return builder.document


class _Builder:
    """Builds the values of one document from events, and collects what is refused."""

    def __init__(self, events: Iterator[yaml.Event], document: Document) -> None:
        self._events = events
        self.document = document
        self.problems: list[Problem] = []

    def read(self) -> None:
        """Read the whole stream: one document, or none."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.document.lines:
                    self._refuse(event, "a second document begins here", "keep one, without the `---`")
                    raise _TooDeep
                self.document.value = self._value(self._next(), (), 0)

    def _next(self) -> Any:
        return next(self._events)

    def _refuse(self, event: Any, what: str, mend: str) -> None:
        self.problems.append(Problem(what, mend, self.document.file, _line(event)))

    def _value(self, event: Any, path: Path_, depth: int) -> object:
        self.document.lines.setdefault(path, _line(event))
        if depth > MAX_DEPTH:
            self._refuse(event, "nested too deeply", f"keep it under {MAX_DEPTH} levels")
            raise _TooDeep
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"`*{short(str(event.anchor))}` is a YAML alias", "write it out in full")
            return None
        if event.tag is not None:
            tag = short(event.tag.replace("tag:yaml.org,2002:", "!!"))
            self._refuse(event, f"`{tag}` is a YAML tag", "write the value alone")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return [
                self._value(child, (*path, index), depth + 1) for index, child in enumerate(self._children())
            ]
        return self._mapping(path, depth)

    def _children(self) -> Iterator[Any]:
        while not isinstance(event := self._next(), _ENDS):
            yield event

    def _mapping(self, path: Path_, depth: int) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for event in self._children():
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "a key must be plain text", "write `name: value`")
                self._value(event, path, depth + 1)
                self._value(self._next(), path, depth + 1)
                continue
            key = str(event.value)
            child = (*path, key)
            if key in mapping:
                what = f"`{short(key)}` stands twice (first on line {self.document.lines[child]})"
                self._refuse(event, what, "keep one of them")
            self.document.lines.setdefault(child, _line(event))
            mapping[key] = self._value(self._next(), child, depth + 1)
        return mapping


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: yaml.ScalarEvent) -> object:
    text = str(event.value)
    if event.style in ("'", '"', "|", ">"):  # quoted: text, whatever it looks like
        return text
    tag = cast("str", _RESOLVER.resolve(yaml.ScalarNode, text, _PLAIN))
    if tag.endswith(":null"):
        return None
    if tag.endswith(":bool"):
        return _BOOLEANS.get(text.lower(), text)
    if tag.endswith(":int"):
        return int(text) if text.lstrip("+-").isdigit() and len(text) < 19 else text
    if tag.endswith(":float"):
        try:
            return float(text)
        except ValueError:
            return text
    return text
