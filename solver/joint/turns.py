"""Several processes that better one plan (`sharing`): each has a turn of a moment, tells its steps and hears of the others'.
The one that asks only waits, takes over and tells.

The first turns construct: first come, first served with each case at its best, and in the shapes that others of the kind
have had; which of them is the better start depends on how full the calendar is.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from multiprocessing.process import BaseProcess

from solver.bounds import earliest_done
from solver.calendars import Calendars
from solver.first_come import first_come
from solver.joint.capacity import fewest_unplaced
from solver.joint.improve import Improving
from solver.joint.sharing import Seen, Shared, Step
from solver.joint.together import Values, by_case
from solver.problem import Problem
from solver.question import APPOINTMENTS, CHANGES, UNPLACED, Effort, Found

Bounds = tuple[int | None, ...]
Told = Callable[[Values, Bounds], None]  # the goals of a better plan, or a better bound on them

_TURN_SECONDS = 0.1
_BEGUN_SECONDS = 5.0  # with less time than that, processes would hardly have begun when it is over: a thread searches
_BACK_SECONDS, _BACK_SHARE = 1.0, 0.03  # so often, or in that share of all the time, the best plan is taken in hand again
_FIRST_SHARE, _FIRST_COME_SHARE = 0.1, 0.4  # of the time, for the first turns
_LOOK = 10  # after so much of the cases it is looked whether first come, first served will be done in its time
_SEEDS = 10_000_000  # turns of one run: each has a seed of its own


@dataclass(frozen=True)
class Turn:
    """What one turn has found. `whole`: its one step is a plan made from nothing. `more`: some case could still be better."""

    steps: list[Step]
    floors: dict[str, Values] = field(default_factory=dict)
    whole: bool = False
    more: bool = True


def improved(problem: Problem, effort: Effort, workers: int, told: Told | None = None) -> Found:
    """The best plan of many cases that `workers` processes find until the time is up, with what is proved of its goals.

    It ends sooner when every goal has met its bound. `told` hears of each better plan and each better bound.
    """
    run = _Run(problem, told)
    if effort.until - time.monotonic() < _BEGUN_SECONDS:
        workers = 1
    with ExitStack() as stack:
        run.run([stack.enter_context(_executor(problem, workers)) for _ in range(workers)], effort)
    run.shared.back()
    return Found(run.shared.together.appointments(), run.bounds())


class _Run:
    """The plan in hand and what is known about it, while others search."""

    def __init__(self, problem: Problem, told: Told | None) -> None:
        self.problem, self.told = problem, told
        self.shared = Shared(problem)
        self.capacity = 0
        self.earliest = sum(earliest_done(problem, case) for case in problem.cases)
        self._told: tuple[Values, Bounds] | None = None

    def run(self, executors: list[Executor], effort: Effort) -> None:
        """Each executor is one process, so that a search finds its copy again."""
        shared, seeds = self.shared, count(effort.seed * _SEEDS)
        began = last_back = time.monotonic()
        whole = effort.until - began
        seen = [shared.somebody() for _ in executors]
        turns: dict[Future[Turn], int] = {}
        for index, executor in enumerate(executors):
            turn = replace(effort, seed=next(seeds))
            if index == 1:
                turn = replace(turn, until=began + whole * _FIRST_COME_SHARE)
                turns[executor.submit(_first_come, turn)] = index
            else:
                turns[executor.submit(_constructed, turn, began + whole * _FIRST_SHARE)] = index
        capacity: Future[int] | None = None
        while turns:
            for one in wait(turns, return_when=FIRST_COMPLETED).done:
                index = turns.pop(one)
                try:
                    found = one.result()
                except BrokenExecutor:  # its process is gone; what it has told is there, and the others go on
                    continue
                self._take(seen[index], found)
                now = time.monotonic()
                if now > last_back + max(_BACK_SECONDS, whole * _BACK_SHARE):
                    shared.back()
                    last_back = now
                if capacity is None and shared.best[0][UNPLACED] > self._floor(UNPLACED):
                    capacity = executors[index].submit(fewest_unplaced, self.problem, Calendars(self.problem), effort)
                news = shared.news(seen[index])
                if now < effort.until and (found.more or news[0].made) and not self.settled:
                    turn = replace(effort, seed=next(seeds))
                    heat = (effort.until - now) / whole
                    turns[executors[index].submit(_searched, *news, turn, heat)] = index
            if capacity and capacity.done() and capacity.exception() is None:
                self.capacity = capacity.result()
            self._tell()

    @property
    def settled(self) -> bool:
        return self.bounds() == self.shared.best[0]

    def bounds(self) -> Bounds:
        """What is proved of all plans as good as the best one on the goals before."""
        values, unplaced, changes = self.shared.best[0], self._floor(UNPLACED), self._floor(CHANGES)
        at_floor = values[UNPLACED] == unplaced  # then each case is: see `floors`
        appointments = self._floor(APPOINTMENTS) if at_floor and values[CHANGES] == changes else None
        delay = None if values[UNPLACED] else self.earliest
        return max(unplaced, self.capacity), changes if at_floor else 0, appointments, delay, 0

    def _floor(self, goal: int) -> int:
        return self.shared.floor[goal]

    def _take(self, seen: Seen, found: Turn) -> None:
        if found.whole:
            self.shared.take_whole(seen, *found.steps)
        else:
            self.shared.take(seen, found.steps)
        self.shared.lift(seen, found.floors)

    def _tell(self) -> None:
        now = self.shared.best[0], self.bounds()
        if self.told and now != self._told:
            self.told(*now)
        self._told = now


def _executor(problem: Problem, workers: int) -> Executor:
    """One process; a thread of this one where one is enough."""
    if workers == 1:
        return ThreadPoolExecutor(1, initializer=_begin, initargs=(problem,))
    return ProcessPoolExecutor(1, get_context("spawn"), _begin_process, (problem,))


class _TooManyError(Exception):
    """First come, first served would not come to its end; half of it is no plan to begin with."""


_own = threading.local()  # `search`: of this process, or of this thread where it is one


def _begin(problem: Problem) -> None:
    _own.search = Improving(problem)


def _begin_process(problem: Problem) -> None:
    """Ctrl-C is the parent's to answer, and without it nobody needs us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _begin(problem)


def _end_with(parent: BaseProcess) -> None:
    wait_for([parent.sentinel])
    os._exit(1)


def _constructed(effort: Effort, until: float) -> Turn:
    _own.search.construct(effort, until)
    return _whole()


def _first_come(effort: Effort) -> Turn:
    problem = _own.search.together.problem
    began = time.monotonic()

    def look(done: int, of: int) -> None:
        if done == of // _LOOK and (time.monotonic() - began) * _LOOK > effort.until - began:
            raise _TooManyError

    try:
        _own.search.together.become(by_case(problem, first_come(problem, effort, look)[0]))
    except _TooManyError:
        return Turn([])
    return _whole()


def _whole() -> Turn:
    return Turn([Step(dict(_own.search.together.made), dict(_own.search.together.values))], _own.search.new_floors(), whole=True)


def _searched(news: Step, floors: dict[str, Values], effort: Effort, heat: float) -> Turn:
    _own.search.hear(news, floors)
    steps = _own.search.turn(effort, time.monotonic() + _TURN_SECONDS, heat)
    return Turn(steps, _own.search.new_floors(), more=_own.search.more)
