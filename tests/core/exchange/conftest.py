"""The sample files of other programs, all invented."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def sample():
    """The octets of a file under tests/data."""
    return lambda name: (DATA / name).read_bytes()
