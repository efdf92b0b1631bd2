"""Run first in the frozen program: what is imported later is read from the file that was started.

PyInstaller reads it by path, and a package manager puts the next version in that place while the program waits in the
tray; every page that was not opened yet would then fail.
"""

import os

import pyimod02_importers  # type: ignore[import-not-found]  # PyInstaller's own, in the frozen program

_ITSELF = "/proc/self/exe"  # proc(5): the file itself, also when another one has its name by now
if os.path.exists(_ITSELF):  # noqa: PTH110 - nothing more than this is imported before the program begins
    pyimod02_importers.pyz_archive._filename = _ITSELF  # noqa: SLF001
