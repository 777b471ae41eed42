"""Call the real front door within this process, and see what a shell would see."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from countback.adapters.yaml_files.catalogue import CatalogueFolder
from countback.cli.front import main
from tests.support.real import CONFIG

EXAMPLE_FILES = CONFIG / "examples"
TODAY = "2026-11-22"


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code and what it printed."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def countback(*arguments: object, typed: str | None = None) -> Outcome:
    """Run `countback ARGUMENTS` in a pipe; or on a terminal, where something is typed."""
    kind = io.TextIOWrapper if typed is None else Terminal
    out = kind(io.BytesIO(), encoding="utf-8")
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["countback", *map(str, arguments)])
        patch.setattr(sys, "stdin", kind(io.BytesIO((typed or "").encode()), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as left:
            main()
    return Outcome(int(left.value.code or 0), _bytes(out), _bytes(err).decode())


def _bytes(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


def example_file(name: str) -> Path:
    return EXAMPLE_FILES / f"{name}.yaml"


@cache
def cached_folder(root: Path, specialty: str) -> CatalogueFolder:
    """Read a catalogue once a process."""
    return CatalogueFolder(root, specialty)
