"""Every lawful plan of a tiny problem, counted and ranked in plain Python.

Each case is enumerated for itself; the plans of the cases are then put together wherever no person is taken twice and no
place runs out of rooms. Plans count up to appointment ids, list order and which need a person fills within one meeting.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .case_plans import Goals, Option, as_appointment, case_plans, goals_of
from .ground import Ground, Seat


@dataclass(frozen=True)
class Survey:
    """How many lawful plans there are, the goals of the best, which goals some best plan hangs on, and the goals of all."""

    plans: int
    best: Goals
    deciding: frozenset[int]
    goals: frozenset[Goals]


@dataclass(frozen=True)
class Side:
    """What matters of a case's plan to the other cases: seats of people they share, steps in limited rooms, goals."""

    taken: frozenset[Seat]
    running: tuple[Seat, ...]
    goals: Goals


def survey(problem: dict, most: int) -> Survey | None:
    """All lawful plans counted and ranked; None when there are more than `most` of them."""
    ground = Ground(problem)
    sides_by_case = []
    for case in problem["cases"]:
        sides: Counter[Side] = Counter()
        goals = goals_of(ground, case)
        for count, chosen in enumerate(case_plans(ground, case), start=1):
            if count > most:
                return None
            sides[_side(chosen, goals(chosen))] += 1
        sides_by_case.append(sides)
    shared = _shared_people(sides_by_case)
    together: Counter[Side] = Counter({Side(frozenset(), (), (0, 0, 0, 0, 0)): 1})
    for number, sides in enumerate(sides_by_case):
        last = number == len(sides_by_case) - 1
        joined = _join(ground, together, _of_shared_people(sides, shared), last, most)
        if joined is None:
            return None
        together = joined
    found = Counter()
    for side, count in together.items():
        found[side.goals] += count
    return Survey(sum(found.values()), min(found), deciding(set(found)), frozenset(found))


def deciding(found: set[Goals]) -> frozenset[int]:
    """The goals without which some best plan by the other four would not be best by all five."""
    best = min(found)
    missed = set()
    for left_out in range(5):
        others = {goals: goals[:left_out] + goals[left_out + 1 :] for goals in found}
        winner = min(others.values())
        if any(rest == winner and goals != best for goals, rest in others.items()):
            missed.add(left_out)
    return frozenset(missed)


def lawful_plans(problem: dict) -> Iterator[dict]:
    """Every lawful plan in the contract's form, one after the other."""
    ground = Ground(problem)
    by_case = [list(case_plans(ground, case)) for case in problem["cases"]]
    goals = [goals_of(ground, case) for case in problem["cases"]]
    for chosen in _combined(ground, by_case, []):
        yield _as_plan(ground, chosen, [of_case(plan) for of_case, plan in zip(goals, chosen, strict=True)])


def _combined(ground: Ground, by_case: list[list[list[Option]]], chosen: list[list[Option]]) -> Iterator[list[list[Option]]]:
    """The same joining as in `survey`, without any counting together."""
    if len(chosen) == len(by_case):
        yield chosen
        return
    before = [option for plan in chosen for option in plan]
    for plan in by_case[len(chosen)]:
        apart = all(one.taken.isdisjoint(other.taken) for one in plan for other in before)
        if apart and ground.rooms_suffice([seat for one in before + plan for seat in one.running]):
            yield from _combined(ground, by_case, [*chosen, plan])


def _side(chosen: list[Option], goals: Goals) -> Side:
    taken = frozenset[Seat]().union(*(option.taken for option in chosen))
    return Side(taken, tuple(sorted(seat for option in chosen for seat in option.running)), goals)


def _shared_people(sides_by_case: list[Counter[Side]]) -> set[str]:
    """Somebody whom only one case can take can be no reason why two cases do not go together."""
    cases = Counter(person for sides in sides_by_case for person in {person for side in sides for person, _ in side.taken})
    return {person for person, number in cases.items() if number > 1}


def _of_shared_people(sides: Counter[Side], shared: set[str]) -> Counter[Side]:
    fewer: Counter[Side] = Counter()
    for side, count in sides.items():
        fewer[Side(frozenset(seat for seat in side.taken if seat[0] in shared), side.running, side.goals)] += count
    return fewer


def _join(ground: Ground, some: Counter[Side], others: Counter[Side], last: bool, most: int) -> Counter[Side] | None:
    """Every pair that goes together; after the last case only the goals matter. None beyond `most` plans.

    What stands together is lawful with nothing else placed, so passing `most` on the way is passing it at the end.
    """
    joined: Counter[Side] = Counter()
    plans = 0
    for one, count in some.items():
        for other, other_count in others.items():
            if not one.taken.isdisjoint(other.taken):
                continue
            running = one.running + other.running
            if one.running and other.running and not ground.rooms_suffice(list(running)):
                continue
            plans += count * other_count
            if plans > most:
                return None
            goals = tuple(first + second for first, second in zip(one.goals, other.goals, strict=True))
            joined[Side(frozenset(), (), goals) if last else Side(one.taken | other.taken, running, goals)] += count * other_count
    return joined


def _as_plan(ground: Ground, chosen: list[list[Option]], values: list[Goals]) -> dict:
    """A plan with the goals of its cases; nothing is proved about it."""
    cases = ground.problem["cases"]
    appointments = [one for one in ground.problem.get("pinned", []) if one["case"] in {case["id"] for case in cases}]
    used = {one["id"] for one in ground.problem.get("pinned", [])}
    for case, options in zip(cases, chosen, strict=True):
        for option in options:
            name = next(f"a{number}" for number in range(1, 1000) if f"a{number}" not in used)
            used.add(name)
            appointments.append(as_appointment(ground, case["id"], name, option))
    placed = {(one["case"], held["meeting"]) for one in appointments for held in one["meetings"]}
    unplaced = [
        {"case": case["id"], "meeting": meeting["id"], "reason": "left out"}
        for case in cases
        for meeting in case["meetings"]
        if (case["id"], meeting["id"]) not in placed
    ]
    names = ("unplaced", "changes", "appointments", "delay", "waiting")
    goals = [{"name": name, "value": sum(value[number] for value in values), "bound": None} for number, name in enumerate(names)]
    return {
        "format": "appointment-plan/1",
        "status": "feasible",
        "goals": goals,
        "appointments": appointments,
        "unplaced": unplaced,
        "seconds": 0,
        "seed": 0,
    }
