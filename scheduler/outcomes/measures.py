"""What is measured of cases, one function a measure. Each tells a number of some courses, None where there is nothing to tell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.cases import Case
from scheduler.playing.played import Course
from scheduler.playing.scene import Scene
from scheduler.workdays import working_days

_MINUTE = timedelta(minutes=1)
Courses = Sequence[Course]


@dataclass(frozen=True)
class Measure:
    """`better`: -1 less is better, 1 more is, 0 neither."""

    name: str
    german: str
    english: str
    unit: str
    better: int
    of: Callable[[Courses, Scene], float | None]

    def title(self, lang: str) -> str:
        return self.german if lang == "de" else self.english


def mean(numbers: Iterable[float]) -> float | None:
    known = list(numbers)
    return sum(known) / len(known) if known else None


def _contacts(courses: Courses, scene: Scene) -> float:  # noqa: ARG001
    return float(len(courses))


def _appointments(courses: Courses, scene: Scene) -> float | None:  # noqa: ARG001
    """Comings, those that were in vain included: they were trips of somebody."""
    return mean(len(course.comings) for course in courses)


def _deadlines_kept(courses: Courses, scene: Scene) -> float | None:  # noqa: ARG001
    kept = [one for course in courses for one in _kept(course)]
    return 100 * sum(kept) / len(kept) if kept else None


def _deadlines_broken(courses: Courses, scene: Scene) -> float:  # noqa: ARG001
    return float(sum(not one for course in courses for one in _kept(course)))


def _days_to_completion(courses: Courses, scene: Scene) -> float | None:
    """From the day the contact came to their last meeting; of cases whose every meeting was held."""
    whole = (course for course in courses if len(course.held_on) == len(course.case.meetings))
    return mean(_working_days(course.case, max(course.held_on.values()), scene) for course in whole)


def _days_to_first(courses: Courses, scene: Scene) -> float | None:
    held = (course for course in courses if course.held_on)
    return mean(_working_days(course.case, min(course.held_on.values()), scene) for course in held)


def _waiting(courses: Courses, scene: Scene) -> float | None:  # noqa: ARG001
    """Pauses inside an appointment, and how late it became."""
    comings = [one for course in courses for one in course.comings if not one.missed]
    return mean(
        (
            one.appointment.end
            - one.appointment.start
            - sum((held.end - held.start for held in one.appointment.meetings), timedelta())
        )
        / _MINUTE
        + one.late_minutes
        for one in comings
    )


def _deputised(courses: Courses, scene: Scene) -> float | None:
    hosted = [
        one.appointment.advisor != scene.town.district_by_id[course.case.district].advisor
        for course in courses
        for one in course.comings
        if one.appointment.advisor is not None
    ]
    return 100 * sum(hosted) / len(hosted) if hosted else None


def _unplaced(courses: Courses, scene: Scene) -> float:  # noqa: ARG001
    return float(sum(len(course.case.meetings) - len(course.held_on) for course in courses))


def _told_again(courses: Courses, scene: Scene) -> float | None:  # noqa: ARG001
    told = mean(course.told_again for course in courses)
    return None if told is None else 100 * told


def _missed(courses: Courses, scene: Scene) -> float | None:  # noqa: ARG001
    missed = [one.missed for course in courses for one in course.comings]
    return 100 * sum(missed) / len(missed) if missed else None


MEASURES = (
    Measure("appointments_per_case", "Termine je Vorgang", "Appointments per case", "", -1, _appointments),
    Measure("days_to_completion", "Tage bis alles erledigt ist", "Days to completion", "working days", -1, _days_to_completion),
    Measure("days_to_first", "Tage bis zum ersten Termin", "Days to the first appointment", "working days", -1, _days_to_first),
    Measure("deadlines_kept_percent", "Fristen gehalten", "Deadlines kept", "%", 1, _deadlines_kept),
    Measure("deadlines_broken", "Fristen gebrochen", "Deadlines broken", "", -1, _deadlines_broken),
    Measure("deputised_percent", "Termine mit Vertretung", "Appointments with a deputy", "%", -1, _deputised),
    Measure("waiting_minutes", "Wartezeit je Termin", "Waiting per appointment", "min", -1, _waiting),
    Measure("unplaced_meetings", "Gespräche ohne Platz", "Meetings without a place", "", -1, _unplaced),
    Measure(
        "told_again_percent", "Absagen des Hauses je 100 Vorgänge", "Taken back by the house per 100 cases", "", -1, _told_again
    ),
    Measure("missed_percent", "Termine, zu denen niemand kam", "Appointments nobody came to", "%", 0, _missed),
    Measure("contacts", "Vorgänge", "Cases", "", 0, _contacts),
)
MEASURE = {measure.name: measure for measure in MEASURES}


def _kept(course: Course) -> list[bool]:
    """Of each deadline that binds a meeting of the case, whether the meeting was held by it."""
    held = course.held_on
    return [meeting in held and held[meeting] <= last_day for meeting, last_day in course.bounds]


def _working_days(case: Case, day: date, scene: Scene) -> int:
    """How many working days after the contact came."""
    return len(working_days(case.received_on, day, scene.town.holidays_in)) - 1
