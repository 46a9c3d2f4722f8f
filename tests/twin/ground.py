"""A problem as plain sets of grid steps: where people are, who is pinned, which rooms are left.

A step is the number of one grid piece since day one. Shifts are kept as the set of steps they cover for each place, so
touching and overlapping shifts of an equal place become one without any merging: a stretch lies inside one shift exactly
when all its steps are covered at that place, or all at no place.
"""

from collections import Counter
from datetime import date

from .clock import DAY_MINUTES, stretch

Seat = tuple[str, int]
_NEVER: set[int] = set()


class Ground:
    """What enumerating needs to know of a problem, all times in grid steps."""

    def __init__(self, problem: dict) -> None:
        self.problem = problem
        self.grid = problem.get("grid_minutes", 5)
        self.days = problem["working_days"]
        self.places = {place["id"]: place for place in problem["places"]}
        self.departments = {person["id"]: set(person["departments"]) for person in problem["staff"]}
        self.longest = problem["policy"]["max_appointment_minutes"] // self.grid
        self.longest_wait = problem["policy"]["max_wait_minutes"] // self.grid
        self.deputy_days = problem["policy"].get("deputy_days", 3)
        self.covered: dict[tuple[str, str | None], set[int]] = {}
        for person in problem["staff"]:
            for shift in person["shifts"]:
                self.covered.setdefault((person["id"], shift.get("place")), set()).update(self.steps(shift))
        self.day_steps = {day: self._day_steps(day) for day in self.days}
        self.pinned_taken: set[Seat] = set()
        self.pinned_running: Counter[Seat] = Counter()
        for appointment in problem.get("pinned", []):
            self._block(appointment)

    def steps(self, thing: dict) -> range:
        """The steps of anything with a start and an end."""
        start, end = stretch(thing)
        return range(start // self.grid, end // self.grid)

    def _day_steps(self, day: str) -> range:
        """The steps of one day in which anybody is there at all; nothing can be held outside them."""
        first = date.fromisoformat(day).toordinal() * DAY_MINUTES // self.grid
        whole = range(first, first + DAY_MINUTES // self.grid)
        worked = [step for steps in self.covered.values() for step in steps if step in whole]
        return range(min(worked), max(worked) + 1) if worked else range(0)

    def travel(self, place: str) -> int:
        return self.places[place].get("travel_minutes", 0) // self.grid

    def hosted(self, place: str) -> bool:
        return self.places[place].get("hosted", True)

    def limited(self, place: str) -> bool:
        return self.places[place].get("rooms") is not None

    def is_there(self, person: str, steps: range, place: str) -> bool:
        """Whether one fitting shift of the person holds all the steps."""
        return any(self.covered.get((person, where), _NEVER).issuperset(steps) for where in (place, None))

    def rooms_suffice(self, running: list[Seat]) -> bool:
        """Whether appointments running at these places and steps, on top of the pinned ones, find their rooms."""
        return all(count + self.pinned_running[seat] <= self.places[seat[0]]["rooms"] for seat, count in Counter(running).items())

    def _block(self, appointment: dict) -> None:
        """A pinned appointment takes its advisor (hosted or not), its staff and a room."""
        travel = self.travel(appointment["place"])
        running = self.steps(appointment)
        self.pinned_running.update((appointment["place"], step) for step in running)
        if appointment["advisor"] is not None:
            hosting = range(running.start - travel, running.stop + travel)
            self.pinned_taken.update((appointment["advisor"], step) for step in hosting)
        for person, held in seated([(self.steps(held), held["staff"]) for held in appointment["meetings"]], travel):
            self.pinned_taken.update((person, step) for step in held)


def seated(sittings: list[tuple[range, list[str]]], travel: int) -> list[tuple[str, range]]:
    """Who is taken when by the meetings of one appointment: each meeting, or with travel one stretch across all of theirs."""
    singly = [(person, steps) for steps, people in sittings for person in people]
    if travel == 0:
        return singly
    across = []
    for person in {person for person, _ in singly}:
        theirs = [steps for other, steps in singly if other == person]
        first, last = min(steps.start for steps in theirs), max(steps.stop for steps in theirs)
        across.append((person, range(first - travel, last + travel)))
    return across
