"""What became of appointments: each followed once, the closest first, the same read backwards, whatever the lists' order."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from solver.changes import changes, following
from solver.plan import Appointment
from tests.solver.small import appointment, held


def one(id: str, day: int, *meetings: str, clock: str = "08:00", case: str = "c", place: str = "house") -> Appointment:
    hours, minutes = clock.split(":")
    begins = [f"{int(hours) + number:02}:{minutes}" for number in range(len(meetings) + 1)]
    parts = (held(name, begin, end, day=day) for name, begin, end in zip(meetings, begins, begins[1:], strict=False))
    return appointment(*parts, id=id, case=case, place=place)


def ids(pairs: tuple[tuple[Appointment, Appointment], ...]) -> set[tuple[str, str]]:
    return {(was.id, now.id) for was, now in pairs}


def test_same_place_and_time_is_kept_whatever_is_done_inside() -> None:
    found = changes([one("a", 1, "x")], [replace(one("b", 1, "y"), advisor="deputy")])
    assert ids(found.kept) == {("a", "b")} and not found.moved and found.told == frozenset()


def test_most_shared_meetings_before_the_nearest_day() -> None:
    before = [one("a", 1, "x", "y", "z")]
    after = [one("near", 2, "x"), one("far", 4, "y", "z")]
    found = changes(before, after)
    assert ids(found.moved) == {("a", "far")} and [new.id for new in found.new] == ["near"]


def test_the_nearest_day_where_as_much_is_shared() -> None:
    found = changes([one("a", 2, "x", "y")], [one("far", 0, "x"), one("near", 3, "y")])
    assert ids(found.moved) == {("a", "near")}


def test_a_kept_one_is_nobody_elses_whatever_it_holds() -> None:
    before = [one("a", 1, "x", "y"), one("b", 3, "z")]
    after = [one("p", 3, "x"), one("q", 4, "z")]
    found = changes(before, after)
    assert ids(found.kept) == {("b", "p")} and ids(found.moved) == {("a", "q")}


def test_only_what_is_left_over_ends_or_begins() -> None:
    joined = changes([one("a", 1, "x"), one("b", 2, "y")], [one("p", 3, "x", "y")])
    assert ids(joined.moved) == {("b", "p")} and [gone.id for gone in joined.dropped] == ["a"]
    split = changes([one("p", 3, "x", "y")], [one("a", 1, "x"), one("b", 2, "y")])
    assert ids(split.moved) == {("p", "b")} and [new.id for new in split.new] == ["a"]


def test_other_cases_are_never_followed() -> None:
    found = changes([one("a", 1, "x")], [one("b", 1, "x", case="d")])
    assert [gone.id for gone in found.dropped] == ["a"] and [new.id for new in found.new] == ["b"]
    assert found.told == {"c", "d"}


def test_a_tie_goes_to_the_earlier() -> None:
    found = changes([one("a", 2, "x", "y")], [one("late", 3, "y"), one("early", 1, "x")])
    assert ids(found.moved) == {("a", "early")}


def test_ids_follow_and_new_ones_are_nobodys() -> None:
    before = [one("a1", 1, "x"), one("a3", 2, "y")]
    after = [one("a3", 1, "x"), one("a1", 4, "y"), one("a2", 3, "z")]
    named = {
        meeting.meeting: appointment.id for appointment in following(before, after, ["a2"]) for meeting in appointment.meetings
    }
    assert named == {"x": "a1", "y": "a3", "z": "a4"}


def _drawn(letters: str) -> st.SearchStrategy[list[Appointment]]:
    """Up to four appointments of two cases; none of a case twice a day, no meeting twice."""

    def made(choice: tuple[list[int], int]) -> list[Appointment]:
        days, seed = choice
        rng = random.Random(seed)
        found, used = [], set[str]()
        for number, day in enumerate(days):
            names = [name for name in "uvwxyz" if name not in used][: rng.randint(1, 3)]
            used.update(names)
            if names:
                clock, place = rng.choice(("08:00", "09:00")), rng.choice(("house", "site"))
                found.append(one(f"{letters}{number}", day, *names, clock=clock, case=rng.choice("cd"), place=place))
        rng.shuffle(found)
        return found

    return st.tuples(st.lists(st.integers(0, 4), unique=True, max_size=4), st.integers(0, 999)).map(made)


@given(_drawn("b"), _drawn("a"), st.randoms(use_true_random=False))
def test_each_is_followed_once_the_same_backwards_and_in_any_order(
    before: list[Appointment], after: list[Appointment], rng: random.Random
) -> None:
    found = changes(before, after)
    pairs = [*found.kept, *found.moved]
    assert sorted([was.id for was, _ in pairs] + [gone.id for gone in found.dropped]) == sorted(b.id for b in before)
    assert sorted([now.id for _, now in pairs] + [new.id for new in found.new]) == sorted(a.id for a in after)
    assert all(was.case == now.case for was, now in pairs)
    for case in "cd":
        assert not (
            {gone.id for gone in found.dropped if gone.case == case} and {new.id for new in found.new if new.case == case}
        )
    backwards = changes(after, before)
    assert ids(backwards.kept) | ids(backwards.moved) == {(now.id, was.id) for was, now in pairs}
    rng.shuffle(before)
    rng.shuffle(after)
    again = changes(before, after)
    assert ids(again.kept) == ids(found.kept) and ids(again.moved) == ids(found.moved)
    assert len(found.kept) == sum(
        any((b.case, b.place, b.start, b.end) == (a.case, a.place, a.start, a.end) for a in after) for b in before
    )
