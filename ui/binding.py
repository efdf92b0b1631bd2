"""PySide6 without what this program has no use for. To be imported before the rest of the window.

PySide6 puts a function in place of Python's `import` that reads the source of every module and keeps it, to find out
whether that module may use the switchable names of its `__feature__`. Nothing here does; without it the start is some
milliseconds sooner and three megabytes are never taken.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - puts its function there

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
