"""Chance with a name: one generator for each replication, purpose and thing, so that scenarios meet the same luck.

Common random numbers (Law, Simulation Modeling and Analysis, 11.2): whether the customer of contact 17 does not come is
drawn from a stream of its own, so a lever that changes when they come does not change who comes next, nor who falls ill.
"""

import hashlib
from dataclasses import dataclass

from numpy.random import Generator, SeedSequence, default_rng

# The place in this list is part of each stream: new purposes are added at the end.
PURPOSES = ("arrivals", "contact", "copy", "no_show", "overrun", "illness", "absence", "district", "search")


@dataclass(frozen=True)
class Chances:
    """The luck of one replication of a study with this seed."""

    seed: int
    replication: int

    def of(self, purpose: str, *thing: int | str) -> Generator:
        """The generator of that purpose for that thing: always the same one, at its beginning."""
        named = (one if isinstance(one, int) else _number(one) for one in thing)
        return default_rng(SeedSequence([self.seed, self.replication, PURPOSES.index(purpose), *named]))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
