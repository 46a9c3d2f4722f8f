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
Masks = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Pool = tuple[Slots, Slots, Slots]  # two arrays of many sets in a row, the bounds of set n at n and n + 1 in the first
_BLOCK = 32  # slots
_Loop = TypeVar("_Loop", bound=Callable[..., object])


def compiled(loop: _Loop) -> _Loop:
    """By numba; see above."""
    made: Any
    try:
        made = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # "cannot cache function: no locator available": no folder to write to
        made = numba.njit(nogil=True)(loop)
    return made


@compiled
def stretches(free: Bytes, margin: int, found: Slots) -> None:
    """For each slot in `found` that may end what runs in a free stretch, `margin` slots kept free on either side: the first
    from which it may run, unless `found` has an earlier one. `free`: a bit set, little end first.
    """
    begin = -1
    for slot in range(8 * len(free)):
        if not free[slot >> 3] >> (slot & 7) & 1:
            begin = -1
            continue
        if begin < 0:
            begin = slot + margin
        end = slot + 1 - margin
        if 0 <= end < len(found):
            found[end] = min(found[end], begin)


@compiled
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


@compiled
def followed(
    groups: Masks, bits: Masks, barred: Masks, before: Masks, later: Masks, pairs: Masks, lengths: Slots, longest: int
) -> tuple[Slots, Slots, Masks]:
    """Which groups may be followed by which meetings, and the group that comes of it.

    Of each meeting: the set of it alone, what may not stand before it, what comes before it, what comes after it, its
    length. `pairs`: not together.
    """
    most = len(groups) * len(bits)
    parts, appended, bigger = np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int64)
    found = 0
    for part in range(len(groups)):
        group = groups[part]
        length, after = 0, 0
        for number in range(len(bits)):
            if group & bits[number]:
                length, after = length + lengths[number], after | later[number]
        for number in range(len(bits)):
            fits = length + lengths[number] <= longest and not group & barred[number]
            fits = fits and not before[number] & ~group & after  # nothing is left out between them
            for pair in pairs:
                fits = fits and (group | bits[number]) & pair != pair
            if fits:
                parts[found], appended[found], bigger[found] = part, number, group | bits[number]
                found += 1
    return parts[:found].copy(), appended[:found].copy(), bigger[:found].copy()


@compiled
def longer(
    groups: Pool,
    meetings: Pool,
    lengths: Slots,
    parts: Slots,
    appended: Slots,
    bounds: Slots,
    wait: int,
    longest: int,
    low: Slots,
) -> Pool:
    """Groups of one meeting more. `groups` pools ends and begins, `meetings` starts (twice) of all of them in a row.

    The new group `n` is made in the ways `bounds[n]` to `bounds[n + 1]`: of the group `parts[way]`, with the meeting
    `appended[way]` at its end after at most `wait` slots of waiting; at most `longest` slots in all.
    """
    group_bounds, ends, begins = groups
    start_bounds, starts, _ = meetings
    latest = np.full(len(low) + _BLOCK, -1, np.int32)  # by end, of the group in hand
    touched = np.zeros(len(latest) // _BLOCK, np.bool_)  # where to look for ends, block by block: no sorting is as quick
    new_bounds = np.zeros(len(bounds), np.int32)
    new_ends, new_begins = np.empty(1 << 12, np.int32), np.empty(1 << 12, np.int32)
    size = 0
    for new in range(len(bounds) - 1):
        count = 0
        for way in range(bounds[new], bounds[new + 1]):
            first, last_end = group_bounds[parts[way]], group_bounds[parts[way] + 1]
            number, last_start = start_bounds[appended[way]], start_bounds[appended[way] + 1]
            length = lengths[appended[way]]
            after = best = first  # from `first` to `after`: what ends in time for the start; `best`: what begins latest of it
            while number < last_start:
                start = starts[number]
                while after < last_end and ends[after] <= start:
                    if begins[after] >= begins[best]:
                        best = after
                    after += 1
                while first < after and ends[first] < start - wait:
                    first += 1
                if first == after:
                    if after == last_end:
                        break
                    step = 1  # nothing ends in time: leap to the first start after the next end
                    while number + step < last_start and starts[number + step] < ends[after]:
                        number, step = number + step, 2 * step
                    number, best = number + 1, after
                    continue
                if best < first:
                    best = first
                    for index in range(first + 1, after):
                        if begins[index] >= begins[best]:
                            best = index
                begin, end = begins[best], start + length
                if begin >= low[end] and end - begin <= longest and begin > latest[end]:
                    if latest[end] < 0:
                        count += 1
                    latest[end], touched[end // _BLOCK] = begin, True
                number += 1
        if size + count > len(new_ends):
            room = np.empty(max(2 * len(new_ends), size + count) - len(new_ends), np.int32)
            new_ends, new_begins = np.concatenate((new_ends, room)), np.concatenate((new_begins, room))
        for block in np.flatnonzero(touched):
            touched[block] = False
            for end in range(block * _BLOCK, (block + 1) * _BLOCK):
                if latest[end] >= 0:
                    new_ends[size], new_begins[size], latest[end] = end, latest[end], -1
                    size += 1
        new_bounds[new + 1] = size
    return new_bounds, new_ends[:size].copy(), new_begins[:size].copy()


@compiled
def by_day(pool: tuple[Slots, Slots, Slots, Slots], lows: Slots, lengths: Slots, stride: int) -> tuple[Slots, Slots]:
    """The tables of groups: day by day the least waiting, and the earliest begin with no more than that.

    `pool`: from where to where the ends of each group lie, the ends, the begins. Of a group's meetings together `lengths`.
    A table for each host, whose `low` is a row of `lows`, who can come at all: which group, which host, how many days. Of all
    tables in a row: day, waiting, begin.
    """
    firsts, lasts, ends, begins = pool
    days_each = lows.shape[1] // stride + 1
    most = 0
    for group in range(len(firsts)):
        most += min(lasts[group] - firsts[group], days_each)
    tables, found = np.empty((3, len(firsts) * len(lows)), np.int32), np.empty((3, most * len(lows)), np.int32)
    days, waits, earliest = found
    table, size = 0, 0
    for group in range(len(firsts)):
        for host in range(len(lows)):
            begun, until = size, 0  # where the day in hand ends: dividing takes longer than all the rest
            for index in range(firsts[group], lasts[group]):
                begin = begins[index]
                if begin < lows[host, ends[index]]:
                    continue
                wait = ends[index] - begin - lengths[group]
                if begin >= until:
                    days[size], waits[size], earliest[size] = begin // stride, wait, begin
                    until = (days[size] + 1) * stride
                    size += 1
                elif wait < waits[size - 1] or (wait == waits[size - 1] and begin < earliest[size - 1]):
                    waits[size - 1], earliest[size - 1] = wait, begin
            if size > begun:
                tables[0, table], tables[1, table], tables[2, table] = group, host, size - begun
                table += 1
    return tables[:, :table].copy(), found[:, :size].copy()
