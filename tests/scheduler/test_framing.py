"""From a town and its cases to the solver's question, and back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.cases import Window
from scheduler.framing import Frame, frame, standing_in, unframe
from scheduler.horizon import horizon
from scheduler.plans import Appointment
from scheduler.town import Absence, District
from solver import exchange
from solver.check import score, violations
from solver.plan import Appointment as Found
from solver.plan import Goal, HeldMeeting, Plan, Unplaced
from solver.problem import After, Shift, Stretch
from tests.builders import EMAIL, NOW, appointment, at, case, held, limits, meeting, office_hours, town

MINUTES_A_DAY = 24 * 60
TOWN = town()


def text_of(framed: Frame, minutes: int) -> str:
    return f"{framed.horizon.moment(minutes):%Y-%m-%dT%H:%M}"


def day_text(framed: Frame, day: int) -> str:
    return text_of(framed, day * MINUTES_A_DAY)[:10]


def shifts_of(framed: Frame, seat: str) -> list[tuple[str, str]]:
    return [(text_of(framed, one.start), text_of(framed, one.end)) for one in framed.problem.staff_by_id[seat].shifts]


# --- days -----------------------------------------------------------------------------------------------------------


def test_the_horizon_counts_working_days_and_leaves_holidays_out() -> None:
    days = horizon(town(limits=limits(horizon_working_days=4)), at(1, "09:00", month=4)).working_days
    assert days == (date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 8))  # Good Friday, Easter Monday


def test_a_closing_day_counts_and_has_no_shifts() -> None:
    framed = frame(town(closing_days=(date(2026, 3, 4),)), [case()], (), NOW)
    closed = framed.horizon.day(date(2026, 3, 4))
    assert closed in framed.problem.working_days
    assert closed not in {shift.start // MINUTES_A_DAY for one in framed.problem.staff for shift in one.shifts}


def test_an_absence_takes_its_days_both_included_from_one_seat() -> None:
    framed = frame(town(absences=(Absence("bau-1", date(2026, 3, 4), date(2026, 3, 5)),)), [case()], (), NOW)
    days = {start[:10] for start, _ in shifts_of(framed, "bau-1")}
    assert {"2026-03-03", "2026-03-06"} < days
    assert not {"2026-03-04", "2026-03-05"} & days
    assert "2026-03-04T08:00" in {start for start, _ in shifts_of(framed, "brand-1")}


@pytest.mark.parametrize(
    ("notice", "opens", "earliest"),
    [
        (0, [("2026-03-02T09:10", "2026-03-02T12:00"), ("2026-03-02T13:00", "2026-03-02T16:00")], "2026-03-02"),
        (1, [("2026-03-03T08:00", "2026-03-03T12:00"), ("2026-03-03T13:00", "2026-03-03T16:00")], "2026-03-03"),
        (5, [("2026-03-09T08:00", "2026-03-09T12:00"), ("2026-03-09T13:00", "2026-03-09T16:00")], "2026-03-09"),
    ],
)
def test_nobody_is_booked_before_now_and_the_notice(notice: int, opens: list[tuple[str, str]], earliest: str) -> None:
    framed = frame(town(limits=limits(notice_working_days=notice)), [case()], (), at(2, "09:07"))
    assert shifts_of(framed, "bau-1")[:2] == opens
    assert day_text(framed, framed.problem.cases[0].meetings[0].earliest_day) == earliest


def test_now_on_the_grid_and_now_in_a_break_are_not_rounded_away() -> None:
    small = town(limits=limits(notice_working_days=0))
    assert shifts_of(frame(small, [case()], (), at(2, "09:05")), "bau-1")[0][0] == "2026-03-02T09:05"
    assert shifts_of(frame(small, [case()], (), at(2, "12:00")), "bau-1")[0][0] == "2026-03-02T13:00"


def test_a_saturday_night_plans_from_monday() -> None:
    framed = frame(town(limits=limits(notice_working_days=0)), [case(received_on=date(2026, 3, 7))], (), at(7, "23:59"))
    assert framed.problem.first_day == "2026-03-09"
    assert shifts_of(framed, "bau-1")[0][0] == "2026-03-09T08:00"


def test_now_may_come_in_any_zone() -> None:
    assert frame(TOWN, [case()], (), NOW.astimezone(UTC)) == frame(TOWN, [case()], (), NOW)
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # 00:30 on 3 March in Berlin
    assert frame(TOWN, [case()], (), late).problem.first_day == "2026-03-03"


@pytest.mark.parametrize(("now", "month", "day"), [(at(27, "09:00"), 3, 30), (at(23, "09:00", month=10), 10, 26)])
def test_the_clocks_change_and_nine_is_nine(now: datetime, month: int, day: int) -> None:
    """29 March and 25 October 2026: the Monday after, 540 minutes after midnight is 09:00, not 08:00 or 10:00."""
    framed = frame(TOWN, [case(received_on=now.date())], (), now)
    monday = framed.horizon.day(date(2026, month, day)) * MINUTES_A_DAY
    assert framed.horizon.moment(monday + 540).isoformat() == at(day, "09:00", month=month).isoformat()
    assert framed.horizon.minutes(at(day, "09:00", month=month).astimezone(UTC)) == monday + 540


# --- cases ----------------------------------------------------------------------------------------------------------


def test_the_whole_frame_can_be_written_and_read_as_a_problem_file() -> None:
    booked = (appointment(at(5, "09:00"), id_=7), appointment(at(5, "09:00"), id_=8, email="k0002@kunde.example", case_id=9))
    windows = (Window(at(3, "08:00"), at(4, "12:00")),)
    framed = frame(TOWN, [case(meeting(), meeting("brandschutz"), windows=windows)], booked, NOW)
    assert exchange.read_problem(exchange.write_problem(framed.problem)) == framed.problem


def test_all_cases_of_a_customer_become_one_and_keep_their_meetings_apart() -> None:
    cases = [
        case(meeting("bauordnung"), meeting("brandschutz", after=(("bauordnung", 2),)), id_=17),
        case(meeting("bauordnung", 45), id_=23),
        case(meeting("bauordnung"), id_=20, email="k0002@kunde.example"),
    ]
    framed = frame(TOWN, reversed(cases), (), NOW)
    assert [one.id for one in framed.problem.cases] == ["17+23", "20"]
    merged = framed.problem.cases[0]
    assert [(one.id, one.minutes, one.after) for one in merged.meetings] == [
        ("17-bauordnung", 30, ()),
        ("17-brandschutz", 30, (After("17-bauordnung", 2),)),
        ("23-bauordnung", 45, ()),
    ]
    assert framed.meetings["23-bauordnung"] == (23, "bauordnung")
    assert framed.customers == {"17+23": EMAIL, "20": "k0002@kunde.example"}


def test_the_districts_own_advisor_comes_first_and_the_first_contact_stays() -> None:
    districts = (*TOWN.districts, District("nord", "Nord", "adv-vertretung", ("adv-mitte",)))
    cases = [case(id_=1, district="nord"), case(id_=2, district="mitte")]
    framed = frame(town(districts=districts), cases, (), NOW)
    assert framed.problem.cases[0].advisors == ("adv-vertretung", "adv-mitte")


def test_a_deadline_bounds_its_meeting_and_the_horizon_the_others() -> None:
    """Erste Informationen: 7 working days after 2 March is 11 March; the horizon of 20 working days ends on 27 March."""
    first, second = frame(TOWN, [case(meeting("wirtschaftsfoerderung", needs=()), meeting())], (), NOW).problem.cases[0].meetings
    framed = frame(TOWN, [case()], (), NOW)
    assert day_text(framed, first.latest_day) == "2026-03-11"
    assert day_text(framed, second.latest_day) == "2026-03-27"


def test_a_promise_that_is_broken_already_keeps_nobody_out() -> None:
    """7 working days after 2 February were over on 11 February: the meeting is still wanted, as soon as may be."""
    framed = frame(TOWN, [case(meeting("wirtschaftsfoerderung", needs=()), received_on=date(2026, 2, 2))], (), NOW)
    (only,) = framed.problem.cases[0].meetings
    assert day_text(framed, only.latest_day) == "2026-03-27"


def test_a_statute_that_has_passed_stays_where_it_is() -> None:
    """GewO § 6a: three months after complete papers the permit counts as granted; no meeting before that can be had."""
    permit = replace(
        case(meeting("gewerbeerlaubnisse"), received_on=date(2025, 11, 3), complete_on=date(2025, 11, 3)),
        venture="gaststaette-uebernahme",
    )
    framed = frame(TOWN, [permit], (), NOW)
    (only,) = framed.problem.cases[0].meetings
    assert day_text(framed, only.latest_day) == "2026-02-03"
    assert only.latest_day < 0 < only.earliest_day


def test_a_case_that_comes_later_is_planned_from_then_and_its_notice() -> None:
    framed = frame(TOWN, [case(received_on=date(2026, 3, 6))], (), NOW)
    assert day_text(framed, framed.problem.cases[0].meetings[0].earliest_day) == "2026-03-09"


def test_windows_are_cut_at_midnight_and_drawn_in_to_the_grid() -> None:
    windows = (
        Window(at(3, "09:02"), at(3, "11:58")),
        Window(at(4, "15:00"), at(5, "10:00")),
        Window(at(6, "09:01"), at(6, "09:04")),
    )
    framed = frame(TOWN, [case(windows=windows)], (), NOW)
    found = framed.problem.cases[0].customer_windows or ()
    assert [(text_of(framed, one.start), text_of(framed, one.end)) for one in found] == [
        ("2026-03-03T09:05", "2026-03-03T11:55"),
        ("2026-03-04T15:00", "2026-03-04T23:55"),
        ("2026-03-05T00:00", "2026-03-05T10:00"),
    ]


def test_a_window_counts_as_far_as_the_horizon_goes() -> None:
    """Each day from the first to the last of the horizon, however far the window reaches: `datetime.max` has no local time."""
    always = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    gone, far = (Window(at(1, "09:00", month=month), at(2, "09:00", month=month)) for month in (2, 9))
    framed = frame(TOWN, [case(windows=(always, gone, far))], (), NOW)
    found = framed.problem.cases[0].customer_windows
    assert found
    assert text_of(framed, found[0].start) == "2026-03-02T00:00"
    assert text_of(framed, found[-1].end) == "2026-03-27T23:55"
    assert len(found) == 26


def test_a_window_with_seconds_or_of_another_zone_is_never_widened() -> None:
    start = datetime(2026, 3, 3, 8, 0, 1, tzinfo=UTC)  # 09:00:01 in Berlin
    framed = frame(TOWN, [case(windows=(Window(start, start + timedelta(hours=1)),))], (), NOW)
    found = framed.problem.cases[0].customer_windows or ()
    assert [(text_of(framed, one.start), text_of(framed, one.end)) for one in found] == [("2026-03-03T09:05", "2026-03-03T10:00")]


def test_always_never_and_the_newest_statement() -> None:
    window = (Window(at(3, "09:00"), at(3, "10:00")),)

    def found(*told: tuple[Window, ...] | None) -> tuple[Stretch, ...] | None:
        cases = [case(id_=number, windows=windows) for number, windows in enumerate(told, start=1)]
        return frame(TOWN, cases, (), NOW).problem.cases[0].customer_windows

    assert found(None) is None
    assert found(()) == ()
    assert found((), window) == found(window) == found(window, None) != ()
    assert found(window, ()) == ()


# --- what stands ----------------------------------------------------------------------------------------------------


def test_appointments_of_others_only_take_people_and_rooms() -> None:
    other = appointment(at(5, "09:00"), id_=8, email="k0002@kunde.example", case_id=2)
    framed = frame(TOWN, [case()], [other], NOW)
    assert [one.id for one in framed.problem.pinned_elsewhere] == ["booked-8"]
    assert framed.problem.pinned_here == ()
    assert framed.kept == {}


def test_the_customers_own_stand_with_their_meetings() -> None:
    own = appointment(at(5, "09:00"), id_=7)
    framed = frame(TOWN, [case()], [own], NOW)
    (pinned,) = framed.problem.pinned_here
    assert (pinned.id, pinned.case, pinned.advisor, pinned.place) == ("booked-7", "1", "adv-mitte", "haus")
    assert (text_of(framed, pinned.start), text_of(framed, pinned.end)) == ("2026-03-05T09:00", "2026-03-05T09:30")
    assert [(one.meeting, one.staff) for one in pinned.meetings] == [("1-bauordnung", ("bau-1",))]
    assert framed.kept == {"booked-7": own}


def test_lags_are_counted_from_past_appointments() -> None:
    """An appointment of two weeks ago is on the list of working days, and so is every working day since."""
    past = appointment(at(16, "09:00", month=2), id_=7)
    framed = frame(TOWN, [case(received_on=date(2026, 2, 9))], [past], NOW)
    assert framed.problem.first_day == "2026-02-16"
    assert framed.problem.position_by_day[framed.horizon.day(date(2026, 3, 2))] == 10
    assert shifts_of(framed, "bau-1")[0][0] == "2026-03-03T08:00"


def test_a_past_appointment_on_a_day_that_is_no_working_day_any_more_still_counts() -> None:
    sunday = appointment(at(1, "09:00"), id_=7)
    framed = frame(TOWN, [case(received_on=date(2026, 2, 9))], [sunday], NOW)
    assert framed.problem.pinned_here[0].day in framed.problem.working_days
    assert exchange.read_problem(exchange.write_problem(framed.problem)) == framed.problem


def test_a_seat_or_place_the_town_gave_up_stays_known_where_it_is_promised() -> None:
    other = appointment(
        at(5, "09:00"), id_=8, email="k2@kunde.example", case_id=2, place="altbau", advisor="adv-alt", seats=("bau-alt",)
    )
    framed = frame(TOWN, [case()], [other], NOW)
    assert [framed.problem.staff_by_id[seat].shifts for seat in ("adv-alt", "bau-alt")] == [(), ()]
    assert "altbau" in framed.problem.place_by_id
    assert exchange.read_problem(exchange.write_problem(framed.problem)) == framed.problem


def test_a_place_the_town_gave_up_has_room_for_nobody() -> None:
    framed = frame(town(places=TOWN.places[1:]), [case()], (), NOW)
    assert framed.problem.place_by_id["haus"].rooms == 0
    assert exchange.read_problem(exchange.write_problem(framed.problem)) == framed.problem


def test_places_and_shifts_keep_what_they_are() -> None:
    there = replace(TOWN.officers[0], hours=office_hours(place="haus", weekdays=(1,)))
    framed = frame(town(officers=(there, *TOWN.officers[1:])), [case()], (), NOW)
    assert [(one.id, one.rooms, one.travel_minutes, one.hosted) for one in framed.problem.places] == [
        ("haus", 2, 0, True),
        ("on-site", None, 30, True),
        ("kammer", None, 0, False),
    ]
    tuesday = framed.horizon.day(date(2026, 3, 3)) * MINUTES_A_DAY
    assert framed.problem.staff_by_id["bau-1"].shifts[0] == Shift(tuesday + 480, tuesday + 720, "haus")


# --- and back -------------------------------------------------------------------------------------------------------


def answered(framed: Frame, *appointments: Found, unplaced: tuple[Unplaced, ...] = ()) -> Plan:
    plan = Plan("feasible", (), appointments, unplaced, 1.5, 0)
    names = ("unplaced", "changes", "appointments", "delay", "waiting")
    goals = tuple(Goal(name, value, 0) for name, value in zip(names, score(framed.problem, plan), strict=True))
    return replace(plan, goals=goals)


def test_a_plan_comes_back_in_the_towns_own_terms() -> None:
    own = appointment(at(5, "09:00"), id_=7)
    framed = frame(TOWN, [case(meeting("bauordnung"), meeting("brandschutz"), meeting("kammer"))], [own], NOW)
    tuesday = framed.horizon.day(date(2026, 3, 3)) * MINUTES_A_DAY
    new = Found(
        "a1",
        "1",
        "haus",
        "adv-mitte",
        tuesday + 540,
        tuesday + 570,
        (HeldMeeting("1-brandschutz", tuesday + 540, tuesday + 570, ("brand-1",)),),
    )
    found = answered(framed, *framed.problem.pinned_here, new, unplaced=(Unplaced("1", "1-kammer", "no place"),))
    assert violations(framed.problem, found) == []
    plan = unframe(framed, found)
    assert (plan.customer, plan.cases, plan.status, plan.optimal, plan.seconds) == (EMAIL, (1,), "proposed", False, 1.5)
    assert plan.kept == (own,)
    (proposed,) = plan.appointments
    assert (proposed.id, proposed.uid, proposed.status, proposed.customer) == (None, "", "planned", EMAIL)
    assert (proposed.start, proposed.end) == (at(3, "09:00"), at(3, "09:30"))
    assert proposed.meetings == (replace(held(at(3, "09:00"), seats=("brand-1",)), meeting="brandschutz"),)
    assert [(one.case, one.meeting, one.reason) for one in plan.unplaced] == [(1, "kammer", "no place")]
    assert [(goal.name, goal.value, goal.bound) for goal in plan.goals][2] == ("appointments", 2, 0)


def rules_broken(framed: Frame, *appointments: Appointment) -> set[str]:
    proposed = unframe(framed, answered(framed, *framed.problem.pinned_here))
    standing = standing_in(framed, replace(proposed, appointments=appointments))
    names = ("unplaced", "changes", "appointments", "delay", "waiting")
    true = tuple(Goal(name, value, None) for name, value in zip(names, score(framed.problem, standing), strict=True))
    return {found.rule for found in violations(framed.problem, replace(standing, goals=true))}


def test_a_proposal_is_judged_in_the_world_as_it_is_now() -> None:
    proposed = appointment(at(3, "09:00"), status="planned")
    taken = appointment(at(3, "09:00"), id_=8, email="k2@kunde.example", case_id=2, advisor="adv-vertretung")
    absent = town(absences=(Absence("bau-1", date(2026, 3, 3), date(2026, 3, 3)),))
    assert rules_broken(frame(TOWN, [case()], (), NOW), proposed) == set()
    assert rules_broken(frame(TOWN, [case()], [taken], NOW), proposed) == {"staff"}
    assert rules_broken(frame(absent, [case()], (), NOW), proposed) == {"staff"}
    assert "window" in rules_broken(frame(TOWN, [case()], (), NOW + timedelta(days=1)), proposed)
    assert "once" in rules_broken(frame(TOWN, [case()], [appointment(at(4, "09:00"), id_=7)], NOW), proposed)
