"""Which numbered room an appointment takes, so that a place holds as many at once as it has rooms, in whatever order they come.

Rule 6 of docs/problem.md counts how many run at once; the database guards numbered rooms. Taking the first free number
alone would refuse what the rule allows: with 8:00-9:00 and 10:00-11:00 in one room and 9:30-10:30 in the other, neither is
free for 8:30-10:00. Given anew by start, the numbers suffice whenever the count does (interval graphs are perfect; Golumbic,
Algorithmic Graph Theory and Perfect Graphs, chapter 8). Nobody is ever told a number, so a move is nobody's news.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.store import tables
from scheduler.store.claims import Claim


@dataclass(frozen=True)
class _Taken:
    """An engagement of a room of the place; `room` is its capacity id."""

    id: int
    room: int
    start: datetime
    end: datetime


def room_for(connection: Connection, claim: Claim, rooms: int) -> int | None:
    """The capacity id of a room that is free for the claim, others moved to another number if need be; None: it is full.

    The place's capacities must be held by this transaction, or two could move the same engagement.
    """
    row = tables.capacity.c
    query = select(row.id).where(row.kind == claim.kind, row.name == claim.name, row.offered).order_by(row.number)
    numbered = connection.scalars(query).all()
    chain = _chain(connection, claim)
    beside = [one for one in chain if one.start < claim.end and one.end > claim.start]
    if _most_at_once(beside, claim.start) >= rooms:
        return None
    free = [room for room in numbered if room not in {one.room for one in beside}]
    if free:
        return free[0]
    # Who still stands in a room that the town gave up stays there.
    ours, moved = _numbers_by_start([one for one in chain if one.room in numbered], claim, numbered)
    _move(connection, moved)
    return ours


def _chain(connection: Connection, claim: Claim) -> list[_Taken]:
    """All that overlaps the claim at its place, what overlaps that, and so on: nobody else is touched by new numbers."""
    taken, row = tables.engagement.c, tables.capacity.c
    start, end = claim.start, claim.end
    while True:
        query = (
            select(taken.id, taken.capacity_id, taken.starts_at, taken.ends_at)
            .join(tables.capacity, taken.capacity_id == row.id)
            .where(row.kind == claim.kind, row.name == claim.name, taken.active, taken.starts_at < end, taken.ends_at > start)
        )
        found = [_Taken(*values) for values in connection.execute(query.order_by(taken.starts_at, taken.id)).all()]
        wider = min([start, *(one.start for one in found)]), max([end, *(one.end for one in found)])
        if wider == (start, end):
            return found
        start, end = wider


def _most_at_once(beside: Sequence[_Taken], start: datetime) -> int:
    """How many run at once at most, at `start` or later: the count rises only where one begins."""
    moments = {start, *(max(start, one.start) for one in beside)}
    return max(sum(one.start <= moment < one.end for one in beside) for moment in moments)


def _numbers_by_start(chain: Iterable[_Taken], claim: Claim, numbered: Sequence[int]) -> tuple[int, list[tuple[int, int]]]:
    """The claim's room, and (engagement, room) of all that must move: by start, each the first room that is free by then."""
    ours = _Taken(id=0, room=0, start=claim.start, end=claim.end)
    free_from: dict[int, datetime] = {}
    rooms: dict[int, int] = {}
    in_order = sorted((*chain, ours), key=lambda one: (one.start, one.id))
    for one in in_order:
        room = next(room for room in numbered if room not in free_from or free_from[room] <= one.start)
        free_from[room], rooms[one.id] = one.end, room
    return rooms[ours.id], [(one.id, rooms[one.id]) for one in in_order if one is not ours and one.room != rooms[one.id]]


def _move(connection: Connection, moved: Sequence[tuple[int, int]]) -> None:
    """By way of a number of their own: SQLite's guard looks at every single row, and two that change places would meet."""
    taken, rooms = tables.engagement, tables.capacity
    for engagement, _room in moved:
        here = select(rooms.c.kind, rooms.c.name, -taken.c.id).join(taken).where(taken.c.id == engagement)
        own = connection.scalar(insert(rooms).from_select(["kind", "name", "number"], here).returning(rooms.c.id))
        connection.execute(update(taken).where(taken.c.id == engagement).values(capacity_id=own))
    for engagement, room in moved:
        connection.execute(update(taken).where(taken.c.id == engagement).values(capacity_id=room))
    connection.execute(delete(rooms).where(rooms.c.number < 0))
