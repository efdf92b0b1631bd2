"""Regular expressions that are compiled when they are first used: a start uses hardly any, and compiles none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
        """`re.compile(text, flags)`, later."""
else:

    class pattern:  # noqa: N801 - it stands for a function
        """`re.compile(text, flags)`, later."""

        def __init__(self, text: str, flags: int = 0) -> None:
            self.pattern, self.flags = text, flags

        def __getattr__(self, name: str) -> Any:
            compiled = re.compile(self.pattern, self.flags)
            for method in ("match", "fullmatch", "search", "finditer", "findall", "sub", "split"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)
