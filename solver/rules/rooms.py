"""At no moment do more appointments run at a place than it has rooms.

Pinned appointments take rooms too. Source: problem.md rule 6.
"""

from collections.abc import Iterator

from solver.calendars import runs, starts
from solver.choice import Choice
from solver.standing import Standing

NAME = "rooms"


def add(choice: Choice) -> None:
    model, calendars = choice.model, choice.calendars
    for place in choice.problem.places:
        if place.rooms is None:
            continue
        free = calendars.everything & ~calendars.full(place.id)
        intervals = []
        for case in choice.cases:
            for one in case.meetings:
                if place.id in one.at:
                    one.common[place.id] &= starts(free, one.length)
            for appointment in case.appointments:
                if place.id in appointment.at:
                    length = model.new_int_var(0, choice.timeline.stride, "length")
                    intervals.append(
                        model.new_optional_interval_var(
                            appointment.begin, length, appointment.finish, appointment.at[place.id], f"in {place.id}"
                        )
                    )
        # A customer comes once a day, so this problem's cases run at most one appointment each at once: only the
        # moments matter at which the pinned ones leave fewer rooms than that.
        capacity = min(place.rooms, len(choice.cases))
        for least in range(place.rooms - capacity + 1, place.rooms + 1):
            for low, high in runs(calendars.running(place.id, least) & ((1 << choice.size) - 1)):
                intervals.append(model.new_fixed_size_interval_var(low, high - low, f"{least} run at {place.id}"))
        model.add_cumulative(intervals, [1] * len(intervals), capacity)


def violations(standing: Standing) -> Iterator[str]:
    for place in standing.problem.places:
        if place.rooms is None:
            continue
        events = [
            (moment, change, asked)
            for appointments, asked in ((standing.asked, 1), (standing.beside, 0))
            for one in appointments
            if one.place == place.id
            for moment, change in ((one.start, 1), (one.end, -1))
        ]
        running = running_asked = 0
        for moment, change, asked in sorted(events):  # ends before starts: half open
            running += change
            running_asked += change * asked
            if change > 0 and running > place.rooms and running_asked:
                yield f"{running} appointments run at {place.id} at {standing.at(moment)}; it has {place.rooms} rooms"
