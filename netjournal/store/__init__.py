"""The journal on disk. Everything outside sees `Store`, and the frozen records of `netjournal.model`."""

from . import digests  # noqa: F401 isort: skip - before Peewee
from .backup import Backup
from .check import Check
from .store import Store

__all__ = ["Backup", "Check", "Store"]
