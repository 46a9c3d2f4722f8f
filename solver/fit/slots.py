"""The inner loops, compiled: in how many ways a handful of meetings can follow each other.

What is known of a set of meetings at a place is two ascending-by-end arrays: `ends`, the slots at which an appointment
of just these meetings can end, and `begins`, the *latest* slot at which it then can begin. The latest begin is the only
one worth keeping: it is best for the longest appointment allowed, for the host's stretch of free time and for waiting,
and what may follow depends on the end alone.

numba compiles on first use and keeps the machine code beside the source or, where that is not writable, in the user's
cache folder; where neither is, every process compiles anew (some seconds).
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

Slots = NDArray[np.int32]
_Loop = TypeVar("_Loop", bound=Callable[..., object])


def _compiled(loop: _Loop) -> _Loop:
    compiled: Any
    try:
        compiled = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # "cannot cache function: no locator available": no folder to write to
        compiled = numba.njit(nogil=True)(loop)
    return compiled


@_compiled
def alone(starts: Slots, length: int, longest: int, low: Slots) -> tuple[Slots, Slots]:
    """`ends` and `begins` of one meeting. `low[end]`: the first slot at which an appointment ending there may begin."""
    ends, begins = np.empty(len(starts), np.int32), np.empty(len(starts), np.int32)
    found = 0
    if length <= longest:
        for start in starts:
            if start >= low[start + length]:
                ends[found], begins[found] = start + length, start
                found += 1
    return ends[:found].copy(), begins[:found].copy()


@_compiled
def append(ends: Slots, begins: Slots, starts: Slots, length: int, wait: int, longest: int, low: Slots) -> tuple[Slots, Slots]:
    """One more meeting at the end, after at most `wait` slots of waiting; at most `longest` slots in all."""
    new_ends, new_begins = np.empty(len(starts), np.int32), np.empty(len(starts), np.int32)
    found, first, number = 0, 0, 0
    while True:
        while first < len(ends) and number < len(starts) and ends[first] < starts[number] - wait:
            first += 1
        if first == len(ends) or number == len(starts):
            break
        if starts[number] < ends[first]:  # nothing ends before it: on to the first start after the next end
            step = 1
            while number + step < len(starts) and starts[number + step] < ends[first]:
                number, step = number + step, 2 * step
            number += 1
            continue
        start, latest, index = starts[number], -1, first
        while index < len(ends) and ends[index] <= start:
            latest = max(latest, begins[index])
            index += 1
        end = start + length
        if latest >= low[end] and end - latest <= longest:
            new_ends[found], new_begins[found] = end, latest
            found += 1
        number += 1
    return new_ends[:found].copy(), new_begins[:found].copy()


@_compiled
def merge(ends: Slots, begins: Slots, other_ends: Slots, other_begins: Slots) -> tuple[Slots, Slots]:
    """Both ways of ending at a slot: the later begin."""
    size = len(ends) + len(other_ends)
    new_ends, new_begins = np.empty(size, np.int32), np.empty(size, np.int32)
    one, two, found = 0, 0, 0
    while one < len(ends) or two < len(other_ends):
        if two == len(other_ends) or (one < len(ends) and ends[one] < other_ends[two]):
            new_ends[found], new_begins[found] = ends[one], begins[one]
            one += 1
        elif one == len(ends) or other_ends[two] < ends[one]:
            new_ends[found], new_begins[found] = other_ends[two], other_begins[two]
            two += 1
        else:
            new_ends[found], new_begins[found] = ends[one], max(begins[one], other_begins[two])
            one, two = one + 1, two + 1
        found += 1
    return new_ends[:found].copy(), new_begins[:found].copy()


@_compiled
def by_day(ends: Slots, begins: Slots, low: Slots, length: int, stride: int) -> tuple[Slots, Slots, Slots]:
    """Day by day the least waiting (`length`: of the meetings together), and the earliest begin with no more than that."""
    days, waits, firsts = np.empty(len(ends), np.int32), np.empty(len(ends), np.int32), np.empty(len(ends), np.int32)
    found = 0
    for index in range(len(ends)):
        begin = begins[index]
        if begin < low[ends[index]]:
            continue
        day, wait = begin // stride, ends[index] - begin - length
        if found == 0 or days[found - 1] != day:
            days[found], waits[found], firsts[found] = day, wait, begin
            found += 1
        elif wait < waits[found - 1] or (wait == waits[found - 1] and begin < firsts[found - 1]):
            waits[found - 1], firsts[found - 1] = wait, begin
    return days[:found].copy(), waits[:found].copy(), firsts[:found].copy()
