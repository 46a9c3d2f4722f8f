"""Hosted appointments have one of the case's advisors, taken from start - travel to end + travel and never twice.

The whole time lies inside one shift that fits the place. At an unhosted place nobody hosts, and a meeting that only
needs the advisor cannot be held. Source: problem.md rule 4.
"""

from collections.abc import Iterator

from solver.choice import Choice
from solver.standing import Standing, inside_one_shift

NAME = "advisor"


def add(choice: Choice) -> None:
    for case in choice.cases:
        for appointment in case.appointments:
            for place, here in appointment.at.items():
                hosts = [literal for (where, _, _), literal in appointment.hosts.items() if where == place]
                hosted = choice.problem.place_by_id[place].hosted
                choice.model.add(sum(hosts) == (here if hosted else 0))
        for one in case.meetings:
            for place in one.at:
                if choice.problem.place_by_id[place].hosted:
                    one.common[place] &= choice.calendars.starts_of_any(case.case.advisors, place, one.length)
                elif not one.meeting.needs:
                    one.common[place] = 0
    for (advisor, where), intervals in choice.hosting.items():
        choice.confine(advisor, where, intervals)
    for advisor in dict.fromkeys(advisor for advisor, _ in choice.hosting):
        choice.model.add_no_overlap(choice.hosted_by(advisor))


def violations(standing: Standing) -> Iterator[str]:
    problem, at = standing.problem, standing.at
    for one in standing.asked:
        place, case = problem.place_by_id.get(one.place), problem.case_by_id.get(one.case)
        if place is None or case is None:
            continue  # `together` says so
        name = standing.name(one)
        if not place.hosted:
            if one.advisor is not None:
                yield f"{name} is hosted by {one.advisor}, but nobody hosts at {place.id}"
            for held in one.meetings:
                meeting = standing.meeting(one, held)
                if meeting is not None and not meeting.needs:
                    yield f"{name} holds {held.meeting}, which needs an advisor, at {place.id}, where nobody hosts"
            continue
        if one.advisor not in case.advisors:
            yield f"{name} is hosted by {one.advisor}, who is none of the case's advisors {', '.join(case.advisors)}"
            continue
        start, end = one.start - place.travel_minutes, one.end + place.travel_minutes
        if not inside_one_shift(problem.staff_by_id[one.advisor], place.id, start, end):
            yield f"{one.advisor} has no shift for {place.id} from {at(start)} to {at(end)} ({name})"
    for one, two in standing.clashes:
        if one.hosting and two.hosting:
            yield f"{one.person} hosts {standing.name(one.appointment)} and {standing.name(two.appointment)} at once"
