"""What the capture line and the forms may know of the journal, read once and kept until names change."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from netjournal.capture import Known, KnownNames
from netjournal.model import KnownName
from netjournal.store import Store

_names: WeakKeyDictionary[Store, tuple[list[KnownName], KnownNames]] = WeakKeyDictionary()


def names_known(store: Store) -> KnownNames:
    """The names of everybody. The store hands out the same list until a name changes; only then is it read anew."""
    listed = store.known_names()
    kept = _names.get(store)
    if kept is None or kept[0] is not listed:
        kept = _names[store] = (listed, KnownNames(listed))
    return kept[1]


def known(store: Store) -> Known:
    """All that the reader of a captured line may know."""
    preferences = store.preferences
    return Known(
        names=names_known(store),
        offerings=store.offerings(),
        tags=[name for name, _ in store.tags()],
        open_asks=store.open_ask,
        owed=store.thanks_owed,
        me=store.me(),
        day_first=preferences.day_first,
        currency=preferences.currency,
    )
