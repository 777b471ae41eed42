"""Write a file so that a reader, a crash or a power cut sees the old bytes or the new, never a part."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NEW = ".new"  # how an unfinished file's name ends; it begins with a dot


def write_atomically(path: Path, content: bytes, mode: int = 0o600) -> bool:
    """Make the file hold these bytes; return False, touching nothing, where it already does.

    The folder must be there. Raise OSError where it cannot be written; the old bytes then stay.
    """
    if _holds(path, content):
        return False
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}{NEW}")
    try:
        _write_through(new, content, mode)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk: a rename is safe from a power cut only then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def _write_through(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor is no path
        os.fchmod(descriptor, mode)  # whatever the umask
        file.write(content)
        file.flush()
        os.fsync(descriptor)
