"""Which deadlines a case has, from when, until when, by which paragraph: the law's rules over the days recorded for it.

Nothing here is forecast. A clock whose event is not recorded has not begun, one whose papers are missing stands still, and
neither binds a meeting. A pause lengthens the deadlines that leave its days out and sets those anew that demand complete
papers; it does nothing to one that has passed or whose demand is met.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.cases import Case, ClockRecord, Pause
from scheduler.counting import Stretch, last_day
from scheduler.known_law import OWN_EVENT, Law, Rule, refuse_unknown_day, the_law
from scheduler.town import Town
from scheduler.workdays import add_working_days

# These bind a meeting even when they have passed: what is deemed granted needs no talk, and no later day is lawful. A
# promise that was broken and a duty that was missed make the conversation no less needed.
BIND_FOR_GOOD = ("statute", "fiction")


@dataclass(frozen=True)
class Deadline:
    """A clock of a case that has an end.

    `meeting`: the `RequiredMeeting.id` to be held by `last_day` (inclusive), None: none hangs on it. `start`: the day of the
    event, after a restart the new one. `pauses`: those that moved its end. `extended`: `last_day` is the day the authority
    told. `warn_on`: the first day on which it is called out, None: it is not. `done_on`: what it demands was done.
    """

    rule: Rule
    meeting: str | None
    start: date
    last_day: date
    pauses: tuple[Pause, ...] = ()
    extended: bool = False
    warn_on: date | None = None
    done_on: date | None = None

    def binds_from(self, earliest: date) -> bool:
        """Whether it bounds a meeting that can be held from `earliest` on."""
        return self.rule.kind in BIND_FOR_GOOD or self.last_day >= earliest


@dataclass(frozen=True)
class Standing:
    """A clock of a case without an end: its event is not recorded yet (`start` None), or `paused_by` lasts."""

    rule: Rule
    meeting: str | None
    start: date | None = None
    paused_by: Pause | None = None


def deadlines(case: Case, town: Town, known_law: Law | None = None) -> tuple[Deadline, ...]:
    """The clocks that run for a case and whose demand is not met, soonest end first.

    Raises `InputError` for a case with a day whose law is not known.
    """
    clocks = all_deadlines(case, town, known_law)
    return tuple(one for one in clocks if isinstance(one, Deadline) and one.done_on is None)


def all_deadlines(case: Case, town: Town, known_law: Law | None = None) -> tuple[Deadline | Standing, ...]:
    """All clocks of a case: those with an end, soonest first, then those without. Raises `InputError` as `deadlines` does."""
    known_law = known_law or the_law()
    found = [
        _clock(rule, start, record, meeting, case, town, known_law)
        for rule, start, record in _applying(case, town, known_law)
        for meeting in (_bound_meetings(rule, case) if rule.bounds else (None,))
    ]
    return tuple(sorted(found, key=lambda one: (one.last_day if isinstance(one, Deadline) else date.max, one.rule.id)))


def _applying(case: Case, town: Town, known_law: Law) -> Iterator[tuple[Rule, date | None, ClockRecord]]:
    """Each rule of the case with the day of its event, None while that is not recorded, and what is recorded of the clock."""
    days = {
        "received_on": case.received_on,
        "applied_on": case.records.applied_on,
        "complete_on": case.complete_on,
        "opens_on": case.records.opens_on,
        OWN_EVENT: None,
    }
    for path, day in days.items():
        if day is not None:
            refuse_unknown_day(day, path, known_law)
    records = {record.rule: record for record in case.records.clocks}
    for rule in known_law.rules:
        record = records.get(rule.id, ClockRecord(rule.id))
        start = record.started_on or days[rule.starts]
        awaited = start is not None or rule.starts != OWN_EVENT  # what may happen in any case is not awaited in each
        if awaited and _holds_in(rule, town) and rule.runs_in(case.venture) and rule.in_force_on(start or case.received_on):
            yield rule, start, record


def _holds_in(rule: Rule, town: Town) -> bool:
    """A promise binds the town that gave it, the law of a Land that Land."""
    if rule.kind == "promise" and not town.quality_mark:
        return False
    return not rule.only_in or town.holidays_in in rule.only_in or town.id in rule.only_in


def _clock(
    rule: Rule, event: date | None, record: ClockRecord, meeting: str | None, case: Case, town: Town, known_law: Law
) -> Deadline | Standing:
    """The clock of one rule, taken through the pauses of the case, which stand in order."""
    if event is None:
        return Standing(rule, meeting)
    start, end, applied = event, _end(rule, event, record, (), town, known_law), list[Pause]()
    for pause in case.records.pauses:
        met = record.done_on is not None and record.done_on <= pause.since
        begun = pause.until is None or pause.until > start
        if met or not begun or pause.since > end or pause.reason not in (*rule.not_counted, *rule.restarts):
            continue
        if pause.until is None:
            return Standing(rule, meeting, start, pause)
        applied.append(pause)
        if pause.reason in rule.restarts:
            start = pause.until
        end = _end(rule, start, record, applied, town, known_law)
    warn_on = add_working_days(end, -rule.warn_working_days, town.holidays_in) if rule.warn_working_days else None
    return Deadline(rule, meeting, start, end, tuple(applied), record.extended_to == end, warn_on, record.done_on)


def _end(rule: Rule, start: date, record: ClockRecord, pauses: Collection[Pause], town: Town, known_law: Law) -> date:
    """The last day as counted, or a later one that the authority told (VwVfG § 31 Abs. 3 Satz 2: that one stands as told)."""
    left_out = [Stretch(one.since, one.until) for one in pauses if one.until is not None and one.reason in rule.not_counted]
    closed = known_law.closed_for(rule.kind, town.closing_days)
    counted = last_day(start, rule.period, town.holidays_in, left_out, closed)
    return max(counted, record.extended_to or counted)


def _bound_meetings(rule: Rule, case: Case) -> tuple[str, ...]:
    """The meetings of the case that must be held by the rule's last day.

    A venture whose bound meeting is ticked off has had what the promise is about; a case without a venture has not.
    """
    bound = tuple(meeting.id for meeting in case.meetings if meeting.department in rule.bounds)
    if not bound and rule.otherwise_first and case.venture is None:
        return tuple(meeting.id for meeting in case.meetings[:1])
    return bound
