"""Python's own digests in place of OpenSSL's. To be imported before Peewee.

Peewee imports hashlib, which loads all of OpenSSL where it can: three milliseconds and three megabytes for digests that
nothing here asks for. Where a Python was built without its own, hashlib is left alone.
"""

import sys
from importlib.util import find_spec

if "hashlib" not in sys.modules and all(find_spec(name) for name in ("_md5", "_sha1", "_sha3", "_blake2")):
    # None in this place makes the import fail as if the module were not there, which hashlib is prepared for.
    sys.modules["_hashlib"] = None  # type: ignore[assignment]
    import hashlib  # noqa: F401

    del sys.modules["_hashlib"]
