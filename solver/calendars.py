"""Calendars as bit sets: one Python int per person and shift place, over the whole horizon.

The model's clock is compressed to working days: slot = position of the day * stride + grid slots since 00:00. Each day
ends with one slot that is never free, so that nothing reaches from one evening into the next morning. A set of slots is
an int; "all n slots from here are free" is a handful of shifts, whatever the size of the horizon.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy

from solver.plan import MINUTES_A_DAY, Appointment
from solver.problem import Problem, StaffMember
from solver.tally import Tally


class Timeline:
    """Minutes of the problem <-> slots of the model."""

    def __init__(self, problem: Problem) -> None:
        self.grid_minutes = problem.grid_minutes
        self.slots_a_day = MINUTES_A_DAY // problem.grid_minutes
        self.stride = self.slots_a_day + 1
        self.days = problem.working_days
        self.position_by_day = problem.position_by_day
        self.size = self.stride * len(self.days)

    def length(self, minutes: int) -> int:
        return minutes // self.grid_minutes

    def slot(self, minutes: int) -> int | None:
        """The slot of a moment; None on a day that does not count. An end at midnight is the day's last slot."""
        day, rest = divmod(minutes, MINUTES_A_DAY)
        position = self.position_by_day.get(day)
        return None if position is None else position * self.stride + rest // self.grid_minutes

    def minutes(self, slot: int) -> int:
        position, rest = divmod(slot, self.stride)
        return self.days[position] * MINUTES_A_DAY + rest * self.grid_minutes

    def bits(self, start: int, end: int) -> int:
        """The slots of `[start, end)` (minutes, over any number of days) that lie on days that count."""
        found = 0
        for day in range(start // MINUTES_A_DAY, (end - 1) // MINUTES_A_DAY + 1):
            position = self.position_by_day.get(day)
            if position is not None:
                low = max(start - day * MINUTES_A_DAY, 0) // self.grid_minutes
                high = min(end - day * MINUTES_A_DAY, MINUTES_A_DAY) // self.grid_minutes
                found |= ((1 << (high - low)) - 1) << (position * self.stride + low)
        return found

    def days_between(self, first_day: int, last_day: int) -> int:
        """All slots of the days from `first_day` to `last_day`, both inclusive."""
        positions = [position for day, position in self.position_by_day.items() if first_day <= day <= last_day]
        if not positions:
            return 0
        low, high = min(positions) * self.stride, (max(positions) + 1) * self.stride
        return (1 << high) - (1 << low)


def starts(free: int, length: int, margin: int = 0) -> int:
    """The slots from which `length` slots, and `margin` slots on either side of them, are all free."""
    length += 2 * margin
    found, done = free, 1
    while done < length:
        step = min(done, length - done)
        found &= found >> step
        done += step
    return found << margin


def union(sets: Iterable[int]) -> int:
    """What lies in any of the bit sets."""
    found = 0
    for bits in sets:
        found |= bits
    return found


def runs(bits: int) -> list[tuple[int, int]]:
    """The stretches of a bit set, half open, ascending."""
    text = bin(bits)[:1:-1]
    return [match.span() for match in re.finditer("1+", text)]


class Calendars:
    """Who is free when, and how full the places are. `take` books an appointment; everything is in slots."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.timeline = problem, Timeline(problem)
        self.everything = sum(
            ((1 << self.timeline.slots_a_day) - 1) << (position * self.timeline.stride)
            for position in range(len(problem.working_days))
        )
        self._free: dict[tuple[str, str | None], int] = {}
        self._shifts: dict[tuple[str, str | None], int] = {}
        self._places: dict[str, tuple[str | None, ...]] = {}
        self._starts: dict[str, dict[tuple[str, int], int]] = {}  # person -> place and length -> what `starts` said
        self._seat(problem.staff)
        self._running = {place.id: Tally() for place in problem.places if place.rooms is not None}
        for pin in problem.pinned:
            self.take(pin)

    def copy(self) -> "Calendars":
        """Calendars of the same problem that may be booked on their own."""
        twin = copy(self)
        twin._free = dict(self._free)
        twin._starts = dict(self._starts)  # what is known of somebody is dropped, not changed, when they are booked
        twin._running = {place: tally.copy() for place, tally in self._running.items()}
        return twin

    def read_for(self, problem: Problem) -> "Calendars":
        """The same bookings for a problem with more staff, or with other rooms at a place; its days are the same."""
        twin = self.copy()
        twin.problem, twin._places, twin._shifts = problem, dict(self._places), dict(self._shifts)
        twin._seat(member for member in problem.staff if member.id not in self.problem.staff_by_id)
        return twin

    def shift_places(self, person: str, place: str) -> tuple[str | None, ...]:
        """The kinds of shift of a person that fit a place: at it, and anywhere. Engagements stay inside one kind."""
        return tuple(where for where in self._places.get(person, ()) if where in (place, None))

    def free(self, person: str, where: str | None) -> int:
        """The free slots of a person in shifts at `where` (None: shifts without a place)."""
        return self._free.get((person, where), 0)

    def starts(self, person: str, place: str, length: int) -> int:
        """Where `length` slots with this person at this place can start, travel kept free on both sides."""
        known = self._starts.setdefault(person, {})
        if (place, length) not in known:
            margin = self.timeline.length(self.problem.place_by_id[place].travel_minutes)
            kinds = self.shift_places(person, place)
            known[place, length] = union(starts(self.free(person, where), length, margin) for where in kinds)
        return known[place, length]

    def starts_on(self, position: int, people: Iterable[str], place: str, length: int, freed: Mapping[str, int]) -> int:
        """Where on one day (bit 0 is its first slot) `length` slots could start with one of these people if what is `freed`
        were free too.
        """
        margin = self.timeline.length(self.problem.place_by_id[place].travel_minutes)
        low, day = position * self.timeline.stride, (1 << self.timeline.stride) - 1
        found = 0
        for person in people:
            more = freed.get(person, 0)
            for where in self.shift_places(person, place):
                found |= starts((self.free(person, where) | more & self._shifts[person, where]) >> low & day, length, margin)
        return found

    def starts_of_any(self, people: Iterable[str], place: str, length: int) -> int:
        """Where `length` slots can start with one of these people, whoever it is."""
        return union(self.starts(person, place, length) for person in people)

    def running(self, place: str, least: int) -> int:
        """The slots in which at least `least` (>= 1) appointments already run at a place with limited rooms."""
        return self._running[place].at_least(least) if place in self._running else 0

    def full(self, place: str) -> int:
        """The slots in which no room is left."""
        rooms = self.problem.place_by_id[place].rooms
        if rooms is None:
            return 0
        return self.running(place, rooms) if rooms else self.everything

    def holds(self, appointment: Appointment) -> bool:
        """Whether everybody an appointment takes is free in one kind of shift, and a room is."""
        place = appointment.place
        if self.full(place) & self.timeline.bits(appointment.start, appointment.end):
            return False
        return all(
            any(not taken & ~self.free(person, where) for where in self.shift_places(person, place))
            for person, taken in self.engaged(appointment)
        )

    def take(self, appointment: Appointment) -> None:
        """Book the staff and the room of an appointment; ones that are taken already stay taken."""
        for person, taken in self.engaged(appointment):
            self._starts.pop(person, None)
            for where in self._places.get(person, ()):
                self._free[person, where] &= ~taken
        if appointment.place in self._running:
            self._running[appointment.place].add(self.timeline.bits(appointment.start, appointment.end))

    def release(self, appointment: Appointment) -> None:
        """Take back a `take` of an appointment that took only what was free: true of every lawful one, if not of pinned ones."""
        for person, taken in self.engaged(appointment):
            self._starts.pop(person, None)
            for where in self._places.get(person, ()):
                self._free[person, where] |= taken & self._shifts[person, where]
        if appointment.place in self._running:
            self._running[appointment.place].take_away(self.timeline.bits(appointment.start, appointment.end))

    def engaged(self, appointment: Appointment) -> Iterator[tuple[str, int]]:
        """Everybody an appointment takes, and the slots; with travel an officer once, from first to last meeting."""
        bits, travel = self.timeline.bits, self.problem.place_by_id[appointment.place].travel_minutes
        if appointment.advisor is not None:
            yield appointment.advisor, bits(appointment.start - travel, appointment.end + travel)
        for person in dict.fromkeys(person for held in appointment.meetings for person in held.staff):
            mine = [held for held in appointment.meetings if person in held.staff]
            if travel:
                yield person, bits(min(held.start for held in mine) - travel, max(held.end for held in mine) + travel)
            else:
                for held in mine:
                    yield person, bits(held.start, held.end)

    def _seat(self, staff: Iterable[StaffMember]) -> None:
        for member in staff:
            self._starts.pop(member.id, None)
            for shift in member.shifts:
                key = member.id, shift.place
                self._shifts[key] = self._shifts.get(key, 0) | self.timeline.bits(shift.start, shift.end)
                self._free[key] = self._shifts[key]
            self._places[member.id] = tuple(dict.fromkeys(shift.place for shift in member.shifts))


def officers(problem: Problem, needs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each needed department and the staff who can fill it, in the order of the problem."""
    return {need: tuple(member.id for member in problem.staff if need in member.departments) for need in needs}
