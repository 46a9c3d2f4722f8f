"""A problem or plan file as it was given on the command line."""

from typing import BinaryIO

from scheduler.planning import MOST_BYTES


def read(file: BinaryIO) -> bytes:
    """No more than the reader will look at: a longer file is refused, not loaded."""
    return file.read(MOST_BYTES + 1)
