"""Text for a calendar: cleaned so that every reader reads the same, escaped, and folded.

Readers split lines at characters they should not (U+2028, NEL, vertical tab), and misread even
correctly escaped backslashes; so such characters never reach them.
"""

from __future__ import annotations

import re
from urllib.parse import quote

SUMMARY_LIMIT = 250  # characters: Outlook cuts a subject at 255
DESCRIPTION_LIMIT = 4_000  # characters: Google cuts a description at 8,192
CATEGORY_LIMIT = 60
LINE_OCTETS = 75  # RFC 5545, 3.1
_BACKSLASH = ord("\\")

# What ends a line for somebody: CR, LF, VT, FF, FS, GS, RS, NEL, line and paragraph separator.
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates, the byte order mark and the noncharacters no encoding test survives.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_URI_MARKS = "!#$%&'()*+,/:;=?@[]~-._"


def one_line(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """Return the text as one clean line of at most `limit` characters."""
    return _cut(" ".join(_clean(text).split()), limit)


def many_lines(text: str, limit: int = DESCRIPTION_LIMIT) -> str:
    r"""Return the text cleaned, with `\n` for every line break, at most `limit` characters long."""
    lines = (line.rstrip() for line in _clean(text).split("\n"))
    return _cut("\n".join(lines).strip(), limit)


def category(text: str) -> str:
    """Return a category's name: one line without the comma and semicolon that would split it."""
    return one_line(text.replace(",", " ").replace(";", " "), CATEGORY_LIMIT)


def uri(text: str) -> str:
    """Return an address in ASCII, everything else percent-encoded: a URI value knows no escapes."""
    return quote(text.encode("utf-8", "replace"), safe=_URI_MARKS)


def escaped(text: str) -> str:
    """Return clean text (no backslash in it) as a TEXT value (RFC 5545, 3.3.11)."""
    return text.replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """Return one content line with CRLF, folded at 75 octets between characters.

    An escape counts as one character, for readers that undo escapes before folds. No backslash is
    left in clean text, so every one in a line begins an escape.
    """
    raw = line.encode()
    if len(raw) <= LINE_OCTETS:
        return raw + b"\r\n"
    parts = []
    begin, room = 0, LINE_OCTETS
    while len(raw) - begin > room:
        end = begin + room
        while raw[end] & 0xC0 == 0x80 or raw[end - 1] == _BACKSLASH:  # within one: go back
            end -= 1
        parts.append(raw[begin:end])
        begin, room = end, LINE_OCTETS - 1  # the continuation's blank takes one
    return b"\r\n ".join([*parts, raw[begin:]]) + b"\r\n"


def _clean(text: str) -> str:
    return _INVISIBLE.sub("", _BREAKS.sub("\n", text)).replace("\t", " ").replace("\\", "/")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
