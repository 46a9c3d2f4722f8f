"""How large a random problem is, and the two draws everything else is made of."""

import random
from dataclasses import dataclass

from .clock import minute, text

DEPARTMENTS = ("bau", "gewerbe", "umwelt")


@dataclass(frozen=True)
class Size:
    """How large a random problem is; lengths in grid steps, pairs are lowest and highest."""

    grids: tuple[int, ...]
    days: tuple[int, int]
    cases: tuple[int, int]
    meetings: tuple[int, int]
    meetings_in_all: int
    minutes: tuple[int, int]
    first: int
    shift: tuple[int, int]
    day: int
    advisors: tuple[int, int]
    officers: tuple[int, int]
    travel: tuple[int, int]
    waits: tuple[int, ...]
    longest: tuple[int, int]


def chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


def stretch_of(day: str, grid: int, first: int, steps: int) -> dict:
    """A stretch so many grid steps after eight o'clock."""
    start = minute(f"{day}T08:00") + first * grid
    return {"start": text(start), "end": text(start + steps * grid)}
