"""What the calendar cannot hold: a lower bound on goal 1 of many cases, from people's time alone.

The relaxation, whose linear optimum (`linear`) no plan beats. Each meeting that is not pinned is placed by a day, more so
from day to day, and at last by so much; it comes no sooner than what it comes after, with the lag between them. What the
meetings take of people on a day is no more than these have:

- minutes of a department's officers, by place and altogether, of each unbroken stretch no more than meetings of these
  lengths can fill; and for each of the lengths l, the sum of floor(length / l) no more than that of floor(stretch / l), for
  meetings that fit one behind the other into a stretch fit so when all are cut to multiples of l;
- minutes of hosts, whoever of the case's advisors it is, and of rooms, piece by piece of the day: between two moments at
  which somebody's free time begins or ends. Where staff need not travel, host, officers and room are taken by a meeting in
  the same pieces. Travel is paid once an appointment, so each meeting that could share one pays its part (`demand`).

Meetings of wide windows are told to days only roughly: those of some days share what these days hold. That is a relaxation
of each of the sentences above; the smaller program without them is a bound too. Source: problem.md rules 3 to 8, goal 1.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from solver.calendars import Calendars
from solver.joint.demand import Asked, Demand
from solver.joint.free_time import Days, FreeTime, Piece, filled_up
from solver.joint.linear import Linear
from solver.problem import Problem
from solver.question import Effort

_NARROW = 12  # positions: windows up to here are told to single days
_SPAN = 10  # positions in one span of days, for the others
_MOST_PIECES = 12  # of a day
_SECONDS, _SECONDS_A_CASE = 6.0, 0.005  # at most; on an idle machine a month of 700 cases takes 4, of 7,000 cases 35

Terms = list[tuple[int, int]]
Held = tuple[Asked, str, Terms]  # of a meeting, at a place: which part of it


def fewest_unplaced(problem: Problem, calendars: Calendars, effort: Effort) -> int:
    """No plan leaves less weight unplaced. 0 where nothing is known. `calendars`: only what is pinned is taken.

    Takes a few seconds for a month of 700 cases, and never longer than `effort`.
    """
    until = time.monotonic() + _SECONDS + _SECONDS_A_CASE * len(problem.cases)
    effort = effort if effort.audit else replace(effort, until=min(effort.until, until))
    demand = Demand(problem, calendars)
    never = sum(one.meeting.weight for one in demand.all if not one.days)
    possible = [one for one in demand.all if one.days]
    narrow = [one for one in possible if _is_narrow(one)]
    lost = 0
    for some in (narrow, possible):  # the first takes a quarter of the time, and is often as good
        if not effort.over:
            lost = max(lost, _Program(demand, some, effort).lost())
    return never + lost


class _Program:
    """The relaxation for some of the meetings: what it says of these holds whatever the others do."""

    def __init__(self, demand: Demand, some: list[Asked], effort: Effort) -> None:
        self.effort = effort
        self.problem, self.calendars = demand.problem, demand.calendars
        self.demand, self.timeline = demand, demand.calendars.timeline
        self.free = FreeTime(demand.problem, demand.calendars)
        self.linear = Linear()
        self.weight = sum(one.meeting.weight for one in some)
        held: dict[Days, list[Held]] = defaultdict(list)
        by_case: dict[str, list[Asked]] = defaultdict(list)
        for one in some:
            by_case[one.case.id].append(one)
        for mine in by_case.values():
            for one, place, days, terms in self._placed(mine):
                held[days].append((one, place, terms))
                if days != _span(days[0]):
                    held[_span(days[0])].append((one, place, terms))
        circles = _circles(demand.fills)
        for days, there in held.items():
            if effort.over:
                break  # fewer rows: a weaker bound
            for needs in circles:
                self._officers(days, needs, [entry for entry in there if not set(needs).isdisjoint(entry[0].meeting.needs)])
            self._pieces(days, there)

    def lost(self) -> int:
        """At least so much weight of these meetings stays unplaced."""
        return self.weight - self.linear.most_gained(self.effort)

    def _placed(self, mine: list[Asked]) -> Iterator[tuple[Asked, str, Days, Terms]]:
        """Post when the meetings of a case are placed; yields what each has of each stretch of days and place, as terms."""
        by_days: dict[str, dict[Days, int]] = {}  # meeting -> days -> variable: placed by the last of them
        for one in mine:
            by_days[one.meeting.id] = placed = {days: self.linear.variable() for days in _told(one)}
            self.linear.gains(placed[_told(one)[-1]], one.meeting.weight)
            for earlier, later in pairwise(placed.values()):
                self.linear.at_most([(earlier, 1), (later, -1)], 0)
            self._in_order(one, placed, by_days)
            before: int | None = None
            for days, variable in placed.items():
                terms = [(variable, 1)] if before is None else [(variable, 1), (before, -1)]
                before = variable
                places = [place for place, some in one.places.items() if any(days[0] <= day <= days[1] for day in some)]
                if len(places) == 1:
                    yield one, places[0], days, terms
                    continue
                shares = {place: self.linear.variable() for place in places}
                self.linear.at_most([*terms, *((share, -1) for share in shares.values())], 0)
                for place, share in shares.items():
                    yield one, place, days, [(share, 1)]

    def _in_order(self, one: Asked, placed: dict[Days, int], by_days: dict[str, dict[Days, int]]) -> None:
        """By each day no more of the meeting than, by the lag before, of what it comes after."""
        for name, lag in one.after.items():
            if name not in by_days:
                continue
            first, told = by_days[name], None
            for days, variable in reversed(placed.items()):
                last = min(days[1], one.days[-1]) - lag
                until = [before for (begin, _), before in first.items() if begin <= last]
                here = until[-1] if until else -1
                if here != told:  # else the row of later days says more
                    self.linear.at_most([(variable, 1), *([(here, -1)] if until else [])], 0)
                told = here

    def _officers(self, days: Days, needs: tuple[str, ...], there: list[Held]) -> None:
        """Those who fill any of the needs, on a day: their stretches hold what fits one behind the other."""
        people = {one for need in needs for one in self.demand.fills[need]}
        places = {place for _, place, _ in there}
        for some in [{place} for place in places] + ([places] if len(places) > 1 else []):
            seats = []
            for one, place, terms in there:
                if place in some:
                    where = self.problem.place_by_id[place]
                    length = one.taken(where, self.timeline.length(where.travel_minutes), needs)
                    seats.append((length, sum(need in needs for need in one.meeting.needs), terms))
            kinds = {(who, kind) for who in people for place in some for kind in self.calendars.shift_places(who, place)}
            stretches = [high - low for who, kind in kinds for low, high in self.free.stretches(who, kind, days)]
            lengths = sorted({length for length, _, _ in seats})
            self._fitting(seats, filled_up(stretches, lengths))
            for unit in lengths:
                cut = [(length // unit, number, terms) for length, number, terms in seats if length >= unit]
                self._fitting(cut, sum(stretch // unit for stretch in stretches))

    def _fitting(self, seats: list[tuple[int, int, Terms]], limit: int) -> None:
        if sum(length * number for length, number, _ in seats) > limit:
            self.linear.at_most(
                ((variable, factor * length * number) for length, number, terms in seats for variable, factor in terms), limit
            )

    def _pieces(self, days: Days, there: list[Held]) -> None:
        """Hosts, officers and rooms together, piece by piece of a day."""
        alike: dict[tuple[tuple[str, ...] | None, tuple[str, ...], str], list[tuple[Asked, Terms]]] = defaultdict(list)
        for one, place, terms in there:
            hosts = tuple(sorted(one.case.advisors)) if self.problem.place_by_id[place].hosted else None
            alike[hosts, tuple(sorted(one.meeting.needs)), place].append((one, terms))
        people = {who for hosts, needs, _ in alike for who in (*(hosts or ()), *(o for n in needs for o in self.demand.fills[n]))}
        for_officers, for_hosts, for_rooms = defaultdict(list), defaultdict(list), defaultdict(list)
        most_pieces = _MOST_PIECES if days != _span(days[0]) else 1
        pieces = self.free.pieces(days, people, most_pieces)
        for (hosts, needs, place), some in alike.items():
            where = self.problem.place_by_id[place]
            travel = self.timeline.length(where.travel_minutes)
            if hosts is None and travel:
                continue
            taken: Terms = []
            for one, terms in some:
                length = one.taken(where, travel, None) if hosts else one.length
                taken += [(variable, factor * length) for variable, factor in terms]
            for piece in pieces:
                most = [sum(self.free.amount(who, place, piece) for who in hosts)] if hosts else []
                if not travel:
                    most += [
                        sum(self.free.amount(who, place, piece) for who in self.demand.fills[need]) // needs.count(need)
                        for need in set(needs)
                    ]
                if min(most) > 0:
                    here = self.linear.variable(min(most))
                    taken.append((here, -1))
                    if hosts:
                        for_hosts[hosts, piece].append(here)
                    if not travel:
                        for_rooms[place, piece].append((here, 1))
                        for need in set(needs):
                            for_officers[need, place, piece].append((here, needs.count(need)))
            self.linear.at_most(taken, 0)
        for (need, place, piece), seats in for_officers.items():
            self.linear.at_most(seats, sum(self.free.amount(who, place, piece) for who in self.demand.fills[need]))
        for (place, piece), running in for_rooms.items():
            left = self.free.in_rooms(place, piece)
            if left is not None:
                self.linear.at_most(running, left)
        self._hosts(for_hosts)

    def _hosts(self, asked: dict[tuple[tuple[str, ...], Piece], list[int]]) -> None:
        """What is asked of any of some advisors is dealt to them; nobody gets more than their free time."""
        dealt: dict[tuple[str, Piece], Terms] = defaultdict(list)
        for (hosts, piece), variables in asked.items():
            terms = [(variable, 1) for variable in variables]
            for host in hosts:
                free = self.free.amount(host, None, piece)
                if free:
                    share = self.linear.variable(free)
                    terms.append((share, -1))
                    dealt[host, piece].append((share, 1))
            self.linear.at_most(terms, 0)
        for (host, piece), shares in dealt.items():
            self.linear.at_most(shares, self.free.amount(host, None, piece))


def _is_narrow(one: Asked) -> bool:
    return one.days[-1] - one.days[0] < _NARROW


def _told(one: Asked) -> list[Days]:
    """The stretches of days to which a meeting is told: single days in a narrow window, spans in a wide one."""
    if _is_narrow(one):
        return [(day, day) for day in one.days]
    return list(dict.fromkeys(_span(day) for day in one.days))


def _span(day: int) -> Days:
    return day // _SPAN * _SPAN, day // _SPAN * _SPAN + _SPAN - 1


def _circles(fills: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each need by itself, and all that hang together by officers who can fill several."""
    together: list[tuple[set[str], set[str]]] = []
    for need, people in fills.items():
        needs, anybody = {need}, set(people)
        for other in [one for one in together if one[1] & anybody]:
            together.remove(other)
            needs, anybody = needs | other[0], anybody | other[1]
        together.append((needs, anybody))
    return [*((need,) for need in fills), *(tuple(sorted(needs)) for needs, _ in together if len(needs) > 1)]
