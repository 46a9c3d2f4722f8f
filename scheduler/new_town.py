"""A town file into the store: a new version of the town, after what it could not keep up has been said.

What was promised stays promised: an appointment keeps its seats, place and time whatever the new version says, and a case keeps
the meetings it was opened with. So an import that would leave any of them without a seat, a place or a district is refused with
the list, unless told to go ahead; one after which nothing could be planned at all is always refused.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from scheduler.cases import Case, RequiredMeeting
from scheduler.errors import Conflict, InputError
from scheduler.offer import refuse_misfit
from scheduler.plans import Appointment
from scheduler.store.reading import Reading
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.town import Town
from scheduler.ventures import Catalogue
from scheduler.workdays import is_bookable_day


def import_town(store: Store, town: Town, catalogue: Catalogue, now: datetime, anyway: bool = False) -> bool:
    """Make this the town of the store; False, and nothing changed, when it is already.

    Raises InputError for a town in which the catalogue cannot be planned, and Conflict with `what_changed`, a sentence for
    each thing the new version could not keep up; `anyway` goes ahead all the same.
    """
    refuse_misfit(catalogue, town)

    def write(books: Writing) -> bool:
        if books.has_town():
            _, old = books.town()
            if old == town:
                return False
            cases, booked = books.all_cases(), books.booked_from(now)
            _refuse_another(old, town, cases)
            open_meetings = list(_open_meetings(books, cases))
            _refuse_coarser_grid(town, booked, open_meetings)
            left = [*_appointments_left(town, booked), *_cases_left(town, open_meetings)]
            if left and not anyway:
                raise Conflict(left, advice="Nothing was changed; with --anyway these stay as they are, for somebody to see to.")
        books.write_town(town, now)
        return True

    return store.change(write)


def _refuse_another(old: Town, new: Town, cases: tuple[Case, ...]) -> None:
    if old.id != new.id and cases:
        raise InputError(
            f'"{new.id}" is another town than "{old.id}", of which the store holds {len(cases)} cases.',
            path="id",
            value=new.id,
            advice="Maybe give it a store of its own: LOTSE_DATA_DIR or LOTSE_DATABASE_URL.",
        )


def _open_meetings(books: Reading, cases: Iterable[Case]) -> Iterator[tuple[Case, RequiredMeeting]]:
    held = books.held()
    return ((case, meeting) for case in cases for meeting in case.meetings if (case.id, meeting.id) not in held)


def _refuse_coarser_grid(
    town: Town, booked: Iterable[Appointment], open_meetings: Iterable[tuple[Case, RequiredMeeting]]
) -> None:
    """A problem with one time off its grid cannot be stated, so one old appointment would stop all planning."""
    grid, zone = town.limits.grid_minutes, ZoneInfo(town.timezone)

    def refusal(what: str) -> InputError:
        advice = "Keep the old grid, or one that divides it."
        return InputError(f"{what} is off a grid of {grid} minutes.", path="limits.grid_minutes", value=grid, advice=advice)

    for one in booked:
        moments = {one.start, one.end, *(moment for held in one.meetings for moment in (held.start, held.end))}
        if any(moment.astimezone(zone).minute % grid for moment in moments):
            raise refusal(f"appointment {one.id} of {one.start.astimezone(zone):%Y-%m-%d %H:%M}")
    for case, meeting in open_meetings:
        if meeting.minutes % grid:
            raise refusal(f'the meeting "{meeting.id}" of {meeting.minutes} minutes, which case {case.id} requires,')


def _appointments_left(town: Town, booked: Iterable[Appointment]) -> Iterator[str]:
    zone = ZoneInfo(town.timezone)
    for one in booked:
        start = one.start.astimezone(zone)
        name = f"Appointment {one.id} on {start:%Y-%m-%d %H:%M}"
        if one.place not in town.place_by_id:
            yield f'{name} is at "{one.place}", which the town no longer has.'
        stretches = [(seat, held.start, held.end) for held in one.meetings for seat in held.seats]
        stretches += [(one.advisor, one.start, one.end)] if one.advisor is not None else []
        for seat, begin, end in stretches:
            if seat not in town.email_by_seat:
                yield f'{name} needs the seat "{seat}", which the town no longer has.'
            elif not _sits(town, seat, begin.astimezone(zone), end.astimezone(zone), one.place):
                yield f'{name} needs the seat "{seat}", which has no hours then.'


def _sits(town: Town, seat: str, start: datetime, end: datetime, place: str) -> bool:
    day = start.date()
    absent = any(one.seat == seat and one.first_day <= day <= one.last_day for one in town.absences)
    if absent or not is_bookable_day(day, town):
        return False
    (hours,) = (one.hours for one in (*town.advisors, *town.officers) if one.id == seat)
    covered: time = start.time()
    for stretch in sorted(hours, key=lambda stretch: stretch.start):
        if stretch.weekday == day.weekday() and stretch.place in (None, place) and stretch.start <= covered:
            covered = max(covered, stretch.end)
    return covered >= end.time()


def _cases_left(town: Town, open_meetings: Iterable[tuple[Case, RequiredMeeting]]) -> Iterator[str]:
    told: set[int] = set()
    for case, meeting in open_meetings:
        if case.district not in town.district_by_id and case.id not in told:
            told.add(case.id)
            yield f'Case {case.id} lies in district "{case.district}", which the town no longer has.'
        for department in dict.fromkeys((meeting.department, *meeting.needs)):
            if department not in town.department_by_id:
                yield f'Case {case.id} still requires "{department}", a department the town no longer has.'
        if not set(meeting.places) & set(town.place_by_id):
            yield f'Case {case.id} still requires "{meeting.id}" at {", ".join(meeting.places)}, a place the town no longer has.'
