"""How late a day becomes where meetings take longer than planned: everybody begins when all whom they need are there.

Bookings do not move; whoever comes next waits. A pause between two meetings takes up what it can.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TypeVar

from scheduler.plans import Appointment, HeldMeeting

Comer = TypeVar("Comer")
_MINUTE = timedelta(minutes=1)


def late_minutes(
    today: Iterable[tuple[Appointment, Comer]], extra: Callable[[Comer, HeldMeeting, int], float]
) -> dict[int | None, float]:
    """Appointment id -> by how many minutes the latest of its meetings began late; `extra`: how much longer one takes."""
    late: dict[int | None, float] = {}
    behind: dict[str, float] = defaultdict(float)  # seat or appointment -> minutes after midnight from which it is free
    held_today = [(held, booked, comer) for booked, comer in today for held in booked.meetings]
    for held, booked, comer in sorted(held_today, key=lambda one: (one[0].start, one[1].id)):
        needed = [*held.seats, f"appointment {booked.id}"] + ([booked.advisor] if booked.advisor else [])
        planned = held.start.hour * 60.0 + held.start.minute
        begins = max([planned, *(behind[seat] for seat in needed)])
        minutes = (held.end - held.start) // _MINUTE
        ends = begins + minutes + extra(comer, held, minutes)
        for seat in needed:
            behind[seat] = ends
        late[booked.id] = max(late.get(booked.id, 0.0), begins - planned)
    return late
