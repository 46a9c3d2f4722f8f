"""Which deadline applies to a case, from when, until when, by which paragraph. Read from `law/deadlines.toml`.

Counting: the day of the event does not count (BGB § 187 Abs. 1); n days end with the n-th day, months on the day of the
same number or the month's last (BGB § 188); an end on Saturday, Sunday or a public holiday moves to the next working day
(BGB § 193, VwVfG § 31 Abs. 3). The town's closing days move nothing. Every last day is inclusive.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from scheduler import law
from scheduler.cases import Case
from scheduler.errors import InputError
from scheduler.toml_reader import Table, parse
from scheduler.town import Town
from scheduler.workdays import add_working_days, next_working_days

KINDS = ("promise", "statute")
UNITS = ("working_days", "days", "months")
STARTS = ("received_on", "complete_on")
SURE = ("high", "medium", "low")


@dataclass(frozen=True)
class Rule:
    """A deadline as the law or the town's promise has it; fields as explained at the head of `law/deadlines.toml`."""

    id: str
    title: str
    kind: str
    amount: int
    unit: str
    starts: str
    bounds: tuple[str, ...]
    otherwise_first: bool
    ventures: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    reference: str
    sure: str
    source: str

    def in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Law:
    """All rules, and the days for which they are known, both inclusive."""

    first_day: date
    last_day: date
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Deadline:
    """A running clock of a case. `meeting`: the `RequiredMeeting.id` to be held by `last_day`, None: none hangs on it.

    `kind`: "promise" (the town's own word) or "statute".
    """

    rule: str
    kind: str
    title: str
    reference: str
    meeting: str | None
    start: date
    last_day: date


def deadlines(case: Case, town: Town, known_law: Law | None = None) -> tuple[Deadline, ...]:
    """The clocks that run for a case, soonest end first; one whose start is not recorded yet does not run.

    Raises `InputError` for a case received or complete on a day whose law is not known.
    """
    known_law = known_law or the_law()
    for path, day in (("received_on", case.received_on), ("complete_on", case.complete_on)):
        if day is not None:
            refuse_unknown_day(day, path, known_law)
    found: list[Deadline] = []
    for rule in known_law.rules:
        start = case.received_on if rule.starts == "received_on" else case.complete_on
        if start is None or not rule.in_force_on(start) or not _applies(rule, case):
            continue
        end = last_day(start, rule.amount, rule.unit, town.holidays_in)
        bound = _bound_meetings(rule, case) if rule.bounds else (None,)
        found += [Deadline(rule.id, rule.kind, rule.title, rule.reference, meeting, start, end) for meeting in bound]
    return tuple(sorted(found, key=lambda deadline: (deadline.last_day, deadline.rule)))


def refuse_unknown_day(day: date, path: str, known_law: Law | None = None) -> None:
    """Raise `InputError` when the law of that day is not known here."""
    known_law = known_law or the_law()
    if not known_law.first_day <= day <= known_law.last_day:
        advice = f"Known are {known_law.first_day} to {known_law.last_day}; maybe the year is mistyped."
        raise InputError(f"the law of {day} is not known here.", path=path, value=day.isoformat(), advice=advice)


def last_day(start: date, amount: int, unit: str, region: str) -> date:
    """The last day, inclusive, of a deadline of `amount` >= 1 in `unit` that an event on `start` sets going."""
    if unit == "working_days":
        return add_working_days(start, amount, region)
    end = start + timedelta(days=amount) if unit == "days" else _months_later(start, amount)
    return next_working_days(end, 1, region)[0]


def _months_later(start: date, months: int) -> date:
    """The day of the same number, or the month's last day where it has no such number (BGB § 188 Abs. 2 and 3)."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _applies(rule: Rule, case: Case) -> bool:
    return not rule.ventures or case.venture in rule.ventures


def _bound_meetings(rule: Rule, case: Case) -> tuple[str, ...]:
    """The meetings of the case that must be held by the rule's last day.

    A venture whose bound meeting is ticked off has had what the promise is about; a case without a venture has not.
    """
    bound = tuple(meeting.id for meeting in case.meetings if meeting.department in rule.bounds)
    if not bound and rule.otherwise_first and case.venture is None:
        return tuple(meeting.id for meeting in case.meetings[:1])
    return bound


@cache
def the_law() -> Law:
    """The law that comes with Lotse."""
    return read_law(law.text("deadlines.toml"))


def read_law(text: str) -> Law:
    """Law from its TOML text; `InputError` with path, value and advice when it is not one."""
    root = parse(text)
    known = root.table("known")
    found = Law(known.day("first_day"), known.day("last_day"), tuple(_rule(table) for table in root.tables("deadlines")))
    known.text("source")
    known.finish()
    root.finish()
    if found.last_day < found.first_day:
        raise known.error("last_day", f"{found.last_day} lies before the first day {found.first_day}.")
    _refuse_two_at_once(found.rules)
    return found


def _rule(table: Table) -> Rule:
    rule = Rule(
        id=table.slug("id"),
        title=table.text("title"),
        kind=_one_of(table, "kind", KINDS),
        amount=table.whole("amount", at_least=1),
        unit=_one_of(table, "unit", UNITS),
        starts=_one_of(table, "starts", STARTS),
        bounds=table.texts("bounds", default=()),
        otherwise_first=table.flag("otherwise_first", default=False),
        ventures=table.texts("ventures", default=()),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to") if table.has("valid_to") else None,
        reference=table.text("reference"),
        sure=_one_of(table, "sure", SURE),
        source=table.text("source"),
    )
    table.finish()
    return rule


def _one_of(table: Table, field: str, known: tuple[str, ...]) -> str:
    value = table.text(field)
    if value not in known:
        raise table.error(field, f'"{value}" is not known.', f"Known: {', '.join(known)}.")
    return value


def _refuse_two_at_once(rules: tuple[Rule, ...]) -> None:
    """A rule may change with time, each version under the same id; two versions never hold on the same day."""
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            if other.id == rule.id and (rule.in_force_on(other.valid_from) or other.in_force_on(rule.valid_from)):
                raise InputError(
                    f'"{rule.id}" is in force twice on {max(rule.valid_from, other.valid_from)}.',
                    path=f"deadlines[{index}].valid_from",
                    value=rule.valid_from.isoformat(),
                    advice="Maybe end the older version with valid_to.",
                )
