"""`python -m tests.bench [WORDS …]`: measure and print the table; with words, only the rows that hold one."""

import sys

from . import measuring
from .large import large_journal
from .rows import ROWS

if __name__ == "__main__":
    measuring.run(ROWS, large_journal, sys.argv[1:])
