"""One appointment more, compiled: what may come next, which labels come of it, and which of them are worth keeping.

A label is a row of numbers (their columns below) and, beside it, for each meeting the first day that the order still
allows it. `search` says what labels are.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.fit.ahead import NEVER
from solver.fit.slots import Masks, Slots, compiled
from solver.fit.tables import Deck

Rows = NDArray[np.int64]

# What is placed, the last day, promises kept; ranks, waiting and begins added up; which label it follows, by which table
# and which of its days.
PLACED, LAST, KEPT, RANKS, WAITING, BEGINS, PARENT, TABLE, AT = range(9)
COLUMNS = 9


class Course(NamedTuple):
    """What stays the same during a search: see `ahead` and `search`. `lags[one, other]`: so many days one is after the other."""

    asked: int
    done: Rows
    lasts: Rows
    lags: Rows
    pinned_last: int
    deputy_days: int


class Limit(NamedTuple):
    """See `search.Limits`; `waiting` -1: not looked at, else with as much of it `begins` must be less.

    `until`: the last day looked at. `keeps`: how many promises the step keeps. `final`: nothing is to follow, so only the best
    label is handed back.
    """

    delay: int
    rank: int
    waiting: int
    begins: int
    until: int
    keeps: int
    final: bool


@compiled
def following(placed: Masks, groups: Masks, needed: Masks, asked: int, rests: Masks) -> tuple[Slots, Slots]:
    """Which groups may come after each of these sets of meetings placed: those of set `n` from `bounds[n]` to `bounds[n + 1]`.

    `needed`: what must be placed before each group. What is then left must be part of one of `rests`.
    """
    bounds, found = np.zeros(len(placed) + 1, np.int32), np.empty(len(placed) * len(groups), np.int32)
    size = 0
    for number in range(len(placed)):
        for group in range(len(groups)):
            if groups[group] & placed[number] or needed[group] & ~placed[number]:
                continue
            left = asked & ~placed[number] & ~groups[group]
            for rest in rests:
                if not left & ~rest:
                    found[size] = group
                    size += 1
                    break
        bounds[number + 1] = size
    return bounds, found[:size].copy()


@compiled
def done_at(rest: int, soonest: int, ready: Masks, done: Rows) -> int:
    """The day on which the rest is done at the earliest, when nothing of it comes before `soonest`; see `ahead`."""
    latest = 0
    for number in range(len(ready)):
        if rest >> number & 1:
            latest = max(latest, done[number, max(soonest, ready[number])])
    return latest


@compiled
def least_delays(rows: Rows, ready: Rows, course: Course) -> Rows:
    """However the plans go on that begin with these labels, they have no less delay."""
    found = np.empty(len(rows), np.int64)
    for label in range(len(rows)):
        row = rows[label]
        rest = done_at(course.asked & ~row[PLACED], row[LAST] + 1, ready[label], course.done)
        found[label] = max(row[LAST], course.pinned_last, rest) + course.deputy_days * row[RANKS]
    return found


@compiled
def expanded(
    rows: Rows, ready: Rows, sets: Masks, groups: tuple[Slots, Slots, Masks], deck: Deck, course: Course, limit: Limit
) -> tuple[Rows, Rows]:
    """The labels with one appointment more that may still become a plan within the limits.

    Label `n` has placed set `sets[n]`; `groups`: as `following` has told, and all groups. Each table is taken on its earliest
    day, and where waiting counts on later ones as long as they mean less of it.
    """
    bounds, candidates, masks = groups
    asked, done, lasts, lags, pinned_last, deputy_days = course
    size, meetings = done.shape[1] - 1, ready.shape[1]
    found, readies = np.empty((64, COLUMNS), np.int64), np.empty((64, meetings), np.int64)
    held = np.empty(meetings, np.int64)
    delay, waiting, begins, count = limit.delay, limit.waiting, limit.begins, 0
    for label in range(len(rows)):
        row, mine = rows[label], ready[label]
        for candidate in candidates[bounds[sets[label]] : bounds[sets[label] + 1]]:
            group = masks[candidate]
            left = asked & ~row[PLACED] & ~group
            soonest = row[LAST] + 1
            for number in range(meetings):
                if group >> number & 1:
                    soonest = max(soonest, mine[number])
            for table in range(deck.firsts[candidate], deck.lasts[candidate]):
                if deck.ranks[table] > limit.rank:
                    continue
                ranks = row[RANKS] + deck.ranks[table]
                before = delay - deputy_days * ranks
                column = max(before, 0) if before <= size else size if before <= NEVER else size + 1
                latest = limit.until
                for number in range(meetings):
                    if group >> number & 1:
                        latest = min(latest, lasts[number, column])
                low, high = deck.lows[table], deck.highs[table]
                at, most = low + np.searchsorted(deck.days[low:high], soonest), waiting - row[WAITING]
                while at < high and deck.days[at] <= latest:
                    if waiting < 0 or deck.waits[at] <= most:
                        day = int(deck.days[at])
                        for number in range(meetings):
                            held[number] = mine[number]
                            for other in range(meetings):
                                if group >> other & 1 and lags[number, other]:
                                    held[number] = max(held[number], min(day + lags[number, other], size))
                        if max(done_at(left, day + 1, held, done), day, pinned_last) < before:
                            new_waiting, new_begins = row[WAITING] + deck.waits[at], row[BEGINS] + deck.begins[at]
                            if not limit.final or waiting < 0 or new_waiting < waiting or new_begins < begins:
                                if limit.final:
                                    count = 0
                                    if waiting < 0:
                                        delay = max(day, pinned_last) + deputy_days * ranks
                                        before = delay - deputy_days * ranks
                                    else:
                                        waiting, begins = new_waiting, new_begins
                                        most = waiting - row[WAITING]
                                if count == len(found):
                                    found = np.concatenate((found, np.empty_like(found)))
                                    readies = np.concatenate((readies, np.empty_like(readies)))
                                new = found[count]
                                new[PLACED], new[LAST], new[KEPT] = row[PLACED] | group, day, row[KEPT] + limit.keeps
                                new[RANKS], new[WAITING], new[BEGINS] = ranks, new_waiting, new_begins
                                new[PARENT], new[TABLE], new[AT] = label, table, at
                                readies[count] = held
                                count += 1
                        if waiting < 0 or deck.waits[at] == 0:
                            break
                        most = min(most, deck.waits[at] - 1)
                    at += 1
    return found[:count].copy(), readies[:count].copy()


@compiled
def _as_good(one: Masks, one_ready: Masks, two: Masks, two_ready: Masks, waiting: bool) -> bool:
    """Whether whatever can follow the second label can follow the first one too, which is done no later, and costs no more."""
    if one[RANKS] > two[RANKS]:
        return False
    if waiting and (one[WAITING] > two[WAITING] or one[BEGINS] > two[BEGINS]):
        return False
    for number in range(len(one_ready)):
        mine, other = one_ready[number], two_ready[number]
        if mine > other and not one[PLACED] >> number & 1 and mine > one[LAST] + 1:
            return False
    return True


@compiled
def undominated(rows: Rows, ready: Rows, order: Rows, waiting: bool) -> Rows:
    """Which labels to keep: none than which another one is as good in everything, of those that have placed and kept the same.

    `order`: in which the labels are looked at: alike ones in a row, and of these those that are done first.
    """
    kept = np.empty(len(order), np.int64)
    low, high = 0, 0
    for index in range(len(order)):
        label = order[index]
        if high and (rows[label, PLACED] != rows[kept[high - 1], PLACED] or rows[label, KEPT] != rows[kept[high - 1], KEPT]):
            low = high
        needed = True
        for other in kept[low:high]:
            if _as_good(rows[other], ready[other], rows[label], ready[label], waiting):
                needed = False
                break
        if needed:
            kept[high] = label
            high += 1
    return kept[:high].copy()
