"""People in and out: vCard and CSV files read as cards, planned against the journal, and written.

Everything here is pure: octets to cards and problems, cards to a plan. Taking a plan in is the work of the store.
"""

from __future__ import annotations

from collections.abc import Callable

from netjournal.exchange.card import Reading


def read_people(
    data: bytes, on_progress: Callable[[int, int], None] | None = None, *, day_first: bool | None = None
) -> Reading:
    """The people of a file, vCard or table, whichever it looks to be (its name does not matter)."""
    if b"BEGIN:VCARD" in data[:100_000].replace(b"\0", b"").upper():
        from netjournal.exchange.vcard import read_vcards

        return read_vcards(data, on_progress)
    from netjournal.exchange.csv_people import read_csv_people

    return read_csv_people(data, None, on_progress, day_first)
