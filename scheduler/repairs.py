"""What would help, in people's words, and what of it the law and the town allow."""

from collections.abc import Iterable

from scheduler.cases import Case
from scheduler.deadlines import deadlines
from scheduler.german import listed, span_in_german, working_days
from scheduler.ground import meeting_id
from scheduler.reasons import Names
from scheduler.town import Town
from solver.repairs import Allowed, Repair


def allowed(cases: Iterable[Case], town: Town) -> Allowed:
    """What may be changed. A promise is the town's own word, a statute's end nobody's to move; no inspection is held by video;
    only bodies that are met at their own door can be asked to the house.
    """
    later: set[str] = set()
    video: set[str] = set()
    house: set[str] = set()
    for case in cases:
        statutory = {one.meeting for one in deadlines(case, town) if one.meeting and one.rule.kind != "promise"}
        for meeting in case.meetings:
            id_ = meeting_id(case.id, meeting.id)
            if meeting.id not in statutory:
                later.add(id_)
            if town.on_site not in meeting.places:
                video.add(id_)
            bodies = [town.department_by_id[need] for need in meeting.needs if need in town.department_by_id]
            if any(body.own_place not in (None, town.on_site) for body in bodies):
                house.add(id_)
    return Allowed(later=frozenset(later), video=frozenset(video), house=frozenset(house))


def in_words(names: Names, repair: Repair) -> str:
    """What would be changed: one German sentence."""
    times = [span_in_german(names.moment(one.start), names.moment(one.end)) for one in repair.extras]
    meetings = listed(map(names.meeting, repair.meetings)) if repair.meetings else ""
    match repair.kind:
        case "window":
            return f"Die Unternehmerin oder der Unternehmer kann auch am {listed(times)}."
        case "deadline":
            ends = listed(names.day(_latest(repair, id_)) for id_ in repair.meetings)
            return f"Die zugesagte Frist für {meetings} endet {working_days(repair.size)} später: am {ends}."
        case "start":
            return f"{meetings} darf {working_days(repair.size)} früher sein."
        case "shift":
            who = listed(f"{one.who} am {time}" for one, time in zip(repair.extras, times, strict=True))
            return f"Zusätzlich arbeitet {who} ({repair.size} Minuten mehr)."
        case "deputy":
            return f"{repair.who} springt als Vertretung ein."
        case "video":
            return f"{meetings} wird als Videogespräch geführt."
        case "house":
            return f"{meetings}: die Stelle kommt in ihren Sprechzeiten hierher: {names.place(repair.who)}."
        case unknown:
            raise ValueError(f"{unknown} is no kind of repair")


def _latest(repair: Repair, meeting: str) -> int:
    (case,) = repair.problem.cases
    return case.meeting_by_id[meeting].latest_day
