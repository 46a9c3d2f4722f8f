"""What a history and what stands in the database at its end must agree on; each rule yields a sentence for each break of it.

Pure: operations and an ending in, sentences out. A change of an appointment is known by (appointment, version): the database
keeps one row of history for each, and every answer that did something names those it made.

overlap     Whatever is acknowledged and not yet asked to be given up is disjoint, at every moment of the history; and what is
            active at the end is.
lost        What was acknowledged stands: the change is there, in the state that was answered.
uncalled    What nobody was told to have done is not there: every change is one that was answered, or asked and never answered
            (0 or 1 of it), or the office's own (a hold whose time has come).
settled     A request sent again with its key gets the same answer.
versions    Versions are 1, 2, 3 ... up to what stands, each made by one request, which had seen the one before. Who moves an
            appointment to where it is makes none.
reading     Nobody reads a version below one that was acknowledged before, nor one that was never committed.
mail        For each committed version that a calendar must be told of, one letter to each who comes, and none for others.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

from tests.bookings.ending import Ending
from tests.bookings.history import INFO, OK, Operation

CUSTOMER, OFFICE = "customer", "office"
TAKING = frozenset({"held", "confirmed", "moved"})
TOLD = frozenset({"confirmed", "moved"})
FOREVER = 2**63
Change = tuple[int, int]  # appointment, version


@dataclass(frozen=True)
class Taken:
    """`name` is taken by an appointment from the acknowledgement `since` until the request that gave it up, in nanoseconds."""

    name: str
    start: datetime
    end: datetime
    appointment: int
    since: int
    until: int


@dataclass(frozen=True)
class Record:
    """What is to be judged, looked at from where the rules need it."""

    operations: Sequence[Operation]
    ending: Ending

    @cached_property
    def done(self) -> tuple[Operation, ...]:
        """What was answered with ok and meant to change something."""
        return tuple(one for one in self.operations if one.outcome == OK and one.f != "read")

    @cached_property
    def makers(self) -> dict[Change, list[tuple[Operation, dict[str, Any]]]]:
        """Who was told to have made each change, and how the appointment then was."""
        found: defaultdict[Change, list[tuple[Operation, dict[str, Any]]]] = defaultdict(list)
        for operation in self.done:
            for one in () if _made_nothing(operation) else operation.answers[0]["appointments"]:
                found[one["id"], one["version"]].append((operation, one))
        return dict(found)

    @cached_property
    def committed(self) -> dict[Change, tuple[str, str]]:
        """Became and by whom, of every change in the database."""
        return {(id_, version): (became, by) for id_, version, became, by in self.ending.transitions}

    def start(self, id_: int, version: int) -> str | None:
        """When the appointment began in that version, as whoever made it was told; None: nobody was."""
        told = self.makers.get((id_, version))
        return told[0][1]["start"] if told else None


def _made_nothing(operation: Operation) -> bool:
    """A move to where the appointment is, as far as the version says."""
    return operation.f == "move" and operation.answers[0]["version"] == operation.asked["version"]


def _same(one: str, other: str) -> bool:
    return datetime.fromisoformat(one) == datetime.fromisoformat(other)


Rule = Callable[[Record], Iterator[str]]


def overlap(record: Record) -> Iterator[str]:
    if record.ending.overlaps:
        yield f"{record.ending.overlaps} overlaps stand in the database"
    by_name: defaultdict[tuple[str, datetime], list[Taken]] = defaultdict(list)
    for taken in _taken(record):
        by_name[taken.name, taken.start].append(taken)  # all are equally long and on one grid
    for (name, start), theirs in by_name.items():
        in_order = sorted(theirs, key=lambda one: one.since)
        for before, after in pairwise(in_order):
            if before.appointment != after.appointment and after.since < before.until:
                yield f"{name} was taken twice at {start}: by appointments {before.appointment} and {after.appointment}"


def _taken(record: Record) -> Iterator[Taken]:
    ended = _ended(record)
    for (id_, version), told in record.makers.items():
        operation, one = min(told, key=lambda entry: entry[0].completed or FOREVER)
        if one["status"] not in TAKING or operation.completed is None:
            continue
        start, end = datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"])
        until = ended.get((id_, version + 1), FOREVER)
        if until <= operation.completed:  # given up by others before its own client was answered
            continue
        for name in (*one["seats"], f"case {one['case']}"):
            yield Taken(name, start, end, id_, operation.completed, until)


def _ended(record: Record) -> dict[Change, int]:
    """When each change was asked for at the earliest; of what the office did by itself, nobody can say: before everything."""
    asked = {change: min(operation.invoked for operation, _ in told) for change, told in record.makers.items()}
    return {change: asked.get(change, 0) for change in record.committed}


def lost(record: Record) -> Iterator[str]:
    for change, told in record.makers.items():
        for operation, one in told:
            stands = record.committed.get(change)
            if stands is None or stands[0] != one["status"]:
                found = "nothing" if stands is None else stands[0]
                yield f"{operation.f} {operation.id} was told {one['status']} of {change}, and {found} is there"


def uncalled(record: Record) -> Iterator[str]:
    unknown = {one.key for one in record.operations if one.outcome == INFO and one.f != "read"}
    for change, (became, by) in record.committed.items():
        if change in record.makers or (became == "planned" and by == OFFICE):
            continue
        if f"appointment {change[0]}" not in unknown and not any(key.startswith("plan ") for key in unknown):
            yield f"{change} became {became}, and nobody was told so"


def settled(record: Record) -> Iterator[str]:
    for one in record.operations:
        if any(answer != one.answers[0] for answer in one.answers[1:]):
            yield f"{one.f} {one.id} was answered in two ways: {one.answers}"


def versions(record: Record) -> Iterator[str]:
    for id_, (version, status) in record.ending.appointments.items():
        theirs = sorted(number for one, number in record.committed if one == id_)
        if theirs != list(range(1, version + 1)) or record.committed[id_, version][0] != status:
            yield f"appointment {id_} is {status} in version {version}, and its history is {theirs}"
    for change, told in record.makers.items():
        plans = {operation.key for operation, _ in told if operation.f == "confirm"}
        # A plan that is confirmed already answers as it did at first, so of confirmations several may name one change.
        if len(told) > 1 and not (len(plans) == 1 and all(operation.f == "confirm" for operation, _ in told)):
            yield f"{change} was made by {', '.join(f'{one.f} {one.id}' for one, _ in told)}"
    for operation in record.done:
        seen, made = operation.asked["version"], operation.answers[0]["version"]
        if _made_nothing(operation):
            if not all(_same(operation.asked["start"], one["start"]) for one in operation.answers[0]["appointments"]):
                yield f"{operation.f} {operation.id} was told ok, and {operation.key} stays where it was"
        elif made != seen + 1 and operation.f != "confirm":
            yield f"{operation.f} {operation.id} had seen version {seen} of {operation.key} and made version {made}"


def reading(record: Record) -> Iterator[str]:
    acknowledged: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for operation in record.operations:
        if operation.outcome == OK and operation.completed is not None:
            acknowledged[operation.key].append((operation.completed, operation.answers[0]["version"]))
    for operation in record.operations:
        if operation.f != "read" or operation.outcome != OK:
            continue
        answer = operation.answers[0]
        before = max((version for at, version in acknowledged[operation.key] if at < operation.invoked), default=0)
        if answer["version"] < before:
            yield f"{operation.id} read version {answer['version']} of {operation.key} after version {before} was told"
        for one in answer["appointments"]:
            if (
                one["id"] is not None
                and one["version"]
                and record.committed.get((one["id"], one["version"]), ("",))[0] != one["status"]
            ):
                yield f"{operation.id} read {one['status']} of {one['id']} in version {one['version']}, which was never committed"


def mail(record: Record) -> Iterator[str]:
    wanted: Counter[tuple[int, int, str]] = Counter()
    for (id_, version), (became, _) in record.committed.items():
        known = record.committed.get((id_, version - 1), ("",))[0] in TOLD
        if became in TOLD or (became == "cancelled" and known):
            same = became in TOLD and known and record.start(id_, version) == record.start(id_, version - 1)
            # Who is moved to where they are is not told; those who come with them are.
            wanted.update((id_, version, name) for name in (*(() if same else (CUSTOMER,)), *record.ending.seats[id_]))
    for letter, count in (wanted - record.ending.mails).items():
        yield f"{count} letters are missing: {letter}"
    for letter, count in (record.ending.mails - wanted).items():
        yield f"{count} letters are too many: {letter}"


RULES: tuple[Rule, ...] = (overlap, lost, uncalled, settled, versions, reading, mail)


def broken(operations: Sequence[Operation], ending: Ending) -> dict[str, list[str]]:
    """Rule -> its sentences, of the rules that are broken."""
    record = Record(operations, ending)
    found = {rule.__name__: list(rule(record)) for rule in RULES}
    return {name: sentences for name, sentences in found.items() if sentences}
