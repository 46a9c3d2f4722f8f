"""The lists of `law/ventures.toml` that speak of many ventures at once: what the law spares, which papers are asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from scheduler.toml_reader import Table


@dataclass(frozen=True)
class Spared:
    """What a customer need not do ("entfällt"), why, and the reference that spares it.

    `trip`: the facts count it as a way of its own, so it stands in the unbundled baseline; else it was only a letter.
    """

    id: str
    title: str
    why: str
    reference: str
    trip: bool


@dataclass(frozen=True)
class Sparing:
    """`by`: the meeting that makes it needless, in every venture that has it; `ventures`: in these only, empty: in all.

    `trip_in`: the ventures that would count it as a trip.
    """

    id: str
    title: str
    why: str
    reference: str
    by: str
    ventures: tuple[str, ...]
    trip_in: tuple[str, ...]

    def spared(self, venture: str, departments: Collection[str]) -> Spared | None:
        """What a venture with these departments is spared; None: nothing."""
        if (self.ventures and venture not in self.ventures) or (self.by and self.by not in departments):
            return None
        return Spared(self.id, self.title, self.why, self.reference, trip=venture in self.trip_in)


@dataclass(frozen=True)
class Paper:
    """What the department asks for in these ventures, beside what it always asks for."""

    title: str
    department: str
    ventures: tuple[str, ...]


def read_sparing(table: Table, departments: Mapping[str, Collection[str]]) -> Sparing:
    """One table of `[[spared]]`; `departments`: venture id -> the departments it meets. Raises `InputError`."""
    found = Sparing(
        id=table.slug("id"),
        title=table.text("title"),
        why=table.text("why"),
        reference=table.text("reference"),
        by=table.text("by", default=""),
        ventures=_ventures(table, "ventures", departments),
        trip_in=_ventures(table, "trip_in", departments),
    )
    table.text("source")
    table.finish()
    if not found.by and not found.ventures:
        raise table.error("by", "is missing.", "Name the meeting that spares it, or the ventures.")
    for field, ventures in (("ventures", found.ventures), ("trip_in", found.trip_in)):
        for venture in ventures:
            if found.spared(venture, departments[venture]) is None:
                raise table.error(field, f'"{venture}" is not spared: it lacks the meeting "{found.by}" or is not listed.')
    return found


def read_paper(table: Table, departments: Mapping[str, Collection[str]]) -> Paper:
    """One table of `[[papers]]`, as above."""
    paper = Paper(table.text("title"), table.text("department"), _ventures(table, "ventures", departments))
    table.text("source")
    table.finish()
    if not paper.ventures:
        raise table.error("ventures", "is missing.", "What a department asks everybody for stands in the town's file.")
    for venture in paper.ventures:
        if paper.department not in departments[venture]:
            raise table.error("department", f'"{paper.department}" is not a meeting of venture "{venture}".')
    return paper


def _ventures(table: Table, field: str, known: Collection[str]) -> tuple[str, ...]:
    ids = table.texts(field, default=())
    for id_ in ids:
        if id_ not in known:
            raise table.error(field, f'"{id_}" is not a venture of the catalogue.')
    return ids
