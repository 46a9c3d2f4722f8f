"""Many cases at once: the plan in hand stays true, shapes are lawful, what several searches found goes together."""

import random
import time
from dataclasses import replace

import pytest

from solver.calendars import Calendars
from solver.check import complete, score, violations
from solver.first_come import first_come
from solver.joint.improve import Improving
from solver.joint.merging import merge
from solver.joint.rounds import improved
from solver.joint.shapes import placed, shape_of, with_more
from solver.joint.together import Together, by_case, people
from solver.plan import Appointment
from solver.problem import Problem
from solver.question import Effort, Made
from tests.solver.drawn import faults, read
from tests.solver.small import advisor, case, daily, meeting, officer, problem, shift
from tests.twin.enumeration import survey
from tests.twin.problems import medium, tiny

PROBLEMS = 60
SEARCH_SECONDS = 0.3


def effort(seconds: float = 20.0, seed: int = 0) -> Effort:
    return Effort(time.monotonic() + seconds, seed)


def drawn(name: str, count: int = PROBLEMS) -> list[tuple[dict, Problem]]:
    texts = [medium(random.Random(f"joint {name} {number}")) for number in range(count)]
    return [(text, read(text)) for text in texts]


def in_hand(of: Problem) -> Together:
    together = Together(of)
    together.become(by_case(of, first_come(of, effort())[0]))
    return together


def lawful(of: Problem, made: Made) -> bool:
    return not violations(of, complete(of, made))


def state(calendars: Calendars) -> tuple[object, ...]:
    people = [(member.id, place.id) for member in calendars.problem.staff for place in calendars.problem.places]
    free = [calendars.free(person, kind) for person, place in people for kind in (place, None)]
    levels = [calendars.running(place.id, least) for place in calendars.problem.places for least in (1, 2, 3)]
    return tuple(free), tuple(levels)


def test_what_is_taken_back_leaves_no_trace() -> None:
    """Whatever was set before, calendars, values and the list of cases that lack something are those of the plan in hand."""
    rng, changes = random.Random(1), 0
    for _, of in drawn("trace"):
        together = in_hand(of)
        began = {id: made for id, made in together.made.items() if made}
        for id in rng.choices(list(began), k=12) if began else ():
            together.set(id, () if together.made[id] else began[id])
            changes += 1
        fresh = Calendars(of)
        for made in together.made.values():
            for one in made:
                fresh.take(one)
        assert state(together.calendars) == state(fresh)
        assert together.total == score(of, complete(of, together.appointments()))
        assert together.open == {id for id, values in together.values.items() if values[0]}
        assert all(id in together.busy[who, one.day] for id, made in together.made.items() for one in made for who in people(one))
    assert changes > 300


def test_an_appointment_is_held_just_where_the_referee_lets_it() -> None:
    """A lawful plan less one case: each of its appointments, moved at random, is free exactly where staff and rooms allow."""
    rng, seen = random.Random(2), {True: 0, False: 0}
    for _, of in drawn("holds"):
        together = in_hand(of)
        for id, made in list(together.made.items()):
            if not made:
                continue
            one = rng.choice(made)
            minutes = of.grid_minutes * rng.randint(-20, 20)
            moved = replace(
                one,
                start=one.start + minutes,
                end=one.end + minutes,
                meetings=tuple(replace(held, start=held.start + minutes, end=held.end + minutes) for held in one.meetings),
            )
            if moved.start // 1440 != one.day or (moved.end - 1) // 1440 != one.day:
                continue
            together.set(id, ())
            others = [other for rest in together.made.values() for other in rest]
            broken = violations(of, complete(of, (*of.pinned_here, *_named([*others, moved]))))
            refused = any(found.rule in ("staff", "advisor", "rooms") for found in broken)
            assert together.holds((moved,)) is not refused, broken
            seen[refused] += 1
            together.set(id, made)
    assert min(seen.values()) > 20, seen


def _named(made: list[Appointment]) -> list[Appointment]:
    return [replace(one, id=f"n{number}") for number, one in enumerate(made)]


def test_a_shape_is_placed_lawfully_and_never_better_than_the_best() -> None:
    rng, seen, whole = random.Random(3), 0, 0
    for _, of in drawn("shapes"):
        together = in_hand(of)
        for id, sole in together.cases.items():
            had, best = together.made[id], together.values[id]
            if not had:
                continue
            together.set(id, ())
            shape = with_more(sole, shape_of(sole, had), rng, most=len(sole.meetings.all)) or shape_of(sole, had)
            whole += sum(len(group) for _, group in shape) == len(sole.meetings.all)
            best = min(best, sole.values(sole.fitted(effort())))
            for shaken in (None, rng):
                made = placed(sole, shape, shaken)
                if made is not None:
                    together.set(id, made)
                    assert lawful(of, together.appointments())
                    assert together.values[id] >= best
                    assert shape_of(sole, made) == shape
                    seen += 1
                    together.set(id, ())
            together.set(id, had)
    assert seen > 200
    assert whole > 100


def test_a_whole_plan_is_the_best_plan_where_nothing_must_be_left_out() -> None:
    seen = {True: 0, False: 0}
    for _, of in drawn("whole", 20):
        together = in_hand(of)
        for id, sole in together.cases.items():
            together.set(id, ())
            best, whole = sole.values(sole.fitted(effort())), sole.whole(effort())
            seen[whole is not None] += 1
            assert (whole is None) == (best[0] > 0)
            assert whole is None or sole.values(whole) == best
    assert min(seen.values()) > 10, seen


def test_a_shape_is_placed_on_the_soonest_day_and_own_advisor_first() -> None:
    of = problem(
        case(meeting("m", "bau", minutes=60), advisors=("lotse", "deputy")),
        staff=(advisor(shifts=(shift("08:00", "09:00", day=3),)), advisor("deputy"), officer("bau-1", "bau", shifts=daily())),
    )
    sole = Together(of).cases["c"]
    made = placed(sole, (("house", (0,)),))
    assert made is not None
    assert (made[0].advisor, made[0].day) == ("deputy", 0)  # three days are as dear as a deputy: then the sooner
    dear = replace(of, policy=replace(of.policy, deputy_days=4))
    made = placed(Together(dear).cases["c"], (("house", (0,)),))
    assert made is not None
    assert (made[0].advisor, made[0].day) == ("lotse", 3)


def test_two_searches_that_changed_different_things_are_put_together() -> None:
    """Two customers, two advisors: each search has brought one of the customers forward."""
    cases = [case(meeting(), id=f"c{number}", advisors=(f"lotse-{number}",)) for number in range(2)]
    of = problem(*cases, staff=tuple(advisor(f"lotse-{number}", daily()) for number in range(2)))
    together = Together(of)
    late = {id: placed(sole, (("house", (0,)),)) or () for id, sole in together.cases.items()}
    late = {id: tuple(_later(one, days=2) for one in made) for id, made in late.items()}
    together.become(late)
    for id, sole in together.cases.items():
        start, had = dict(late), together.made[id]
        together.set(id, ())
        sooner = placed(sole, (("house", (0,)),))
        together.set(id, had)
        assert sooner is not None
        merge(together, start, {id: sooner}, (0, 0, 2, 2, 0))
    assert together.total == (0, 0, 2, 0, 0)


def test_what_is_taken_over_is_a_case_and_those_in_its_way() -> None:
    """A search has given one customer's hour to the urgent one, and the next hour to a fourth; there a third sits by now."""
    hours = shift("08:00", "09:00"), shift("10:00", "11:00"), shift("08:00", "09:00", day=3)
    soon = [case(meeting(minutes=60, latest_day=0), id=id) for id in ("urgent", "third", "fourth")]
    of = problem(case(meeting(minutes=60, latest_day=3), id="patient"), *soon, staff=(advisor(shifts=hours),))
    together = Together(of)
    early = {id: placed(sole, (("house", (0,)),)) or () for id, sole in together.cases.items()}
    start = {"patient": early["patient"], "urgent": (), "third": (), "fourth": ()}
    together.set("patient", start["patient"])
    later = {id: placed(together.cases[id], (("house", (0,)),)) or () for id in ("third", "fourth")}
    together.set("third", later["third"])
    away = tuple(_later(one, days=3) for one in start["patient"])
    merge(together, start, {"patient": away, "urgent": early["urgent"], "fourth": later["fourth"]}, (1, 0, 3, 3, 0))
    assert together.made == {"patient": away, "urgent": early["urgent"], "third": later["third"], "fourth": ()}


def _later(one: Appointment, days: int) -> Appointment:
    minutes = days * 1440
    held = tuple(replace(held, start=held.start + minutes, end=held.end + minutes) for held in one.meetings)
    return replace(one, start=one.start + minutes, end=one.end + minutes, meetings=held)


def test_what_is_merged_is_lawful_and_no_worse_than_either() -> None:
    merged = 0
    for _, of in drawn("merge", 12):
        together = in_hand(of)
        for id in list(together.made)[::2]:
            together.set(id, ())
        plans = dict(together.made)
        for seed in (1, 2):
            search = Improving(of)
            search.go_on(plans, effort(SEARCH_SECONDS, seed), (1.0, 0.0))
            values, found = search.best
            before = together.total
            merge(together, plans, {id: made for id, made in found.items() if made != plans[id]}, values)
            assert together.total <= min(before, values)
            assert lawful(of, together.appointments())
            merged += together.total < before
    assert merged > 6


def test_the_search_reaches_the_best_of_all_plans() -> None:
    """Tiny problems whose plans are all listed: bounds are never above the best, and it is nearly always found."""
    found = 0
    for number in range(25):
        text = tiny(random.Random(f"joint tiny {number}"))
        of, best = read(text), survey(text, 400_000)
        if best is None:
            continue
        made = improved(of, effort(2 * SEARCH_SECONDS), workers=1)
        plan = complete(of, made.appointments, made.bounds)
        assert not faults(text, plan, of)
        values = tuple(goal.value for goal in plan.goals)
        for index, bound in enumerate(made.bounds):
            assert bound is None or values[:index] != best.best[:index] or bound <= best.best[index], (text, made.bounds)
        found += values[:3] == best.best[:3]
    assert found >= 22


def test_the_search_ends_when_every_goal_has_met_its_bound() -> None:
    of = problem(*(case(meeting(), id=f"c{number}") for number in range(5)), staff=(advisor(shifts=daily()),))
    began = time.monotonic()
    made = improved(of, effort(60), workers=1)
    assert score(of, complete(of, made.appointments)) == made.bounds == (0, 0, 5, 0, 0)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("workers", [1, 2])
def test_within_a_run_quality_never_falls(workers: int) -> None:
    """On one calendar that is far too full; and what is told last is what is handed out."""
    text, of = max(drawn("quality"), key=lambda one: sum(len(case.meetings) for case in one[1].cases))
    seen: list[tuple[tuple[int, ...], tuple[int | None, ...]]] = []
    made = improved(of, effort(8 if workers > 1 else 2), workers, lambda values, bounds: seen.append((values, bounds)))
    assert seen
    assert [values for values, _ in seen] == sorted((values for values, _ in seen), reverse=True)
    plan = complete(of, made.appointments, made.bounds)
    assert tuple(goal.value for goal in plan.goals) == seen[-1][0]
    assert made.bounds == seen[-1][1]
    assert not faults(text, plan, of)
    assert score(of, plan) <= score(of, complete(of, first_come(of, effort())[0]))
