"""A plan that was told and no longer fits the world, put right with the fewest customers told. The order of the goals says how.

What still stands as it is, with other people if need be, is not touched (`reseating`). Only the cases that lose an
appointment, and those with meetings that have no place, are placed anew, each exactly by `fit` among everything else as it
stands, so that they keep what can be kept. Where that leaves something unplaced that alone would have a place, those who
stand in its way are asked too: then they may move, at the price of goal 2.

The bound on goal 2 is made of two statements. What a day keeps at best is true of every plan, see `reseating`. What a case
loses at least if it had the calendar to itself is true of plans that leave no more of it unplaced than it must; so it is
used only where as little is unplaced as all cases need, for then each leaves just its own.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from solver.bounds import earliest_done, fewest_appointments
from solver.calendars import Calendars, officers
from solver.changes import following
from solver.check import complete, score
from solver.explain import Reasons
from solver.fit import fit
from solver.plan import MINUTES_A_DAY, Appointment, Plan
from solver.problem import Case, Meeting, Previous, Problem, alone
from solver.question import APPOINTMENTS, CHANGES, UNPLACED, Effort, Found
from solver.reseating import by_day, most_kept, reseated
from solver.rules import customer, order, together, window
from solver.search import Budget, finished, solve
from solver.standing import Standing

_ABOUT_THE_CASE = (together, customer, window, order)
_TURN_SECONDS = 1.0  # for one case: nearly all need a hundredth
_MOST_TURNS = 4  # for each open case: after two, hardly anything changes
_AT_ONCE = 8  # are asked to step aside together
_SEARCH, _PROOF = 0.6, 0.85  # of the time: until when is placed, until when bounds are proved; the rest for the referee


def having_told(problem: Problem, told: Iterable[Appointment]) -> Problem:
    """The problem in which just these appointments have been told to the customers, as far as they are not pinned."""
    pinned = {pin.id for pin in problem.pinned}
    previous = tuple(Previous(one.case, one.place, one.start, one.end) for one in told if one.id not in pinned)
    return replace(problem, previous=previous)


def lawful_by_itself(problem: Problem, case_id: str, made: Iterable[Appointment]) -> bool:
    """Whether these appointments of a case, with what is pinned of it, break no rule, whoever else comes and is free."""
    asked = alone(problem, problem.case_by_id[case_id])
    standing = Standing(asked, complete(asked, (*asked.pinned, *made)))
    return not any(True for rule in _ABOUT_THE_CASE for _ in rule.violations(standing))


def replan(problem: Problem, told: Iterable[Appointment], budget: Budget) -> Plan:
    """The best plan found of a problem that is `having_told` these appointments of its cases; pinned ones among them stand.

    Appointments that follow a told one bear its id. Within about `budget.seconds`; raises RefereeError like `solve`.
    """
    began = time.monotonic()
    run = _Replanning(problem, tuple(told), budget, began)
    run.place_anew()
    run.make_room()
    made = (*problem.pinned_here, *following(run.told, run.made, [pin.id for pin in problem.pinned]))
    why = Reasons(problem, run.base, made, run.late)
    return finished(problem, Found(made, run.bounds(made)), why, budget, began)


class _Replanning:
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
        self.touched: set[int] = set()
        self._scarce: dict[int, frozenset[str]] = {}
        self._floors: dict[str, tuple[int, int]] = {}
        standing = self._standing()
        for one in standing:
            self.hand[one.case] += (one,)
            self.calendars.take(one)
        stays = {one.id for one in standing}
        self.unsettled = {one.case for one in self.told if one.id not in stays}

    @property
    def made(self) -> tuple[Appointment, ...]:
        return tuple(one for made in self.hand.values() for one in made)

    def place_anew(self) -> None:
        """The open cases in turns, those first whose time is up first, until no turn betters anything."""
        waiting = self._open()
        for _ in range(_MOST_TURNS):
            bettered = [id for id in waiting if not self._over and self._turn(id)]
            if not bettered:
                break
            waiting = [id for id in waiting if self._values(id)[:APPOINTMENTS] > self._floor(id)]
        if self._over:
            self.late = frozenset(waiting)
        for id in self.unsettled:
            self._set(id, _in_order(alone(self.problem, self.problem.case_by_id[id]), self.hand[id]))

    def make_room(self) -> None:
        """Where more is unplaced or lost than alone: one after the other who has the people it could use steps aside; and where
        something is unplaced then, some of them at once.
        """
        for id in self._open():
            rivals = self._rivals(id)
            for rival in rivals:
                if self._over or self._values(id)[:APPOINTMENTS] <= self._floor(id):
                    break
                self._step_aside(id, rival)
            for first in range(0, len(rivals), _AT_ONCE):
                if self._over or self._values(id)[UNPLACED] <= self._floor(id)[UNPLACED]:
                    break
                self._together([id, *rivals[first : first + _AT_ONCE]])

    def bounds(self, made: Sequence[Appointment]) -> tuple[int | None, ...]:
        """Proven, each among the plans as good as `made` on the goals before."""
        values = score(self.problem, complete(self.problem, made))
        least = sum(self._floor(id)[UNPLACED] for id in self._open())
        proved = values[UNPLACED] == least
        lost = {id: floor[CHANGES] for id, floor in self._floors.items() if floor[CHANGES]} if proved else {}
        changes = self._lost_at_least(lost, {}) if values[CHANGES] else 0
        if proved and changes < values[CHANGES]:
            changes = max(changes, self._lost_at_least(lost, self._only_there()))
        if values[UNPLACED]:
            return least, changes, None, None, 0
        appointments = sum(fewest_appointments(self.problem, case) for case in self.problem.cases)
        return least, changes, appointments, sum(earliest_done(self.problem, case) for case in self.problem.cases), 0

    def _lost_at_least(self, lost: dict[str, int], only_there: dict[str, list[str]]) -> int:
        theirs = {one.case for one in self.told if one.id in only_there} | lost.keys()
        asked = [one for one in self.told if one.day in self.touched or one.case in theirs]
        return len(asked) - most_kept(self.problem, self.base, asked, lost, only_there)

    def _only_there(self) -> dict[str, list[str]]:
        """The meetings, of departments that lack somebody that day, that an appointment holds if the case keeps all promises
        and leaves no more unplaced than it must: alone with the calendar it could not have them on another day.
        """
        found: dict[str, list[str]] = {}
        for one in self.told:
            case = self.problem.case_by_id[one.case]
            for held in one.meetings if one.day in self.touched else ():
                meeting = case.meeting_by_id.get(held.meeting)
                scarce = meeting and not self._scarce[one.day].isdisjoint(meeting.needs)
                if meeting and scarce and not self._elsewhere(case, meeting, one.day):
                    found.setdefault(one.id, []).append(meeting.id)
        return found

    def _elsewhere(self, case: Case, meeting: Meeting, day: int) -> bool:
        """Whether the meeting could be on an earlier or a later day, all promises kept; True also where time was up."""
        if time.monotonic() > self.proof_until:
            return True
        earlier = replace(meeting, latest_day=min(day - 1, meeting.latest_day))
        later = replace(meeting, earliest_day=max(day + 1, meeting.earliest_day))
        for moved in (earlier, later):
            if moved.earliest_day <= moved.latest_day:
                others = tuple(moved if other.id == meeting.id else other for other in case.meetings)
                bounds = fit(alone(self.problem, replace(case, meetings=others)), self.base, self._turn_effort).bounds
                if (bounds[UNPLACED] or 0, bounds[CHANGES] or 0) <= (self._floor(case.id)[UNPLACED], 0):
                    return True
        return False

    def _standing(self) -> tuple[Appointment, ...]:
        """Those told appointments that stand: on most days all as they are, on the others as many as can be."""
        broken = self._broken_in_themselves()
        days = by_day(one for one in self.told if one.case not in broken)
        found: list[Appointment] = []
        for day, of_day in days.items():
            calendars, whole = self.base.copy(), True
            for one in of_day:
                whole = whole and calendars.holds(one)
                calendars.take(one)
            if not whole:
                self.touched.add(day)
                self._scarce[day] = self._missing(of_day)
            found += of_day if whole else reseated(self.problem, self.base, of_day, self._scarce[day], self.budget.seed)
        return tuple(found)

    def _missing(self, of_day: Iterable[Appointment]) -> frozenset[str]:
        """The departments of which somebody cannot do on that day what was told."""
        team = {member.id: member.departments for member in self.problem.staff}
        found: set[str] = set()
        for one in of_day:
            for held in one.meetings:
                needs = self.problem.case_by_id[one.case].meeting_by_id[held.meeting].needs
                if not self.base.holds(replace(one, advisor=None, meetings=(held,))):
                    found.update(need for who in held.staff for need in team.get(who, ()) if need in needs)
        return frozenset(found)

    def _broken_in_themselves(self) -> frozenset[str]:
        """The cases of which what was told breaks a rule whoever else comes: their deadline, order or hours are new."""
        by_case: dict[str, list[Appointment]] = {}
        for one in self.told:
            by_case.setdefault(one.case, []).append(one)
        return frozenset(id for id, theirs in by_case.items() if not lawful_by_itself(self.problem, id, theirs))

    def _open(self) -> list[str]:
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
        tried = [(*stays, *_new(beside, fit(beside, self.calendars, self._turn_effort).appointments))]
        self._set(id, ())
        if _values(asked, tried[0])[UNPLACED]:
            unpromised = replace(asked, previous=())
            tried.append(_new(asked, fit(unpromised, self.calendars, self._turn_effort).appointments))
        best = min(tried, key=lambda made: _values(asked, made))
        hopeless = was is not None and _values(asked, best)[UNPLACED] >= was[UNPLACED] > self._floor(id)[UNPLACED]
        if not hopeless and _values(asked, best)[:APPOINTMENTS] > self._floor(id):
            careful = _new(asked, fit(asked, self.calendars, self._turn_effort).appointments)
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

    def _floor(self, id: str) -> tuple[int, int]:
        """What the case leaves unplaced and what it loses at least, had it the calendar to itself."""
        if id not in self._floors:
            bounds = fit(alone(self.problem, self.problem.case_by_id[id]), self.base, self._turn_effort).bounds
            self._floors[id] = bounds[UNPLACED] or 0, bounds[CHANGES] or 0
        return self._floors[id]

    @property
    def _turn_effort(self) -> Effort:
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
