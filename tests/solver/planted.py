"""Problems of one case that go, and one cause planted in each that makes them impossible: is it named?

Everything is drawn from a seed. A cause is what one fact of `solver.facts` is about, so the fact is known that every true
reason must name: without it the problem is at least as kind as the one that went.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from solver.calendars import Calendars
from solver.fit import fit
from solver.plan import MINUTES_A_DAY, Appointment, HeldMeeting
from solver.problem import After, Case, Meeting, Place, Policy, Problem, Shift, StaffMember, Stretch
from tests.solver.second_opinion import enough
from tests.solver.small import at, problem

DAYS = (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
DEPARTMENTS = ("bau", "brand", "gewerbe", "umwelt")
HOUSE, SITE, CHAMBER = Place("house", rooms=2), Place("site", travel_minutes=30), Place("chamber", hosted=False)


@dataclass(frozen=True)
class Planted:
    """`fact`: kind and subject of what was planted. `most`: so many appointments did before; None: all meetings did."""

    cause: str
    problem: Problem
    fact: tuple[str, str]
    most: int | None = None


def planted(rng: random.Random, cause: str) -> Planted:
    """One problem with this cause; drawn again until it went before and does not any more."""
    while True:
        base = drawn(rng)
        appointments = _appointments(base)
        if appointments is None:
            continue
        found = CAUSES[cause](rng, base)
        if found is None:
            continue
        broken, fact = found
        after = _appointments(broken)
        if cause == "fewer":
            if after is not None and after > appointments:
                return Planted(cause, broken, fact, appointments)
        elif after is None:
            return Planted(cause, broken, fact)


def drawn(rng: random.Random) -> Problem:
    """Two weeks, two advisors and another district's, one or two officers a department, some of whose time is taken; three to
    six meetings.
    """
    staff = tuple(_member(rng, f"lotse-{number}", (), 5) for number in (1, 2, 3))
    staff += tuple(
        _member(rng, f"{department}-{number}", (department,), rng.randint(3, 5))
        for department in DEPARTMENTS
        for number in range(1, rng.randint(1, 2) + 1)
    )
    meetings: list[Meeting] = []
    for number in range(1, rng.randint(3, 6) + 1):
        needs = tuple(rng.sample(DEPARTMENTS, rng.choice((1, 1, 1, 2))))
        place = rng.choice((HOUSE, HOUSE, HOUSE, SITE, CHAMBER))
        before = rng.choice(meetings).id if meetings and rng.random() < 0.5 else None
        meetings.append(
            Meeting(
                f"m{number}", needs, rng.choice((30, 45, 60)), (place.id,), rng.choice((0, 0, 1)), rng.choice((8, 9, 11, 11)),
                (After(before, rng.choice((0, 0, 1, 2))),) if before else (),
            )
        )  # fmt: skip
    windows = None if rng.random() < 0.5 else tuple(Stretch(at("07:30", day), at("15:00", day)) for day in DAYS)
    busy = tuple(one for member in staff for one in _busy(rng, member))
    return problem(
        Case("c", ("lotse-1", "lotse-2"), tuple(meetings), windows),
        policy=Policy(150, 30), places=(HOUSE, SITE, CHAMBER), staff=staff, working_days=DAYS, pinned=busy,
    )  # fmt: skip


def _member(rng: random.Random, id: str, departments: tuple[str, ...], a_week: int) -> StaffMember:
    weekdays = rng.sample(range(5), a_week)
    return StaffMember(id, departments, tuple(Shift(at("08:00", day), at("13:00", day)) for day in DAYS if day % 7 in weekdays))


def _busy(rng: random.Random, member: StaffMember) -> Iterator[Appointment]:
    for shift in member.shifts:
        if rng.random() < 0.4:
            start = shift.start + rng.choice((0, 60, 120))
            yield _taken(member.id, start, start + 60)


def _taken(person: str, start: int, end: int) -> Appointment:
    """Somebody else's appointment, where nobody hosts and no room is used."""
    return Appointment(f"{person}@{start}", "elsewhere", "chamber", None, start, end, (HeldMeeting("x", start, end, (person,)),))


def _appointments(asked: Problem) -> int | None:
    """How many appointments the best plan has; None where it does not place everything."""
    made = fit(asked, Calendars(asked), enough()).appointments
    placed = sum(len(one.meetings) for one in made)
    return len(made) if placed == len(asked.cases[0].meetings) else None


Found = tuple[Problem, tuple[str, str]] | None


def _with(base: Problem, changed: Meeting) -> Problem:
    (case,) = base.cases
    meetings = tuple(changed if one.id == changed.id else one for one in case.meetings)
    return replace(base, cases=(replace(case, meetings=meetings),))


def _any(rng: random.Random, base: Problem) -> Meeting:
    return rng.choice(base.cases[0].meetings)


def _staff(base: Problem, change: Callable[[StaffMember], StaffMember]) -> Problem:
    return replace(base, staff=tuple(map(change, base.staff)))


def _away(rng: random.Random, base: Problem) -> Found:
    """A department is away until a meeting's last day."""
    one = _any(rng, base)
    need, until = rng.choice(one.needs), (one.latest_day + 1) * MINUTES_A_DAY

    def change(member: StaffMember) -> StaffMember:
        later = tuple(shift for shift in member.shifts if shift.start >= until)
        return replace(member, shifts=later) if need in member.departments else member

    return _staff(base, change), ("department", need)


def _booked(rng: random.Random, base: Problem) -> Found:
    """Every hour of a department is taken by others but for gaps that are too short."""
    need = rng.choice(_any(rng, base).needs)
    taken = tuple(
        _taken(member.id, start, start + 40)
        for member in base.staff
        if need in member.departments
        for shift in member.shifts
        for start in range(shift.start, shift.end - 40, 60)
    )
    free = tuple(pin for pin in base.pinned if need not in base.staff_by_id[pin.meetings[0].staff[0]].departments)
    return replace(base, pinned=(*free, *taken)), ("department", need)


def _nobody(rng: random.Random, base: Problem) -> Found:
    """Nobody on the staff fills a department any more."""
    need = rng.choice(_any(rng, base).needs)
    return _staff(base, lambda one: replace(one, departments=tuple(it for it in one.departments if it != need))), (
        "department",
        need,
    )


def _no_advisor(rng: random.Random, base: Problem) -> Found:
    """The case's advisors sit less than half an hour a day."""
    short = rng.choice((10, 25))

    def change(member: StaffMember) -> StaffMember:
        brief = tuple(replace(shift, end=shift.start + short) for shift in member.shifts)
        return replace(member, shifts=brief) if member.id in base.cases[0].advisors else member

    return _staff(base, change), ("advisors", "")


def _no_room(rng: random.Random, base: Problem) -> Found:
    """The house has no room, or others are in both all the time."""
    if rng.random() < 0.5:
        return replace(base, places=(replace(HOUSE, rooms=0), SITE, CHAMBER)), ("rooms", "house")
    others = tuple(
        Appointment(f"room-{number}@{day}", "elsewhere", "house", None, at("06:00", day), at("20:00", day), ())
        for day in DAYS
        for number in (1, 2)
    )
    return replace(base, pinned=(*base.pinned, *others)), ("rooms", "house")


def _no_time(rng: random.Random, base: Problem) -> Found:
    """The customer can only come when hardly anybody is there, or not long enough."""
    start, end = rng.choice((("06:00", "08:20"), ("09:00", "09:25"), ("12:40", "18:00")))
    (case,) = base.cases
    windows = tuple(Stretch(at(start, day), at(end, day)) for day in DAYS)
    return replace(base, cases=(replace(case, customer_windows=windows),)), ("customer", "")


def _too_soon(rng: random.Random, base: Problem) -> Found:
    """A last day before anything can be held."""
    one = _any(rng, base)
    return _with(base, replace(one, latest_day=rng.choice((-3, 0, 1)))), ("last_day", one.id)


def _too_late(rng: random.Random, base: Problem) -> Found:
    """A first day after which nothing can be held."""
    one = _any(rng, base)
    return _with(base, replace(one, earliest_day=rng.choice((8, 9, 10, 13)))), ("first_day", one.id)


def _lag(rng: random.Random, base: Problem) -> Found:
    """An order with too long a lag."""
    one = _any(rng, base)
    if not one.after:
        return None
    return _with(base, replace(one, after=(replace(one.after[0], working_days=rng.choice((6, 9, 12))),))), ("order", one.id)


def _too_long(rng: random.Random, base: Problem) -> Found:
    """Appointments shorter than a meeting."""
    return replace(base, policy=replace(base.policy, max_appointment_minutes=rng.choice((20, 40, 55)))), ("longest", "")


def _nobody_hosts(rng: random.Random, base: Problem) -> Found:
    """What only an advisor can hold, where no advisor is."""
    one = _any(rng, base)
    return _with(base, replace(one, needs=(), places=rng.choice(((), ("chamber",))))), ("places", one.id)


def _squeezed(rng: random.Random, base: Problem) -> Found:
    """Two meetings at different places that both went on one day's notice, and now only on the same day."""
    one, *others = rng.sample(base.cases[0].meetings, 2)
    other = others[0]
    if one.places == other.places or one.earliest_day > 1 or other.after:
        return None
    return _with(base, replace(other, latest_day=other.earliest_day)), ("last_day", other.id)


def _waits(rng: random.Random, base: Problem) -> Found:
    """Two departments on one day, the second an hour after the first, and no waiting any more."""
    one, other = (Meeting(id, (need,), 30, ("house",), 1, 1) for id, need in (("early", "bau"), ("late", "brand")))
    hours = {"bau": (at("09:00", 1), at("09:30", 1)), "brand": (at("09:45", 1), at("10:15", 1))}

    def change(member: StaffMember) -> StaffMember:
        mine = next((hours[it] for it in member.departments if it in hours), None)
        return (
            replace(member, shifts=(Shift(*mine),)) if mine else replace(member, shifts=(Shift(at("08:00", 1), at("13:00", 1)),))
        )

    case = Case("c", ("lotse-1", "lotse-2"), (one, other))
    went = replace(_staff(base, change), cases=(case,), pinned=())
    if _appointments(went) is None:
        return None
    return replace(went, policy=replace(went.policy, max_wait_minutes=rng.choice((0, 5, 10)))), ("wait", "")


def _fewer(rng: random.Random, base: Problem) -> Found:
    """A lag that takes a meeting out of an appointment it shared."""
    one, other = rng.sample(base.cases[0].meetings, 2)
    if one.after or other.after or one.places != other.places:
        return None
    return _with(base, replace(one, after=(After(other.id, rng.choice((1, 2))),))), ("order", one.id)


CAUSES: dict[str, Callable[[random.Random, Problem], Found]] = {
    "away": _away, "booked": _booked, "nobody": _nobody, "no advisor": _no_advisor, "no room": _no_room, "no time": _no_time,
    "too soon": _too_soon, "too late": _too_late, "lag": _lag, "too long": _too_long, "nobody hosts": _nobody_hosts,
    "squeezed": _squeezed, "waits": _waits, "fewer": _fewer,
}  # fmt: skip
