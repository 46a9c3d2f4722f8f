"""Many cases at once: the plan in hand stays true, shapes are lawful, what several searches found goes together."""

import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from solver.calendars import Calendars
from solver.check import complete, score, violations
from solver.first_come import first_come
from solver.joint.improve import Improving
from solver.joint.shapes import placed, shape_of, with_more
from solver.joint.sharing import Shared, Step
from solver.joint.together import Sole, Together, by_case, people
from solver.joint.turns import improved
from solver.plan import Appointment
from solver.problem import Problem
from solver.question import Effort, Made
from tests.processes import children_of, gone
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


def test_starts_on_one_day_are_those_of_calendars_without_the_others() -> None:
    """What would be free if some cases did not come, asked of one day, and read off calendars without them."""
    rng, seen = random.Random(4), 0
    for _, of in drawn("freed", 30):
        together = in_hand(of)
        gone = [id for id in together.made if rng.random() < 0.5]
        calendars = together.calendars
        freed: dict[str, int] = {}
        for id in gone:
            for one in together.made[id]:
                for person, taken in calendars.engaged(one):
                    freed[person] = freed.get(person, 0) | taken
        everybody, length = [member.id for member in of.staff], rng.randint(1, 8)
        stride = calendars.timeline.stride
        said = {
            (place.id, position): calendars.starts_on(position, everybody, place.id, length, freed)
            for place in of.places
            for position in range(len(of.working_days))
        }
        for id in gone:
            together.set(id, ())
        for (place, position), found in said.items():
            there = calendars.starts_of_any(everybody, place, length) >> position * stride & (1 << stride) - 1
            assert found == there
            seen += there != 0
    assert seen > 50


def test_steps_of_two_searches_are_taken_where_they_still_go() -> None:
    """One advisor with two hours today and one in three days; both searches want the second hour."""
    hours = shift("08:00", "09:00"), shift("10:00", "11:00"), shift("08:00", "09:00", day=3)
    of = problem(*(case(meeting(minutes=60), id=id) for id in "abc"), staff=(advisor(shifts=hours),))
    shared = Shared(of)
    first, second = shared.somebody(), shared.somebody()
    sole = shared.together.cases
    eight, ten = _at(sole["a"], day=0), _at(sole["a"], day=0, minutes=120)
    away = _at(sole["b"], day=3)
    shared.take(first, [step(shared, a=eight), step(shared, b=_named_for("b", ten))])
    assert shared.together.total == (1, 0, 2, 0, 0)
    # the second search knows nothing of that yet: the hour at ten is gone, and b is no longer as it was there
    shared.take(second, [step(shared, c=_named_for("c", ten)), step(shared, b=away)])
    assert shared.together.made == {"a": eight, "b": _named_for("b", ten), "c": ()}
    news, _ = shared.news(second)
    assert news.made == {"a": eight, "b": _named_for("b", ten), "c": ()}
    assert shared.news(second)[0].made == {}
    # now it does, and moves b away to give its hour to c, at one go
    shared.take(second, [step(shared, b=away, c=_named_for("c", ten))])
    assert shared.together.total == shared.best[0] == (0, 0, 3, 3, 0)
    assert shared.news(first)[0].made == {"b": away, "c": _named_for("c", ten)}


def test_the_best_plan_is_kept_and_can_be_taken_in_hand_again() -> None:
    of = problem(case(meeting()), staff=(advisor(shifts=daily()),))
    shared = Shared(of)
    seen = shared.somebody()
    soon, late = (_at(shared.together.cases["c"], day=day) for day in (0, 2))
    shared.take(seen, [step(shared, c=soon), step(shared, c=late)])
    assert shared.together.made["c"] == late
    assert shared.best == ((0, 0, 1, 0, 0), {"c": soon})
    shared.back()
    assert shared.together.made["c"] == soon
    assert shared.news(seen)[0].made == {"c": soon}


def test_a_plan_made_from_nothing_is_taken_whole_where_it_is_better() -> None:
    of = problem(*(case(meeting(), id=id) for id in "ab"), staff=(advisor(shifts=daily()),))
    shared = Shared(of)
    a, b = (_at(shared.together.cases[id], day=day) for id, day in (("a", 0), ("b", 1)))
    shared.take_whole(shared.somebody(), step(shared, a=a, b=b))
    shared.take_whole(shared.somebody(), step(shared, a=a, b=()))
    assert shared.together.made == {"a": a, "b": b}


def test_floors_add_up_and_everybody_hears_of_the_others() -> None:
    of = problem(*(case(meeting(), id=id) for id in "ab"), staff=(advisor(shifts=daily()),))
    shared = Shared(of)
    first, second = shared.somebody(), shared.somebody()
    shared.lift(first, {"a": (0, 0, 1), "b": (0, 0, 2)})
    shared.lift(second, {"a": (0, 0, 2), "b": (0, 0, 1)})
    assert shared.floor == (0, 0, 4)
    assert shared.news(first)[1] == {"a": (0, 0, 2)}
    assert shared.news(second)[1] == {"b": (0, 0, 2)}
    assert shared.news(first)[1] == {}


def step(shared: Shared, **made: Made) -> Step:
    return Step(made, {id: shared.together.cases[id].values(of) for id, of in made.items()})


def _at(sole: Sole, day: int, minutes: int = 0) -> Made:
    made = placed(sole, (("house", (0,)),))
    assert made is not None
    return tuple(_later(one, day * 1440 + minutes) for one in made)


def _named_for(case: str, made: Made) -> Made:
    return tuple(replace(one, case=case) for one in made)


def _later(one: Appointment, minutes: int) -> Appointment:
    held = tuple(replace(held, start=held.start + minutes, end=held.end + minutes) for held in one.meetings)
    return replace(one, start=one.start + minutes, end=one.end + minutes, meetings=held)


def test_what_two_searches_share_is_lawful_whoever_comes_first() -> None:
    """Their turns overlap, so that steps of the second are taken on another plan than it has searched on."""
    dropped = bettered = 0
    for _, of in drawn("share", 12):
        shared, searches = Shared(of), [Improving(of) for _ in range(2)]
        seen = [shared.somebody() for _ in searches]
        for turn in range(4):
            made = []
            for index, search in enumerate(searches):
                search.hear(*shared.news(seen[index]))
                made.append(search.turn(effort(seed=10 * turn + index), time.monotonic() + SEARCH_SECONDS / 4, 1.0))
            for index, steps in enumerate(made):
                before = shared.best[0]
                shared.take(seen[index], steps)
                bettered += shared.best[0] < before
                ends = {id: one for step in steps for id, one in step.made.items()}
                dropped += any(shared.together.made[id] != one for id, one in ends.items())
                assert lawful(of, shared.together.appointments())
                assert shared.best[0] <= min(before, shared.together.total)
    assert dropped
    assert bettered > 12


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


_SEARCHING = """
import sys, time
from solver.exchange import read_problem
from solver.joint.turns import improved
from solver.question import Effort
from solver.warm import warm
if __name__ == "__main__":
    warm()
    problem = read_problem(open(sys.argv[1], "rb").read())
    improved(problem, Effort(time.monotonic() + 60), 2, lambda *_: print("told", flush=True))
"""


@pytest.mark.parametrize("whom", ["one", "group"])
def test_ctrl_c_ends_a_search_and_all_its_processes(tmp_path: Path, whom: str) -> None:
    """As a KeyboardInterrupt, so that whoever asked can still say something; CP-SAT has solved before, which must not matter."""
    text = max((text for text, _ in drawn("quality")), key=lambda one: sum(len(case["meetings"]) for case in one["cases"]))
    script, problem_file = tmp_path / "searching.py", tmp_path / "problem.json"
    script.write_text(_SEARCHING)
    problem_file.write_text(json.dumps(text))
    command = [sys.executable, str(script), str(problem_file)]
    with Popen(command, stdout=PIPE, stderr=PIPE, text=True, start_new_session=True) as searching:
        assert searching.stdout is not None
        assert searching.stdout.readline() == "told\n"
        children = children_of(searching.pid)
        assert len(children) >= 2
        (os.killpg if whom == "group" else os.kill)(searching.pid, signal.SIGINT)
        _, said = searching.communicate(timeout=30)
    assert "KeyboardInterrupt" in said
    until = time.monotonic() + 10
    while not all(map(gone, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert all(map(gone, children))


def test_a_search_whose_process_dies_goes_on_with_the_others() -> None:
    _, of = max(drawn("quality"), key=lambda one: sum(len(case.meetings) for case in one[1].cases))
    killed: list[int] = []

    def told(*_: object) -> None:
        if not killed:
            killed.append(children_of(os.getpid())[-1])
            os.kill(killed[0], signal.SIGKILL)

    made = improved(of, effort(9), 2, told)
    assert killed
    assert lawful(of, made.appointments)
    assert score(of, complete(of, made.appointments))[0] <= score(of, complete(of, first_come(of, effort())[0]))[0]
