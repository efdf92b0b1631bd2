"""What a test of a package cannot do without."""

import os
from typing import NoReturn

import pytest


def not_here(said: str) -> NoReturn:
    """Skip the test; where a release is made, fail it: a package that nobody tried is not handed out."""
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)
