"""From a venture, or a list of conversations, to the meetings a case requires in this town.

The catalogue says how a department is met (its mode), the town says where: in the house, at an external body's own door,
or at both where the town agreed on joint days.
"""

from collections.abc import Collection, Iterable

from scheduler.cases import After, RequiredMeeting
from scheduler.errors import InputError
from scheduler.nearest import unknown
from scheduler.town import Department, Town
from scheduler.ventures import Order, Venture, VentureMeeting

MINUTES_A_DAY = 24 * 60


def required_meetings(venture: Venture, town: Town, not_needed: Collection[str] = ()) -> tuple[RequiredMeeting, ...]:
    """The meetings of a case of this venture, without the departments in `not_needed`; ids are department ids.

    Raises `InputError` when `not_needed` names no meeting of the venture, leaves nothing, or the town lacks a department.
    """
    departments = [meeting.department for meeting in venture.meetings]
    for index, department in enumerate(not_needed):
        if department not in departments:
            titles = {id_: town.department_by_id[id_].title if id_ in town.department_by_id else id_ for id_ in departments}
            raise unknown(department, f'a meeting of venture "{venture.id}"', titles, path=f"not_needed[{index}]")
    kept = [meeting for meeting in venture.meetings if meeting.department not in not_needed]
    if not kept:
        raise InputError(f'leaves no meeting of venture "{venture.id}".', path="not_needed", advice="Maybe keep one.")
    order = bridged(venture.order, not_needed)
    return tuple(_required(meeting, town, order) for meeting in kept)


def single_meetings(wanted: Iterable[tuple[str, int]], town: Town) -> tuple[RequiredMeeting, ...]:
    """The meetings of a case without a venture: (department id, minutes) each, without order; ids are department ids.

    Raises `InputError` for a department that the town lacks, that stands twice, or that inspects on site (who comes along
    depends on the venture), and for minutes off the town's grid.
    """
    found: dict[str, RequiredMeeting] = {}
    for index, (id_, minutes) in enumerate(wanted):
        path = f"meetings[{index}]"
        department = _department(id_, town, f"{path}.department")
        if id_ in found:
            raise InputError(f'"{id_}" stands there twice.', path=path, value=id_, advice="Maybe join the two.")
        if department.own_place == town.on_site:
            raise InputError(f'"{id_}" is held on site.', path=path, value=id_, advice="Maybe name the venture instead.")
        grid = town.limits.grid_minutes
        if not 0 < minutes <= MINUTES_A_DAY or minutes % grid:
            advice = f"Minutes are multiples of {grid}, at most a day."
            sentence = f'{minutes} minutes for "{id_}" cannot be planned.'
            raise InputError(sentence, path=f"{path}.minutes", value=minutes, advice=advice)
        mode = "advisor" if department.by_advisor else "external" if department.own_place else "joinable"
        found[id_] = _required(VentureMeeting(id_, minutes, mode, "the case"), town, ())
    if not found:
        raise InputError("is empty.", path="meetings", advice="A case requires at least one meeting.")
    return tuple(found.values())


def bridged(order: Iterable[Order], dropped: Collection[str]) -> tuple[Order, ...]:
    """The order among the meetings that stay.

    A meeting is dropped because what it would bring is already there. What comes before it then comes before what
    follows it, and keeps its own lag, not the sum: the lag of `a >> b` is the time a's outcome takes, which whatever
    needed b may still need; the lag of `b >> c` is the time b's outcome takes, and that is at hand. So a chamber's
    statement the customer brings along (WF > chamber >> agency, 3 days) lets first advice and agency share one day.
    Where several ways lead from one meeting to another the longest lag holds.
    """
    edges = list(order)
    for gone in dropped:
        before = [edge for edge in edges if edge.then == gone]
        after = [edge for edge in edges if edge.first == gone]
        edges = [edge for edge in edges if gone not in (edge.first, edge.then)]
        edges += [
            Order(into.first, out.then, into.working_days, f'"{gone}" is not needed; before it: {into.source}')
            for into in before
            for out in after
        ]
    longest: dict[tuple[str, str], Order] = {}
    for edge in edges:
        ends = (edge.first, edge.then)
        if ends not in longest or edge.working_days > longest[ends].working_days:
            longest[ends] = edge
    return tuple(longest.values())


def _required(meeting: VentureMeeting, town: Town, order: Iterable[Order]) -> RequiredMeeting:
    department = _department(meeting.department, town)
    needs, places = _seats_and_places(meeting, department, town)
    return RequiredMeeting(
        id=department.id,
        department=department.id,
        title=department.title,
        needs=needs,
        minutes=meeting.minutes,
        places=places,
        after=tuple(After(edge.first, edge.working_days) for edge in order if edge.then == department.id),
        bring=meeting.bring,
    )


def _seats_and_places(meeting: VentureMeeting, department: Department, town: Town) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who sits in it beside the host (department ids), and where it may be held (place ids)."""
    match meeting.mode:
        case "advisor" | "document":
            return (), (town.house,)
        case "joinable":
            return (department.id,), (town.house,)
        case "on_site":
            for need in meeting.needs:
                _department(need, town)
            return meeting.needs, (town.on_site,)
        case "external":
            if department.own_place is None:
                return (department.id,), (town.house,)
            joint = (town.house,) if department.joins_house else ()
            return (department.id,), (department.own_place, *joint)
        case unknown:
            raise InputError(f'"{unknown}" of department "{department.id}" is not a mode.', path="mode", value=unknown)


def _department(id_: str, town: Town, path: str = "venture") -> Department:
    if id_ not in town.department_by_id:
        raise unknown(id_, "a department here", {one.id: one.title for one in town.departments}, path=path)
    return town.department_by_id[id_]
