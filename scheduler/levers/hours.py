"""Other hours for a seat or for all seats of a department: some closed, some opened, or a whole week as `weekly` says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time

from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Hours, Town
from scheduler.weekly import WEEKDAYS, read_week, weekday

NAME = "hours"
LAST_WORKING_WEEKDAY = 4


@dataclass(frozen=True)
class OtherHours(Lever):
    """Of these seats: `closed` is taken out of their hours, wherever, then `opened` is added; `weekly`: instead of all that."""

    whose: str
    title_of_whose: str
    seats: tuple[str, ...]
    closed: tuple[Hours, ...] = ()
    opened: tuple[Hours, ...] = ()
    weekly: tuple[Hours, ...] | None = None

    @property
    def touches(self) -> frozenset[str]:
        """Half-hour by half-hour, so that two levers may close two afternoons."""
        whole_week = tuple(Hours(day, time(0), time(23, 59)) for day in range(len(WEEKDAYS)))
        stretches = whole_week if self.weekly is not None else (*self.closed, *self.opened)
        return frozenset(f"the hours of {seat} on {piece}" for seat in self.seats for one in stretches for piece in _pieces(one))

    def title(self, lang: str) -> str:
        if self.weekly is not None:
            return f"{self.title_of_whose}: {plain('andere Sprechzeiten|other hours', lang)}"
        parts = [f"{_when(one, lang)} {plain('zu|closed', lang)}" for one in self.closed]
        parts += [f"{_when(one, lang)} {plain('auf|open', lang)}" for one in self.opened]
        return f"{self.title_of_whose}: {', '.join(parts) or plain('wie bisher|as before', lang)}"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        def changed(seat):
            return replace(seat, hours=self._week(seat.hours), hours_name="") if seat.id in self.seats else seat

        return replace(town, advisors=tuple(map(changed, town.advisors)), officers=tuple(map(changed, town.officers)))

    def _week(self, before: tuple[Hours, ...]) -> tuple[Hours, ...]:
        if self.weekly is not None:
            return self.weekly
        left: Iterable[Hours] = before
        for gone in (*self.closed, *self.opened):  # what is opened takes the place of what was there, at whatever place
            left = [piece for one in left for piece in _without(one, gone)]
        if not self.closed and not self.opened:
            return before
        return tuple(sorted((*left, *self.opened), key=lambda one: (one.weekday, one.start)))


def _without(one: Hours, gone: Hours) -> list[Hours]:
    if one.weekday != gone.weekday or gone.end <= one.start or one.end <= gone.start:
        return [one]
    pieces = ((one.start, min(one.end, gone.start)), (max(one.start, gone.end), one.end))
    return [replace(one, start=start, end=end) for start, end in pieces if start < end]


def _pieces(one: Hours) -> list[str]:
    first, last = one.start.hour * 2 + one.start.minute // 30, one.end.hour * 2 + -(-one.end.minute // 30)
    return [f"{WEEKDAYS[one.weekday]} at {half // 2:02}:{half % 2 * 30:02}" for half in range(first, last)]


def _when(one: Hours, lang: str) -> str:
    return f"{weekday(one.weekday, lang)} {_clock(one.start)}–{_clock(one.end)}"


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")


def read(table: Table, scene: Scene) -> OtherHours:
    town = scene.town
    officers = {one.id: one for one in (*town.advisors, *town.officers)}
    if table.has("seat"):
        whose = table.known("seat", list(officers), "seat")
        seats, title = (whose,), whose
    else:
        whose = table.known("department", [one.id for one in town.departments], "department")
        seats = tuple(one.id for one in town.officers if whose in one.departments)
        title = town.department_by_id[whose].title
        if not seats:
            raise table.error("department", f'"{whose}" has no officers whose hours could be others.')
    closed, opened = (stretches(table, field, town) for field in ("close", "open"))
    weekly = None
    if table.has("weekly"):
        if closed or opened:
            raise table.error("weekly", "stands beside close or open, which say something else.", "Give one of them.")
        weekly = stretches(table, "weekly", town)
    found = OtherHours(whose, title, seats, closed or (), opened or (), weekly)
    _refuse_nobody(table, found, town)
    return found


def stretches(table: Table, field: str, town: Town) -> tuple[Hours, ...]:
    """The hours in a lever's field, none where it is left out. Raises `InputError`, for hours without any effect too."""
    if not table.has(field):
        return ()
    found = read_week(table, set(town.place_by_id), town.limits.grid_minutes, field)
    for one in found:
        if field != "close" and one.weekday > LAST_WORKING_WEEKDAY:
            sentence = f"nothing is planned on {WEEKDAYS[one.weekday]}, so nobody would be met then."
            german = f"Am {WEEKDAYS[one.weekday]} wird nichts geplant, also würde niemand empfangen."
            raise table.error(field, sentence, "Working days are Monday to Friday.", german)
    return found


def _refuse_nobody(table: Table, found: OtherHours, town: Town) -> None:
    """What is closed must have been open, or the planner asks about something else than they think."""
    for gone in found.closed:
        theirs = [one for seat in (*town.advisors, *town.officers) if seat.id in found.seats for one in seat.hours]
        if all(_without(one, gone) == [one] for one in theirs):
            when = _when(gone, "de")
            german = f"{when}: da sitzt dort ohnehin niemand. Die Zeiten stehen in der Stadtdatei."
            raise table.error("close", f"{when}: nobody of {found.whose} sits then.", "Look at the hours they keep.", german)
