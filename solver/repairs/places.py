"""Other places: a meeting by video, an external body that comes to the house."""

from collections.abc import Iterator
from dataclasses import replace

from solver.problem import Place, StaffMember
from solver.repairs.trying import Allowed, Repair, Trying


def video(tried: Trying, allowed: Allowed) -> Iterator[Repair]:
    """At their desks: whoever is in the meeting can hold it in any of their hours, wherever these are."""
    name = next(name for name in ("video", *(f"video-{n}" for n in range(2, 1000))) if name not in tried.problem.place_by_id)
    bound = bool({fact.kind for fact in tried.clash.facts} & {"rooms", "advisors", "department", "places"})
    for meeting in tried.meetings if bound else ():
        if allowed.video is None or meeting.id in allowed.video:
            who = {*meeting.needs}, {*tried.case.advisors}
            changed = tried.with_meetings([replace(meeting, places=(*meeting.places, name))])
            staff = tuple(
                _also_at(one, name) if who[0] & {*one.departments} or one.id in who[1] else one for one in changed.staff
            )
            changed = replace(changed, places=(*changed.places, Place(name)), staff=staff)
            yield from tried.repair("video", 1, changed, meetings=(meeting.id,), who=name)


def house(tried: Trying, allowed: Allowed) -> Iterator[Repair]:
    """Who is met at their own door comes to where most of the case's other meetings are."""
    places = tried.problem.place_by_id
    named = [
        place for one in tried.case.meetings for place in one.places if places[place].hosted and not places[place].travel_minutes
    ]
    if not named:
        return
    house = max(dict.fromkeys(named), key=named.count)
    for meeting in tried.meetings:
        outside = meeting.needs and not any(places[place].hosted for place in meeting.places)
        if outside and (allowed.house is None or meeting.id in allowed.house):
            changed = tried.with_meetings([replace(meeting, places=(*meeting.places, house))])
            needs = {*meeting.needs}
            changed = replace(
                changed, staff=tuple(_also_at(one, house) if needs & {*one.departments} else one for one in changed.staff)
            )
            yield from tried.repair("house", 1, changed, meetings=(meeting.id,), who=house)


def _also_at(member: StaffMember, place: str) -> StaffMember:
    """In all their hours also at this place."""
    return replace(
        member, shifts=(*member.shifts, *(replace(shift, place=place) for shift in member.shifts if shift.place is not None))
    )
