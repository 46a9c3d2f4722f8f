"""The dumbest enumeration there is: every candidate plan of a handful of meetings, kept when the referee finds nothing.

It knows no rule. It only leaves out what no reading could allow: meetings of two cases in one appointment, other numbers of
people than there are needs, and appointments that do not start with their first and end with their last meeting.
"""

from collections.abc import Iterator
from itertools import combinations, islice, product

from .clock import DAY_MINUTES, minute, text
from .referee import broken_rules, goals


def candidate_count(problem: dict, most: int) -> int | None:
    """How many plans `lawful_goals` would have to look at; None when there are more than `most`."""
    number = 1
    for case in problem["cases"]:
        number *= sum(1 for _ in islice(_case_candidates(problem, case), most + 1))
    return number if number <= most else None


def lawful_goals(problem: dict) -> list[tuple[int, ...]]:
    """The goals of every candidate plan that the referee lets pass."""
    own = [case["id"] for case in problem["cases"]]
    pinned = [one for one in problem.get("pinned", []) if one["case"] in own]
    names = {(case["id"], meeting["id"]) for case in problem["cases"] for meeting in case["meetings"]}
    passed = []
    for choice in product(*(list(_case_candidates(problem, case)) for case in problem["cases"])):
        appointments = pinned + [one | {"id": f"a{number}"} for number, one in enumerate(one for part in choice for one in part)]
        placed = {(one["case"], held["meeting"]) for one in appointments for held in one["meetings"]}
        unplaced = [{"case": case, "meeting": meeting, "reason": "left out"} for case, meeting in sorted(names - placed)]
        plan = {"appointments": appointments, "unplaced": unplaced}
        if not broken_rules(problem, plan):
            passed.append(tuple(goals(problem, plan)))
    return passed


def _case_candidates(problem: dict, case: dict) -> Iterator[list[dict]]:
    """Every way to put some of the case's meetings into appointments, anywhere and with anybody."""
    pinned = {held["meeting"] for one in problem.get("pinned", []) if one["case"] == case["id"] for held in one["meetings"]}
    meetings = [meeting for meeting in case["meetings"] if meeting["id"] not in pinned]
    for number in range(len(meetings) + 1):
        for placed in combinations(meetings, number):
            for groups in _groupings(list(placed)):
                yield from _rows(problem, case, groups)


def _rows(problem: dict, case: dict, groups: list[list[dict]]) -> Iterator[list[dict]]:
    """One appointment for each group, in every combination."""
    if not groups:
        yield []
        return
    for appointment in _appointments(problem, case, groups[0]):
        for rest in _rows(problem, case, groups[1:]):
            yield [appointment, *rest]


def _groupings(meetings: list[dict]) -> Iterator[list[list[dict]]]:
    """Every way to share the meetings out into groups."""
    if not meetings:
        yield []
        return
    first, rest = meetings[0], meetings[1:]
    for groups in _groupings(rest):
        yield [[first], *groups]
        for number, group in enumerate(groups):
            yield [*groups[:number], [first, *group], *groups[number + 1 :]]


def _appointments(problem: dict, case: dict, group: list[dict]) -> Iterator[dict]:
    """The group at every place, with every host, at all starts between the first and the last shift of each day."""
    people = [person["id"] for person in problem["staff"]]
    for row in product(*(list(_held(problem, meeting, people)) for meeting in group)):
        start, end = min(held["start"] for held in row), max(held["end"] for held in row)
        if start[:10] != end[:10]:
            continue
        for place, advisor in product(problem["places"], [*case["advisors"], None]):
            yield {
                "case": case["id"],
                "place": place["id"],
                "advisor": advisor,
                "start": start,
                "end": end,
                "meetings": list(row),
            }


def _held(problem: dict, meeting: dict, people: list[str]) -> Iterator[dict]:
    grid = problem["grid_minutes"]
    shifts = [shift for person in problem["staff"] for shift in person["shifts"]]
    times = [minute(shift[side]) % DAY_MINUTES for shift in shifts for side in ("start", "end")]
    for day in problem["working_days"]:
        midnight = minute(day + "T00:00")
        for start in range(min(times, default=0), max(times, default=0) - meeting["minutes"] + 1, grid):
            for staff in combinations(people, len(meeting["needs"])):
                yield {
                    "meeting": meeting["id"],
                    "start": text(midnight + start),
                    "end": text(midnight + start + meeting["minutes"]),
                    "staff": list(staff),
                }
