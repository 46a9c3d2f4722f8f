"""What the first solve of a process would pay for, paid before: compiled loops are loaded, CP-SAT has run once."""

from functools import cache

from solver.budget import Budget
from solver.plan import Plan
from solver.problem import Case, Meeting, Place, Policy, Problem, Shift, StaffMember
from solver.search import solve


@cache
def warm() -> tuple[Plan, ...]:
    """The plans of a case of three meetings in two appointments, by each way of proving one; once a process. Takes some seconds
    where the loops have never been compiled: whoever has so many seconds for a search calls it before they begin to count.
    """
    mornings = tuple(Shift(day * 1440 + 480, day * 1440 + 720) for day in range(4))
    needed = ("one", "two", "three")
    problem = Problem(
        name="warm", timezone="Europe/Berlin", first_day="2026-03-02", working_days=tuple(range(4)),
        policy=Policy(max_appointment_minutes=60, max_wait_minutes=30), places=(Place("house", rooms=1),),
        staff=tuple(StaffMember(need, (need,), mornings) for need in ("host", *needed)),
        cases=(Case("warm", ("host",), tuple(Meeting(need, (need,), 30, ("house",), 0, 3) for need in needed)),),
    )  # fmt: skip
    return tuple(solve(problem, Budget(seconds=60), method) for method in ("fit", "exact"))
