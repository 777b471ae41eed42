"""Delete: everything kept of a person goes, addresses and files first, so that nothing stays published."""

from __future__ import annotations

from collections.abc import Mapping

from countback.services.ports import FeedFolder, Store


def delete_person(store: Store, feeds: FeedFolder, person_id: str) -> Mapping[str, int]:
    """Remove a person's addresses, files and rows; return how many of each kind went."""
    folder = store.feed_folder(person_id)
    for token in feeds.addresses(folder):
        feeds.withdraw(token)
    removed = feeds.remove(folder)
    with store.unit_of_work() as unit:
        counts = dict(unit.delete_person(person_id))
    # A run that was publishing meanwhile finds nobody now, but may have made the folder again before.
    feeds.remove(folder)
    return {**counts, "feed folder": int(removed)}
