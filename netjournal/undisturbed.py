"""Making objects by the hundred thousand without the collector looking through all of them again and again.

Hidden here: that Python looks for rings of dead objects whenever many new ones are made, which in a large import, or
while a long record is read, are all alive and cost it a third of its time.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Generator[None]:
    """Make many objects that stay: rings of dead ones are only looked for afterwards. Within itself it does nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
