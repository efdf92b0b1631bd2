"""What the capture line may know of the journal."""

from __future__ import annotations

from netjournal.capture import Known
from netjournal.store import Store


def known(store: Store) -> Known:
    """All that the reader of a captured line may know."""
    preferences = store.preferences
    return Known(
        names=store.known_names(),
        offerings=store.offerings(),
        tags=[name for name, _ in store.tags()],
        open_asks=store.open_ask,
        owed=store.thanks_owed,
        me=store.me(),
        day_first=preferences.day_first,
        currency=preferences.currency,
    )
