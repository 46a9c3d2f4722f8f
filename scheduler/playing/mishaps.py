"""What goes wrong: customers who do not come, meetings that take longer, seats that stay empty from one morning on.

The distributions stand with their sources in `mishaps.toml`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from scheduler import playing
from scheduler.playing.chances import Chances
from scheduler.playing.contacts import Contact
from scheduler.toml_reader import Table, parse


@dataclass(frozen=True)
class Mishaps:
    """Chances from 0 to 1; `overrun_extra`: of the planned length, on the average; `illness`: a seat's, a working day."""

    no_show: float
    overrun: float
    overrun_extra: float
    illness: float
    illness_working_days: int

    def no_shows(self, chances: Chances, contact: Contact, appointment: int) -> bool:
        """Whether the customer misses the n-th appointment they are told."""
        return bool(self.no_show) and chances.of("no_show", *contact.key, appointment).random() < self.no_show

    def extra_minutes(self, chances: Chances, contact: Contact, meeting: str, minutes: int) -> float:
        """By how much that meeting takes longer."""
        if not self.overrun:
            return 0.0
        luck = chances.of("overrun", *contact.key, meeting)
        return float(luck.exponential(self.overrun_extra * minutes)) if luck.random() < self.overrun else 0.0

    def illnesses(self, chances: Chances, seat: str, days: int) -> Sequence[tuple[int, int]]:
        """(position of its first working day, working days) of each, in order, among `days`; none begins during another."""
        if not self.illness:
            return ()
        # A pair of draws a day, so that a longer play begins with the same ones.
        draws = chances.of("illness", seat).random((days, 2))
        goes_on = 1 - 1 / self.illness_working_days  # the chance that it lasts one day more
        found, free_from = list[tuple[int, int]](), 0
        for position in (draws[:, 0] < self.illness).nonzero()[0]:
            if position >= free_from:
                length = 1 + int(math.log(1 - draws[position, 1]) / math.log(goes_on)) if goes_on else 1
                found.append((int(position), length))
                free_from = int(position) + length
        return found


NONE = Mishaps(0, 0, 0, 0, 1)


@cache
def known_mishaps() -> Mishaps:
    """The distributions that come with Lotse."""
    root = parse(files(playing).joinpath("mishaps.toml").read_text(encoding="utf-8"))
    root.day("valid_from")
    return read_mishaps(root, NONE)


def read_mishaps(root: Table, usual: Mishaps) -> Mishaps:
    """From a table as in `mishaps.toml`; a part that is left out is as `usual`. Raises `InputError`."""
    found = usual
    if root.has("no_show"):
        part = root.table("no_show")
        found = replace(found, no_show=_finished(part, part.whole("percent", at_most=100)) / 100)
    if root.has("overrun"):
        part = root.table("overrun")
        found = replace(found, overrun_extra=part.whole("extra_percent", at_most=500, default=25) / 100)
        found = replace(found, overrun=_finished(part, part.whole("percent", at_most=100)) / 100)
    if root.has("illness"):
        part = root.table("illness")
        found = replace(found, illness_working_days=part.whole("working_days", at_least=1, at_most=60, default=3))
        found = replace(found, illness=_finished(part, part.whole("permille", at_most=500)) / 1000)
    root.finish()
    return found


def _finished(part: Table, number: int) -> int:
    part.text("source", default="")
    part.finish()
    return number
