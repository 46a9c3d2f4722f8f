"""All lawful appointments and all lawful plans of one case, the other cases left out, the pinned ones respected."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations, product

from .clock import text
from .ground import Ground, Seat, seated

Goals = tuple[int, ...]  # five


@dataclass(frozen=True)
class Held:
    """One meeting at one time with the people who sit in it."""

    meeting: str
    steps: range
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One appointment a case could have, with everything it takes: seats of people, and a room where rooms are limited."""

    day: int
    place: str
    advisor: str | None
    held: tuple[Held, ...]
    taken: frozenset[Seat]
    running: frozenset[Seat]

    # Asked again in each of thousands of plans.
    @cached_property
    def steps(self) -> range:
        return range(self.held[0].steps.start, self.held[-1].steps.stop)

    @cached_property
    def waiting(self) -> int:
        """Steps between its meetings."""
        return len(self.steps) - sum(len(held.steps) for held in self.held)

    @cached_property
    def ends(self) -> dict[str, tuple[int, int]]:
        """On which day and at which step each of its meetings is over."""
        return {held.meeting: (self.day, held.steps.stop) for held in self.held}


def options(ground: Ground, case: dict) -> list[list[Option]]:
    """For every position of the working days the lawful appointments of the case on that day; order is not asked yet."""
    own_pinned = [one for one in ground.problem.get("pinned", []) if one["case"] == case["id"]]
    pinned_meetings = {held["meeting"] for one in own_pinned for held in one["meetings"]}
    pinned_days = {one["start"][:10] for one in own_pinned}
    by_day = []
    for position, day in enumerate(ground.days):
        meetings = [
            one
            for one in case["meetings"]
            if one["id"] not in pinned_meetings and one["earliest_day"] <= day <= one["latest_day"]
        ]
        found: list[Option] = []
        if day not in pinned_days:
            for place in ground.places:
                allowed = [one for one in meetings if place in one["places"] and (one["needs"] or ground.hosted(place))]
                for shape in _shapes(ground, allowed, ground.day_steps[day], ()):
                    found += _peopled(ground, case, position, place, shape)
        by_day.append(found)
    return by_day


def _shapes(ground: Ground, meetings: list[dict], day: range, held: tuple[Held, ...]) -> Iterator[tuple[Held, ...]]:
    """Every row of one or more meetings on the day, one after the other, within the longest wait and appointment."""
    if held:
        yield held
    starts = range(held[-1].steps.stop, held[-1].steps.stop + ground.longest_wait + 1) if held else day
    for meeting in meetings:
        if any(one.meeting == meeting["id"] for one in held):
            continue
        for start in starts:
            longer = (*held, Held(meeting["id"], range(start, start + meeting["minutes"] // ground.grid)))
            stop = longer[-1].steps.stop
            if stop <= day.stop and stop - longer[0].steps.start <= ground.longest:
                yield from _shapes(ground, meetings, day, longer)


def _peopled(ground: Ground, case: dict, day: int, place: str, shape: tuple[Held, ...]) -> Iterator[Option]:
    """The shape with every host and every staff that are there, free of pinned work, with a room and a coming customer."""
    steps = range(shape[0].steps.start, shape[-1].steps.stop)
    windows = case.get("customer_windows")
    if windows is not None and not any(within(steps, ground.steps(window)) for window in windows):
        return
    running = frozenset((place, step) for step in steps) if ground.limited(place) else frozenset()
    if not ground.rooms_suffice(list(running)):
        return
    travel = ground.travel(place)
    needs = {meeting["id"]: meeting["needs"] for meeting in case["meetings"]}
    hosting = range(steps.start - travel, steps.stop + travel)
    hosts = [person for person in case["advisors"] if ground.is_there(person, hosting, place)] if ground.hosted(place) else [None]
    if not hosts:
        return
    teams = [_teams(ground, needs[one.meeting], one.steps, place) for one in shape]
    for people in product(*teams):
        sittings = seated([(one.steps, list(team)) for one, team in zip(shape, people, strict=True)], travel)
        if not all(ground.is_there(person, stretch, place) for person, stretch in sittings):
            continue
        seats = {(person, step) for person, stretch in sittings for step in stretch}
        for host in hosts:
            if any(host in team for team in people):
                continue
            taken = frozenset(seats | {(host, step) for step in hosting} if host is not None else seats)
            if taken.isdisjoint(ground.pinned_taken):
                held = tuple(Held(one.meeting, one.steps, team) for one, team in zip(shape, people, strict=True))
                yield Option(day, place, host, held, taken, running)


def _teams(ground: Ground, needs: list[str], steps: range, place: str) -> list[tuple[str, ...]]:
    """The sets of distinct people there who fill the needs one to one; which need is whose does not matter."""
    there = [person for person in ground.departments if ground.is_there(person, steps, place)]
    return [
        team for team in combinations(there, len(needs)) if any(_each_fills(ground, team, row) for row in permutations(needs))
    ]


def _each_fills(ground: Ground, team: tuple[str, ...], needs: tuple[str, ...]) -> bool:
    return all(need in ground.departments[person] for person, need in zip(team, needs, strict=True))


def case_plans(ground: Ground, case: dict) -> Iterator[list[Option]]:
    """Every lawful choice of at most one appointment a day, pinned ones aside; nothing at all is one of them.

    Days ascend, so all that a meeting comes after is known when it is placed, and order can be asked at once.
    """
    placed: dict[str, tuple[int, int]] = {}
    for one in ground.problem.get("pinned", []):
        if one["case"] == case["id"]:
            for held in one["meetings"]:
                placed[held["meeting"]] = (ground.days.index(held["start"][:10]), ground.steps(held).stop)
    after = {meeting["id"]: meeting["after"] for meeting in case["meetings"]}
    yield from _choose(options(ground, case), 0, after, placed)


def _choose(
    by_day: list[list[Option]], first: int, after: dict[str, list[dict]], placed: dict[str, tuple[int, int]]
) -> Iterator[list[Option]]:
    """Nothing more, or an option of a day from `first` on and what may follow it."""
    yield []
    for day in reversed(range(first, len(by_day))):
        for option in by_day[day]:
            if not option.ends.keys().isdisjoint(placed):
                continue
            more = placed | option.ends
            if _in_order(option, after, more):
                for rest in _choose(by_day, day + 1, after, more):
                    yield [option, *rest]


def _in_order(option: Option, after: dict[str, list[dict]], placed: dict[str, tuple[int, int]]) -> bool:
    """Whether every `after` of the option's meetings holds among what is placed up to its day."""
    for held in option.held:
        for earlier in after[held.meeting]:
            if earlier["meeting"] not in placed:
                return False
            day, stop = placed[earlier["meeting"]]
            if held.steps.start < stop if earlier["working_days"] == 0 else option.day < day + earlier["working_days"]:
                return False
    return True


def within(steps: range, other: range) -> bool:
    return other.start <= steps.start and steps.stop <= other.stop


def goals_of(ground: Ground, case: dict) -> Callable[[list[Option]], Goals]:
    """What one case adds to each of the five goals with what is chosen for it; all five are sums over cases.

    What is pinned and what was told before is looked at once for all its plans.
    """
    pinned = [one for one in ground.problem.get("pinned", []) if one["case"] == case["id"]]
    previous = [(one["place"], ground.steps(one)) for one in ground.problem.get("previous", []) if one["case"] == case["id"]]
    weights = {meeting["id"]: meeting.get("weight", 1) for meeting in case["meetings"]}
    pinned_meetings = {held["meeting"] for one in pinned for held in one["meetings"]}
    pinned_stand = {(one["place"], ground.steps(one)) for one in pinned}
    pinned_day = max((ground.days.index(held["start"][:10]) for one in pinned for held in one["meetings"]), default=0)
    deputies = {advisor: number for number, advisor in enumerate(case["advisors"])}
    pinned_deputies = sum(deputies.get(one["advisor"], 0) for one in pinned if ground.hosted(one["place"]))
    pinned_waiting = sum(len(ground.steps(one)) - sum(len(ground.steps(held)) for held in one["meetings"]) for one in pinned)

    def goals(chosen: list[Option]) -> Goals:
        placed = pinned_meetings.union(*(one.ends for one in chosen))
        unplaced = sum(weight for meeting, weight in weights.items() if meeting not in placed)
        stand = pinned_stand | {(one.place, one.steps) for one in chosen} if previous else pinned_stand
        changes = sum(one not in stand for one in previous)
        deputised = pinned_deputies + sum(deputies.get(one.advisor, 0) for one in chosen)
        delay = max(pinned_day, *(one.day for one in chosen), 0) + ground.deputy_days * deputised
        waiting = pinned_waiting + sum(one.waiting for one in chosen)
        return unplaced, changes, len(pinned) + len(chosen), delay, waiting * ground.grid

    return goals


def as_appointment(ground: Ground, case: str, name: str, option: Option) -> dict:
    """The option in the plan's form."""
    held = [{"meeting": one.meeting, **_times(ground, one.steps), "staff": list(one.people)} for one in option.held]
    return {
        "id": name,
        "case": case,
        "place": option.place,
        "advisor": option.advisor,
        **_times(ground, option.steps),
        "meetings": held,
    }


def _times(ground: Ground, steps: range) -> dict[str, str]:
    return {"start": text(steps.start * ground.grid), "end": text(steps.stop * ground.grid)}
