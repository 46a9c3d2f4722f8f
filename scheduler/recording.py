"""Recording the days a case's deadlines are counted from: what may be told, and each refusal as a sentence.

Lists are told whole, as they then stand. The case gets a new version, so that a plan made before is not confirmed unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.booking import let_go_of_cases
from scheduler.cases import Case, ClockRecord, Pause
from scheduler.clock_records import check_clocks
from scheduler.errors import InputError
from scheduler.known_law import refuse_unknown_day, the_law
from scheduler.lifecycle import OFFICE, Hand
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.told_days import refuse_before, refuse_future
from scheduler.town import Town


@dataclass(frozen=True)
class Recording:
    """What is told about a case; fields as in `Case` and `Records`. Those not named in `told` stay as they are recorded."""

    told: frozenset[str]
    complete_on: date | None = None
    applied_on: date | None = None
    opens_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    clocks: tuple[ClockRecord, ...] = ()


def record(store: Store, case_id: int, version: int | None, recording: Recording, now: datetime) -> Case:
    """The case with the days told, written. `version`: the one the teller has seen; None: whichever it is.

    Raises InputError, NotFoundError, and StaleError when the case has moved on.
    """

    def write(books: Writing) -> Case:
        changed = recorded(books.case(case_id), recording, books.town()[1], now)
        let_go_of_cases(books, [case_id], changed.customer.email, Hand(OFFICE, now))
        return books.rewrite_records(replace(changed, version=changed.version if version is None else version))

    return store.change(write)


def recorded(case: Case, recording: Recording, town: Town, now: datetime) -> Case:
    """The case with the days told, checked. Raises InputError with path and value."""
    told = {field: getattr(recording, field) for field in recording.told}
    complete_on = told.pop("complete_on", case.complete_on)
    changed = replace(case, complete_on=complete_on, records=replace(case.records, **told))
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    _check_days(changed, today)
    _check_pauses(changed.records.pauses, changed.received_on, today)
    check_clocks(changed, town, today, stood=case.records.clocks)
    return changed


def _check_days(case: Case, today: date) -> None:
    applied_on, opens_on = case.records.applied_on, case.records.opens_on
    for path, day in (("applied_on", applied_on), ("complete_on", case.complete_on)):
        if day is not None:
            refuse_future(day, path, today)
    if opens_on is not None:
        refuse_unknown_day(opens_on, "opens_on")
    if case.complete_on is not None:
        refuse_before(case.complete_on, "complete_on", case.received_on, "the case was received on")
        refuse_before(case.complete_on, "complete_on", applied_on, "the application arrived on")


def _check_pauses(pauses: Iterable[Pause], received_on: date, today: date) -> None:
    reasons = [reason.id for reason in the_law().pause_reasons]
    free_from = received_on
    for index, pause in enumerate(pauses):
        path = f"pauses[{index}]"
        if pause.reason not in reasons:
            advice = f"Known: {', '.join(reasons)}."
            raise InputError(f'"{pause.reason}" is not a reason.', path=f"{path}.reason", value=pause.reason, advice=advice)
        refuse_future(pause.since, f"{path}.since", today)
        if free_from is None:
            raise InputError("comes after a pause that still lasts.", path=path, advice="Say until when the earlier one lasted.")
        what = "the pause before ended on" if index else "the case was received on"
        refuse_before(pause.since, f"{path}.since", free_from, what)
        if pause.until is not None:
            refuse_future(pause.until, f"{path}.until", today)
            refuse_before(pause.until, f"{path}.until", pause.since, "the pause began on")
        free_from = pause.until
