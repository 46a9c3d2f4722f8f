"""On which days each meeting could lie if its case had the whole calendar to itself, and how long it takes people then.

A relaxation, so that a bound may rest on it: more days than can be, and no more time than must be. Days are tightened by
what comes before, for that must be placed; never by what comes after, for that may stay unplaced.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

from solver.calendars import Calendars, officers, runs, union
from solver.fit.needs import filled
from solver.problem import Case, Meeting, Place, Problem, Stretch


@dataclass(frozen=True)
class Asked:
    """A meeting that is not pinned. `places`: place -> ascending positions of working days; those with no day are left out.

    `after`: what it comes after, if that is not pinned -> how many positions later at least.
    `sharing`: place -> the needs of each meeting of the case that could share an appointment there, its own first.
    """

    case: Case
    meeting: Meeting
    length: int
    places: dict[str, tuple[int, ...]]
    days: tuple[int, ...]
    after: dict[str, int]
    sharing: dict[str, list[tuple[str, ...]]]

    def taken(self, place: Place, travel: int, needs: Collection[str] | None) -> int:
        """The slots that somebody is taken for this meeting at least: the host, or whoever fills one of `needs`.

        Travel is paid once an appointment; so each meeting that could share one pays its part, rounded down.
        """
        others = self.sharing[place.id]
        sharing = len(others) if needs is None else sum(not set(needs).isdisjoint(other) for other in others)
        return self.length + 2 * travel // sharing


class Demand:
    """The meetings of all cases, each case's in an order in which what comes before stands before."""

    def __init__(self, problem: Problem, calendars: Calendars) -> None:
        self.problem, self.calendars = problem, calendars
        self.fills = officers(problem, {need: None for case in problem.cases for one in case.meetings for need in one.needs})
        self._known: dict[object, tuple[int, ...]] = {}
        self.all = [one for case in problem.cases for one in self._of(case)]

    def _of(self, case: Case) -> Iterator[Asked]:
        problem, days = self.problem, self.problem.working_days
        pinned = {
            held.meeting: problem.position_by_day[pin.day]
            for pin in problem.pinned_here
            if pin.case == case.id
            for held in pin.meetings
        }
        order = TopologicalSorter({one.id: [after.meeting for after in one.after] for one in case.meetings}).static_order()
        free = [case.meeting_by_id[id] for id in order if id not in pinned]
        done: dict[str, Asked] = {}
        for meeting in free:
            first, last = bisect_left(days, meeting.earliest_day), bisect_right(days, meeting.latest_day) - 1
            lags: dict[str, int] = {}
            for after in meeting.after:
                if after.meeting in pinned:
                    first = max(first, pinned[after.meeting] + after.working_days)
                    continue
                apart = set(meeting.places).isdisjoint(case.meeting_by_id[after.meeting].places)  # then never one day's
                lags[after.meeting] = max(after.working_days, int(apart))
            first = max(
                [first, *(done[before].days[0] + lag if done[before].days else len(days) for before, lag in lags.items())]
            )
            places = {
                place: some
                for place in dict.fromkeys(meeting.places)
                if (some := tuple(day for day in self._days(case, meeting, problem.place_by_id[place]) if first <= day <= last))
            }
            sharing = {
                place: [meeting.needs, *(one.needs for one in free if one is not meeting and place in one.places)]
                for place in places
            }
            somewhere = tuple(sorted(set().union(*places.values())))
            length = self.calendars.timeline.length(meeting.minutes)
            done[meeting.id] = Asked(case, meeting, length, places, somewhere, lags, sharing)
        yield from done.values()

    def _days(self, case: Case, meeting: Meeting, place: Place) -> tuple[int, ...]:
        """The positions on which the meeting alone could start somewhere, whatever its own window."""
        hosts = case.advisors if place.hosted else None
        key = hosts, case.customer_windows, meeting.needs, meeting.minutes, place.id
        if key not in self._known:
            self._known[key] = self._where(hosts, case.customer_windows, meeting, place)
        return self._known[key]

    def _where(
        self, hosts: tuple[str, ...] | None, windows: tuple[Stretch, ...] | None, meeting: Meeting, place: Place
    ) -> tuple[int, ...]:
        if hosts is None and not meeting.needs:
            return ()
        calendars, timeline = self.calendars, self.calendars.timeline
        length = timeline.length(meeting.minutes)
        if meeting.minutes > self.problem.policy.max_appointment_minutes:
            return ()
        found = calendars.everything if hosts is None else calendars.starts_of_any(hosts, place.id, length)
        if windows is not None:
            found &= union(timeline.bits(one.start, one.end) for one in windows)
        found &= ~calendars.full(place.id)
        if meeting.needs:
            fills = {need: self.fills[need] for need in meeting.needs}
            sits = {one: calendars.starts(one, place.id, length) for some in fills.values() for one in some}
            found &= filled(meeting.needs, fills, sits)
        stride = timeline.stride
        return tuple(sorted({day for low, high in runs(found) for day in range(low // stride, (high - 1) // stride + 1)}))
