"""JSON <-> values: `appointment-problem/1` and `appointment-plan/1` of docs/problem.md.

The only room of the solver that knows wall-clock text. Reading refuses what the contract forbids (`InputError` with
path, value and advice); writing is byte for byte the same for equal values.
"""

import hashlib
import json
import re
from datetime import date
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from solver.plan import MINUTES_A_DAY, Appointment, Goal, HeldMeeting, Made, Plan, Unplaced
from solver.problem import (
    After,
    Case,
    Meeting,
    Place,
    Policy,
    Previous,
    Problem,
    Shift,
    StaffMember,
    Stretch,
)
from solver.reading import Cursor, InputError, load
from solver.size import refuse_too_much

__all__ = ["InputError", "load", "problem_of", "read_plan", "read_problem", "sha256", "write_plan", "write_problem"]

PROBLEM_FORMAT, PLAN_FORMAT = "appointment-problem/1", "appointment-plan/1"
GOAL_NAMES = ("unplaced", "changes", "appointments", "delay", "waiting")
_DAY, _TIME = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII), re.compile(r"T([01]\d|2[0-3]):[0-5]\d\Z", re.ASCII)
_MADE = ("version", "input_sha256", "method", "workers", "seed", "limit_seconds")
_LARGEST = 10**15  # of a goal or bound in a plan; below zero too: waiting is, where meetings overlap, and `check` says why
_APPOINTMENT = ("id", "case", "place", "advisor", "start", "end", "meetings")


@lru_cache(maxsize=4096)
def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _day(cursor: Cursor) -> int:
    """`YYYY-MM-DD` -> proleptic ordinal."""
    text = cursor.text()
    try:
        if _DAY.match(text):
            return _ordinal(text)
        cursor.refuse("is not a day", "Write YYYY-MM-DD.")
    except InputError:
        raise
    except ValueError:  # 31 February
        cursor.refuse("is not a day of any calendar", "Write YYYY-MM-DD.")


class _Clock:
    """Wall-clock text <-> minutes of one problem: its day 0 and its grid."""

    def __init__(self, first_day: int, grid_minutes: int) -> None:
        self.first_day, self.grid_minutes = first_day, grid_minutes

    def moment(self, cursor: Cursor) -> int:
        text = cursor.text()
        if not _TIME.match(text, 10):
            cursor.refuse("is not a time", "Write YYYY-MM-DDTHH:MM, without seconds or zone.")
        day = _day(Cursor(text[:10], cursor.path)) - self.first_day
        minutes = int(text[11:13]) * 60 + int(text[14:16])
        if minutes % self.grid_minutes:
            cursor.refuse(f"is off the grid of {self.grid_minutes} minutes")
        return day * MINUTES_A_DAY + minutes

    def stretch(self, cursor: Cursor) -> tuple[int, int]:
        start, end = self.moment(cursor["start"]), self.moment(cursor["end"])
        if end <= start:
            cursor["end"].refuse(f"is not after the start {cursor['start'].value}")
        if start // MINUTES_A_DAY != end // MINUTES_A_DAY:
            cursor["end"].refuse(f"is not on the date of the start {cursor['start'].value}")
        return start, end

    def length(self, cursor: Cursor, least: int = 0) -> int:
        minutes = cursor.whole(-(10**9))
        if minutes < least or minutes % self.grid_minutes:
            cursor.refuse(f"is not a {'positive' if least else 'non-negative'} multiple of {self.grid_minutes}")
        return minutes

    def text(self, minutes: int) -> str:
        day, rest = divmod(minutes, MINUTES_A_DAY)
        return f"{self.day_text(day)}T{rest // 60:02}:{rest % 60:02}"

    def day_text(self, day: int) -> str:
        """The ISO day; beyond the calendar's ends (travel from midnight of its first day) the end itself."""
        ordinal = min(max(self.first_day + day, date.min.toordinal()), date.max.toordinal())
        return date.fromordinal(ordinal).isoformat()


def clock_of(problem: Problem) -> _Clock:
    """The wall clock of a problem: `.text(minutes)` and `.day_text(day)` for sentences people read."""
    return _Clock(_ordinal(problem.first_day), problem.grid_minutes)


def read_problem(text: str | bytes) -> Problem:
    """`appointment-problem/1` -> Problem. Raises InputError."""
    return problem_of(load(text))


def problem_of(value: Any) -> Problem:
    """A problem file that `reading.load` has read already -> Problem. Raises InputError."""
    refuse_too_much(value)
    root = Cursor(value)
    if isinstance(root.value, dict) and root.has("format"):
        root["format"].one_of(PROBLEM_FORMAT)  # first: a file of another format has other fields
    root.fields(
        ("format", "name", "timezone", "working_days", "policy", "places", "staff", "cases"),
        ("grid_minutes", "pinned", "previous"),
    )
    grid = root["grid_minutes"].whole(1, 60) if root.has("grid_minutes") else 5
    if 60 % grid:
        root["grid_minutes"].refuse("does not divide 60")
    zone = root["timezone"]
    try:
        ZoneInfo(zone.text())
    except (LookupError, ValueError, OSError):
        zone.refuse("is not a known time zone", "Write a name such as Europe/Berlin.")
    days = [(_day(item), item) for item in root["working_days"].items()]
    for (earlier, _), (later, item) in pairwise(days):
        if later <= earlier:
            item.refuse("does not lie after the working day before it", "List the days ascending, each once.")
    clock = _Clock(days[0][0] if days else date(2000, 1, 1).toordinal(), grid)
    working_days = tuple(day - clock.first_day for day, _ in days)
    places, staff = _places(root["places"], clock), _staff(root["staff"], clock, root["places"])
    place_ids, staff_ids = {place.id for place in places}, {member.id for member in staff}
    cases = _cases(root["cases"], clock, place_ids, staff_ids)
    by_id = {case.id: case for case in cases}
    pinned = _pinned(root["pinned"], clock, by_id, place_ids, staff_ids, working_days) if root.has("pinned") else ()
    previous = _previous(root["previous"], clock, by_id, place_ids) if root.has("previous") else ()
    return Problem(
        name=root["name"].text(), timezone=zone.value, first_day=clock.day_text(0), working_days=working_days,
        policy=_policy(root["policy"], clock), places=places, staff=staff, cases=cases, pinned=pinned,
        previous=previous, grid_minutes=grid,
    )  # fmt: skip


def _policy(cursor: Cursor, clock: _Clock) -> Policy:
    cursor.fields(("max_appointment_minutes", "max_wait_minutes"), ("deputy_days",))
    return Policy(
        max_appointment_minutes=clock.length(cursor["max_appointment_minutes"]),
        max_wait_minutes=clock.length(cursor["max_wait_minutes"]),
        deputy_days=cursor["deputy_days"].whole() if cursor.has("deputy_days") else 3,
    )


def _places(cursor: Cursor, clock: _Clock) -> tuple[Place, ...]:
    seen: set[str] = set()
    places = []
    for item in cursor.items():
        item.fields(("id",), ("rooms", "travel_minutes", "hosted"))
        limited = item.has("rooms") and item["rooms"].value is not None
        places.append(
            Place(
                id=item["id"].unique(seen, "place"),
                rooms=item["rooms"].whole() if limited else None,
                travel_minutes=clock.length(item["travel_minutes"]) if item.has("travel_minutes") else 0,
                hosted=item["hosted"].truth() if item.has("hosted") else True,
            )
        )
    return tuple(places)


def _staff(cursor: Cursor, clock: _Clock, places: Cursor) -> tuple[StaffMember, ...]:
    place_ids = {place["id"].value for place in places.items()}
    seen: set[str] = set()
    staff = []
    for item in cursor.items():
        item.fields(("id", "departments", "shifts"))
        shifts = []
        for shift in item["shifts"].items():
            shift.fields(("start", "end"), ("place",))
            anywhere = not shift.has("place") or shift["place"].value is None
            start, end = clock.stretch(shift)
            shifts.append(Shift(start, end, None if anywhere else shift["place"].known(place_ids, "place")))
        staff.append(StaffMember(item["id"].unique(seen, "staff member"), item["departments"].texts(), tuple(shifts)))
    return tuple(staff)


def _cases(cursor: Cursor, clock: _Clock, place_ids: set[str], staff_ids: set[str]) -> tuple[Case, ...]:
    seen: set[str] = set()
    cases = []
    for item in cursor.items():
        item.fields(("id", "advisors", "meetings"), ("customer_windows",))
        advisors = tuple(advisor.known(staff_ids, "staff member") for advisor in item["advisors"].items())
        if not advisors:
            item["advisors"].refuse("names nobody", "A case has at least one advisor.")
        if len(set(advisors)) < len(advisors):
            item["advisors"].refuse("names an advisor twice")
        windows = None
        if item.has("customer_windows") and item["customer_windows"].value is not None:
            windows = tuple(
                Stretch(*clock.stretch(window.fields(("start", "end")))) for window in item["customer_windows"].items()
            )
        meetings = _meetings(item["meetings"], clock, place_ids)
        cases.append(Case(item["id"].unique(seen, "case"), advisors, meetings, windows))
    return tuple(cases)


def _meetings(cursor: Cursor, clock: _Clock, place_ids: set[str]) -> tuple[Meeting, ...]:
    ids = {item["id"].text() for item in cursor.items() if isinstance(item.value, dict) and item.has("id")}
    seen: set[str] = set()
    meetings = []
    for item in cursor.items():
        item.fields(("id", "needs", "minutes", "places", "earliest_day", "latest_day"), ("after", "weight"))
        after = []
        for other in item["after"].items() if item.has("after") else ():
            other.fields(("meeting", "working_days"))
            after.append(After(other["meeting"].known(ids, "meeting of this case"), other["working_days"].whole()))
        meetings.append(
            Meeting(
                id=item["id"].unique(seen, "meeting of this case"),
                needs=item["needs"].texts(),
                minutes=clock.length(item["minutes"], 1),
                places=tuple(place.known(place_ids, "place") for place in item["places"].items()),
                earliest_day=_day(item["earliest_day"]) - clock.first_day,
                latest_day=_day(item["latest_day"]) - clock.first_day,
                after=tuple(after),
                weight=item["weight"].whole(1) if item.has("weight") else 1,
            )
        )
    try:
        TopologicalSorter({one.id: [other.meeting for other in one.after] for one in meetings}).prepare()
    except CycleError as error:
        circle = " after ".join(error.args[1][::-1])
        raise InputError(cursor.path, f"the order is a circle: {circle}.", "Take one `after` out.", circle) from None
    return tuple(meetings)


def _appointment(cursor: Cursor, clock: _Clock, seen: set[str]) -> Appointment:
    cursor.fields(_APPOINTMENT)
    held = []
    for item in cursor["meetings"].items():
        item.fields(("meeting", "start", "end", "staff"))
        held.append(HeldMeeting(item["meeting"].text(), *clock.stretch(item), item["staff"].texts()))
    start, end = clock.stretch(cursor)
    advisor = None if cursor["advisor"].value is None else cursor["advisor"].text()
    return Appointment(
        cursor["id"].unique(seen, "appointment"), cursor["case"].text(), cursor["place"].text(), advisor, start, end,
        tuple(held),
    )  # fmt: skip


def _pinned(
    cursor: Cursor, clock: _Clock, cases: dict[str, Case], place_ids: set[str], staff_ids: set[str], days: tuple[int, ...]
) -> tuple[Appointment, ...]:
    seen: set[str] = set()
    taken: set[tuple[str, str]] = set()
    pinned = []
    for item in cursor.items():
        appointment = _appointment(item, clock, seen)
        item["place"].known(place_ids, "place")
        if appointment.advisor is not None:
            item["advisor"].known(staff_ids, "staff member")
        for meeting in item["meetings"].items():
            for member in meeting["staff"].items():
                member.known(staff_ids, "staff member")
        if appointment.case in cases:
            _check_own(item, appointment, cases[appointment.case], taken, days)
        pinned.append(appointment)
    return tuple(pinned)


def _check_own(cursor: Cursor, appointment: Appointment, case: Case, taken: set[tuple[str, str]], days: tuple[int, ...]) -> None:
    """What a pinned appointment of one of this problem's own cases must be, beyond its form."""
    if appointment.day not in days:
        cursor["start"].refuse("does not lie on one of the working days")
    for item, held in zip(cursor["meetings"].items(), appointment.meetings, strict=True):
        item["meeting"].known(case.meeting_by_id, f"meeting of case {case.id}")
        if (case.id, held.meeting) in taken:
            item["meeting"].refuse("is pinned twice")
        taken.add((case.id, held.meeting))
        if held.start < appointment.start or held.end > appointment.end:
            item.refuse("lies outside its appointment's start and end")
    for one, two in pairwise(appointment.in_order):
        if two.start < one.end:
            cursor["meetings"].refuse(f"overlap: {one.meeting} and {two.meeting}")


def _previous(cursor: Cursor, clock: _Clock, cases: dict[str, Case], place_ids: set[str]) -> tuple[Previous, ...]:
    previous = []
    for item in cursor.items():
        item.fields(("case", "place", "start", "end"), ignored=True)
        start, end = clock.stretch(item)
        case, place = item["case"].known(cases, "case"), item["place"].known(place_ids, "place")
        previous.append(Previous(case, place, start, end))
    return tuple(previous)


def read_plan(text: str | bytes, problem: Problem) -> Plan:
    """`appointment-plan/1` -> Plan, on the problem's clock. Only its form is judged here; its truth by `check`.

    Raises InputError.
    """
    root = Cursor(load(text))
    if isinstance(root.value, dict) and root.has("format"):
        root["format"].one_of(PLAN_FORMAT)
    root.fields(("format", "status", "goals", "appointments", "unplaced", "seconds", "seed"), ("made",))
    clock = clock_of(problem)
    goals = []
    for name, item in zip(GOAL_NAMES, root["goals"].items(), strict=False):
        item.fields(("name", "value", "bound"))["name"].one_of(name)
        bound = None if item["bound"].value is None else item["bound"].whole(-_LARGEST, _LARGEST)
        goals.append(Goal(name, item["value"].whole(-_LARGEST, _LARGEST), bound))
    if len(root["goals"].value) != len(GOAL_NAMES):
        root["goals"].refuse(f"does not hold the five goals {', '.join(GOAL_NAMES)}")
    seen: set[str] = set()
    appointments = tuple(_appointment(item, clock, seen) for item in root["appointments"].items())
    unplaced = []
    for item in root["unplaced"].items():
        item.fields(("case", "meeting", "reason"))
        case = problem.case_by_id[item["case"].known(problem.case_by_id, "case")]
        meeting = item["meeting"].known(case.meeting_by_id, f"meeting of case {case.id}")
        unplaced.append(Unplaced(case.id, meeting, item["reason"].text(2000)))
    made = None
    if root.has("made"):
        item = root["made"].fields(_MADE)
        made = Made(
            item["version"].text(), item["input_sha256"].text(), item["method"].text(), item["workers"].whole(1),
            item["seed"].whole(), item["limit_seconds"].number(),
        )  # fmt: skip
    status = root["status"].one_of("optimal", "feasible")
    seconds, seed = root["seconds"].number(), root["seed"].whole()
    return Plan(status, tuple(goals), appointments, tuple(unplaced), seconds, seed, made)


def _write(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _appointment_out(appointment: Appointment, clock: _Clock) -> dict[str, Any]:
    return {
        "id": appointment.id, "case": appointment.case, "place": appointment.place, "advisor": appointment.advisor,
        "start": clock.text(appointment.start), "end": clock.text(appointment.end),
        "meetings": [
            {"meeting": held.meeting, "start": clock.text(held.start), "end": clock.text(held.end),
             "staff": list(held.staff)}
            for held in appointment.meetings
        ],
    }  # fmt: skip


def _stretch_out(stretch: Stretch | Shift | Previous, clock: _Clock) -> dict[str, Any]:
    return {"start": clock.text(stretch.start), "end": clock.text(stretch.end)}


def write_problem(problem: Problem) -> str:
    """Problem -> `appointment-problem/1`; reading it gives an equal value."""
    clock = clock_of(problem)
    return _write({
        "format": PROBLEM_FORMAT, "name": problem.name, "timezone": problem.timezone,
        "grid_minutes": problem.grid_minutes,
        "working_days": [clock.day_text(day) for day in problem.working_days],
        "policy": {
            "max_appointment_minutes": problem.policy.max_appointment_minutes,
            "max_wait_minutes": problem.policy.max_wait_minutes,
            "deputy_days": problem.policy.deputy_days,
        },
        "places": [
            {"id": place.id, "rooms": place.rooms, "travel_minutes": place.travel_minutes, "hosted": place.hosted}
            for place in problem.places
        ],
        "staff": [
            {"id": member.id, "departments": list(member.departments),
             "shifts": [_stretch_out(shift, clock) | {"place": shift.place} for shift in member.shifts]}
            for member in problem.staff
        ],
        "cases": [
            {"id": case.id, "advisors": list(case.advisors),
             "customer_windows": None if case.customer_windows is None
             else [_stretch_out(window, clock) for window in case.customer_windows],
             "meetings": [
                {"id": meeting.id, "needs": list(meeting.needs), "minutes": meeting.minutes,
                 "places": list(meeting.places), "weight": meeting.weight,
                 "earliest_day": clock.day_text(meeting.earliest_day),
                 "latest_day": clock.day_text(meeting.latest_day),
                 "after": [{"meeting": other.meeting, "working_days": other.working_days} for other in meeting.after]}
                for meeting in case.meetings
            ]}
            for case in problem.cases
        ],
        "pinned": [_appointment_out(pin, clock) for pin in problem.pinned],
        "previous": [
            {"case": told.case, "place": told.place} | _stretch_out(told, clock) for told in problem.previous
        ],
    })  # fmt: skip


def write_plan(plan: Plan, problem: Problem) -> str:
    """Plan -> `appointment-plan/1` on the problem's clock."""
    clock = clock_of(problem)
    value: dict[str, Any] = {
        "format": PLAN_FORMAT, "status": plan.status,
        "goals": [{"name": goal.name, "value": goal.value, "bound": goal.bound} for goal in plan.goals],
        "appointments": [_appointment_out(appointment, clock) for appointment in plan.appointments],
        "unplaced": [{"case": one.case, "meeting": one.meeting, "reason": one.reason} for one in plan.unplaced],
        "seconds": plan.seconds, "seed": plan.seed,
    }  # fmt: skip
    if plan.made is not None:
        value["made"] = {name: getattr(plan.made, name) for name in _MADE}
    return _write(value)


def sha256(problem: Problem) -> str:
    """What a problem is known by: the hash of its written form."""
    return hashlib.sha256(write_problem(problem).encode()).hexdigest()
