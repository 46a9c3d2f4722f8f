"""A town file into the store: a new version of the town, after what it could not keep up has been said.

What was promised stays promised: an appointment keeps its seats, place and time whatever the new version says, and a case keeps
the meetings it was opened with. So an import that would leave any of them without a seat, a place or a district is refused with
the list, unless told to go ahead; one after which nothing could be planned at all is always refused.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.cases import Case, RequiredMeeting
from scheduler.errors import Conflict, InputError
from scheduler.offer import refuse_misfit
from scheduler.plans import Appointment
from scheduler.set_back import set_back
from scheduler.store.reading import Reading
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.town import Town
from scheduler.ventures import Catalogue


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
            left = [*(why for one in set_back(town, booked) for why in one.because), *_cases_left(town, open_meetings)]
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
