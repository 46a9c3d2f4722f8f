"""The town's promises and the statutes' deadlines as data, read from `law/deadlines.toml`; its head explains every field."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from scheduler import law
from scheduler.counting import UNITS, Period
from scheduler.errors import InputError
from scheduler.toml_reader import Table, parse, refuse_twice

KINDS = ("promise", "statute", "fiction", "duty", "maximum_age")
OWN_EVENT = "own_event"
STARTS = ("received_on", "applied_on", "complete_on", "opens_on", OWN_EVENT)
SURE = ("high", "medium", "low")


@dataclass(frozen=True)
class Rule:
    """A deadline as the law or the town's promise has it."""

    id: str
    title: str
    kind: str
    period: Period
    starts: str
    event: str
    not_counted: tuple[str, ...]
    restarts: tuple[str, ...]
    bounds: tuple[str, ...]
    otherwise_first: bool
    ventures: tuple[str, ...]
    not_in: tuple[str, ...]
    only_in: tuple[str, ...]
    warn_working_days: int
    extendable: bool
    extension_months: int | None
    valid_from: date
    valid_to: date | None
    reference: str
    sure: str
    source: str

    def in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def runs_in(self, venture: str | None) -> bool:
        return venture not in self.not_in and (not self.ventures or venture in self.ventures)


@dataclass(frozen=True)
class PauseReason:
    """Why a clock may stand still; a closed list, so that nothing personal is written down."""

    id: str
    title: str


@dataclass(frozen=True)
class QualityMark:
    """What the mark asks beyond its deadlines; each of the three figures with whether it was confirmed.

    `closing_days_count`: days on which the town is closed are working days of the mark's promises all the same.
    """

    title: str
    quota_percent: int
    quota_confirmed: bool
    audit_years: int
    audit_confirmed: bool
    closing_days_count: bool
    closing_days_confirmed: bool


@dataclass(frozen=True)
class Law:
    """All rules, and the days for which they are known, both inclusive."""

    first_day: date
    last_day: date
    quality_mark: QualityMark
    pause_reasons: tuple[PauseReason, ...]
    rules: tuple[Rule, ...]

    def closed_for(self, kind: str, closing_days: tuple[date, ...]) -> tuple[date, ...]:
        """The town's closing days, as far as they are no working days of a clock of that kind."""
        return closing_days if kind == "promise" and not self.quality_mark.closing_days_count else ()


@cache
def the_law() -> Law:
    """The law that comes with Lotse."""
    return read_law(law.text("deadlines.toml"))


def refuse_unknown_day(day: date, path: str, known_law: Law | None = None) -> None:
    """Raise `InputError` when the law of that day is not known here."""
    known_law = known_law or the_law()
    if not known_law.first_day <= day <= known_law.last_day:
        advice = f"Known are {known_law.first_day} to {known_law.last_day}; maybe the year is mistyped."
        german = f"Das Recht am {day:%d.%m.%Y} ist hier nicht bekannt; es geht von {known_law.first_day:%d.%m.%Y} bis "
        german += f"{known_law.last_day:%d.%m.%Y}."
        raise InputError(f"the law of {day} is not known here.", path=path, value=day.isoformat(), advice=advice, german=german)


def read_law(text: str) -> Law:
    """Law from its TOML text; `InputError` with path, value and advice when it is not one."""
    root = parse(text)
    known = root.table("known")
    first_day, last_day = known.day("first_day"), known.day("last_day")
    if last_day < first_day:
        raise known.error("last_day", f"{last_day} lies before the first day {first_day}.")
    _sourced(known)
    quality_mark = _quality_mark(root.table("quality_mark"))
    tables = root.tables("pause_reasons")
    reasons = tuple(_pause_reason(table) for table in tables)
    refuse_twice(tables, [reason.id for reason in reasons])
    rules = tuple(_rule(table, [reason.id for reason in reasons]) for table in root.tables("deadlines"))
    root.finish()
    _refuse_two_at_once(rules)
    return Law(first_day, last_day, quality_mark, reasons, rules)


def _quality_mark(table: Table) -> QualityMark:
    quota, audit, closing_days = table.table("quota"), table.table("audit"), table.table("closing_days")
    mark = QualityMark(
        title=table.text("title"),
        quota_percent=quota.whole("percent", at_least=1, at_most=100),
        quota_confirmed=quota.flag("confirmed"),
        audit_years=audit.whole("years", at_least=1),
        audit_confirmed=audit.flag("confirmed"),
        closing_days_count=closing_days.flag("count"),
        closing_days_confirmed=closing_days.flag("confirmed"),
    )
    for one in (table, quota, audit, closing_days):
        _sourced(one)
    return mark


def _pause_reason(table: Table) -> PauseReason:
    reason = PauseReason(table.slug("id"), table.text("title"))
    table.finish()
    return reason


def _rule(table: Table, reasons: list[str]) -> Rule:
    rule = Rule(
        id=table.slug("id"),
        title=table.text("title"),
        kind=_one_of(table, "kind", KINDS),
        period=_period(table),
        starts=_one_of(table, "starts", STARTS),
        event=table.text("event"),
        not_counted=_known_reasons(table, "not_counted", reasons),
        restarts=_known_reasons(table, "restarts", reasons),
        bounds=table.texts("bounds", default=()),
        otherwise_first=table.flag("otherwise_first", default=False),
        ventures=table.texts("ventures", default=()),
        not_in=table.texts("not_in", default=()),
        only_in=table.texts("only_in", default=()),
        warn_working_days=table.whole("warn_working_days", default=0),
        extendable=table.flag("extendable", default=False),
        extension_months=table.whole("extension_months", at_least=1) if table.has("extension_months") else None,
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to") if table.has("valid_to") else None,
        reference=table.text("reference"),
        sure=_one_of(table, "sure", SURE),
        source=table.text("source"),
    )
    table.finish()
    if rule.extension_months is not None and not rule.extendable:
        raise table.error("extension_months", "is for a deadline that can be extended.", "Maybe give extendable = true.")
    if rule.ventures and rule.not_in:
        raise table.error("not_in", "is for a deadline of every case.", "Maybe leave it out: ventures says where it runs.")
    for reason in rule.restarts:
        if reason in rule.not_counted:
            raise table.error("restarts", f'"{reason}" stands under not_counted as well.', "A pause does one of the two.")
    if rule.period.before and (rule.not_counted or rule.restarts or rule.extendable):
        raise table.error("before", "is counted back from a day and can neither pause nor be extended.")
    return rule


def _period(table: Table) -> Period:
    unit = _one_of(table, "unit", UNITS)
    before = table.flag("before", default=False)
    if unit == "working_days" and table.has("moves"):
        raise table.error("moves", "is not for working days: they end on none that it could move off.")
    moves = unit != "working_days" and table.flag("moves")
    if before and moves:
        raise table.error("moves", "is not for a period counted back: on a later day it would be too late.")
    return Period(table.whole("amount"), unit, moves, before)


def _known_reasons(table: Table, field: str, reasons: list[str]) -> tuple[str, ...]:
    found = table.texts(field, default=())
    for reason in found:
        if reason not in reasons:
            raise table.error(field, f'"{reason}" is not a reason for a pause.', f"Known: {', '.join(reasons)}.")
    return found


def _one_of(table: Table, field: str, known: tuple[str, ...]) -> str:
    value = table.text(field)
    if value not in known:
        raise table.error(field, f'"{value}" is not known.', f"Known: {', '.join(known)}.")
    return value


def _sourced(table: Table) -> None:
    """Ask for the source, which nobody reads but the reader of the file, and refuse what is left over."""
    table.text("source")
    table.finish()


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
