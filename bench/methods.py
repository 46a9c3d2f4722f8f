"""One method on one problem file, in a process of its own: from the file to the written plan, with what it took.

Seconds are those of the whole process, its start and its imports included; memory is its peak plus that of its largest
child for each of its children (`getrusage`), which counts shared pages more than once and so never says too little.
Methods end with the time they are given less what their answer still needs: `solver.search` takes up to a fifth of the
time of its search to say why meetings stay unplaced.
"""

import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from bench.monolith import TooLargeError, monolith
from solver.budget import Budget
from solver.check import violations
from solver.exchange import read_plan, read_problem, write_plan
from solver.plan import Plan
from solver.problem import Problem
from solver.search import solve

FIRST_COME, MONOLITH, OURS = "first-come", "CP-SAT", "Lotse"
METHODS = (FIRST_COME, MONOLITH, OURS)
_REASONS, _WRITING = 1 / 6, 0.03  # of the time, for why meetings stay unplaced, and to look over and write the plan
_PATIENCE = 3.0, 60.0  # so many times its limit, and so many seconds, a method is waited for before it is ended
_GOODBYE = 10.0  # seconds for a process that has said its last to end
Values = tuple[int | None, ...]


@dataclass(frozen=True)
class Asked:
    """`limit`: seconds in all. `hint`: the plan of first-come, which CP-SAT gets for nothing."""

    method: str
    problem: Path
    plan: Path
    limit: float
    seed: int
    workers: int = 2
    hint: Path | None = None


@dataclass(frozen=True)
class Step:
    """What was known so many seconds after the start: the goals of the plan in hand, and their bounds."""

    seconds: float
    values: Values
    bounds: Values


@dataclass(frozen=True)
class Run:
    """What came of it. `failed` says why there is no plan; `faults` what the referee found in it."""

    method: str
    limit: float
    seconds: float
    megabytes: int
    steps: tuple[Step, ...]
    values: Values = ()
    bounds: Values = ()
    failed: str = ""
    faults: tuple[str, ...] = ()


def run(asked: Asked, problem: Problem) -> Run:
    """The method's plan of that file, refereed here; `problem` is what the file holds."""
    asked.plan.unlink(missing_ok=True)
    began = time.monotonic()
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_child, args=(asked, began, theirs))
    process.start()
    theirs.close()
    try:
        times, more = _PATIENCE
        steps, last = _heard(ours, began + times * asked.limit + more)
        process.join(_GOODBYE)
    finally:
        _end(process)
    seconds, (megabytes, failed) = time.monotonic() - began, last or (0, f"ended with code {process.exitcode}")
    if failed:
        return Run(asked.method, asked.limit, seconds, megabytes, steps, failed=failed)
    plan = read_plan(asked.plan.read_bytes(), problem)
    values, bounds = tuple(goal.value for goal in plan.goals), tuple(goal.bound for goal in plan.goals)
    faults = tuple(f"{one.rule}: {one.sentence}" for one in violations(problem, plan))
    steps = (*steps, Step(seconds, values, bounds))
    return Run(asked.method, asked.limit, seconds, megabytes, steps, values, bounds, faults=faults)


def _end(process: BaseProcess) -> None:
    """The process and those it has started, which are a group of their own, wherever they are."""
    if process.is_alive() and process.pid is not None:
        os.killpg(process.pid, signal.SIGKILL)
    process.join()


def _heard(pipe: Connection, until: float) -> tuple[tuple[Step, ...], tuple[int, str] | None]:
    """The steps told, and last the megabytes and what went wrong; None instead of these when the process said no more."""
    steps: list[Step] = []
    while pipe.poll(max(until - time.monotonic(), 0)):
        try:
            said = pipe.recv()
        except EOFError:
            return tuple(steps), None
        if not isinstance(said, Step):
            return tuple(steps), said
        steps.append(said)
    return tuple(steps), None


def _child(asked: Asked, began: float, pipe: Connection) -> None:
    os.setpgid(0, 0)

    def told(values: Values, bounds: Values) -> None:
        pipe.send(Step(time.monotonic() - began, tuple(values), tuple(bounds)))

    problem, failed = read_problem(asked.problem.read_bytes()), ""
    try:
        plan = _planned(asked, problem, began, told)
        asked.plan.write_text(write_plan(plan, problem), "utf-8")
    except TooLargeError as reason:
        failed = str(reason)
    pipe.send((_megabytes(asked.workers), failed))


def _planned(asked: Asked, problem: Problem, began: float, told: Callable[[Values, Values], None]) -> Plan:
    left = began + asked.limit - time.monotonic()
    if asked.method == MONOLITH:
        assert asked.hint is not None
        start = read_plan(asked.hint.read_bytes(), problem)
        plan = monolith(problem, start, time.monotonic() + left, asked.workers, asked.seed, told)
        return replace(plan, unplaced=tuple(replace(one, reason="CP-SAT found no place.") for one in plan.unplaced))
    budget = Budget(left * (1 - _REASONS - _WRITING), asked.workers, asked.seed, second_opinion=False)
    if asked.method == FIRST_COME:
        return solve(problem, budget, "first-come")
    return solve(problem, budget, "improve", goals=told)


def _megabytes(workers: int) -> int:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes += workers * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return kilobytes // 1024
