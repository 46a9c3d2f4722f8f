"""The catalogue of ventures (Vorhaben): which meetings, how long, in what order. Read from `law/ventures.toml`.

Units: minutes, working days. Each meeting and each order names its source or "assumption".
"""

from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter

from scheduler import law
from scheduler.errors import InputError
from scheduler.toml_reader import Table, parse, refuse_twice

MODES = ("advisor", "joinable", "external", "document", "on_site")


@dataclass(frozen=True)
class VentureMeeting:
    """One meeting of a venture; its department is its id, for a venture sees each department once.

    `mode`: "advisor" (the Lotse's own consultation), "joinable" (an officer in the house), "external" (a body with its
    own door), "document" (papers only, the advisor takes them in) or "on_site" (at the business). `needs` stands only
    on site: the departments that inspect together.
    """

    department: str
    minutes: int
    mode: str
    source: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """`first` before `then`, both departments of the venture; 0 working days: one appointment may hold both."""

    first: str
    then: str
    working_days: int
    source: str


@dataclass(frozen=True)
class Venture:
    """A template of meetings. `weight`: its share of contacts among all weights. `code`: its number in the catalogue."""

    id: str
    code: str
    title: str
    weight: int
    source: str
    meetings: tuple[VentureMeeting, ...]
    order: tuple[Order, ...]

    @property
    def unbundled_trips(self) -> int:
        """How often the customer would come if each department were a trip of its own, papers included."""
        return len(self.meetings)


@dataclass(frozen=True)
class Consultation:
    """A single conversation the desk offers beside the ventures; `weight` is its share among the consultations."""

    id: str
    title: str
    department: str
    minutes: int
    weight: int
    source: str


@dataclass(frozen=True)
class Catalogue:
    """What the desk offers."""

    ventures: tuple[Venture, ...]
    consultations: tuple[Consultation, ...]

    def venture(self, id_: str) -> Venture:
        """The venture of that id; `InputError` when there is none."""
        for venture in self.ventures:
            if venture.id == id_:
                return venture
        known = ", ".join(venture.id for venture in self.ventures)
        raise InputError(f'"{id_}" is not a venture of the catalogue.', path="venture", value=id_, advice=f"Ventures: {known}.")


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with Lotse."""
    return read_catalogue(law.text("ventures.toml"))


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from its TOML text; `InputError` with path, value and advice when it is not one."""
    root = parse(text)
    ventures = root.tables("ventures")
    consultations = root.tables("consultations")
    root.finish()
    found = Catalogue(tuple(map(_venture, ventures)), tuple(map(_consultation, consultations)))
    refuse_twice(ventures, [venture.id for venture in found.ventures])
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


def _meeting(table: Table) -> VentureMeeting:
    meeting = VentureMeeting(
        department=table.text("department"),
        minutes=table.whole("minutes", at_least=1),
        mode=table.text("mode"),
        source=table.text("source"),
        needs=table.texts("needs", default=()),
    )
    table.finish()
    if meeting.mode not in MODES:
        raise table.error("mode", f'"{meeting.mode}" is not a mode.', f"Modes are {', '.join(MODES)}.")
    if (meeting.mode == "on_site") != bool(meeting.needs):
        raise table.error("needs", "must be given for a meeting on site, and only there.")
    return meeting


def _order(table: Table) -> Order:
    order = Order(table.text("first"), table.text("then"), table.whole("working_days"), table.text("source"))
    table.finish()
    return order


def _consultation(table: Table) -> Consultation:
    consultation = Consultation(
        id=table.slug("id"),
        title=table.text("title"),
        department=table.text("department"),
        minutes=table.whole("minutes", at_least=1),
        weight=table.whole("weight", at_least=1),
        source=table.text("source"),
    )
    table.finish()
    return consultation
