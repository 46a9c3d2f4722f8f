"""How large a problem may be: counted before anything is built from it, refused with the number and the limit.

Time limits end a search; they do not end the reading of a file or the building of a model. So both are counted first. The
limits leave room for ten months of a city of 600,000 in one file (docs/service.md says what that measures).
"""

from collections.abc import Iterator
from typing import Any

from solver.problem import Case, Problem
from solver.reading import InputError

MOST_MEETINGS, MOST_WINDOWS, MOST_NEEDS = 60, 2_000, 12  # of one case, of one case, of one meeting
MOST_STEPS = 300_000  # of a CP-SAT model: about three seconds' building

# Of a whole problem. What stands for each product: every such thing is a bit set over all days.
MOST_GRID_STEPS = 1_000_000  # working days x grid steps a day
MOST = {
    "meetings": 10_000_000,
    "staff": 1_000_000,
    "shifts": 50_000_000,
    "pinned and previous appointments": 10_000_000,
    "advisors, windows and places of one case": 500_000,
}


def refuse_too_much(problem: Any) -> None:
    """Plain values of `appointment-problem/1`, of whatever form: what is no list counts nothing, its reader will say so.

    Raises InputError.
    """
    days, grid = len(_list(problem, "working_days")), _field(problem, "grid_minutes")
    steps = days * (24 * 60 // grid if isinstance(grid, int) and 0 < grid <= 60 else 24 * 60 // 5)
    if steps > MOST_GRID_STEPS:
        what = f"{days} working days of {steps // days} grid steps are {steps}; at most {MOST_GRID_STEPS} are taken."
        raise InputError("working_days", what, "Maybe plan fewer days, or on a coarser grid.", days)
    for what, number, path in _counts(problem):
        if number * days > MOST[what]:
            sentence = f"{number} {what} x {days} working days are {number * days}; at most {MOST[what]} are taken."
            raise InputError(path, sentence, "Maybe plan fewer at once.", number)


def _counts(problem: Any) -> Iterator[tuple[str, int, str]]:
    cases, staff = _list(problem, "cases"), _list(problem, "staff")
    yield "meetings", sum(len(_list(case, "meetings")) for case in cases), "cases"
    yield "staff", len(staff), "staff"
    yield "shifts", sum(len(_list(member, "shifts")) for member in staff), "staff"
    yield "pinned and previous appointments", len(_list(problem, "pinned")) + len(_list(problem, "previous")), "pinned"
    places = len(_list(problem, "places"))
    for index, case in enumerate(cases):
        hosts, windows = len(_list(case, "advisors")), len(_list(case, "customer_windows"))
        yield "advisors, windows and places of one case", hosts * min(places, MOST_MEETINGS) + windows + places, f"cases[{index}]"


def refuse_too_large(problem: Problem) -> None:
    """Raises InputError for a case beyond any time given."""
    for index, case in enumerate(problem.cases):
        path = f"cases[{index}].meetings"
        if len(case.meetings) > MOST_MEETINGS:
            what = f"{case.id} has {len(case.meetings)} meetings; at most {MOST_MEETINGS} are planned as one."
            raise InputError(path, what, "Maybe these are several customers.", len(case.meetings))
        windows = len(case.customer_windows or ())
        if windows > MOST_WINDOWS:
            what = f"{case.id} has {windows} windows; at most {MOST_WINDOWS} are looked at."
            raise InputError(f"cases[{index}].customer_windows", what, "Maybe join those that touch.", windows)
        for number, meeting in enumerate(case.meetings):
            if len(meeting.needs) > MOST_NEEDS:
                what = f"{len(meeting.needs)} needs; at most {MOST_NEEDS} sit at one table."
                raise InputError(f"{path}[{number}].needs", what, value=len(meeting.needs))


def model_steps(problem: Problem) -> int:
    """About how many variables, constraints and stretches of free time the CP-SAT model of a problem would have.

    The cube of a case's meetings: each two of them, in each of its appointments. And for each meeting, place and officer
    their days; where there is travel also each of the appointments. Fitted to models that were built: see test_size.
    """
    members: dict[str, int] = {}
    for one in problem.staff:
        for department in one.departments:
            members[department] = members.get(department, 0) + 1
    return sum(_steps_of(problem, case, members) for case in problem.cases)


def _steps_of(problem: Problem, case: Case, members: dict[str, int]) -> int:
    count = len(case.meetings)
    steps = count**3
    for meeting in case.meetings:
        officers = sum(members.get(need, 0) for need in meeting.needs)
        for place in meeting.places:
            steps += count + officers * len(problem.working_days) // 2
            if problem.place_by_id[place].travel_minutes:
                steps += 7 * officers * count
    return steps


def refuse_too_large_a_model(problem: Problem) -> None:
    """Raises InputError where building the model alone would take longer than whoever asks for it will wait."""
    steps = model_steps(problem)
    if steps > MOST_STEPS:
        what = f"a model of about {steps} steps; at most {MOST_STEPS} are built."
        raise InputError("cases", what, "Maybe use --method fit or first-come.", steps)


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _list(value: Any, name: str) -> list[Any]:
    found = _field(value, name)
    return found if isinstance(found, list) else []
