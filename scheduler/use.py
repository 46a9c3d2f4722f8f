"""How much of their time the seats are taken: a line for each advisor and for each department's officers together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.plans import Appointment
from scheduler.sittings import minutes_by_day
from scheduler.store.claims import claims
from scheduler.town import Town


@dataclass(frozen=True)
class Use:
    """`seats` together sit for `offered` minutes, of which `taken` are booked, travel included.

    `name` is an advisor's seat, or code and title of the departments whose officers these are.
    """

    name: str
    seats: int
    offered: int
    taken: int


def use_of_advisors(town: Town, appointments: Iterable[Appointment], days: Iterable[date]) -> tuple[Use, ...]:
    """A line for each advisor's seat in the order of the town, counted on `days`."""
    return _lines({seat.id: [seat.id] for seat in town.advisors}, town, appointments, days)


def use_of_departments(town: Town, appointments: Iterable[Appointment], days: Iterable[date]) -> tuple[Use, ...]:
    """A line for each department's officers in the order of the town, counted on `days`."""
    seats: dict[str, list[str]] = {}
    for officer in town.officers:
        departments = (town.department_by_id[department] for department in officer.departments)
        seats.setdefault(", ".join(f"{one.code} {one.title}" for one in departments), []).append(officer.id)
    return _lines(seats, town, appointments, days)


def _lines(seats: dict[str, list[str]], town: Town, appointments: Iterable[Appointment], days: Iterable[date]) -> tuple[Use, ...]:
    days = frozenset(days)
    offered, taken = Counter[str](), Counter[str]()
    for (seat, _), minutes in minutes_by_day(town, days).items():
        offered[seat] += minutes
    for appointment in appointments:
        for claim in claims(appointment, town.place_by_id[appointment.place]):
            if claim.kind == "seat" and claim.start.date() in days:
                taken[claim.name] += (claim.end - claim.start) // timedelta(minutes=1)
    return tuple(
        Use(name, len(theirs), sum(offered[seat] for seat in theirs), sum(taken[seat] for seat in theirs))
        for name, theirs in seats.items()
    )
