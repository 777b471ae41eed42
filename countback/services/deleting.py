"""Delete: everything kept of a person goes, the files first, so that nothing stays published."""

from __future__ import annotations

from collections.abc import Mapping

from countback.services.ports import FeedFolder, Store


def delete_person(store: Store, feeds: FeedFolder, person_id: str) -> Mapping[str, int]:
    """Remove a person's files and rows; return how many of each kind went."""
    slug = store.feed_slug(person_id)
    removed = feeds.remove(slug)
    with store.unit_of_work() as unit:
        counts = dict(unit.delete_person(person_id))
    return {**counts, "feed folder": int(removed)}
