"""The use case of `lotse verify`: the whole store looked through, its guards, its rows (`store.checks`), and the rules that
what is booked must keep.

The referee is asked about everything that is booked, in the town as it was when it was booked; what would break a rule
there is no fault if it keeps them in a later version. Whether deadlines are kept is another question
(`lotse deadlines`): the days they count from may be told after the booking.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from scheduler import framing
from scheduler.errors import Conflict
from scheduler.ground import meeting_id, pinned_id
from scheduler.lifecycle import CANCELLED, CONFIRMED, NO_SHOW, TAKING
from scheduler.plans import Appointment
from scheduler.store.finding import Finding
from scheduler.store.inspection import Inspection
from scheduler.store.reading import Reading
from scheduler.store.store import Store
from scheduler.town import Town
from scheduler.workdays import working_days
from solver.check import complete, violations
from solver.problem import Meeting

Broken = set[tuple[str, str]]  # rule and sentence


def verify(store: Store) -> tuple[Finding, ...]:
    """Every fault there is; none in a store where all is well. Reads one moment of the store, and blocks nobody."""
    with store.looking() as connection:
        look = Inspection(connection, {})
        return (*look.lost_guards(), *found_by(look))


def found_by(look: Inspection) -> tuple[Finding, ...]:
    """What is wrong with what the store holds, as one transaction sees it."""
    found = look.faults()
    if any(one.kind in ("document", "orphan") for one in found):
        return found  # what cannot be read cannot be judged
    return (*found, *_broken_rules(look, look.towns()))


def _broken_rules(reading: Reading, towns: Sequence[tuple[datetime, Town]]) -> Iterator[Finding]:
    # What is held must keep the same rules; for the frame only what is confirmed is the customer's own.
    entered = reading.changed_since(-1)
    booked = [replace(one, status=CONFIRMED) for one in entered if one.status in TAKING]
    given_up = {
        meeting_id(held.case, held.meeting) for one in entered if one.status in (CANCELLED, NO_SHOW) for held in one.meetings
    }
    told: dict[int, list[Appointment]] = defaultdict(list)  # by the version of the town they were booked in
    for one in booked:
        moment = _booked_at(reading, one)
        told[max(number for number, (since, _) in enumerate(towns) if since <= moment or number == 0)].append(one)
    for number, theirs in sorted(told.items()):
        broken = _broken(reading, towns[number][1], theirs, booked, given_up)
        for _, later in towns[number + 1 :]:  # in force by the time it was written, or lawful in it anyway
            if broken:
                broken &= _broken(reading, later, theirs, booked, given_up)
        for rule, sentence in sorted(broken):
            yield Finding("rule", f'"{rule}" is broken: {sentence}.')


def _booked_at(reading: Reading, one: Appointment) -> datetime:
    """When it was last given its time and its people."""
    taken = [change.at for change in reading.history(one.id or 0) if change.became in TAKING and change.became != "took_place"]
    return taken[-1]


def _broken(
    reading: Reading, town: Town, asked: Iterable[Appointment], booked: Iterable[Appointment], given_up: Collection[str]
) -> Broken:
    """What `asked` break in that town. Other appointments of the same customers stand and are not asked. Nothing has to come
    after a meeting that was given up: it stood where it had to when the others were booked.
    """
    ids = {pinned_id(one) for one in asked}
    customers = {one.customer for one in asked}
    theirs = [one for one in booked if one.customer in customers]
    cases = [case for email in sorted(customers) for case in reading.cases_of(email)]
    opened, first = _open_throughout(town, theirs)
    try:
        framed = framing.frame(opened, cases, theirs, first)
    except Conflict as reason:
        return {("district", str(reason))}
    problem = framed.problem
    last_day = problem.working_days[-1]

    def relaxed(one: Meeting) -> Meeting:
        after = tuple(other for other in one.after if other.meeting not in given_up)
        return replace(one, latest_day=last_day, after=after)

    relaxed_cases = tuple(replace(case, meetings=tuple(map(relaxed, case.meetings))) for case in problem.cases)
    pinned = tuple(pin for pin in problem.pinned if pin.id not in ids)
    asked_of = replace(problem, cases=relaxed_cases, pinned=pinned)
    return {(one.rule, one.sentence) for one in violations(asked_of, complete(asked_of, problem.pinned))}


def _open_throughout(town: Town, booked: Iterable[Appointment]) -> tuple[Town, datetime]:
    """The town without notice and with a horizon that holds all of these, and the moment from which to look at it."""
    zone = ZoneInfo(town.timezone)
    days = sorted(one.start.astimezone(zone).date() for one in booked)
    first = datetime.combine(days[0], time(), zone)
    ahead = len(working_days(days[0], days[-1], town.holidays_in)) or 1
    limits = replace(town.limits, notice_working_days=0, horizon_working_days=ahead)
    return replace(town, limits=limits), first
