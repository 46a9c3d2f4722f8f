"""One distinct officer for each need of a meeting: where that can be, as bit sets, and who it is then.

Officers who can fill several needs make it a matching. Hall (1935): it exists exactly where for any of the needs together
there are as many officers free as needs. That is a few bit sets for all starts at once; whoever sits is then chosen by
augmenting paths, for one start.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations


def filled(needs: Iterable[str], fills: Mapping[str, Sequence[str]], sits: Mapping[str, int]) -> int:
    """Where all needs are filled. `fills`: need -> officers; `sits`: officer -> where they can sit. All of it without needs."""
    number_by_need, found = Counter(needs), -1
    for size in range(1, len(number_by_need) + 1):
        for some in combinations(number_by_need, size):
            pools = [set(fills[need]) for need in some]
            if _linked(pools):
                found &= _at_least(sum(number_by_need[need] for need in some), [sits[id] for id in set().union(*pools)])
        if not found:
            break
    return found


def smallest(pools: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """One out of each pool, all different, each the first of its pool that leaves enough for the rest; None: impossible."""
    chosen: list[str] = []
    for index, pool in enumerate(pools):
        rest = pools[index + 1 :]
        officer = next((one for one in pool if one not in chosen and _enough(rest, {*chosen, one})), None)
        if officer is None:
            return None
        chosen.append(officer)
    return tuple(chosen)


def _linked(pools: list[set[str]]) -> bool:
    """Whether the pools hang together by officers in common; where they fall into parts, each part is asked by itself."""
    reached, left = pools[0], pools[1:]
    while near := [pool for pool in left if pool & reached]:
        reached = reached.union(*near)
        left = [pool for pool in left if not pool & reached]
    return not left


def _at_least(wanted: int, sets: Iterable[int]) -> int:
    """What lies in at least so many (>= 1) of the bit sets. Counted in unary: level n holds what lies in more than n."""
    levels = [0] * wanted
    for bits in sets:
        for index, level in enumerate(levels):
            levels[index], bits = level | bits, level & bits
    return levels[-1]


def _enough(pools: Sequence[Sequence[str]], taken: set[str]) -> bool:
    """Whether each pool has an officer of its own who is not taken: one already seated may have to change to another pool."""
    seats: dict[str, int] = {}

    def seated(index: int, asked: set[str]) -> bool:
        for officer in pools[index]:
            if officer not in asked:
                asked.add(officer)
                if officer not in seats or seated(seats[officer], asked):
                    seats[officer] = index
                    return True
        return False

    return all(seated(index, set(taken)) for index in range(len(pools)))
