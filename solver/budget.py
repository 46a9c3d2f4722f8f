"""What a solve may cost, and by which method: all that is asked for, none of what it takes to answer."""

from dataclasses import dataclass

METHODS = ("auto", "fit", "exact", "first-come", "improve")


@dataclass(frozen=True)
class Budget:
    """What a solve may cost: seconds of wall time, processes to search over many cases, and the seed that makes it repeatable.

    `second_opinion`: whether CP-SAT is asked to bear out what `fit` proves of one case, see `exact.confirmed`.
    `audit`: the same plan byte for byte each time, or none where the time is up before the search is at its end.
    """

    seconds: float = 10.0
    workers: int = 1
    seed: int = 0
    second_opinion: bool = True
    audit: bool = False
