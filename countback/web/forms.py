"""Forms: what a browser sent, read within limits; a body that is too large is not read to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from countback.errors import BadInput

FIELDS_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """The values of a form, the last one of each name, and the bytes of the files with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def number(self, name: str) -> int:
        """Return a value as a whole number; raise BadInput where it is none."""
        text = self[name]
        if not (text.isascii() and text.isdecimal() and len(text) <= 9):
            raise BadInput.one(f"`{name}` is not a number", "go back, load the page again, and try once more")
        return int(text)


async def read_form(request: Request) -> Sent:
    """Return what was sent; raise BadInput where it is no form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise BadInput.one("this is no form", "send it as a browser sends forms")
    values: dict[str, str] = {}
    files: dict[str, bytes] = {}
    try:
        async with request.form(max_files=1, max_fields=FIELDS_AT_MOST) as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    values[name] = value
                else:
                    files[name] = await value.read()
    except (HTTPException, MultiPartException, UnicodeDecodeError):
        raise BadInput.one(
            f"the form cannot be read, or has more than {FIELDS_AT_MOST} fields",
            "go back, load the page again, and try once more",
        ) from None
    return Sent(values, files)
