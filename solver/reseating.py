"""How many appointments that were told can stand on a day, and with whom: all of the day looked at together.

Two questions to CP-SAT, alike but for what stands inside an appointment. *As they are*: the meetings it has, hosts and
officers exchanged at will, and in another order where people are scarce; the answer is a way to keep them. *At best*: only
what every lawful appointment of that case, place, start and end has: a host, a meeting that begins with it and one that
ends with it. Whatever a plan does elsewhere, and whatever it leaves unplaced, it keeps no more promises of a day than the
second answer says; so what is missing from that is a lower bound on goal 2. Source: docs/problem.md, goal 2, rules 2 to 7.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ortools.sat.python import cp_model

from solver.calendars import Calendars, officers
from solver.plan import MINUTES_A_DAY, Appointment, HeldMeeting
from solver.problem import Case, Meeting, Problem

_SECONDS = 2.0  # for one question; a day of 80 appointments takes a twentieth
_STANDS = 10_000  # one appointment more is worth any number of other people
Literal = cp_model.IntVar


def reseated(
    problem: Problem, calendars: Calendars, told: Collection[Appointment], scarce: Collection[str] = (), seed: int = 0
) -> tuple[Appointment, ...]:
    """Of these appointments of one day as many as can stand together at their times, with the least change of people.

    `calendars` hold what is pinned and none of these. Those that need a department of `scarce` may be held in another order.
    """
    day = _Day(problem, calendars, told)
    for one in told:
        case = problem.case_by_id[one.case]
        if day.compact(one) and any(need in scarce for held in one.meetings for need in case.meeting_by_id[held.meeting].needs):
            day.in_any_order(one)
        else:
            day.as_it_is(one)
    return day.kept(seed)


def most_kept(
    problem: Problem,
    calendars: Calendars,
    told: Collection[Appointment],
    least_lost: Mapping[str, int],
    only_there: Mapping[str, Collection[str]],
) -> int:
    """No plan keeps more of these promises (case, place, start, end), of those plans at least of which it is true what is
    given: `least_lost`, of a case's promises, how many at least are lost; `only_there`, by id of an appointment, meetings
    that it holds if all promises of its case are kept, all of which must be among `told` then.
    """
    day = _Day(problem, calendars, told)
    for one in told:
        day.at_best(one, only_there.get(one.id, ()))
    for case, lost in least_lost.items():
        theirs = [day.stands[one.id] for one in told if one.case == case]
        if theirs:
            day.model.add(sum(theirs) <= max(len(theirs) - lost, 0))
    return day.most()


class _Day:
    """The model: what stands, and who is taken by it when. At places with travel an officer is taken over it, too."""

    def __init__(self, problem: Problem, calendars: Calendars, told: Collection[Appointment]) -> None:
        self.problem, self.calendars, self.told = problem, calendars, tuple(told)
        self.model = cp_model.CpModel()
        self.stands = {one.id: self.model.new_bool_var(one.id) for one in told}
        self.hosts: dict[str, dict[str, Literal]] = {}
        self.seats: dict[tuple[str, str, int], dict[str, Literal]] = {}  # appointment, meeting, which of its needs
        self._taken: dict[str, list[cp_model.IntervalVar]] = defaultdict(list)
        self._begins: dict[tuple[str, str], cp_model.IntVar] = {}  # appointment, meeting; where it may be held at another time
        self._pinned = {(pin.case, held.meeting) for pin in problem.pinned_here for held in pin.meetings}
        for one in told:
            self._hosted(one)
        self._rooms()

    def compact(self, one: Appointment) -> bool:
        """Whether its meetings may follow in any order without somebody waiting too long, for nobody has to travel to it."""
        spare = one.end - one.start - sum(held.end - held.start for held in one.meetings)
        return spare <= self.problem.policy.max_wait_minutes and not self.problem.place_by_id[one.place].travel_minutes

    def in_any_order(self, one: Appointment) -> None:
        """The same meetings from its start to its end, in an order that they allow."""
        case, stands = self.problem.case_by_id[one.case], self.stands[one.id]
        if not _customer_can(self.problem, case, one):
            self.model.add(stands == 0)
        parts: list[cp_model.IntervalVar] = []
        begin: dict[str, cp_model.IntVar] = {}
        for held in one.meetings:
            meeting = case.meeting_by_id[held.meeting]
            if not meeting.earliest_day <= one.day <= meeting.latest_day:
                self.model.add(stands == 0)
            begin[meeting.id] = self._begins[one.id, meeting.id] = self._somewhere(one, meeting, stands, parts)
        for held in one.meetings:
            for after in case.meeting_by_id[held.meeting].after:
                if after.meeting in begin:
                    before = begin[after.meeting] + case.meeting_by_id[after.meeting].minutes
                    self.model.add(begin[held.meeting] >= before).only_enforce_if(stands)
        self.model.add_no_overlap(parts)
        first, last = self.model.new_int_var(one.start, one.end, ""), self.model.new_int_var(one.start, one.end, "")
        self.model.add_min_equality(first, list(begin.values()))
        self.model.add_max_equality(last, [at + case.meeting_by_id[id].minutes for id, at in begin.items()])
        self.model.add(first == one.start).only_enforce_if(stands)
        self.model.add(last == one.end).only_enforce_if(stands)

    def as_it_is(self, one: Appointment) -> None:
        """Every meeting at its time, by officers who are free then; at a place with travel each is taken for all of it, which
        is more than they may be: a way found so is lawful all the more.
        """
        case, travel = self.problem.case_by_id[one.case], self.problem.place_by_id[one.place].travel_minutes
        stands = self.stands[one.id]
        if not _customer_can(self.problem, case, one):
            self.model.add(stands == 0)
        all_of: dict[str, list[Literal]] = defaultdict(list)
        for held in one.meetings:
            meeting = case.meeting_by_id[held.meeting]
            if not meeting.earliest_day <= one.day <= meeting.latest_day:
                self.model.add(stands == 0)
            start, length = (one.start, one.end - one.start) if travel else (held.start, held.end - held.start)
            for who, literal in self._team(one, meeting, start, length, stands):
                all_of[who].append(literal)
                if not travel:
                    self._take(who, start, length, literal)
        if travel:
            for who, literals in all_of.items():
                there = self.model.new_bool_var("")
                self.model.add_max_equality(there, literals)
                self._take(who, one.start - travel, one.end - one.start + 2 * travel, there)

    def at_best(self, one: Appointment, inside: Collection[str]) -> None:
        """A meeting of the case begins it and one ends it, and those `inside` are somewhere in it."""
        case, place = self.problem.case_by_id[one.case], self.problem.place_by_id[one.place]
        stands, whole = self.stands[one.id], one.end - one.start
        too_long = whole > self.problem.policy.max_appointment_minutes
        if too_long or not _customer_can(self.problem, case, one):
            self.model.add(stands == 0)
            return
        first: list[Literal] = []
        last: list[Literal] = []
        parts: list[cp_model.IntervalVar] = []
        for meeting in case.meetings:
            if not self._may_be_in(one, case, meeting):
                if meeting.id in inside:
                    self.model.add(stands == 0)
                continue
            latest = one.end - meeting.minutes
            if meeting.id in inside:
                begins, ends = self._inside(one, meeting, parts)
            else:
                begins = self._held(one, meeting, one.start)
                ends = begins if latest == one.start else self._held(one, meeting, latest, takes=not place.travel_minutes)
                for literal, start in {(begins, one.start), (ends, latest)}:
                    parts.append(self.model.new_optional_fixed_size_interval_var(start, meeting.minutes, literal, ""))
            if latest != one.start:
                self.model.add_at_most_one(begins, ends)
            first.append(begins)
            last.append(ends)
        self.model.add_no_overlap(parts)
        self.model.add(sum(first) == stands)
        self.model.add(sum(last) == stands)

    def kept(self, seed: int) -> tuple[Appointment, ...]:
        cp_solver = self._answered(sum([_STANDS * literal for literal in self.stands.values()] + self._strangers()), seed)
        if cp_solver is None:
            return ()
        return tuple(self._as_seated(one, cp_solver) for one in self.told if cp_solver.boolean_value(self.stands[one.id]))

    def most(self) -> int:
        self._asked(sum(self.stands.values()))
        cp_solver = _solver()
        status = cp_solver.solve(self.model)
        proved = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return min(int(cp_solver.best_objective_bound + 1e-6), len(self.told)) if proved else len(self.told)

    def _may_be_in(self, one: Appointment, case: Case, meeting: Meeting) -> bool:
        place = self.problem.place_by_id[one.place]
        return (
            one.place in meeting.places
            and (case.id, meeting.id) not in self._pinned
            and meeting.earliest_day <= one.day <= meeting.latest_day
            and meeting.minutes <= one.end - one.start
            and (place.hosted or bool(meeting.needs))
        )

    def _held(self, one: Appointment, meeting: Meeting, start: int, takes: bool = True) -> Literal:
        """Whether the meeting is held there; then its officers are taken. At a place with travel the same one may sit in the
        first and in the last, and is taken once, so there the last takes nobody.
        """
        held, travel = self.model.new_bool_var(""), self.problem.place_by_id[one.place].travel_minutes
        for who, literal in self._team(one, meeting, start, meeting.minutes, held):
            if takes:
                self._take(who, start - travel, meeting.minutes + 2 * travel, literal)
        return held

    def _inside(self, one: Appointment, meeting: Meeting, parts: list[cp_model.IntervalVar]) -> tuple[Literal, Literal]:
        """The meeting somewhere in the appointment, unless a promise of the case is lost; whether it begins it, or ends it."""
        there, latest = self.model.new_bool_var(""), one.end - meeting.minutes
        self.model.add_implication(there, self.stands[one.id])
        self.model.add_bool_or([there, *(self.stands[other.id].negated() for other in self.told if other.case == one.case)])
        start = self._somewhere(one, meeting, there, parts)
        begins, ends = self.model.new_bool_var(""), self.model.new_bool_var("")
        for literal, at in ((begins, one.start), (ends, latest)):
            self.model.add_implication(literal, there)
            self.model.add(start == at).only_enforce_if(literal)
        if latest == one.start:
            self.model.add(begins == ends)
        return begins, ends

    def _somewhere(
        self, one: Appointment, meeting: Meeting, there: Literal, parts: list[cp_model.IntervalVar]
    ) -> cp_model.IntVar:
        """The begin of a meeting that is held at some time of the appointment, if it is there; one of `parts` of that.

        Its officers are taken for the meeting alone, travel left out: one may sit in several.
        """
        length, latest = meeting.minutes, one.end - meeting.minutes
        grid = self.problem.grid_minutes
        start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(list(range(one.start, latest + 1, grid))), "")
        parts.append(self.model.new_optional_fixed_size_interval_var(start, length, there, ""))
        chosen: dict[str, list[Literal]] = defaultdict(list)
        for number, need in enumerate(meeting.needs):
            seat: dict[str, Literal] = {}
            for who in officers(self.problem, [need])[need]:
                free = [at for at in range(one.start, latest + 1, grid) if self._free(who, one.place, at, length)]
                if free:
                    seat[who] = self.model.new_bool_var("")
                    domain = cp_model.Domain.from_values(free)
                    self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(seat[who])
                    self._taken[who].append(self.model.new_optional_fixed_size_interval_var(start, length, seat[who], ""))
                    chosen[who].append(seat[who])
            self.model.add(sum(seat.values()) == there)
            self.seats[one.id, meeting.id, number] = seat
        for literals in chosen.values():
            self.model.add_at_most_one(literals)
        return start

    def _team(self, one: Appointment, meeting: Meeting, start: int, length: int, held: Literal) -> Iterator[tuple[str, Literal]]:
        """For each need one officer who is free from `start`, each of them once and none who hosts, if it is held."""
        who_can = officers(self.problem, meeting.needs)
        chosen: dict[str, list[Literal]] = defaultdict(list)
        for number, need in enumerate(meeting.needs):
            free = [who for who in who_can[need] if self._free(who, one.place, start, length)]
            seat = {who: self.model.new_bool_var("") for who in free}
            self.model.add(sum(seat.values()) == held)
            self.seats[one.id, meeting.id, number] = seat
            for who, literal in seat.items():
                chosen[who].append(literal)
        for who, literals in chosen.items():
            host = self.hosts[one.id].get(who)
            self.model.add_at_most_one([*literals, host] if host is not None else literals)
            for literal in literals:
                yield who, literal

    def _hosted(self, one: Appointment) -> None:
        place, hosts = self.problem.place_by_id[one.place], dict[str, Literal]()
        if one.day not in self.problem.position_by_day:
            self.model.add(self.stands[one.id] == 0)
        elif place.hosted:
            length = one.end - one.start
            for who in self.problem.case_by_id[one.case].advisors:
                if self._free(who, one.place, one.start, length):
                    hosts[who] = self.model.new_bool_var("")
                    self._take(who, one.start - place.travel_minutes, length + 2 * place.travel_minutes, hosts[who])
            self.model.add(sum(hosts.values()) == self.stands[one.id])
        self.hosts[one.id] = hosts

    def _rooms(self) -> None:
        """At each start, of those that run, no more than the rooms that what is pinned leaves."""
        for place in self.problem.places:
            here = [one for one in self.told if one.place == place.id]
            if place.rooms is None or not here:
                continue
            pins = [pin for pin in self.problem.pinned if pin.place == place.id]
            for moment in sorted({one.start for one in (*here, *pins)}):
                running = [self.stands[one.id] for one in here if one.start <= moment < one.end]
                if running:
                    full = sum(pin.start <= moment < pin.end for pin in pins)
                    self.model.add(sum(running) <= max(place.rooms - full, 0))

    def _free(self, who: str, place: str, start: int, length: int) -> bool:
        timeline = self.calendars.timeline
        slot = timeline.slot(start)
        return slot is not None and bool(self.calendars.starts(who, place, timeline.length(length)) >> slot & 1)

    def _take(self, who: str, start: int, length: int, literal: Literal) -> None:
        self._taken[who].append(self.model.new_optional_fixed_size_interval_var(start, length, literal, ""))

    def _asked(self, objective: cp_model.LinearExprT) -> None:
        for intervals in self._taken.values():
            self.model.add_no_overlap(intervals)
        self.model.maximize(objective)

    def _answered(self, objective: cp_model.LinearExprT, seed: int) -> cp_model.CpSolver | None:
        self._asked(objective)
        cp_solver = _solver(seed)
        return cp_solver if cp_solver.solve(self.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _strangers(self) -> list[cp_model.LinearExpr]:
        """What is paid for everybody who was not to come; for a deputy further down the list a little more."""
        costs: list[cp_model.LinearExpr] = []
        for one in self.told:
            advisors = self.problem.case_by_id[one.case].advisors
            costs += [-(2 + advisors.index(who)) * literal for who, literal in self.hosts[one.id].items() if who != one.advisor]
            for held in one.meetings:
                for number in range(len(self.problem.case_by_id[one.case].meeting_by_id[held.meeting].needs)):
                    seat = self.seats[one.id, held.meeting, number]
                    costs += [-1 * literal for who, literal in seat.items() if who not in held.staff]
        return costs

    def _as_seated(self, one: Appointment, cp_solver: cp_model.CpSolver) -> Appointment:
        def chosen(literals: dict[str, Literal]) -> Iterator[str]:
            return (who for who, literal in literals.items() if cp_solver.boolean_value(literal))

        def seated(held: HeldMeeting) -> HeldMeeting:
            needs = range(len(self.problem.case_by_id[one.case].meeting_by_id[held.meeting].needs))
            staff = tuple(who for number in needs for who in chosen(self.seats[one.id, held.meeting, number]))
            begin = self._begins.get((one.id, held.meeting))
            start = held.start if begin is None else cp_solver.value(begin)
            now = replace(held, start=start, end=start + held.end - held.start)
            return now if set(staff) == set(held.staff) else replace(now, staff=staff)

        host = next(chosen(self.hosts[one.id]), None)
        meetings = sorted(map(seated, one.meetings), key=lambda held: held.start)
        return replace(one, advisor=host, meetings=tuple(meetings))


def by_day(told: Iterable[Appointment]) -> dict[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    for one in told:
        found[one.start // MINUTES_A_DAY].append(one)
    return found


def _customer_can(problem: Problem, case: Case, one: Appointment) -> bool:
    """Inside one window, and on a day on which nothing of the case is pinned (rule 3)."""
    windows = case.customer_windows
    if windows is not None and not any(window.start <= one.start and one.end <= window.end for window in windows):
        return False
    return all(pin.case != case.id or pin.day != one.day for pin in problem.pinned_here)


def _solver(seed: int = 0) -> cp_model.CpSolver:
    """One thread: the same answer each time, as long as it is proved."""
    cp_solver = cp_model.CpSolver()
    cp_solver.parameters.num_workers = 1
    cp_solver.parameters.catch_sigint_signal = False  # as in `question`
    cp_solver.parameters.random_seed = seed
    cp_solver.parameters.max_time_in_seconds = _SECONDS
    return cp_solver
