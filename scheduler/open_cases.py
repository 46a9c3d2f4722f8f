"""Which of a customer's cases are planned together: the open ones, not all there ever were."""

from collections.abc import Collection, Iterable
from datetime import date
from zoneinfo import ZoneInfo

from scheduler.cases import Case
from scheduler.plans import Appointment
from scheduler.town import Town


def cases_to_plan(
    asked: Collection[int], cases: Collection[Case], booked: Collection[Appointment], town: Town, today: date
) -> tuple[Case, ...]:
    """The cases `asked` for by id, the open ones, and what shares an appointment with any of these, in the order given.

    `cases`: all of one customer; `booked`: their confirmed appointments. A case is closed when every meeting it requires was
    held before `today`: no lag of another case is counted from it. An appointment stands whole in a plan, so a closed case
    that shares one with an open case comes along.
    """
    zone = ZoneInfo(town.timezone)
    past = (one for one in booked if one.end.astimezone(zone).date() < today)
    held = {(meeting.case, meeting.meeting) for one in past for meeting in one.meetings}
    wanted = {case.id for case in cases if case.id in asked or any((case.id, one.id) not in held for one in case.meetings)}
    together = _with_companions(wanted, booked)
    return tuple(case for case in cases if case.id in together)


def _with_companions(wanted: set[int], booked: Iterable[Appointment]) -> set[int]:
    shared = [{held.case for held in one.meetings} for one in booked]
    while True:
        wider = wanted.union(*(ids for ids in shared if ids & wanted))
        if wider == wanted:
            return wanted
        wanted = wider
