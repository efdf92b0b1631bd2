"""Files and folders watched for what other programs do to them.

Where the system tells of it nothing ticks; where it has no watches left, a look is taken now and then instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_TOGETHER = 30
"""Milliseconds in which several changes are told as one."""


class Watch(QObject):
    """`changed` when something at one of the places may be different. What is told may be the program's own doing.

    `every`: milliseconds between two looks where the system does not tell.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None, *, every: int = 60_000) -> None:
        super().__init__(parent)
        self._paths: tuple[str, ...] = ()
        self._watcher: QFileSystemWatcher | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TOGETHER)
        self._soon.timeout.connect(self._tell)
        self._now_and_then = QTimer(self)
        self._now_and_then.setInterval(every)
        self._now_and_then.timeout.connect(self._tell)

    @property
    def active(self) -> bool:
        """Whether anything is watched."""
        return bool(self._paths)

    def begin(self, paths: Iterable[Path]) -> None:
        """Watch these, and no others any more."""
        self.stop()
        self._paths = tuple(map(str, paths))
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._hear)
            self._watcher.directoryChanged.connect(self._hear)
        self._add()

    def stop(self) -> None:
        """Watch nothing."""
        self._paths = ()
        self._soon.stop()
        self._now_and_then.stop()
        if self._watcher is not None and (seen := self._watcher.files() + self._watcher.directories()):
            self._watcher.removePaths(seen)

    def _add(self) -> None:
        """What was put in the place of another is seen again, and what was not there yet."""
        assert self._watcher is not None
        seen = {*self._watcher.files(), *self._watcher.directories()}
        missing = [path for path in self._paths if path not in seen]
        if missing and self._watcher.addPaths(missing):
            self._now_and_then.start()
        else:
            self._now_and_then.stop()

    def _hear(self, _place: str) -> None:
        if self.active and not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        self._add()
        self.changed.emit()
