"""What to say of each deadline of a case on a given day: how it stands, how many days are left, what to look out for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.cases import Case, Pause
from scheduler.counting import days_left
from scheduler.deadlines import Deadline, Standing, all_deadlines
from scheduler.known_law import Rule, the_law
from scheduler.store.store import Store
from scheduler.town import Town

# In the order in which somebody should look at them.
STATES = ("passed", "running", "paused", "waiting", "done")


@dataclass(frozen=True)
class Line:
    """One clock of one case.

    `state`, one of STATES: waiting = its event is not recorded; passed = its end has gone by and nothing was recorded as
    done. `days_left` until `last_day`, negative once passed, None without an end or when done; working days where the
    rule counts these (`in_working_days`), else calendar days. `warnings`: sentences, most of the time none.
    """

    case: int
    rule: Rule
    state: str
    meeting: str | None
    start: date | None
    pauses: tuple[Pause, ...]
    last_day: date | None
    days_left: int | None
    extended: bool
    done_on: date | None
    warnings: tuple[str, ...]

    @property
    def in_working_days(self) -> bool:
        return self.rule.period.unit == "working_days"


def store_report(store: Store, now: datetime, case_id: int | None = None) -> tuple[Line, ...]:
    """`report` of one case of the store, or of all. Raises NotFoundError, and StoreError for a store without a town."""
    with store.reading() as reading:
        town = reading.town()[1]
        cases = reading.all_cases() if case_id is None else (reading.case(case_id),)
    return report(cases, town, now)


def report(cases: Iterable[Case], town: Town, now: datetime) -> tuple[Line, ...]:
    """Every clock of the cases; what has passed or ends soonest first, then what stands still, what waits, what is done."""
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    lines = [_line(case, clock, town, today) for case in cases for clock in all_deadlines(case, town)]
    return tuple(sorted(lines, key=_urgency))


def _urgency(line: Line) -> tuple[int, date, int, str]:
    return STATES.index(line.state), line.last_day or date.max, line.case, line.rule.id


def _line(case: Case, clock: Deadline | Standing, town: Town, today: date) -> Line:
    rule = clock.rule
    if isinstance(clock, Standing):
        pauses = () if clock.paused_by is None else (clock.paused_by,)
        state = "paused" if pauses else "waiting"
        return Line(case.id, rule, state, clock.meeting, clock.start, pauses, None, None, False, None, ())
    state, left = "done", None
    if clock.done_on is None:
        closed = the_law().closed_for(rule.kind, town.closing_days)
        left = days_left(today, clock.last_day, rule.period.unit, town.holidays_in, closed)
        state = "passed" if today > clock.last_day else "running"
    return Line(
        case=case.id,
        rule=rule,
        state=state,
        meeting=clock.meeting,
        start=clock.start,
        pauses=clock.pauses,
        last_day=clock.last_day,
        days_left=left,
        extended=clock.extended,
        done_on=clock.done_on,
        warnings=tuple(_warnings(case, clock, today)),
    )


def _warnings(case: Case, clock: Deadline, today: date) -> Iterator[str]:
    rule, opens_on = clock.rule, case.records.opens_on
    if clock.done_on is not None:
        if clock.done_on > clock.last_day:
            yield f"done on {clock.done_on}, after the last day"
        return
    if today > clock.last_day:
        # BGH, 20.04.2017, III ZR 470/16: an applicant without a lawyer must be told that the fiction has set in. What is
        # only deemed to have arrived is called out to nobody.
        if rule.kind != "fiction":
            yield f"passed on {clock.last_day}"
        elif clock.warn_on is not None:
            yield f"deemed granted since the end of {clock.last_day}: tell the applicant (BGH III ZR 470/16)"
    elif clock.warn_on is not None and clock.warn_on <= today:
        yield f"ends on {clock.last_day}; called out since {clock.warn_on}"
    if rule.kind == "maximum_age" and opens_on is not None and opens_on > clock.last_day:
        yield f"ends on {clock.last_day}, before the opening on {opens_on}"
