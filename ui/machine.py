"""What belongs to this machine and not to the journal: the window's place, its columns, light or dark, the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QByteArray, QSettings

from ui.look import Density, Scheme


class Machine:
    """Settings in a file of the user's, read when asked and written at once."""

    def __init__(self, file: Path) -> None:
        self._kept = QSettings(str(file), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        return str(self._kept.value(key, default))

    def number(self, key: str, default: int) -> int:
        try:
            return int(str(self._kept.value(key, default)))
        except ValueError:
            return default

    def flag(self, key: str, *, default: bool) -> bool:
        return self.text(key, "yes" if default else "no") == "yes"

    def raw(self, key: str) -> QByteArray:
        """What Qt keeps of a window or a header; empty if there is nothing."""
        value: Any = self._kept.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep(self, key: str, value: object) -> None:
        """Settle something on this machine."""
        if isinstance(value, bool):
            value = "yes" if value else "no"
        self._kept.setValue(key, value)

    def forget(self, key: str) -> None:
        self._kept.remove(key)

    @property
    def scheme(self) -> Scheme:
        kept = self.text("look/scheme", "system")
        return cast("Scheme", kept if kept in ("system", "light", "dark") else "system")

    @property
    def density(self) -> Density:
        return "compact" if self.text("look/density") == "compact" else "roomy"

    @property
    def text_scale(self) -> float:
        return max(80, min(200, self.number("look/text", 100))) / 100
