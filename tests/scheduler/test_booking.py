"""Holding, booking and giving up on a real store, all at once: nobody is taken twice, and nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from scheduler import standing
from scheduler.booking import Asked, free_expired
from scheduler.errors import Conflict, InputError, LotseError, NotFoundError, StaleError
from scheduler.lifecycle import CONFIRMED, LAWFUL, NO_SHOW, OFFICE, PLANNED, TAKING, TOOK_PLACE, Hand, refuse_unlawful
from scheduler.planning import Desk
from scheduler.plans import Appointment, Plan
from scheduler.replans import confirm_replan, request_replan
from scheduler.store.store import Store
from scheduler.store.writing_appointments import AppointmentWriting
from scheduler.town import Town
from scheduler.ventures import catalogue
from scheduler.verifying import verify
from tests.bookings import towns
from tests.builders import NOW, appointment, at, case, held, meeting, town
from tests.scheduler.test_planning import BOTH, DOUBLE, counted, desk_in, proposed, scarce

HAND = Hand(OFFICE, NOW)


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_in(store, town())


@pytest.fixture
def scarce_desk(store: Store) -> Desk:
    return desk_in(store, scarce())


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """What each answers, or the error of ours that it is refused with; any other error is one of the test."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        ready.wait()
        try:
            return work()
        except LotseError as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Conflict) as refusal:
        work()
    return str(refusal.value)


def taken(desk: Desk) -> list[Appointment]:
    with desk.store.reading() as reading:
        return list(reading.booked_from(NOW))


def test_of_many_who_hold_and_confirm_the_same_half_hour_exactly_one_gets_it(scarce_desk: Desk, database_url: str) -> None:
    desk = scarce_desk
    plans = [proposed(desk, number).id or 0 for number in range(1, 9)]

    def hold_and_confirm(plan_id: int) -> object:
        return desk.confirm(plan_id, NOW, seen=desk.hold(plan_id, NOW, seen=1).version)

    half = [lambda id_=id_: hold_and_confirm(id_) for id_ in plans[::2]]
    answers = at_once([*half, *(lambda id_=id_: desk.confirm(id_, NOW, seen=1) for id_ in plans[1::2])])
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 7 + ["Plan"]
    assert [one.status for one in taken(desk)] == [CONFIRMED]
    assert counted(database_url, DOUBLE) == 0


def test_whoever_of_the_advisors_is_free_hosts_where_the_customer_does_not_mind(store: Store) -> None:
    """All were proposed the own advisor; four of the deputies' times are left, and each counts as far down the list as it is."""
    desk = Desk(store, catalogue(), "lotse.example")
    towns.found(store, NOW)
    first, *others = towns.crowd(store, towns.ANY, towns.starts(NOW)[5], 8, NOW, towns.customers())
    desk.confirm(first, NOW, seen=1)
    assert refused(lambda: desk.confirm(others[0], NOW, seen=1)).startswith("adv-1 is taken by another appointment")
    reach = [lambda id_=id_: desk.confirm(id_, NOW, seen=1, any_advisor=True) for id_ in others[1:]]
    answers = at_once([*reach, lambda: desk.hold(others[0], NOW, seen=1, any_advisor=True)])
    won = [answer for answer in answers if isinstance(answer, Plan)]
    assert sorted(one.appointments[0].advisor or "" for one in won) == list(towns.ADVISORS[1:])
    assert sorted(one.goals[3].value for one in won) == [rank * towns.TOWN.limits.deputy_days for rank in range(1, 5)]
    assert {type(answer) for answer in answers} == {Plan, Conflict}
    assert {one.advisor for one in taken(desk)} == set(towns.ADVISORS)
    assert verify(store) == ()


@pytest.fixture
def taken_host(store: Store) -> tuple[Desk, Plan]:
    """A proposal whose advisor was taken meanwhile."""
    desk = Desk(store, catalogue(), "lotse.example")
    towns.found(store, NOW)
    first, second = towns.crowd(store, towns.ANY, towns.starts(NOW)[5], 2, NOW, towns.customers())
    desk.confirm(first, NOW, seen=1)
    return desk, desk.plan(second)


@pytest.mark.parametrize("reach", [Desk.confirm, Desk.hold])
def test_a_day_that_has_passed_is_nobodys_to_host(taken_host: tuple[Desk, Plan], reach: Callable[..., Plan]) -> None:
    desk, plan = taken_host
    start = plan.appointments[0].start
    for late in (start + timedelta(minutes=10), start + timedelta(days=1), start + timedelta(days=90)):
        assert "is too soon by now" in refused(lambda late=late: reach(desk, plan.id, late, any_advisor=True))
    assert (desk.plan(plan.id or 0), len(taken(desk))) == (plan, 1)


@pytest.mark.parametrize("reach", [Desk.confirm, Desk.hold])
def test_who_left_the_town_hosts_nobody_and_is_no_loss_where_others_are_free(
    taken_host: tuple[Desk, Plan], reach: Callable[..., Plan]
) -> None:
    """First deputies leave, then the officer a plan needs, and at last the whole district."""
    desk, plan = taken_host
    left = towns.TOWN.advisors[2:]
    district = towns.District("any", "Alle", towns.ADVISORS[2], towns.ADVISORS[3:])
    with desk.store.transaction() as books:
        books.write_town(replace(towns.TOWN, advisors=left, districts=(district,)), NOW)
    assert reach(desk, plan.id, NOW, any_advisor=True).appointments[0].advisor == towns.ADVISORS[2]
    (start,) = {one.start for one in plan.appointments}
    with desk.store.transaction() as books:
        needs_officer = towns.propose(books, [towns.Piece(towns.PERMIT, start, towns.ADVISORS[2], ("bau-1",))], 901, NOW)
        moved_away = towns.propose(books, [towns.Piece(towns.CONSULTATION, start, towns.ADVISORS[2], ())], 902, NOW)
        books.write_town(replace(towns.TOWN, advisors=left, officers=towns.TOWN.officers[1:], districts=(district,)), NOW)
    assert "bau-1 is no longer a seat of Zählstadt" in refused(lambda: reach(desk, needs_officer, NOW, any_advisor=True))
    with desk.store.transaction() as books:
        books.write_town(replace(towns.TOWN, districts=(replace(district, id="neu"),)), NOW)
    assert '"any" is no longer a district of Zählstadt' in refused(lambda: reach(desk, moved_away, NOW, any_advisor=True))
    assert len(taken(desk)) == 2


@pytest.mark.parametrize("reach", [Desk.confirm, Desk.hold])
def test_a_case_that_moved_on_is_hosted_by_nobody(taken_host: tuple[Desk, Plan], reach: Callable[..., Plan]) -> None:
    desk, plan = taken_host
    with desk.store.transaction() as books:
        books.outdate_cases(plan.cases)
    assert "is no longer as it was when the plan was made" in refused(lambda: reach(desk, plan.id, NOW, any_advisor=True))
    assert (desk.plan(plan.id or 0), len(taken(desk))) == (plan, 1)


def test_of_all_who_reach_for_what_expires_exactly_one_gets_it(scarce_desk: Desk, database_url: str) -> None:
    """Its own customer a second before the end, six others a second after it."""
    desk = scarce_desk
    plans = [proposed(desk, number).id or 0 for number in range(1, 8)]
    until = NOW + timedelta(minutes=5)
    assert desk.hold(plans[0], NOW).held_until == until
    second = timedelta(seconds=1)
    own = [lambda: desk.confirm(plans[0], until - second, seen=2)]
    answers = at_once([*own, *(lambda id_=id_: desk.confirm(id_, until + second) for id_ in plans[1:])])
    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds.count("Plan") == 1
    assert set(kinds) <= {"Plan", "Conflict", "StaleError"}  # stale: the own customer, when it was freed before they came
    assert len(taken(desk)) == 1
    assert counted(database_url, DOUBLE) == 0


def test_what_is_cancelled_and_wanted_at_once_is_taken_once_at_most(scarce_desk: Desk, database_url: str) -> None:
    desk = scarce_desk
    plans = [proposed(desk, number).id or 0 for number in range(1, 6)]
    (one,) = desk.confirm(plans[0], NOW).appointments
    cancel = [lambda: standing.cancel(desk.store, one.id or 0, Asked("customer", NOW, seen=1))] * 2
    answers = at_once([*cancel, *(lambda id_=id_: desk.confirm(id_, NOW) for id_ in plans[1:])])
    assert sorted(type(answer).__name__ for answer in answers[:2]) == ["Appointment", "StaleError"]
    won = [type(answer).__name__ for answer in answers].count("Plan")
    assert won == len(taken(desk)) <= 1
    assert counted(database_url, DOUBLE) == 0


def test_where_nothing_is_to_be_taken_nothing_is_held(desk: Desk) -> None:
    first = desk.confirm(proposed(desk).id or 0, NOW)
    only_keeps = desk.request_plan(1, NOW)
    for plan, sentence in ((first, "is confirmed"), (only_keeps, "brings nothing new")):
        with pytest.raises(Conflict, match=sentence):
            desk.hold(plan.id or 0, NOW)


def test_two_plans_of_one_customer_are_held_one_at_a_time_whoever_asks(desk: Desk) -> None:
    first = proposed(desk, meetings=BOTH)
    second = desk.request_plan(1, NOW)
    answers = at_once([lambda id_=plan.id: desk.hold(id_ or 0, NOW) for plan in (first, second)])
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Plan"]
    with desk.store.reading() as reading:
        assert len(reading.held_proposals()) == 1


def test_expired_holds_are_let_go_once_whoever_does_it(desk: Desk) -> None:
    for number in (1, 2):
        desk.hold(proposed(desk, number).id or 0, NOW + timedelta(seconds=number))
    late = NOW + timedelta(minutes=5, seconds=1)
    assert sum(int(str(freed)) for freed in at_once([lambda: free_expired(desk.store, late)] * 4)) == 1
    with desk.store.reading() as reading:
        assert [held.plan.id for held in reading.held_proposals()] == [2]
        assert [(step.became, step.by) for step in reading.history(1)] == [("held", "customer"), ("planned", "office")]
    assert free_expired(desk.store, late) == 0


def test_two_change_places_in_one_transaction(desk: Desk) -> None:
    """Both before lunch, one hour apart, with the same people; each goes where the other was."""
    with desk.store.transaction() as books:
        for number in (1, 2):
            books.open_case(case(email=f"k000{number}@kunde.example"))
        plan = books.write_proposal(proposed_by_hand("k0001@kunde.example"), 1, {}, NOW).id or 0
        pair = [
            appointment(at(3, clock), case_id=number, email=f"k000{number}@kunde.example", uid=f"{number}@lotse.example")
            for number, clock in ((1, "09:00"), (2, "09:30"))
        ]
        first, second = books.enter(plan, pair, town(), CONFIRMED, HAND)
    swapped = [moved_to(first, "09:30"), moved_to(second, "09:00")]
    with desk.store.transaction() as books:
        books.lock_capacities(swapped, town())
        _, now = books.rebook((), swapped, town(), HAND)
    assert [(one.start, one.status, one.sequence, one.version) for one in now] == [
        (at(3, "09:30"), "moved", 1, 2),
        (at(3, "09:00"), "moved", 1, 2),
    ]
    assert {one.id: one.start for one in taken(desk)} == {first.id: at(3, "09:30"), second.id: at(3, "09:00")}


def moved_to(one: Appointment, clock: str) -> Appointment:
    start = at(3, clock)
    meetings = tuple(replace(each, start=start, end=start + (each.end - each.start)) for each in one.meetings)
    return replace(one, start=start, end=start + (one.end - one.start), meetings=meetings)


def proposed_by_hand(email: str) -> Plan:
    return Plan(None, email, (1,), "proposed", False, (), (), (), (), 0.0)


def test_what_was_changed_since_is_not_rebooked(desk: Desk) -> None:
    (one,) = desk.confirm(proposed(desk).id or 0, NOW).appointments
    standing.move(desk.store, desk.world, one.id or 0, at(4, "09:00"), Asked(OFFICE, NOW))
    with pytest.raises(Conflict, match="Appointment 1 was changed by somebody else"), desk.store.transaction() as books:
        books.rebook((), [moved_to(one, "10:00")], town(), HAND)
    assert [each.start for each in taken(desk)] == [at(4, "09:00")]


def test_a_move_that_the_database_refuses_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = desk.confirm(proposed(desk).id or 0, NOW).appointments
    (other,) = desk.confirm(proposed(desk, 2).id or 0, NOW).appointments
    monkeypatch.setattr(standing, "violations", lambda *_: [])
    with pytest.raises(Conflict, match="taken for another appointment in the meantime"):
        standing.move(desk.store, desk.world, one.id or 0, other.start, Asked(OFFICE, NOW))
    assert desk.appointment(one.id or 0) == one
    with desk.store.reading() as reading:
        assert len(reading.history(one.id or 0)) == 1


def test_a_move_to_where_it_stands_changes_nothing(desk: Desk) -> None:
    (one,) = desk.confirm(proposed(desk).id or 0, NOW).appointments
    assert standing.move(desk.store, desk.world, one.id or 0, one.start, Asked(OFFICE, NOW), one.place) == one
    with desk.store.reading() as reading:
        assert len(reading.history(one.id or 0)) == 1


def test_what_comes_first_does_not_move_behind_what_comes_after_and_may_be_given_up(desk: Desk) -> None:
    """Building control a day after fire protection: two appointments, of which the second has no say in a plan any more."""
    with desk.store.transaction() as books:
        opened = books.open_case(case(meeting("brandschutz"), meeting(after=(("brandschutz", 1),))))
    plan = desk.confirm(desk.request_plan(opened.id or 0, NOW).id or 0, NOW)
    first, second = plan.appointments
    with pytest.raises(Conflict, match="Bauordnung“ lies -1 working days after „Brandschutz“; at least 1 must pass[.] Choose another"):
        standing.move(desk.store, desk.world, first.id or 0, second.start + timedelta(days=1), Asked(OFFICE, NOW))
    standing.move(desk.store, desk.world, first.id or 0, first.start + timedelta(hours=1), Asked(OFFICE, NOW))
    assert verify(desk.store) == ()
    standing.cancel(desk.store, first.id or 0, Asked("customer", NOW))
    assert verify(desk.store) == ()  # nobody wrote past us: it is open, and the next plan places it


def test_plans_and_replans_go_around_what_is_held(desk: Desk) -> None:
    held_plan = desk.hold(proposed(desk).id or 0, NOW, by="adv-mitte")
    (stands,) = desk.confirm(proposed(desk, 2).id or 0, NOW).appointments
    replan = request_replan(desk, (), NOW)
    assert (replan.kept, replan.dropped, replan.moved) == (1, (), ())
    confirm_replan(desk, replan.id or 0, NOW)
    assert {one.id for one in taken(desk)} == {stands.id, held_plan.appointments[0].id}
    with desk.store.reading() as reading:
        assert [one.plan.customer for one in reading.open_proposals()] == []


def test_a_town_that_closes_a_room_keeps_what_stands_in_it_and_offers_it_to_nobody(desk: Desk) -> None:
    (one,) = desk.confirm(proposed(desk).id or 0, NOW).appointments
    usual = town()
    with desk.store.transaction() as books:
        books.write_town(replace(usual, places=(replace(usual.places[0], rooms=0), *usual.places[1:])), NOW)
    assert [each.id for each in taken(desk)] == [one.id]
    assert proposed(desk, 2).appointments == ()
    standing.cancel(desk.store, one.id or 0, Asked("customer", NOW))
    assert taken(desk) == []


@pytest.mark.parametrize(
    "meanwhile",
    ["UPDATE capacity SET offered = false WHERE name = 'bau-1'", "INSERT INTO capacity (kind, name) VALUES ('room', 'kammer')"],
    ids=["a seat is given up", "a place gets a limit"],
)
def test_a_town_that_changes_while_somebody_books_refuses_the_booking(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    plan = proposed(desk, meetings=(("bauordnung", 30), ("kammer", 30)))
    claim = AppointmentWriting._claim

    def claim_and_change(books: AppointmentWriting, one: Appointment, kind: Town) -> None:
        claim(books, one, kind)
        if one.place == "kammer" or "bau-1" in meanwhile:
            books._connection.exec_driver_sql(meanwhile)

    monkeypatch.setattr(AppointmentWriting, "_claim", claim_and_change)
    with pytest.raises(Conflict, match="The town was changed by somebody else at the same moment"):
        desk.confirm(plan.id or 0, NOW)
    assert taken(desk) == []


@pytest.mark.parametrize("was", LAWFUL)
@pytest.mark.parametrize("becomes", LAWFUL)
def test_only_what_the_table_says_may_follow(was: str, becomes: str) -> None:
    if becomes in LAWFUL[was]:
        refuse_unlawful(1, was, becomes)
    else:
        with pytest.raises(Conflict, match=f"is {was} and cannot become {becomes}"):
            refuse_unlawful(1, was, becomes)


def test_who_takes_somebody_is_who_is_held_or_booked_or_was_there() -> None:
    assert set(LAWFUL) - TAKING == {PLANNED, "cancelled", NO_SHOW}
    assert not LAWFUL[TOOK_PLACE]


def test_nobody_else_and_no_other_version(desk: Desk) -> None:
    plan = proposed(desk)
    with pytest.raises(InputError, match='"adv-mond" is nobody here'):
        desk.confirm(plan.id or 0, NOW, by="adv-mond")
    with pytest.raises(StaleError, match="Plan 1 was changed by somebody else since version 7"):
        desk.confirm(plan.id or 0, NOW, seen=7)
    with pytest.raises(NotFoundError):
        standing.cancel(desk.store, 4711, Asked("customer", NOW))
    assert taken(desk) == []


def test_a_round_table_is_given_up_whole(store: Store) -> None:
    """Two officers and an advisor, with what each of them takes."""
    desk = Desk(store, catalogue(), "lotse.example")
    desk.seed_town(town(), NOW)
    with store.transaction() as books:
        books.open_case(case(meeting("bauordnung", needs=("bauordnung", "brandschutz"))))
        plan = books.write_proposal(proposed_by_hand("k0001@kunde.example"), 1, {}, NOW).id or 0
        both = held(at(3, "09:00"), seats=("bau-1", "brand-1"))
        books.enter(plan, [appointment(at(3, "09:00"), both, uid="r@x")], town(), CONFIRMED, HAND)
    standing.cancel(store, 1, Asked("adv-mitte", NOW, seen=1))
    with store.reading() as reading:
        assert reading.booked_from(NOW) == ()
        assert reading.held() == frozenset()
