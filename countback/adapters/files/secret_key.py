"""The installation's own secret, in a file that only its owner can read; made once, where there is none."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from countback.adapters.files.atomic import sync_folder
from countback.errors import StoreUnavailable

KEY_BYTES = 32


def secret_key(path: Path) -> bytes:
    """Return the key that the file holds; the first call makes it, also where several come at once.

    Raise StoreUnavailable where the file cannot be read or made, or holds no key.
    """
    try:
        return _read(path) or _make(path)
    except (OSError, ValueError) as error:
        raise StoreUnavailable(
            f"the key file {path} cannot be used: {getattr(error, 'strerror', None) or error}\n"
            "    mend: give it to the user that runs Countback, or set COUNTBACK_SECRET_KEY"
        ) from None


def _read(path: Path) -> bytes | None:
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    key = bytes.fromhex(text)
    if len(key) < KEY_BYTES:
        raise ValueError(f"it holds fewer than {KEY_BYTES} bytes in hexadecimal digits")
    return key


def _make(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 - a descriptor is no path
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path)  # fails where somebody else was first: their key counts
    except FileExistsError:
        pass
    finally:
        new.unlink()
    sync_folder(path.parent)
    key = _read(path)
    if key is None:  # pragma: no cover - it was linked a moment ago
        raise FileNotFoundError(path)
    return key
