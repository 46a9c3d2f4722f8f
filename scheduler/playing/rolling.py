"""A month as the desk lives it: contacts come day by day, each is planned on arrival by `fit`, and what is told does not move.

    morning    a seat stays empty: what hung on it is given up and planned anew, the rest stands
               whoever has open meetings since yesterday is planned, then the contacts of the day, in order
    evening    who came, who did not, and how late it became; what was missed is planned anew tomorrow

One horizon spans the whole play, so that the calendars are built once; each case sees the town's own horizon of it. Nothing
depends on a clock or on how many processes there are: the same chances give the same play.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler import framing
from scheduler.cases import Case
from scheduler.ground import ELSEWHERE, Ground, ground, pinned
from scheduler.horizon import MINUTES_A_DAY
from scheduler.plans import Appointment, HeldMeeting
from scheduler.playing.chances import Chances
from scheduler.playing.contacts import Contact
from scheduler.playing.lateness import late_minutes
from scheduler.playing.mishaps import Mishaps
from scheduler.playing.played import Bound, Coming, Course, Played, bounds_of
from scheduler.playing.scene import Scene, StoppedError
from scheduler.town import Town
from scheduler.workdays import working_days
from solver import plan as answer
from solver import problem as question
from solver.arrival import placed

ASK_AGAIN_WORKING_DAYS = 5  # who found no place is asked about again so often, and the day after a promise has lapsed
_GROUNDS = 32  # kept by a process: of every scenario of a study, for all its replications
_ABSENT = "(absent)"  # where a seat is that stays empty; no id of a place looks like that
Stop = Callable[[], bool]


@dataclass
class _Open:
    """A case that goes on. `bounds`: see `Course`; `stands`: ids of appointments to come; `ask_on`: position of the day it is
    planned (again).
    """

    case: Case
    contact: Contact
    bounds: tuple[Bound, ...]
    stands: set[int] = field(default_factory=set)
    comings: list[Coming] = field(default_factory=list)
    told_again: int = 0
    ask_on: int | None = None


def rolling(
    scene: Scene,
    comers: Iterable[tuple[Contact, Case]],
    measured: tuple[date, ...],
    mishaps: Mishaps,
    chances: Chances,
    booked: Iterable[Appointment] = (),
    stop: Stop = lambda: False,
) -> Played:
    """`comers`: by day and number, those before `measured` only fill the calendar. `booked`: what others have, with ids.

    Raises StoppedError soon after `stop()` says so.
    """
    everybody = tuple(comers)
    first_day = min([measured[0], *(case.received_on for _, case in everybody)])
    play = _Play(scene, first_day, measured[-1], mishaps, chances, tuple(booked))
    by_day: dict[date, list[_Open]] = defaultdict(list)
    for contact, case in everybody:
        by_day[case.received_on].append(_Open(case, contact, bounds_of(case, scene)))
    for position, day in enumerate(play.days.working_days):
        play.morning(position)
        for comer in (*play.to_ask(position), *by_day.get(day, ())):
            if stop():
                raise StoppedError
            play.plan(comer, position)
        play.evening(position)
        if day > measured[-1] and not play.going_on:
            break
    asked = set(measured)
    courses = [one for day in measured for one in by_day.get(day, ())]
    return Played(
        scene=scene,
        days=measured,
        courses=tuple(Course(one.case, tuple(one.comings), one.bounds, one.told_again) for one in courses),
        appointments=tuple(one for one in play.happened if one.start.date() in asked),
    )


class _Play:
    """The calendar, who stands where, and who is away."""

    def __init__(
        self, scene: Scene, first_day: date, last_day: date, mishaps: Mishaps, chances: Chances, booked: tuple[Appointment, ...]
    ) -> None:
        self.scene, self.mishaps, self.chances = scene, mishaps, chances
        empty = _ground(scene.town, first_day, last_day, booked)
        self.base = replace(empty, calendars=empty.calendars.copy())
        self.days = self.base.horizon
        self.calendars = self.base.calendars
        self.going_on: set[int] = set()  # ids of cases with something still to come
        self.happened: list[Appointment] = [*booked]
        self._standing: dict[int, tuple[Appointment, _Open]] = {}
        self._pins: dict[int, dict[str, answer.Appointment]] = defaultdict(dict)  # by day from day 0
        self._ask: dict[int, list[_Open]] = defaultdict(list)
        self._number = max((one.id or 0 for one in booked), default=0)
        for one in booked:
            self._pin(one)
        seats = (*scene.town.advisors, *scene.town.officers)
        self._ill: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for seat in seats:
            for position, length in mishaps.illnesses(chances, seat.id, len(self.days.working_days)):
                self._ill[position].append((seat.id, length))

    def to_ask(self, position: int) -> Iterator[_Open]:
        for one in self._ask.pop(position, ()):
            if one.ask_on == position:
                yield one

    def plan(self, one: _Open, position: int) -> None:
        """Book what the case still needs, at its best; ask again later about what has no place."""
        one.ask_on = None
        days, town = self.days.working_days, self.scene.town
        here = datetime.combine(days[position], time(), self.days.zone)
        seen = replace(self.days, working_days=days[: position + town.limits.horizon_working_days])
        base = replace(self.base, horizon=seen)
        kept = [coming.appointment for coming in one.comings if not coming.missed]
        kept += [self._standing[id_][0] for id_ in sorted(one.stands)]
        framed = framing.frame_on(base, [one.case], kept, here, self.scene.law)
        for new in placed(framed.problem, framed.calendars, lambda day: self._pins[day].values()):
            self._number += 1
            booked = replace(framing.appointment_of(framed, new), id=self._number)
            one.stands.add(self._number)
            self._standing[self._number] = booked, one
            self.calendars.take(self._pin(booked))
        held = {held.meeting for each in kept for held in each.meetings}
        held |= {held.meeting for id_ in one.stands for held in self._standing[id_][0].meetings}
        if len(held) < len(one.case.meetings):
            self._ask_again(one, position)
        if one.stands or one.ask_on is not None:
            self.going_on.add(one.case.id)

    def morning(self, position: int) -> None:
        """Who stays away from today on, and what is given up for it."""
        for seat, length in self._ill.get(position, ()):
            away = self.days.working_days[position : position + length]
            for day in away:
                self._give_up(seat, day, position)
            for day in away:
                pin = _absence(seat, self.days.day(day))
                self._pins[self.days.day(day)][pin.id] = pin
                self.calendars.take(pin)

    def evening(self, position: int) -> None:
        """What happened today."""
        day = self.days.working_days[position]
        today = {id_: self._standing[id_] for id_ in self._ids_on(day)}
        missed = {id_ for id_, (_, one) in today.items() if self.mishaps.no_shows(self.chances, one.contact, len(one.comings))}
        late = late_minutes([each for id_, each in today.items() if id_ not in missed], self._extra)
        for id_, (booked, one) in today.items():
            one.stands.discard(id_)
            del self._standing[id_]
            one.comings.append(Coming(booked, id_ in missed, late.get(id_, 0.0)))
            self.happened.append(booked)
            if id_ in missed:
                self._drop_what_follows(one, {held.meeting for held in booked.meetings})
                self._ask_on(one, position + 1)
            elif not one.stands and one.ask_on is None:
                self.going_on.discard(one.case.id)

    def _extra(self, one: _Open, held: HeldMeeting, minutes: int) -> float:
        return self.mishaps.extra_minutes(self.chances, one.contact, held.meeting, minutes)

    def _give_up(self, seat: str, day: date, position: int) -> None:
        """Whatever hangs on a seat on a day: the whole appointment without its host, one meeting without an officer."""
        for id_ in self._ids_on(day):
            if id_ not in self._standing:  # it came after what was given up a moment ago
                continue
            booked, one = self._standing[id_]
            lost = {held.meeting for held in booked.meetings if booked.advisor == seat or seat in held.seats}
            if lost:
                one.told_again += 1
                self._drop_what_follows(one, lost)
                self._ask_on(one, position)

    def _drop_what_follows(self, one: _Open, lost: set[str]) -> None:
        """Take these meetings, and all that come after them, out of what stands; they are open again."""
        follows, grown = set(lost), True
        while grown:
            more = {meeting.id for meeting in one.case.meetings if any(other.meeting in follows for other in meeting.after)}
            grown = not more <= follows
            follows |= more
        for id_ in sorted(one.stands):
            booked = self._standing[id_][0]
            left = tuple(held for held in booked.meetings if held.meeting not in follows)
            if len(left) == len(booked.meetings):
                continue
            self.calendars.release(self._pins[self.days.day(booked.start.date())].pop(_pin_id(id_)))
            if left:
                shorter = replace(booked, meetings=left, start=left[0].start, end=left[-1].end)
                self._standing[id_] = shorter, one
                self.calendars.take(self._pin(shorter))
            else:
                del self._standing[id_]
                one.stands.discard(id_)

    def _ask_again(self, one: _Open, position: int) -> None:
        """Later, or as soon as a promise that bound it has lapsed and binds no more."""
        days = self.days.working_days
        binding = min((last_day for _, last_day in one.bounds if last_day >= days[position]), default=days[-1])
        lapsed = bisect_right(days, binding)
        self._ask_on(one, min(position + ASK_AGAIN_WORKING_DAYS, lapsed))

    def _ask_on(self, one: _Open, position: int) -> None:
        if position + self.scene.town.limits.notice_working_days >= len(self.days.working_days):
            one.ask_on = None  # the play ends before
            return
        if one.ask_on is None or position < one.ask_on:
            one.ask_on = position
            self._ask[position].append(one)
            self.going_on.add(one.case.id)

    def _ids_on(self, day: date) -> list[int]:
        """Of the appointments that stand on a day, as they begin."""
        ids = (pin.id for pin in self._pins[self.days.day(day)].values())
        numbers = [int(id_.removeprefix("booked-")) for id_ in ids if id_.startswith("booked-")]
        return sorted((id_ for id_ in numbers if id_ in self._standing), key=lambda id_: (self._standing[id_][0].start, id_))

    def _pin(self, booked: Appointment) -> answer.Appointment:
        pin = pinned(booked, ELSEWHERE, self.days)
        self._pins[pin.day][pin.id] = pin
        return pin


@lru_cache(_GROUNDS)
def _ground(town: Town, first_day: date, last_day: date, booked: tuple[Appointment, ...]) -> Ground:
    """Of the whole play: from the first day to the end of the horizon of who comes last, and once more for what went wrong."""
    zone = ZoneInfo(town.timezone)
    ahead = len(working_days(first_day, last_day, town.holidays_in)) + town.limits.horizon_working_days
    spanning = replace(town, limits=replace(town.limits, horizon_working_days=ahead, notice_working_days=0))
    whole = ground(spanning, booked, datetime.combine(first_day, time(), zone))
    places = (*whole.problem.places, question.Place(_ABSENT, hosted=False))
    # What is booked is taken in the calendars, and the referee hears of it day by day.
    problem = replace(whole.problem, places=places, pinned=())
    return replace(whole, town=town, problem=problem, calendars=whole.calendars.read_for(problem))


def _absence(seat: str, day: int) -> answer.Appointment:
    start = day * MINUTES_A_DAY
    return answer.Appointment(f"absent-{seat}-{day}", ELSEWHERE, _ABSENT, seat, start, start + MINUTES_A_DAY - 60, ())


def _pin_id(id_: int) -> str:
    return f"booked-{id_}"
