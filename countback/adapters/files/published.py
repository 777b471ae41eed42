"""Published files as a server reads them: in memory, and looked at again with one stat a request.

A file is read and checked once a version. Where a new version is unfit or cannot be read, the last good
bytes stay, as a cut calendar would empty every subscriber's. What is taken away is gone at once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from countback.errors import CountbackError, StoreUnavailable

MEMORY = 64 * 1024 * 1024  # bytes
ENTRY = 2048  # bytes that an entry takes besides its content, roughly
ADDRESSES = "f"  # the folder of addresses (see feed_folder)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,59}\.ics")
_logger = logging.getLogger(__name__)

Version = tuple[int, int, int]  # time of the last change in ns, size, inode: a replaced file differs


@dataclass(frozen=True, slots=True, eq=False)
class PublishedFile:
    """One version of a file, checked: its bytes, their strong ETag, and when they were published.

    `changed_at` is in whole seconds since 1970. In `derived` a caller keeps what it made of the bytes;
    it goes when they go.
    """

    content: bytes
    etag: str
    changed_at: int
    derived: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class _Kept:
    """What is known of a file: its newest version as looked at, and the last good one."""

    path: str
    version: Version | None = None
    file: PublishedFile | None = None
    told: object = None  # the trouble that was logged last

    @property
    def size(self) -> int:
        return ENTRY + (len(self.file.content) if self.file else 0)

    def told_once(self, name: str, trouble: object, what: str) -> _Kept:
        """Log a trouble of the file where it is a new one; without the path, as that holds its address."""
        if self.told != trouble:
            self.told = trouble
            _logger.error("A published %s %s. action=serve_last_good", name, what)
        return self

    def good(self, name: str) -> PublishedFile:
        """Return the last good version, or raise StoreUnavailable."""
        if self.file is None:
            raise StoreUnavailable(f"{name} cannot be served\n    mend: see the log, then publish it again")
        return self.file


class Published:
    """The published tree under `root`, with at most `memory` bytes of it kept; for many threads.

    `check` raises a CountbackError for bytes that must not be served.
    """

    def __init__(self, root: Path, check: Callable[[bytes], None], memory: int = MEMORY) -> None:
        self._root = root
        self._check = check
        self._memory = memory
        self._held = 0
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = threading.Lock()  # over _kept and _held: never while the disk is read
        self._reading = threading.Lock()  # so that a version is read and checked by one thread

    def current(self, token: str, name: str) -> PublishedFile | None:
        """Return the file where memory still has what is published; None where it has to be read.

        It costs one stat and opens nothing.
        """
        key = token, name
        kept = self._kept.get(key)
        if kept is None:
            return None
        try:
            found = os.stat(kept.path)  # noqa: PTH116 - half the time of Path.stat
        except OSError:
            return None
        if kept.version != (found.st_mtime_ns, found.st_size, found.st_ino):
            return None
        try:  # noqa: SIM105 - suppress() would take as long as all the rest
            self._kept.move_to_end(key)
        except KeyError:  # another thread has just dropped it
            pass
        return kept.file

    def read(self, token: str, name: str) -> PublishedFile | None:
        """Return the published file, the last good version of it, or None where there is no such file.

        Raise StoreUnavailable where there is one, but no good bytes of it.
        """
        file = self.current(token, name)
        if file is not None or not well_formed(token, name):
            return file
        with self._reading:
            return self.current(token, name) or self._read(token, name)

    def last_good(self, token: str, name: str) -> PublishedFile | None:
        """Return the version in memory, whatever became of the file since."""
        kept = self._kept.get((token, name))
        return kept.file if kept else None

    def forget(self, token: str, name: str) -> None:
        """Drop what is in memory of a file, for an address that was taken away."""
        with self._lock:
            kept = self._kept.pop((token, name), None)
            self._held -= kept.size if kept else 0

    def _read(self, token: str, name: str) -> PublishedFile | None:
        old = self._kept.get((token, name)) or _Kept(os.fspath(self._root / ADDRESSES / token / name))
        try:
            version, content = _whole(old.path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            self._keep((token, name), old.told_once(name, error.errno, f"cannot be read: {error.strerror}"))
            return old.good(name)
        if version == old.version:  # it was looked at before, and refused where it is not good
            return old.good(name)
        kept = _Kept(old.path, version, old.file, old.told)
        try:
            self._check(content)
        except CountbackError as error:
            kept.told_once(name, version, f"(inode {version[2]}) is not served: {error}")
        else:
            kept.file = PublishedFile(content, etag_of(content), version[0] // 1_000_000_000)
            kept.told = None
        self._keep((token, name), kept)
        return kept.good(name)

    def _keep(self, key: tuple[str, str], kept: _Kept) -> None:
        """Keep an entry as the newest; the ones asked for longest ago make room."""
        with self._lock:
            old = self._kept.pop(key, None)
            self._kept[key] = kept
            self._held += kept.size - (old.size if old else 0)
            while self._held > self._memory and len(self._kept) > 1:
                self._held -= self._kept.popitem(last=False)[1].size


def well_formed(token: str, name: str) -> bool:
    """Tell whether these can be an address of ours; nothing else ever becomes a path."""
    return _TOKEN.fullmatch(token) is not None and _NAME.fullmatch(name) is not None


def _whole(path: str) -> tuple[Version, bytes]:
    """Return a file's version and bytes, both of one open file: a rename meanwhile leaves it alone."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - half the time of Path.open
        found = os.fstat(file.fileno())
        return (found.st_mtime_ns, found.st_size, found.st_ino), file.readall()


def etag_of(content: bytes) -> str:
    """Return the strong ETag of these bytes, in its quotes."""
    return f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
