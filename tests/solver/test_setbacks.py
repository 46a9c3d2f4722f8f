"""What goes wrong, as another problem: closed rooms take no more and no less than is said."""

from solver.check import violations
from solver.problem import Place, Problem
from solver.setbacks import NOBODY, away, begun, closed
from tests.solver.small import advisor, appointment, case, held, meeting, officer, plan, problem


def broken(asked: Problem, day: int, place: str) -> set[str]:
    """The rules that two appointments at once break there; staff enough."""
    made = [
        appointment(
            held(f"m{one}", "08:30", "09:00", f"bau-{one}", day=day), id=one, case=one, place=place, advisor=f"lotse-{one}"
        )
        for one in ("1", "2")
    ]
    return {found.rule for found in violations(asked, plan(asked, *made))}


def two_at_once(rooms: int | None) -> Problem:
    cases = [case(meeting(f"m{one}", "bau", places=("house", "site")), id=one, advisors=(f"lotse-{one}",)) for one in ("1", "2")]
    staff = (advisor("lotse-1"), advisor("lotse-2"), officer("bau-1"), officer("bau-2"))
    places = (Place("house", rooms=rooms), Place("site", travel_minutes=30))
    return problem(*cases, staff=staff, places=places)


def test_a_closed_place_holds_nothing_on_its_days() -> None:
    for place, rooms in (("house", 2), ("house", None), ("site", 2)):
        asked = closed(two_at_once(rooms), place, 1, 2)
        assert [broken(asked, day, place) for day in range(4)] == [set(), {"rooms"}, {"rooms"}, set()]


def test_one_room_fewer_holds_one_fewer() -> None:
    asked = closed(two_at_once(2), "house", 1, 1, rooms=1)
    assert [broken(asked, day, "house") for day in (0, 1)] == [set(), {"rooms"}]
    assert broken(closed(two_at_once(3), "house", 1, 1, rooms=1), 1, "house") == set()


def test_what_takes_the_rooms_is_nobodys() -> None:
    asked = closed(closed(two_at_once(2), "house", 1, 1), "house", 2, 2)
    assert {pin.case for pin in asked.pinned} == {NOBODY}
    assert len({pin.id for pin in asked.pinned}) == len(asked.pinned) == 4


def test_who_is_away_has_no_shift_and_what_has_begun_is_over() -> None:
    asked = begun(away(two_at_once(None), "bau-1", 1, 2), 3)
    assert [shift.start // 1440 for shift in asked.staff_by_id["bau-1"].shifts] == [0, 3, 4]
    assert {one.earliest_day for case in asked.cases for one in case.meetings} == {3}
