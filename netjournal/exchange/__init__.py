"""People in and out: vCard and CSV files read as cards, planned against the journal, and written.

Everything here is pure: octets to cards and problems, cards to a plan. Taking a plan in is the work of the store.
"""
