"""Structural lower bounds: what holds before anybody looks at a calendar.

They rest on one appointment a case and day and on one place an appointment (problem.md rules 2 and 3), and hold for
plans that place every meeting of the case. Tightened windows are no bound once a successor may be dropped, so nothing
here tightens a window by a successor.
"""

from bisect import bisect_left
from graphlib import TopologicalSorter

from solver.problem import Case, Meeting, Problem


def _free(problem: Problem, case: Case) -> list[Meeting]:
    """The meetings that are not pinned, each after those it comes after."""
    pinned = {held.meeting for pin in problem.pinned_here if pin.case == case.id for held in pin.meetings}
    order = {meeting.id: [after.meeting for after in meeting.after] for meeting in case.meetings}
    return [case.meeting_by_id[id] for id in TopologicalSorter(order).static_order() if id not in pinned]


def _before(meetings: list[Meeting]) -> dict[str, dict[str, bool]]:
    """For each meeting all that come before it -> whether on an earlier day.

    Two meetings that can never share a place never share an appointment, hence never a day.
    """
    by_id = {meeting.id: meeting for meeting in meetings}
    before: dict[str, dict[str, bool]] = {}
    for meeting in meetings:
        mine: dict[str, bool] = {}
        for after in meeting.after:
            if after.meeting in by_id:  # what comes after a pinned meeting is not ordered by what came before that
                strictly = after.working_days > 0
                mine[after.meeting] = mine.get(after.meeting, False) or strictly
                for other, strict in before[after.meeting].items():
                    mine[other] = mine.get(other, False) or strict or strictly
        for other in mine:
            mine[other] = mine[other] or set(by_id[other].places).isdisjoint(meeting.places)
        for other in meetings:
            if other.latest_day < meeting.earliest_day:
                mine[other.id] = True
        before[meeting.id] = mine
    return before


def _longest_chain(meetings: list[Meeting], before: dict[str, dict[str, bool]]) -> int:
    """The most of these meetings that must all lie on different days, one after the other."""
    length: dict[str, int] = {}
    for meeting in sorted(meetings, key=lambda one: len([other for other in before[one.id] if before[one.id][other]])):
        earlier = [length[other] for other, strict in before[meeting.id].items() if strict and other in length]
        length[meeting.id] = 1 + max(earlier, default=0)
    return max(length.values(), default=0)


def fewest_appointments(problem: Problem, case: Case) -> int:
    """At least so many appointments the case needs, pinned ones included, if all its meetings are placed.

    Argument: appointments at different places are different, so the places add up. At one place, a chain of meetings
    each on a later day than the one before needs one appointment each; and an appointment is at most
    `max_appointment_minutes` long, so the minutes need that many. The same two hold for the case as a whole. And
    around any one meeting: the appointments on days before it, its own, and those on days after it are different.
    """
    meetings = _free(problem, case)
    before = _before(meetings)
    most = problem.policy.max_appointment_minutes

    def needed(some: list[Meeting]) -> int:
        by_minutes = -(-sum(meeting.minutes for meeting in some) // most) if most else len(some)
        return max(_longest_chain(some, before), by_minutes)

    def needed_everywhere(some: list[Meeting]) -> int:
        tied: dict[str, list[Meeting]] = {}
        for meeting in some:
            if len(set(meeting.places)) == 1:
                tied.setdefault(meeting.places[0], []).append(meeting)
        return max(sum(needed(there) for there in tied.values()), needed(some))

    own = needed_everywhere(meetings)
    for middle in meetings:
        earlier = [one for one in meetings if before[middle.id].get(one.id)]
        later = [one for one in meetings if before[one.id].get(middle.id)]
        own = max(own, needed_everywhere(earlier) + 1 + needed_everywhere(later))
    return own + sum(pin.case == case.id for pin in problem.pinned_here)


def earliest_done(problem: Problem, case: Case) -> int:
    """The first position of a working day on which the case can be done if all its meetings are placed."""
    days = problem.working_days
    pins = {held.meeting: pin for pin in problem.pinned_here if pin.case == case.id for held in pin.meetings}
    position = {id: problem.position_by_day[pin.day] for id, pin in pins.items()}
    free = _free(problem, case)
    before = _before(free)
    for meeting in free:
        earliest = bisect_left(days, meeting.earliest_day)
        for after in meeting.after:
            lag = after.working_days or int(before[meeting.id].get(after.meeting, False))
            earliest = max(earliest, position[after.meeting] + lag)
        position[meeting.id] = earliest
    return min(max(position.values(), default=0), max(len(days) - 1, 0))


def of_all(problem: Problem) -> tuple[int, int]:
    """Of all cases together, if all their meetings are placed: the fewest appointments, and the least delay."""
    appointments = sum(fewest_appointments(problem, case) for case in problem.cases)
    return appointments, sum(earliest_done(problem, case) for case in problem.cases)
