"""How much time people and rooms have, by stretches of days and pieces of a day. Everything is in slots of the calendars."""

from collections.abc import Iterable
from itertools import pairwise

from solver.calendars import Calendars, runs, union
from solver.problem import Problem

Days = tuple[int, int]  # positions of working days, both inclusive
Piece = tuple[int, int]  # slots, half open


class FreeTime:
    """Of calendars that do not change any more."""

    def __init__(self, problem: Problem, calendars: Calendars) -> None:
        self.problem, self.calendars, self.stride = problem, calendars, calendars.timeline.stride
        self._stretches: dict[tuple[str, str | None, Days], list[Piece]] = {}

    def stretches(self, who: str, kind: str | None, days: Days) -> list[Piece]:
        """The free stretches of somebody on some days in shifts of a kind."""
        key = who, kind, days
        if key not in self._stretches:
            first, end = days[0] * self.stride, (days[1] + 1) * self.stride
            bits = (self.calendars.free(who, kind) >> first) & ((1 << (end - first)) - 1)
            self._stretches[key] = [(first + low, first + high) for low, high in runs(bits)]
        return self._stretches[key]

    def amount(self, who: str, place: str | None, piece: Piece) -> int:
        """How long somebody is free in a piece, in shifts that fit the place; None: in any."""
        low, high = piece
        free = union(self.calendars.free(who, kind) for kind in self._kinds(who, place))
        return ((free >> low) & ((1 << (high - low)) - 1)).bit_count()

    def in_rooms(self, place: str, piece: Piece) -> int | None:
        """How long appointments can still run at a place in a piece, all rooms together; None: without limit."""
        rooms = self.problem.place_by_id[place].rooms
        if rooms is None:
            return None
        low, high = piece
        mask = ((1 << (high - low)) - 1) << low
        running = sum((self.calendars.running(place, least) & mask).bit_count() for least in range(1, rooms + 1))
        return rooms * (high - low) - running

    def pieces(self, days: Days, people: Iterable[str], most: int) -> list[Piece]:
        """Some days cut wherever the free time of one of these begins or ends, but into no more than so many pieces."""
        if most == 1:
            return [(days[0] * self.stride, (days[1] + 1) * self.stride)]
        kinds = {(who, kind) for who in people for kind in self._kinds(who)}
        moments = sorted({moment for who, kind in kinds for stretch in self.stretches(who, kind, days) for moment in stretch})
        if len(moments) > most + 1:
            step = -(-(len(moments) - 1) // most)
            moments = [*moments[:-1:step], moments[-1]]
        return list(pairwise(moments))

    def _kinds(self, who: str, place: str | None = None) -> tuple[str | None, ...]:
        if place is not None:
            return self.calendars.shift_places(who, place)
        return tuple(dict.fromkeys(shift.place for shift in self.problem.staff_by_id[who].shifts))


def filled_up(stretches: list[int], lengths: list[int]) -> int:
    """How much of the stretches can be filled with pieces of these lengths, any number of each."""
    longest = max(stretches, default=0)
    sums, mask = 1, (1 << (longest + 1)) - 1
    for length in lengths:
        while (more := (sums | sums << length) & mask) != sums:
            sums = more
    return sum((sums & ((1 << (stretch + 1)) - 1)).bit_length() - 1 for stretch in stretches)
