"""What may be recorded of a single clock: its own event, an extension, that its demand was met."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from scheduler.cases import Case, ClockRecord
from scheduler.counting import Period, last_day
from scheduler.deadlines import Deadline, Standing, all_deadlines
from scheduler.errors import InputError
from scheduler.known_law import refuse_unknown_day, the_law
from scheduler.told_days import refuse_before, refuse_future
from scheduler.town import Town


def check_clocks(case: Case, town: Town, today: date, stood: Collection[ClockRecord] = ()) -> None:
    """Raise `InputError` for the first record of the case that cannot be true or that the law does not know.

    `stood`: records from before, not judged again: an extension told in time stays told, whatever pause came after it.
    """
    known = {rule.id for rule in the_law().rules}
    seen: set[str] = set()
    for index, told in enumerate(case.records.clocks):
        path = f"clocks[{index}]"
        if told.rule not in known:
            raise InputError(f'"{told.rule}" is not a deadline.', path=f"{path}.rule", value=told.rule, advice=_known(case, town))
        if told.rule in seen:
            raise InputError(f'"{told.rule}" stands there twice.', path=f"{path}.rule", value=told.rule)
        seen.add(told.rule)
        if told not in stood:
            _check_clock(case, town, told, path, today)


def _check_clock(case: Case, town: Town, told: ClockRecord, path: str, today: date) -> None:
    """One clock against its end as it would be without an extension."""
    rule = next(rule for rule in the_law().rules if rule.id == told.rule)
    if told.started_on is not None:
        refuse_unknown_day(told.started_on, f"{path}.started_on")
        if not rule.period.before:  # what is counted back from may lie ahead
            refuse_future(told.started_on, f"{path}.started_on", today)
    only = ClockRecord(told.rule, told.started_on)
    others = tuple(one for one in case.records.clocks if one.rule != told.rule)
    plain = replace(case, records=replace(case.records, clocks=(*others, only)))
    clock = next((one for one in all_deadlines(plain, town) if one.rule.id == told.rule), None)
    if clock is None or clock.start is None:
        sentence = f'"{told.rule}" does not run in this case.'
        raise InputError(
            sentence, path=f"{path}.rule", value=told.rule, advice=f"Maybe started_on is missing. {_known(case, town)}"
        )
    if told.done_on is not None:
        refuse_future(told.done_on, f"{path}.done_on", today)
        refuse_before(told.done_on, f"{path}.done_on", told.started_on or case.received_on, "the clock could begin on")
    _check_extension(clock, told, path, today, town)


def _check_extension(clock: Deadline | Standing, told: ClockRecord, path: str, today: date, town: Town) -> None:
    """Once, where the law allows it, told before the end, no longer than it says (VwVfG § 42a Abs. 2 Satz 3 and 4)."""
    if told.extended_to is None and told.extension_told_on is None:
        return
    rule = clock.rule
    if not rule.extendable:
        raise InputError(f'"{rule.id}" cannot be extended ({rule.reference}).', path=path, value=rule.id)
    if told.extended_to is None or told.extension_told_on is None:
        advice = "An extension holds only if it was told in time: give both days."
        raise InputError("needs extended_to and extension_told_on.", path=path, advice=advice)
    refuse_future(told.extension_told_on, f"{path}.extension_told_on", today)
    refuse_unknown_day(told.extended_to, f"{path}.extended_to")
    if isinstance(clock, Standing):
        sentence = f'"{rule.id}" stands still and has no end to be extended.'
        raise InputError(sentence, path=f"{path}.extended_to", value=told.extended_to.isoformat(), advice="Maybe end the pause.")
    end = clock.last_day
    if told.extension_told_on > end:
        sentence = f"{told.extension_told_on} is too late: the deadline ended on {end}."
        raise InputError(sentence, path=f"{path}.extension_told_on", value=told.extension_told_on.isoformat())
    refuse_before(told.extended_to, f"{path}.extended_to", end, "the deadline ends anyway on")
    if rule.extension_months is not None:
        latest = last_day(end, Period(rule.extension_months, "months"), town.holidays_in)
        if told.extended_to > latest:
            sentence = f"{told.extended_to} is too far: {rule.reference} allows {rule.extension_months} months, to {latest}."
            raise InputError(sentence, path=f"{path}.extended_to", value=told.extended_to.isoformat())


def _known(case: Case, town: Town) -> str:
    without = replace(case, records=replace(case.records, clocks=()))
    running = sorted({one.rule.id for one in all_deadlines(without, town)})
    return f"Awaited or running here: {', '.join(running)}."
