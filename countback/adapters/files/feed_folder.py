"""The published feeds: a folder a person, and for each of its addresses a link to it.

    feeds/<folder>/all.ics              the files, once
    feeds/f/<token> -> ../<folder>      an address: what any static server can serve under /f/

New files are in place before old ones go, and what did not change keeps its time, so that a web
server's Last-Modified stays true. No message names a person's folder or a token.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from countback.adapters.files.atomic import sync_folder, write_atomically
from countback.errors import StoreUnavailable

_FEED_ID = re.compile(r"[A-Za-z0-9_-]{16,128}")
ADDRESSES = "f"  # the folder of addresses; too short for a person's folder
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


class FeedFolder:
    """Publishes into folders under one root; by default only the same user can read them.

    Give `file_mode` 0o640 and `folder_mode` 0o710 to a web server of the same group: without the
    right to list, it serves only addresses it is asked for.
    """

    def __init__(self, root: Path, *, file_mode: int = 0o600, folder_mode: int = 0o700) -> None:
        self._root = root
        self._file_mode = file_mode
        self._folder_mode = folder_mode

    def publish(self, person_feed_id: str, files: Mapping[str, bytes]) -> list[Path]:
        """Make these the person's files; return the paths written or removed, none where all was there.

        Raise ValueError for a name that is no plain file name, for an empty file and for no files at
        all (calendar programs would empty themselves), StoreUnavailable where the disk refuses.
        """
        _check(files)
        return self.publish_latest(person_feed_id, lambda: files)

    def publish_latest(
        self, person_feed_id: str, latest: Callable[[], Mapping[str, bytes] | None]
    ) -> list[Path]:
        """Ask for the files once nobody else publishes for this person, and publish them as above.

        So an older answer never replaces a newer one. None publishes nothing.
        """
        folder = self._folder(person_feed_id)
        with self._told(), self._alone_in(folder):
            files = latest()
            if files is None:
                return []
            _check(files)
            written = [
                folder / name for name, content in files.items() if self._write(folder / name, content)
            ]
            return written + _sweep(folder, keep=files.keys())

    def expose(self, token: str, person_feed_id: str) -> None:
        """Give the person's folder an address; the same address again changes nothing."""
        address, folder = self._address(token), self._folder(person_feed_id)
        with self._told():
            self._make(address.parent)
            with suppress(FileExistsError):
                address.symlink_to(Path("..") / folder.name, target_is_directory=True)
                sync_folder(address.parent)

    def withdraw(self, token: str) -> None:
        """Take an address away at once; one that is not there stays so."""
        address = self._address(token)
        with self._told(), suppress(FileNotFoundError):
            address.unlink()
            sync_folder(address.parent)

    def addresses(self, person_feed_id: str) -> list[str]:
        """Return the tokens by which the person's folder is exposed; it looks at every address."""
        wanted = self._folder(person_feed_id).name
        with self._told():
            try:
                entries = list((self._root / ADDRESSES).iterdir())
            except FileNotFoundError:
                return []
            return sorted(one.name for one in entries if _leads_to(one) == wanted)

    def path(self, person_feed_id: str) -> Path:
        """Return the person's folder, whether or not it is there; its name is a secret."""
        return self._folder(person_feed_id)

    def remove(self, person_feed_id: str) -> bool:
        """Remove the person's folder and nothing else; tell whether there was one."""
        folder = self._folder(person_feed_id)
        with self._told():
            if not folder.exists():
                return False
            shutil.rmtree(folder)
            sync_folder(self._root)
            return True

    def _write(self, path: Path, content: bytes) -> bool:
        written = write_atomically(path, content, self._file_mode)
        _give_mode(path, self._file_mode)
        return written

    def _folder(self, person_feed_id: str) -> Path:
        if not _FEED_ID.fullmatch(person_feed_id):
            raise ValueError("a feed's id is 16 to 128 letters, digits, - or _")
        return self._root / person_feed_id

    def _address(self, token: str) -> Path:
        return self._folder(token).parent / ADDRESSES / token

    @contextmanager
    def _alone_in(self, folder: Path) -> Iterator[None]:
        """Hold the folder against other publishers: what they are still writing is not swept away."""
        self._make(folder)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _make(self, folder: Path) -> None:
        if not self._root.exists():  # one that was there is its owner's affair
            self._root.mkdir(mode=self._folder_mode, parents=True, exist_ok=True)
            _give_mode(self._root, self._folder_mode)
        if not folder.exists():
            folder.mkdir(mode=self._folder_mode, exist_ok=True)
            sync_folder(self._root)
        _give_mode(folder, self._folder_mode)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # From None: the error's own text has the path, and with it the secret.
            raise StoreUnavailable(
                f"the feed folder {self._root} cannot be written: {error.strerror}\n"
                "    mend: give it to the user that runs Countback, and see that its disk has room",
            ) from None


def _check(files: Mapping[str, bytes]) -> None:
    if not files:
        raise ValueError("a feed of no files would empty every subscriber; use remove")
    for name, content in files.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no plain file name")
        if not content:
            raise ValueError(f"{name} would be empty")


def _leads_to(address: Path) -> str:
    """Return the name of the folder that an address leads to; "" where there is no address any more."""
    try:
        return address.readlink().name if address.is_symlink() else ""
    except FileNotFoundError:
        return ""


def _give_mode(path: Path, mode: int) -> None:
    """Set who may read: whatever the umask, and also where another was set when it was made.

    A folder's set-group-id bit stays: with it the web server's group is that of all that is published.
    """
    old = stat.S_IMODE(path.stat().st_mode)
    if old & 0o777 != mode:
        path.chmod(old & ~0o777 | mode)


def _sweep(folder: Path, keep: Collection[str]) -> list[Path]:
    gone = sorted(path for path in folder.iterdir() if path.name not in keep and not path.is_dir())
    for path in gone:
        path.unlink()
    if gone:
        sync_folder(folder)
    return gone
