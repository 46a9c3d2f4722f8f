"""Which of a customer's cases are planned together."""

from scheduler.open_cases import cases_to_plan
from scheduler.plans import Appointment, HeldMeeting
from tests.builders import TODAY, appointment, at, case, held, meeting, town


def ids(*booked: Appointment, asked: tuple[int, ...] = (), cases: int = 3) -> list[int]:
    """Of cases 1, 2, ..., each of one meeting `bauordnung`."""
    all_cases = [case(meeting(), id_=number) for number in range(1, cases + 1)]
    return [one.id for one in cases_to_plan(asked, all_cases, booked, town(), TODAY)]


def test_what_was_held_before_today_is_closed_and_what_is_to_be_held_is_not() -> None:
    friday, today = appointment(at(27, "09:00", month=2), case_id=1), appointment(at(2, "08:00"), case_id=2)
    assert ids(friday, today) == [2, 3]


def test_a_case_is_open_until_all_its_meetings_were_held() -> None:
    both = case(meeting(), meeting("brandschutz"))
    friday = appointment(at(27, "09:00", month=2))
    assert cases_to_plan((), [both], [friday], town(), TODAY) == (both,)


def test_the_case_that_was_asked_for_is_always_there() -> None:
    assert ids(appointment(at(27, "09:00", month=2), case_id=1), asked=(1,)) == [1, 2, 3]


def test_who_shared_an_appointment_with_an_open_case_comes_along_and_so_on() -> None:
    """Case 3 is open and shared an appointment with 2, which shared another with 1; 4 stands alone and is closed."""

    def shared(day: int, *told: tuple[int, str]) -> Appointment:
        start = at(day, "09:00", month=2)
        return appointment(start, *(HeldMeeting(id_, name, start, held(start).end, ("bau-1",)) for id_, name in told))

    two = meeting("bauordnung"), meeting("brandschutz")
    cases = [case(meeting(), id_=1), case(*two, id_=2), case(*two, id_=3), case(meeting(), id_=4)]
    booked = [
        shared(24, (1, "bauordnung"), (2, "bauordnung")),
        shared(25, (2, "brandschutz"), (3, "bauordnung")),
        shared(26, (4, "bauordnung")),
    ]
    assert [one.id for one in cases_to_plan((), cases, booked, town(), TODAY)] == [1, 2, 3]
