"""What every test stands on: no screen, a fixed place and language, a home of its own, and nothing said in vain.

Fixtures that open a journal live in `tests/core/conftest.py`; those that open a window in `tests/ui/conftest.py`.
"""

import atexit
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

# Before anything imports Qt or asks for the user's folders.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = os.environ["LANG"] = "C.UTF-8"
os.environ["LANGUAGE"] = "en"
os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"  # summer time and all, whether or not the system has a zone database
if hasattr(time, "tzset"):
    time.tzset()
if "NETJOURNAL_TEST_HOME" not in os.environ:
    # Nobody's own journal or settings are ever touched. Worker processes inherit the folder of the first.
    os.environ["NETJOURNAL_TEST_HOME"] = tempfile.mkdtemp(prefix="netjournal-test-")
    atexit.register(shutil.rmtree, os.environ["NETJOURNAL_TEST_HOME"], ignore_errors=True)
for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
    os.environ[f"XDG_{kind}_HOME"] = os.path.join(os.environ["NETJOURNAL_TEST_HOME"], kind.lower())  # noqa: PTH118

import hypothesis  # noqa: E402
import pytest  # noqa: E402

# The same examples every time, so that a red test is red for everyone; `make long-test` goes searching for new ones.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.register_profile("searching", deadline=None, max_examples=1000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

OUTPUT = Path(__file__).parent.parent / "build" / "test-output"


@pytest.fixture(scope="session")
def qapp_cls():
    """The application as the program has it."""
    from ui.from_desktop import Application  # only where a window is tested

    return Application


class _Kept(logging.Handler):
    """Keeps warnings and errors; it does not raise, since a log call may happen on any thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def nothing_logged_unexpectedly(request):
    """A test fails when the program logs a warning or an error, unless it asks for `caplog` to look at it."""
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    yield
    logging.getLogger().removeHandler(kept)
    if kept.records and "caplog" not in request.fixturenames:
        said = "\n".join(f"{record.levelname} {record.name}: {record.getMessage()}" for record in kept.records)
        pytest.fail(f"logged, though the test does not look at the log:\n{said}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Put away a dialog that a test leaves open: the next one would take it for one of its own."""
    done = yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication, QDialog

        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.hide()
    return done


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Leave a picture of every visible window of a failed test."""
    report = yield
    if report.when == "call" and report.failed and "PySide6.QtWidgets" in sys.modules:
        for picture in _pictures(re.sub(r"[^\w.-]+", "-", item.nodeid)[-150:]):
            report.sections.append(("picture", str(picture)))
    return report


def _pictures(name: str) -> list[Path]:
    from PySide6.QtWidgets import QApplication

    if not isinstance(QApplication.instance(), QApplication):
        return []
    taken = []
    for n, window in enumerate(w for w in QApplication.topLevelWidgets() if w.isVisible()):
        OUTPUT.mkdir(parents=True, exist_ok=True)
        path = OUTPUT / f"{name}-{n}.png"
        if window.grab().save(str(path)):
            taken.append(path)
    return taken
