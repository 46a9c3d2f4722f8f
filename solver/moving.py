"""Placing by hand: one meeting of a case to another time or place, everything else of the plan as it stands.

The meeting leaves its appointment, joins the one of that day at that place, or becomes one. Who hosts and who sits is
chosen among those who are free; what the referee says of the whole plan then is the answer. The nearest lawful place is
found by trying starts in order of distance; bit sets leave out at once nearly all that cannot be lawful.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from solver.calendars import Calendars, officers, runs, starts, union
from solver.check import Violation, complete, violations
from solver.fit.needs import smallest
from solver.plan import MINUTES_A_DAY, Appointment, HeldMeeting
from solver.problem import Meeting, Problem, new_ids

Appointments = tuple[Appointment, ...]


@dataclass(frozen=True)
class Placed:
    """The plan with the meeting at that start and place, and what is broken so; nothing: it is lawful."""

    start: int
    place: str
    appointments: Appointments
    broken: tuple[Violation, ...]


class Moving:
    """A plan of a problem of one case from which one meeting, placed or not, is taken out to be put elsewhere.

    `calendars` hold what is pinned and nothing else of the plan. A pinned meeting stands: that is a ValueError.
    """

    def __init__(self, problem: Problem, calendars: Calendars, appointments: Iterable[Appointment], meeting: str) -> None:
        (self.case,) = problem.cases
        if any(held.meeting == meeting for pin in problem.pinned_here for held in pin.meetings):
            raise ValueError(f"{meeting} stands in a pinned appointment")
        self.problem, self.calendars, self.timeline = problem, calendars, calendars.timeline
        self.meeting: Meeting = self.case.meeting_by_id[meeting]
        self.pinned = problem.pinned_here
        stands = {pin.id for pin in self.pinned}
        rest = (_without(one, meeting) for one in appointments if one.id not in stands)
        self.others: Appointments = tuple(one for one in rest if one is not None)

    def at(self, start: int, place: str) -> Placed:
        """The meeting there, with the host and officers that break least; `start` is on the grid, on whatever day."""
        tried = [Placed(start, place, made, self._broken(made)) for made in self._made(start, place)]
        return min(tried, key=lambda one: len(one.broken))

    def nearest(self, start: int, place: str) -> Placed | None:
        """The lawful start nearest to `start`, at `place` if there are two as near, the earlier one then; None: there is
        none, wherever the meeting may be held.
        """
        slots = [
            (abs(self.timeline.minutes(slot) - start), where != place, self.timeline.minutes(slot), where)
            for where in dict.fromkeys(self.meeting.places)
            for low, high in runs(self._promising(where))
            for slot in range(low, high)
        ]
        for _, _, minute, where in sorted(slots):
            for made in self._made(minute, where):
                if not self._broken(made):
                    return Placed(minute, where, made, ())
        return None

    def _broken(self, made: Appointments) -> tuple[Violation, ...]:
        """What is pinned on days on which the plan holds nothing new is in nobody's way, and left out."""
        days = {one.day for one in made}
        near = tuple(pin for pin in self.problem.pinned if pin.day in days or pin in self.pinned)
        asked = replace(self.problem, pinned=near)
        return tuple(violations(asked, complete(asked, made)))

    def _made(self, start: int, place: str) -> Iterator[Appointments]:
        """The plan with the meeting there, hosted by each who is free, with officers who are; one way at least."""
        joined = next((one for one in self.others if one.place == place and one.day == _day(start)), None)
        rest = [one for one in self.others if one is not joined]
        taken = {one.id for one in self.others}
        new_id = joined.id if joined else next(name for name in new_ids(self.problem) if name not in taken)
        for host in [joined.advisor] if joined else self._hosts(start, place):
            held = HeldMeeting(self.meeting.id, start, start + self.meeting.minutes, self._team(joined, host, start, place))
            meetings = tuple(sorted((*(joined.meetings if joined else ()), held), key=lambda one: (one.start, one.end)))
            first, last = min(one.start for one in meetings), max(one.end for one in meetings)
            whole = Appointment(new_id, self.case.id, place, host, first, last, meetings)
            yield (*self.pinned, *sorted((*rest, whole), key=lambda one: one.start))

    def _hosts(self, start: int, place: str) -> list[str | None]:
        if not self.problem.place_by_id[place].hosted:
            return [None]
        end = start + self.meeting.minutes
        return [host for host in self.case.advisors if self._free(host, start, end, place)] or [self.case.advisors[0]]

    def _team(self, joined: Appointment | None, host: str | None, start: int, place: str) -> tuple[str, ...]:
        """Distinct officers who are free, one a need; where that cannot be, the first that there are."""
        pools, first = [], []
        for need in self.meeting.needs:
            members = [member for member in officers(self.problem, [need])[need] if member != host]
            pools.append([member for member in members if self._free(member, *self._span(joined, member, start, place), place)])
            first += (pools[-1] or members)[:1]
        return smallest(pools) or tuple(first)

    def _span(self, joined: Appointment | None, person: str, start: int, place: str) -> tuple[int, int]:
        """When an officer is taken by the appointment: at places with travel from their first to their last meeting."""
        end = start + self.meeting.minutes
        if joined is None or not self.problem.place_by_id[place].travel_minutes:
            return start, end
        theirs = [held for held in joined.meetings if person in held.staff]
        return min([start, *(held.start for held in theirs)]), max([end, *(held.end for held in theirs)])

    def _free(self, person: str, start: int, end: int, place: str) -> bool:
        slot = self.timeline.slot(start)
        if slot is None:
            return False
        return bool(self.calendars.starts(person, place, self.timeline.length(end - start)) >> slot & 1)

    @property
    def _length(self) -> int:
        return self.timeline.length(self.meeting.minutes)

    def _promising(self, place: str) -> int:
        """Where the meeting could start at this place, as a bit set: nothing lawful is left out, little else is in it."""
        here, length, calendars = self.problem.place_by_id[place], self._length, self.calendars
        found = starts(self.timeline.days_between(self.meeting.earliest_day, self.meeting.latest_day), length)
        found &= starts(calendars.everything & ~calendars.full(place), length) & self._in_order()
        if self.case.customer_windows is not None:
            windows = (self.timeline.bits(window.start, window.end) for window in self.case.customer_windows)
            found &= union(starts(bits, length) for bits in windows)
        for members in officers(self.problem, self.meeting.needs).values():
            found &= calendars.starts_of_any(members, place, length)
        if here.hosted:
            found &= calendars.starts_of_any(self.case.advisors, place, length)
        for one in (*self.pinned, *self.others):
            day = self.timeline.days_between(one.day, one.day)
            beside = self._beside(one) if one in self.others and one.place == place else 0
            found &= beside if one in self.others and self._torn(one) else ~day | beside
        return found

    def _torn(self, one: Appointment) -> bool:
        """Whether the meeting has left a wait behind that is too long: then no place is lawful but between the others."""
        return any(after.start - before.end > self.problem.policy.max_wait_minutes for before, after in pairwise(one.in_order))

    def _beside(self, joined: Appointment) -> int:
        """The starts on its day from which the meeting could be one more of the appointment's."""
        found = 0
        for low, high in runs(self.timeline.days_between(joined.day, joined.day) & self.calendars.everything):
            for slot in range(low, high):
                start = self.timeline.minutes(slot)
                times = sorted([*((held.start, held.end) for held in joined.meetings), (start, start + self.meeting.minutes)])
                gaps = [after - before for (_, before), (after, _) in pairwise(times)]
                policy = self.problem.policy
                if times[-1][1] - times[0][0] <= policy.max_appointment_minutes and all(
                    0 <= gap <= policy.max_wait_minutes for gap in gaps
                ):
                    found |= 1 << slot
        return found

    def _in_order(self) -> int:
        """The starts that what comes before and after the meeting allows, where that stands; 0: something before it does not."""
        held = {one.meeting: one for whole in (*self.pinned, *self.others) for one in whole.meetings}
        stands = {one.meeting for pin in self.pinned for one in pin.meetings}
        positions, found = self.problem.position_by_day, self.calendars.everything
        for after in self.meeting.after:
            other = held.get(after.meeting)
            if other is None:
                return 0
            slot = self.timeline.slot(other.end)
            first = (positions[_day(other.start)] + after.working_days) * self.timeline.stride
            low = first if after.working_days or slot is None else slot
            found &= -1 << low
        for meeting in self.case.meetings:
            other = held.get(meeting.id)
            for after in meeting.after:
                if after.meeting == self.meeting.id and other is not None and meeting.id not in stands:
                    slot = self.timeline.slot(other.start)
                    last = (positions[_day(other.start)] - after.working_days + 1) * self.timeline.stride
                    high = last if after.working_days or slot is None else slot - self._length + 1
                    found &= (1 << max(high, 0)) - 1
        return found


def _without(one: Appointment, meeting: str) -> Appointment | None:
    """The appointment without the meeting; None: it held no other."""
    rest = tuple(held for held in one.in_order if held.meeting != meeting)
    if not rest:
        return None
    return replace(one, meetings=rest, start=rest[0].start, end=max(held.end for held in rest))


def _day(minutes: int) -> int:
    return minutes // MINUTES_A_DAY
