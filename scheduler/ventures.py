"""The catalogue of ventures (Vorhaben): which meetings, how long, in what order, what the law spares. Read from
`law/ventures.toml`, whose head explains the fields.

Units: minutes, working days. Each figure names its source or "assumption" there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter

from scheduler import law
from scheduler.nearest import unknown
from scheduler.spared import Paper, Spared, Sparing, read_paper, read_sparing
from scheduler.toml_reader import Table, parse, refuse_twice

MODES = ("advisor", "joinable", "external", "document", "on_site")
# 99, then group, object, what is done and detail of three digits each (Leistungskatalog der öffentlichen Verwaltung).
_LEIKA = re.compile(r"99\d{12}")


@dataclass(frozen=True)
class VentureMeeting:
    """One meeting of a venture; its department is its id, for a venture sees each department once.

    `mode`: "advisor" (the Lotse's own consultation), "joinable" (an officer in the house), "external" (a body with its
    own door), "document" (papers only, the advisor takes them in) or "on_site" (at the business). `needs` stands only
    on site: the departments that inspect together. `bring`: papers asked for in this venture, beside what the department
    always asks for. `leika`: the service's key, None where it is not known.
    """

    department: str
    minutes: int
    mode: str
    source: str
    needs: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    leika: str | None = None


@dataclass(frozen=True)
class Order:
    """`first` before `then`, both departments of the venture; 0 working days: one appointment may hold both."""

    first: str
    then: str
    working_days: int
    source: str


@dataclass(frozen=True)
class Venture:
    """A template of meetings. `weight`: its share of contacts among all weights. `code`: its number in the catalogue.

    `valid_from`, `valid_to`: the first and last day, inclusive, on which a case may begin with it; None: without end.
    """

    id: str
    code: str
    title: str
    weight: int
    source: str
    meetings: tuple[VentureMeeting, ...]
    order: tuple[Order, ...]
    valid_from: date
    valid_to: date | None = None
    spared: tuple[Spared, ...] = ()

    @property
    def spared_trips(self) -> int:
        return sum(spared.trip for spared in self.spared)

    @property
    def unbundled_trips(self) -> int:
        """How often the customer would come if each department were a trip of its own, papers and spared trips included."""
        return len(self.meetings) + self.spared_trips

    def in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Consultation:
    """A single conversation the desk offers beside the ventures; `weight` is its share among the consultations."""

    id: str
    title: str
    department: str
    minutes: int
    weight: int
    source: str
    leika: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """What the desk offers. A venture may stand in it in several versions, never two on the same day."""

    ventures: tuple[Venture, ...]
    consultations: tuple[Consultation, ...]

    def venture(self, id_: str) -> Venture:
        """The newest version of the venture of that id; `InputError` when there is none."""
        versions = [venture for venture in self.ventures if venture.id == id_]
        if versions:
            return max(versions, key=lambda venture: venture.valid_from)
        known = {venture.id: venture.title for venture in self.ventures}
        raise unknown(id_, "a venture of the catalogue", known, path="venture")

    def in_force_on(self, day: date) -> "Catalogue":
        """With the ventures alone with which a case may begin that day."""
        return replace(self, ventures=tuple(venture for venture in self.ventures if venture.in_force_on(day)))


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with Lotse."""
    return read_catalogue(law.text("ventures.toml"))


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from its TOML text; `InputError` with path, value and advice when it is not one."""
    root = parse(text)
    tables, consultations = root.tables("ventures"), root.tables("consultations")
    ventures = [_venture(table) for table in tables]
    _refuse_two_at_once(tables, ventures)
    departments = {venture.id: {meeting.department for meeting in venture.meetings} for venture in ventures}
    papers = [read_paper(table, departments) for table in root.tables("papers", default=())]
    sparing = [read_sparing(table, departments) for table in root.tables("spared", default=())]
    found = Catalogue(
        ventures=tuple(_completed(venture, papers, sparing) for venture in ventures),
        consultations=tuple(map(_consultation, consultations)),
    )
    root.finish()
    refuse_twice(consultations, [consultation.id for consultation in found.consultations])
    return found


def _venture(table: Table) -> Venture:
    venture = Venture(
        id=table.slug("id"),
        code=table.text("code"),
        title=table.text("title"),
        weight=table.whole("weight", at_least=1),
        source=table.text("source"),
        meetings=tuple(map(_meeting, table.tables("meetings"))),
        order=tuple(map(_order, table.tables("order", default=()))),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to") if table.has("valid_to") else None,
    )
    table.finish()
    departments = [meeting.department for meeting in venture.meetings]
    if not departments:
        raise table.error("meetings", "is empty.", "A venture is a list of meetings.")
    for department in departments:
        if departments.count(department) > 1:
            raise table.error("meetings", f'"{department}" stands there twice.', "Join the two meetings into one.")
    for order in venture.order:
        for department in (order.first, order.then):
            if department not in departments:
                raise table.error("order", f'"{department}" is not a meeting of this venture.')
    try:
        TopologicalSorter({d: [o.first for o in venture.order if o.then == d] for d in departments}).prepare()
    except CycleError as reason:
        raise table.error("order", f"goes round in a circle: {' > '.join(reason.args[1])}.") from reason
    return venture


def _refuse_two_at_once(tables: Sequence[Table], ventures: Sequence[Venture]) -> None:
    for index, venture in enumerate(ventures):
        for other in ventures[:index]:
            day = max(venture.valid_from, other.valid_from)
            if other.id == venture.id and venture.in_force_on(day) and other.in_force_on(day):
                sentence = f'"{venture.id}" stands there twice on {day}.'
                raise tables[index].error("id", sentence, "Maybe end the older version with valid_to.")


def _meeting(table: Table) -> VentureMeeting:
    meeting = VentureMeeting(
        department=table.text("department"),
        minutes=table.whole("minutes", at_least=1),
        mode=table.text("mode"),
        source=table.text("source"),
        needs=table.texts("needs", default=()),
        leika=_leika(table),
    )
    table.finish()
    if meeting.mode not in MODES:
        raise table.error("mode", f'"{meeting.mode}" is not a mode.', f"Modes are {', '.join(MODES)}.")
    if (meeting.mode == "on_site") != bool(meeting.needs):
        raise table.error("needs", "must be given for a meeting on site, and only there.")
    return meeting


def _leika(table: Table) -> str | None:
    if not table.has("leika"):
        return None
    key = table.text("leika")
    if not _LEIKA.fullmatch(key):
        raise table.error(
            "leika", f'"{key}" is not a key of the Leistungskatalog.', "It is 99 and twelve digits; maybe leave it out."
        )
    return key


def _order(table: Table) -> Order:
    order = Order(table.text("first"), table.text("then"), table.whole("working_days"), table.text("source"))
    table.finish()
    return order


def _completed(venture: Venture, papers: Iterable[Paper], sparing: Iterable[Sparing]) -> Venture:
    """The venture with the papers its meetings ask for and with what the law spares."""
    asked = [paper for paper in papers if venture.id in paper.ventures]
    departments = [meeting.department for meeting in venture.meetings]
    spared = (one.spared(venture.id, departments) for one in sparing)
    return replace(
        venture,
        meetings=tuple(
            replace(meeting, bring=tuple(paper.title for paper in asked if paper.department == meeting.department))
            for meeting in venture.meetings
        ),
        spared=tuple(one for one in spared if one is not None),
    )


def _consultation(table: Table) -> Consultation:
    consultation = Consultation(
        id=table.slug("id"),
        title=table.text("title"),
        department=table.text("department"),
        minutes=table.whole("minutes", at_least=1),
        weight=table.whole("weight", at_least=1),
        source=table.text("source"),
        leika=_leika(table),
    )
    table.finish()
    return consultation
