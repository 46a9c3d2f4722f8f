"""How groups are found: a group and one more meeting at its end, level by level.

Appended is only what the order allows, so what comes after a member never stands before it, what must lie on an earlier
day is never a member, and what comes between two members is one itself.
"""

from collections.abc import Callable

import numpy as np

from solver.fit import shared_travel
from solver.fit.groups import Batch, Groups, Host, TimeUpError
from solver.fit.meetings import members
from solver.fit.slots import Masks, Pool, Slots, alone, followed, longer
from solver.fit.windows import Variant, slots_of

_AT_ONCE = 64  # groups
_MOST_GROUPS, _MOST_ENDS = 1 << 17, 1 << 25  # at one place in one variant, and in all: some hundred megabytes


def grow(found: Groups, over: Callable[[], None]) -> None:
    """Find all groups; `over` is called now and then and may raise to end it. Raises TimeUpError when there are too many."""
    meetings, windows, asked = found.meetings, found.windows, found.asked
    places = dict.fromkeys(place for number in members(asked) for place in meetings.all[number].meeting.places)
    advisors = meetings.case.advisors
    for place in places:
        hosted = meetings.problem.place_by_id[place].hosted
        hosts = list(enumerate(advisors)) if hosted else [(0, None)]
        by_barred: dict[str | None, list[Host]] = {}
        for rank, host in hosts:
            by_barred.setdefault(windows.barred(host, place) if host else None, []).append((rank, host))
        for barred, some in by_barred.items():
            pairs = shared_travel.pairs(meetings, windows, place)
            _Growing(found, place, Variant(barred), some, apart=pairs).grow(over)
            for variant in shared_travel.variants(meetings, windows, place, barred) if pairs else ():
                over()
                _Growing(found, place, variant, some, only=pairs).grow(over)


class _Growing:
    """The groups at one place for some of the hosts, level by level: all of one meeting, all of two, ...

    `apart`: pairs of meetings that no group may hold; `only`: record groups that hold one of these pairs, no others.
    """

    def __init__(
        self, found: Groups, place: str, variant: Variant, hosts: list[Host], apart: list[int] | None = None,
        only: list[int] | None = None,
    ) -> None:  # fmt: skip
        self.found, self.place, self.variant, self.hosts = found, place, variant, tuple(hosts)
        self.apart, self.only = apart or [], only
        self.meetings, timeline = found.meetings, found.windows.timeline
        policy = self.meetings.problem.policy
        self.longest, self.wait = timeline.length(policy.max_appointment_minutes), timeline.length(policy.max_wait_minutes)
        self.low = np.minimum.reduce([found.low(place, host) for _, host in hosts])  # for the host who is free longest
        self.here: list[int] = []
        self.groups = 0  # so many so far
        for number in members(found.asked):
            starts = slots_of(found.windows.starts(number, place, variant, *found.days[number]))
            if len(starts):
                found.starts[number, place, variant] = starts
                self.here.append(number)

    def grow(self, over: Callable[[], None]) -> None:
        """Enumerate the groups; `over` is called now and then."""
        starts = [self.found.starts[number, self.place, self.variant] for number in self.here]
        lengths = np.array([self.meetings.all[number].length for number in self.here], np.int32)
        singles = [alone(own, length, self.longest, self.low) for own, length in zip(starts, lengths, strict=True)]
        order = self._order()
        masks = order[0]
        groups = pooled(singles)
        meetings = pooled([(own, own) for own in starts])
        while len(masks):
            self.groups += len(masks)
            if self.groups > _MOST_GROUPS:
                raise TimeUpError
            self._record(masks, groups)
            parts, appended, bigger = followed(masks, *order, np.array(self.apart, np.int64), lengths, self.longest)
            masks, groups = self._joined(groups, meetings, lengths, parts, appended, bigger, over)

    def _order(self) -> tuple[Masks, Masks, Masks, Masks]:
        """For each meeting here the set of it, what may not stand before it, what comes before it, and what after."""
        meetings, bits = self.meetings, [1 << number for number in self.here]
        barred = [1 << number | meetings.apart[number] | meetings.later[number] for number in self.here]
        before, later = ([of_all[number] for number in self.here] for of_all in (meetings.before, meetings.later))
        return tuple(np.array(column, np.int64) for column in (bits, barred, before, later))  # type: ignore[return-value]

    def _joined(
        self, groups: Pool, meetings: Pool, lengths: Slots, parts: Slots, appended: Slots, bigger: Masks, over: Callable[[], None]
    ) -> tuple[Masks, Pool]:
        """The groups that come about in these ways, some at a time: between them the time may be up."""
        order = np.argsort(bigger, kind="stable")
        masks, firsts = np.unique(bigger[order], return_index=True)
        bounds = np.append(firsts, len(order)).astype(np.int32)
        found: list[Pool] = []
        ends = 0
        for low in range(0, len(masks), _AT_ONCE):
            over()
            some = bounds[low : low + _AT_ONCE + 1]
            ways = order[some[0] : some[-1]]
            found.append(
                longer(groups, meetings, lengths, parts[ways], appended[ways], some - some[0], self.wait, self.longest, self.low)
            )
            ends += len(found[-1][1])
            if self.found.ends + ends > _MOST_ENDS:
                raise TimeUpError
        sizes = np.concatenate([np.diff(pool[0]) for pool in found]) if found else np.empty(0, np.int32)
        kept = sizes > 0
        all_bounds = np.append(0, np.cumsum(sizes[kept])).astype(np.int32)
        all_ends, all_begins = (
            np.concatenate([pool[side] for pool in found]) if found else np.empty(0, np.int32) for side in (1, 2)
        )
        return masks[kept], (all_bounds, all_ends, all_begins)

    def _record(self, masks: Masks, groups: Pool) -> None:
        bounds, ends, begins = groups
        batch = Batch(self.place, self.variant, self.hosts, masks, bounds[:-1], bounds[1:], ends, begins)
        held = batch.lows < batch.highs
        if self.only is not None:
            held &= np.logical_or.reduce([masks & pair == pair for pair in self.only])
        batch = batch.where(held)
        self.found.ends += int((batch.highs - batch.lows).sum())
        if len(batch.masks):
            self.found.batches.append(batch)


def pooled(sets: list[tuple[Slots, Slots]]) -> Pool:
    """Two arrays each of many sets, in a row."""
    bounds = np.append(0, np.cumsum([len(one) for one, _ in sets])).astype(np.int32)
    if not sets:
        return bounds, np.empty(0, np.int32), np.empty(0, np.int32)
    return bounds, np.concatenate([one for one, _ in sets]), np.concatenate([two for _, two in sets])
