"""Placing anew: the plan in hand, a turn for each open case among all others, and room made for those that fare worse so."""

import time
from collections.abc import Iterable
from dataclasses import replace

from solver.budget import Budget
from solver.calendars import Calendars, officers
from solver.check import complete, score
from solver.fit import fit
from solver.plan import MINUTES_A_DAY, Appointment
from solver.problem import Problem, alone
from solver.question import APPOINTMENTS, CHANGES, UNPLACED, Effort
from solver.replan.stood import Stood
from solver.search import solve

_TURN_SECONDS = 1.0  # for one case: nearly all need a hundredth
_MOST_TURNS = 4  # for each open case: after two, hardly anything changes
_AT_ONCE = 8  # are asked to step aside together
_SEARCH, _PROOF = 0.6, 0.85  # of the time: until when is placed, until when bounds are proved; the rest for the referee


class Replanning:
    """`hand`: by case the appointments it has now, pinned ones left out; `calendars` hold these, `base` what is pinned.

    `unsettled`: cases that have lost an appointment and had no turn yet; what they have left may break the order.
    """

    def __init__(self, problem: Problem, told: tuple[Appointment, ...], budget: Budget, began: float) -> None:
        self.problem, self.budget = problem, budget
        self.until, self.proof_until = (began + share * budget.seconds for share in (_SEARCH, _PROOF))
        pinned = {pin.id for pin in problem.pinned}
        self.told = tuple(one for one in told if one.id not in pinned)
        self.base = Calendars(problem)
        self.calendars = self.base.copy()
        self.hand: dict[str, tuple[Appointment, ...]] = {case.id: () for case in problem.cases}
        self.late: frozenset[str] = frozenset()
        self.floors: dict[str, tuple[int, int]] = {}
        stood = Stood(problem, self.told, self.base, budget.seed)
        self.scarce = stood.scarce
        for one in stood.standing:
            self.hand[one.case] += (one,)
            self.calendars.take(one)
        stays = {one.id for one in stood.standing}
        self.unsettled = {one.case for one in self.told if one.id not in stays}

    @property
    def made(self) -> tuple[Appointment, ...]:
        return tuple(one for made in self.hand.values() for one in made)

    def place_anew(self) -> None:
        """The open cases in turns, those first whose time is up first, until no turn betters anything."""
        waiting = self.open()
        for _ in range(_MOST_TURNS):
            bettered = [id for id in waiting if not self._over and self._turn(id)]
            if not bettered:
                break
            waiting = [id for id in waiting if self._values(id)[:APPOINTMENTS] > self.floor(id)]
        if self._over:
            self.late = frozenset(waiting)
        for id in self.unsettled:
            self._set(id, _in_order(alone(self.problem, self.problem.case_by_id[id]), self.hand[id]))

    def make_room(self) -> None:
        """Where more is unplaced or lost than alone: one after the other who has the people it could use steps aside; and where
        something is unplaced then, some of them at once.
        """
        for id in self.open():
            rivals = self._rivals(id)
            for rival in rivals:
                if self._over or self._values(id)[:APPOINTMENTS] <= self.floor(id):
                    break
                self._step_aside(id, rival)
            for first in range(0, len(rivals), _AT_ONCE):
                if self._over or self._values(id)[UNPLACED] <= self.floor(id)[UNPLACED]:
                    break
                self._together([id, *rivals[first : first + _AT_ONCE]])

    def open(self) -> list[str]:
        """The cases that lack something: a told appointment, or a place for a meeting. Soonest deadline first."""
        stands = {(one.case, one.place, one.start, one.end) for one in self.made}
        lost = {told.case for told in self.problem.previous if (told.case, told.place, told.start, told.end) not in stands}
        held = {(one.case, meeting.meeting) for one in (*self.problem.pinned_here, *self.made) for meeting in one.meetings}
        first: dict[str, int] = {}
        for case in self.problem.cases:
            left = [meeting.latest_day for meeting in case.meetings if (case.id, meeting.id) not in held]
            if left or case.id in lost:
                first[case.id] = min(left, default=self.problem.working_days[-1])
        return sorted(first, key=lambda id: (first[id], id))

    def _turn(self, id: str) -> bool:
        """The case placed anew among all others; whether that betters it.

        Looking for the fewest broken promises takes by far the longest, so first come two that are quick: all that still
        stands stays and the rest is placed beside it; or nothing was ever promised, which leaves the least unplaced.
        """
        asked = alone(self.problem, self.problem.case_by_id[id])
        before = self.hand[id]
        was = None if id in self.unsettled else _values(asked, before)
        stays = _in_order(asked, before)
        self._set(id, stays)
        beside = replace(asked, pinned=(*asked.pinned, *stays), previous=())
        tried = [(*stays, *_new(beside, fit(beside, self.calendars, self.effort).appointments))]
        self._set(id, ())
        if _values(asked, tried[0])[UNPLACED]:
            unpromised = replace(asked, previous=())
            tried.append(_new(asked, fit(unpromised, self.calendars, self.effort).appointments))
        best = min(tried, key=lambda made: _values(asked, made))
        hopeless = was is not None and _values(asked, best)[UNPLACED] >= was[UNPLACED] > self.floor(id)[UNPLACED]
        if not hopeless and _values(asked, best)[:APPOINTMENTS] > self.floor(id):
            careful = _new(asked, fit(asked, self.calendars, self.effort).appointments)
            best = min(best, careful, key=lambda made: _values(asked, made))
        better = was is None or _values(asked, best) < was
        self._set(id, best if better else before)
        self.unsettled.discard(id)
        return better

    def _together(self, ids: list[str]) -> None:
        """These cases placed as one problem, everybody else pinned; taken only if it betters them together."""
        others = tuple(one for id, made in self.hand.items() if id not in ids for one in made)
        pinned_here = tuple(pin for pin in self.problem.pinned_here if pin.case in ids)
        elsewhere = tuple(pin for pin in self.problem.pinned if pin.case not in ids)
        names = (f"stands-{number}" for number in range(len(others)))
        asked = replace(
            self.problem,
            cases=tuple(self.problem.case_by_id[id] for id in ids),
            pinned=(*pinned_here, *elsewhere, *(replace(one, id=name) for one, name in zip(others, names, strict=True))),
            previous=tuple(told for told in self.problem.previous if told.case in ids),
        )
        left = max(self.until - time.monotonic(), 0.1)
        found = solve(asked, Budget(left / 2, self.budget.workers, self.budget.seed, second_opinion=False), "auto")
        made = _new(asked, found.appointments)
        if _values(asked, made) < _values(asked, tuple(one for id in ids for one in self.hand[id])):
            for id in ids:
                self._set(id, ())
            for id in ids:
                self._set(id, tuple(one for one in made if one.case == id))

    def _step_aside(self, id: str, rival: str) -> None:
        """The case placed before its rival instead of beside it; taken only if it betters the two."""
        was, before = self._sum((id, rival)), {one: self.hand[one] for one in (id, rival)}
        self._set(rival, ())
        if self._turn(id):
            self._turn(rival)
        if not self._sum((id, rival)) < was:
            for one in before:  # nobody may be taken twice on the way, or what is released later is not free
                self._set(one, ())
            for one, made in before.items():
                self._set(one, made)

    def _sum(self, ids: Iterable[str]) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(self._values(id) for id in ids), strict=True)))

    def _rivals(self, id: str) -> list[str]:
        """Those who have the people the case lacks: where what was told is lost, at that time; where a meeting is unplaced, on
        any day that would do. The soonest first.
        """
        case = self.problem.case_by_id[id]
        held = {meeting.meeting for one in self.hand[id] for meeting in one.meetings}
        stands = {(one.place, one.start, one.end) for one in self.hand[id]}
        lost = [one for one in self.told if one.case == id and (one.place, one.start, one.end) not in stands]
        wanted = [(one.start, one.end, self._lacking(one)) for one in lost]
        for meeting in case.meetings:
            if meeting.id not in held:
                useful = {member.id for member in self.problem.staff if set(member.departments) & set(meeting.needs)}
                first, until = meeting.earliest_day * MINUTES_A_DAY, (meeting.latest_day + 1) * MINUTES_A_DAY
                wanted.append((first, until, useful | set(case.advisors)))
        found: dict[str, int] = {}
        for one in self.made:
            there = {one.advisor, *(who for other in one.meetings for who in other.staff)}
            if one.case != id and any(one.start < end and start < one.end and there & useful for start, end, useful in wanted):
                found[one.case] = min(found.get(one.case, one.start), one.start)
        return sorted(found, key=lambda rival: (found[rival], rival))

    def _lacking(self, one: Appointment) -> set[str]:
        """Who could do in the appointment what nobody is free for; everybody who could come, where that is not the reason."""
        case = self.problem.case_by_id[one.case]
        pools = [(case.advisors, one.start, one.end)]
        for held in one.meetings:
            team = officers(self.problem, case.meeting_by_id[held.meeting].needs)
            pools += [(pool, held.start, held.end) for pool in team.values()]
        timeline = self.calendars.timeline

        def nobody(pool: Iterable[str], start: int, end: int) -> bool:
            free = self.calendars.starts_of_any(pool, one.place, timeline.length(end - start))
            return not free >> (timeline.slot(start) or 0) & 1

        lacking = {who for pool, start, end in pools if nobody(pool, start, end) for who in pool}
        return lacking or {who for pool, _, _ in pools for who in pool}

    def _set(self, id: str, made: tuple[Appointment, ...]) -> None:
        for one in self.hand[id]:
            self.calendars.release(one)
        for one in made:
            self.calendars.take(one)
        self.hand[id] = made

    def _values(self, id: str) -> tuple[int, ...]:
        return _values(alone(self.problem, self.problem.case_by_id[id]), self.hand[id])

    def floor(self, id: str) -> tuple[int, int]:
        """What the case leaves unplaced and what it loses at least, had it the calendar to itself."""
        if id not in self.floors:
            bounds = fit(alone(self.problem, self.problem.case_by_id[id]), self.base, self.effort).bounds
            self.floors[id] = bounds[UNPLACED] or 0, bounds[CHANGES] or 0
        return self.floors[id]

    @property
    def effort(self) -> Effort:
        return Effort(min(self.proof_until, time.monotonic() + _TURN_SECONDS), self.budget.seed, confirm=False)

    @property
    def _over(self) -> bool:
        return time.monotonic() > self.until


def _new(asked: Problem, made: Iterable[Appointment]) -> tuple[Appointment, ...]:
    pinned = {pin.id for pin in asked.pinned}
    return tuple(one for one in made if one.id not in pinned)


def _in_order(asked: Problem, made: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
    """Without those that hold a meeting of which one that comes before is not held any more, and so on."""
    while True:
        held = {meeting.meeting for one in (*asked.pinned_here, *made) for meeting in one.meetings}
        (case,) = asked.cases
        lacking = {one.id for one in case.meetings if any(after.meeting not in held for after in one.after)}
        left = tuple(one for one in made if not any(meeting.meeting in lacking for meeting in one.meetings))
        if left == made:
            return made
        made = left


def _values(asked: Problem, made: Iterable[Appointment]) -> tuple[int, ...]:
    return score(asked, complete(asked, (*asked.pinned_here, *made)))
