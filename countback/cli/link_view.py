"""Links on a terminal: whole only where that is asked for, else the first characters of the token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from countback.cli.common import print_json
from countback.cli.sheet import Sheet
from countback.domain.links import Link, Purpose

if TYPE_CHECKING:
    from countback.bootstrap import App
    from countback.services.links import NewLink

SHOWN = 4  # characters of a token: enough to tell two apart, too few to open anything
CANNOT = "made with another key: it works, but cannot be shown"


def addresses(purpose: Purpose, token: str, base_url: str) -> dict[str, str]:
    """Return the ways to write one link's address."""
    if purpose is Purpose.PAGE:
        return {"address": f"{base_url}/p/{token}/"}
    address = f"{base_url}/f/{token}/all.ics"
    return {"address": address, "webcal": f"webcal://{address.partition('://')[2]}"}


def listed_json(link: Link, token: str | None, base_url: str, *, whole: bool) -> dict[str, object]:
    """Return one link of a list; its address is null where it is revoked or cannot be shown."""
    address = _masked(token) if token and not whole else None
    if token and whole:
        address = addresses(link.purpose, token, base_url)["address"]
    return {
        "id": link.id,
        "for": link.purpose.value,
        "label": link.label,
        "created_at": link.created_at.isoformat(),
        "revoked_at": link.revoked_at.isoformat() if link.revoked_at else None,
        "address": address,
    }


def show_links(
    person: str, links: Sequence[tuple[Link, str | None]], base_url: str, *, whole: bool, plain: bool
) -> None:
    """Print a person's links, and their addresses below where they are wanted whole."""
    sheet = Sheet(plain=plain)
    if not links:
        sheet.line(f"`{person}` has no links. Make one: countback link add")
        return
    sheet.heading(f"Links of {person}")
    rows = [
        [
            str(link.id),
            link.purpose.value,
            link.label,
            f"made {link.created_at:%Y-%m-%d}",
            f"revoked {link.revoked_at:%Y-%m-%d}" if link.revoked_at else _masked(token),
        ]
        for link, token in links
    ]
    sheet.table(("id", "for", "label", "made", "address"), rows)
    if not whole:
        sheet.line("Addresses whole: countback link list --show")
        return
    for link, token in links:
        if token:
            sheet.verbatim(f"{link.id}: {addresses(link.purpose, token, base_url)['address']}")


def show_new(new: NewLink, app: App, form: str, replaced: int | None = None) -> None:
    """Print a link just made with its whole address."""
    link, written = new.link, addresses(new.link.purpose, new.token, app.base_url)
    if form == "json":
        told = {"schema": 1, "person": link.person_id, "id": link.id, "for": link.purpose.value}
        more = {"label": link.label, "created_at": link.created_at.isoformat(), "replaced": replaced}
        print_json({**told, **more, **written})
        return
    sheet = Sheet(plain=form == "text")
    instead = f", in place of link {replaced}" if replaced else ""
    sheet.line(f'Link {link.id} "{link.label}" of `{link.person_id}`{instead}:')
    for one in written.values():
        sheet.verbatim(f"  {one}")
    may = "read and change" if link.purpose is Purpose.PAGE else "read"
    sheet.line(f"Whoever has this address can {may} the plan: keep it secret.")
    sheet.line(f"Replace it: countback link rotate {link.id}   Take it away: countback link revoke {link.id}")
    if app.settings.public_url is None:
        sheet.line("It is reached from this machine only; for others set COUNTBACK_PUBLIC_URL.")


def _masked(token: str | None) -> str:
    return f"{token[:SHOWN]}…" if token else CANNOT
