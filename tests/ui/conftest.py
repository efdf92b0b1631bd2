"""What every window test needs: no screen, and a known look."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before PySide6 is imported

import pytest
from PySide6.QtWidgets import QApplication

from ui.look import LIGHT, apply_theme


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application in the light theme at the system's text size."""
    apply_theme(qapp, LIGHT)
    return qapp
