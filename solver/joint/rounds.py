"""Several processes that better one plan: each searches from the best plan known for a while, hands back what it has
changed, and begins again from what all have found together (`merging`). The one that asks only waits, merges and tells.

The first round begins with two constructions: first come, first served with each case at its best, and in the shapes that
others of the kind have had; which of them is the better start depends on how full the calendar is.
"""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import count
from multiprocessing import get_context

from solver.bounds import earliest_done
from solver.calendars import Calendars
from solver.first_come import first_come
from solver.joint.capacity import fewest_unplaced
from solver.joint.improve import Improving
from solver.joint.merging import merge
from solver.joint.together import Plans, Together, Values, by_case
from solver.problem import Problem
from solver.question import APPOINTMENTS, CHANGES, UNPLACED, Effort, Found

Bounds = tuple[int | None, ...]
Told = Callable[[Values, Bounds], None]  # the goals of a better plan, or a better bound on them

_ROUND_SECONDS, _ROUND_SHARE = 1.0, 0.03  # a round is so long, or that share of all the time where that is longer
_FIRST_SHARE, _FIRST_COME_SHARE = 0.1, 0.4  # of the time, for the first rounds
_SEEDS = 1000  # rounds of one run: each has a seed of its own


@dataclass(frozen=True)
class Round:
    """What one round has found: the cases placed otherwise than at its start, what the whole is worth, and floors of cases.

    `more`: there is still a case that could be better.
    """

    changed: Plans
    values: Values
    floors: dict[str, Values]
    more: bool = True


def improved(problem: Problem, effort: Effort, workers: int, told: Told | None = None) -> Found:
    """The best plan of many cases that `workers` processes find until the time is up, with what is proved of its goals.

    It ends sooner when every goal has met its bound. `told` hears of each better plan and each better bound.
    """
    run = _Run(problem, told)
    with _executor(problem, workers) as executor:
        run.run(executor, effort, workers)
    return Found(run.together.appointments(), run.bounds())


class _Run:
    """The plan in hand and what is known about it, while others search."""

    def __init__(self, problem: Problem, told: Told | None) -> None:
        self.problem, self.told = problem, told
        self.together = Together(problem)
        self.floors: dict[str, Values] = {}
        self.capacity = 0
        self.earliest = sum(earliest_done(problem, case) for case in problem.cases)
        self._told: tuple[Values, Bounds] | None = None

    def run(self, executor: Executor, effort: Effort, workers: int) -> None:
        began, seeds = time.monotonic(), count(effort.seed * _SEEDS)
        whole = effort.until - began
        first = [executor.submit(_constructed, replace(effort, seed=next(seeds)), began + whole * _FIRST_SHARE)]
        if workers > 1:
            first.append(executor.submit(_first_come, replace(effort, until=began + whole * _FIRST_COME_SHARE)))
        searching: dict[Future[Round], Plans] = {one: dict(self.together.made) for one in first}
        capacity: Future[int] | None = None
        while searching:
            for one in wait(searching, return_when=FIRST_COMPLETED).done:
                found = one.result()
                self._take(searching.pop(one), found)
                now = time.monotonic()
                if now < effort.until and found.more and not self.settled:
                    until = min(effort.until, now + max(_ROUND_SECONDS, whole * _ROUND_SHARE))
                    heat = (effort.until - now) / whole, (effort.until - until) / whole
                    start = dict(self.together.made)
                    turn = replace(effort, until=until, seed=next(seeds))
                    searching[executor.submit(_searched, start, turn, heat)] = start
            if capacity is None and self.together.total[UNPLACED] > self._floor(UNPLACED):
                capacity = executor.submit(fewest_unplaced, self.problem, Calendars(self.problem), effort)
            if capacity and capacity.done():
                self.capacity = capacity.result()
            self._tell()

    @property
    def settled(self) -> bool:
        return self.bounds() == self.together.total

    def bounds(self) -> Bounds:
        """What is proved of all plans as good as the one in hand on the goals before."""
        values, unplaced, changes = self.together.total, self._floor(UNPLACED), self._floor(CHANGES)
        at_floor = values[UNPLACED] == unplaced  # then each case is: see `floors`
        appointments = self._floor(APPOINTMENTS) if at_floor and values[CHANGES] == changes else None
        delay = None if values[UNPLACED] else self.earliest
        return max(unplaced, self.capacity), changes if at_floor else 0, appointments, delay, 0

    def _floor(self, goal: int) -> int:
        return sum(floor[goal] for floor in self.floors.values())

    def _take(self, start: Plans, found: Round) -> None:
        merge(self.together, start, found.changed, found.values)
        for id, floor in found.floors.items():
            self.floors[id] = max(self.floors.get(id, floor), floor)

    def _tell(self) -> None:
        now = self.together.total, self.bounds()
        if self.told and now != self._told:
            self.told(*now)
        self._told = now


def _executor(problem: Problem, workers: int) -> Executor:
    """So many processes; a thread of this one where one is enough."""
    if workers == 1:
        return ThreadPoolExecutor(1, initializer=_begin, initargs=(problem,))
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin, (problem,))


_search: Improving  # of this process


def _begin(problem: Problem) -> None:
    global _search
    _search = Improving(problem)


def _constructed(effort: Effort, until: float) -> Round:
    """A first plan in the shapes of others, bettered until then."""
    _search.construct(effort, until)
    soon = replace(effort, until=max(until, min(effort.until, time.monotonic() + _ROUND_SECONDS)))
    return _searched(dict(_search.best[1]), soon, (1.0, 1.0), since={})


def _first_come(effort: Effort) -> Round:
    problem = _search.together.problem
    _search.together.become(by_case(problem, first_come(problem, effort)[0]))
    return Round(dict(_search.together.made), _search.together.total, {})


def _searched(start: Plans, effort: Effort, heat: tuple[float, float], since: Plans | None = None) -> Round:
    """What is found from `start` on; told are the changes against `since`, which is the start where nothing else is said."""
    _search.go_on(start, effort, heat)
    values, plans = _search.best
    before = start if since is None else since
    changed = {id: made for id, made in plans.items() if made != before.get(id)}
    return Round(changed, values, dict(_search.floors.known), _search.more)
