"""Read a YAML file into plain values while remembering on which line each of them stands.

A `Document` holds the values and the line of every path, so a problem found later by a validator
(`("rotations", 1, "start")`) is told with file and line. Dates stay text: their validity is the
reader's question, not YAML's. Duplicate keys, aliases, tags and oversized files are refused.
"""

from __future__ import annotations

from pathlib import Path

from countback.adapters.yaml_files.document import Document
from countback.adapters.yaml_files.parsing import MAX_DEPTH, parse_document
from countback.adapters.yaml_files.problems import problems_of
from countback.errors import BadInput

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Document", "parse_document", "problems_of", "read_document"]

MAX_BYTES = 1_000_000


def read_document(path: Path) -> Document:
    """Read a file; raise BadInput where it cannot be read or is no YAML."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadInput.one("there is no such file", "check the path", str(path)) from None
    except IsADirectoryError:
        raise BadInput.one("this is a folder, not a file", "name a file in it", str(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = getattr(error, "strerror", None) or error
        raise BadInput.one(f"the file cannot be read: {why}", "check its permissions", str(path)) from None
    if len(raw) > MAX_BYTES:
        raise BadInput.one("the file is too big", f"keep it under {MAX_BYTES:,} bytes", str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput.one("the file is not UTF-8 text", "save it as UTF-8", str(path), line) from None
    return parse_document(text, str(path))
