"""What was given on the command line: a problem or plan file, and how many seconds there are."""

from math import isnan
from typing import Any, BinaryIO

import click

from scheduler.problem_file import MOST_BYTES


def read(file: BinaryIO) -> bytes:
    """No more than the reader will look at: a longer file is refused, not loaded."""
    return file.read(MOST_BYTES + 1)


class Seconds(click.FloatRange):
    """A time that ends: from a tenth of a second to a day. "nan" is greater than nothing and would never be over."""

    def __init__(self) -> None:
        super().__init__(0.1, 86_400)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds = super().convert(value, param, ctx)
        if isnan(seconds):
            self.fail("nan is not a number of seconds.", param, ctx)
        return seconds
