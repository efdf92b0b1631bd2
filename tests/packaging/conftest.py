"""What the tests of the installers stand on: the scripts under packaging/, as modules."""

import importlib.util
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(scope="session")
def script():
    """A script under packaging/ as a module, by its path without the ending: `script("macos/steps")`."""
    places = [str(PACKAGING), str(PACKAGING / "macos")]
    sys.path[:0] = places
    kept = {}

    def load(name):
        # By its own name, as the other scripts import it; the three that are called build apart from each other.
        plain = name.replace("/", "_") if name.endswith("/build") else name.rpartition("/")[2]
        if plain in sys.modules:
            return sys.modules[plain]
        spec = importlib.util.spec_from_file_location(plain, PACKAGING / f"{name}.py")
        kept[plain] = sys.modules[plain] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(kept[plain])
        return kept[plain]

    yield load
    for plain in kept:
        del sys.modules[plain]
    for place in places:
        sys.path.remove(place)
