"""The second referee by hand: for every rule what is lawful and what just is not."""

import copy

import pytest

from .referee import broken_rules, goals

MON, TUE, WED, THU = "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"


def _shift(day: str, start: str, end: str, place: str | None = None) -> dict:
    return {"start": f"{day}T{start}", "end": f"{day}T{end}", "place": place}


def _meeting(name: str, needs: list[str], minutes: int, places: list[str], after: dict[str, int] | None = None) -> dict:
    return {
        "id": name,
        "needs": needs,
        "minutes": minutes,
        "places": places,
        "earliest_day": MON,
        "latest_day": THU,
        "after": [{"meeting": other, "working_days": lag} for other, lag in (after or {}).items()],
    }


def _problem() -> dict:
    """Two customers; Wednesday does not count. The office has one room, on site costs travel, nobody hosts at the chamber."""
    always = [_shift(day, "08:00", "12:00") for day in (MON, TUE, WED, THU)]
    return {
        "format": "appointment-problem/1",
        "name": "by-hand",
        "timezone": "Europe/Berlin",
        "grid_minutes": 15,
        "working_days": [MON, TUE, THU],
        "policy": {"max_appointment_minutes": 120, "max_wait_minutes": 15},
        "places": [{"id": "office", "rooms": 1}, {"id": "on-site", "travel_minutes": 30}, {"id": "chamber", "hosted": False}],
        "staff": [
            {"id": "own", "departments": [], "shifts": always},
            {"id": "deputy", "departments": ["law"], "shifts": always},
            {"id": "ann", "departments": ["bau"], "shifts": always},
            {"id": "bob", "departments": ["bau", "law"], "shifts": always},
        ],
        "cases": [
            {
                "id": "c1",
                "advisors": ["own", "deputy"],
                "meetings": [
                    _meeting("talk", [], 30, ["office", "on-site", "chamber"]),
                    _meeting("bau", ["bau"], 45, ["office", "on-site", "chamber"], {"talk": 0}),
                    _meeting("table", ["law", "bau"], 60, ["office", "on-site"], {"bau": 1}),
                ],
            },
            {"id": "c2", "advisors": ["own", "deputy"], "meetings": [_meeting("talk", [], 30, ["office", "on-site"])]},
        ],
    }


def _held(day: str, name: str, start: str, end: str, *staff: str) -> dict:
    return {"meeting": name, "start": f"{day}T{start}", "end": f"{day}T{end}", "staff": list(staff)}


def _appointment(name: str, case: str, place: str, advisor: str | None, *meetings: dict) -> dict:
    return {
        "id": name,
        "case": case,
        "place": place,
        "advisor": advisor,
        "start": min(held["start"] for held in meetings),
        "end": max(held["end"] for held in meetings),
        "meetings": list(meetings),
    }


def _plan(problem: dict, *appointments: dict) -> dict:
    placed = {(one["case"], held["meeting"]) for one in appointments for held in one["meetings"]}
    unplaced = [
        {"case": case["id"], "meeting": meeting["id"], "reason": "left out"}
        for case in problem["cases"]
        for meeting in case["meetings"]
        if (case["id"], meeting["id"]) not in placed
    ]
    return {"appointments": list(appointments), "unplaced": unplaced}


def _broken(problem: dict, *appointments: dict) -> set[str]:
    return {rule for rule, _ in broken_rules(problem, _plan(problem, *appointments))}


def _first(day: str = MON, advisor: str | None = "own") -> dict:
    talk, bau = _held(day, "talk", "09:00", "09:30"), _held(day, "bau", "09:30", "10:15", "ann")
    return _appointment("a1", "c1", "office", advisor, talk, bau)


def _talk(start: str, end: str, place: str = "office", advisor: str | None = "own", case: str = "c2", day: str = MON) -> dict:
    return _appointment("a2", case, place, advisor, _held(day, "talk", start, end))


def _table(day: str, start: str = "09:00", end: str = "10:00", staff: tuple[str, ...] = ("ann", "bob")) -> dict:
    return _appointment("a3", "c1", "office", "own", _held(day, "table", start, end, *staff))


def test_a_whole_plan() -> None:
    problem = _problem()
    plan = _plan(problem, _first(), _table(TUE), _talk("10:15", "10:45"))
    assert broken_rules(problem, plan) == []
    assert goals(problem, plan) == [0, 0, 3, 1, 0]


def test_goals_with_everything_in_them() -> None:
    problem = _problem()
    problem["cases"][0]["meetings"][2]["weight"] = 4
    told = {"case": "c2", "place": "office", "start": f"{THU}T08:00", "end": f"{THU}T08:30"}
    problem["previous"] = [told, {**told, "end": f"{THU}T08:45", "advisor": "nobody looks"}]
    first = _first(TUE, advisor="deputy")
    first["meetings"][1] = _held(TUE, "bau", "09:45", "10:30", "ann")
    first["end"] = f"{TUE}T10:30"
    plan = _plan(problem, first, _talk("08:00", "08:30", day=THU))
    assert broken_rules(problem, plan) == []
    assert goals(problem, plan) == [4, 1, 2, 1 + 2 + 3, 15]


def test_once() -> None:
    problem = _problem()
    plan = _plan(problem, _first())
    assert broken_rules(problem, plan) == []
    missing = {**plan, "unplaced": plan["unplaced"][1:]}
    twice = {**plan, "unplaced": plan["unplaced"] + [{"case": "c1", "meeting": "talk", "reason": "x"}]}
    assert [rule for rule, _ in broken_rules(problem, missing)] == ["once"]
    assert [rule for rule, _ in broken_rules(problem, twice)] == ["once"]


@pytest.mark.parametrize(
    ("start", "end", "broken"),
    [
        ("09:30", "10:15", set()),
        ("09:45", "10:30", set()),
        ("10:00", "10:45", {"together"}),
        ("09:15", "10:00", {"together", "order"}),
        ("09:30", "10:00", {"together"}),
    ],
)
def test_together_waits_and_lengths(start: str, end: str, broken: set[str]) -> None:
    one = _appointment("a1", "c1", "office", "own", _held(MON, "talk", "09:00", "09:30"), _held(MON, "bau", start, end, "ann"))
    assert _broken(_problem(), one) == broken


def test_together_starts_and_ends_with_its_meetings() -> None:
    for side, moment in (("start", "08:45"), ("end", "10:30"), ("start", "09:15")):
        assert _broken(_problem(), {**_first(), side: f"{MON}T{moment}"}) == {"together"}


def test_together_longest_appointment_and_names() -> None:
    problem = _problem()
    problem["policy"]["max_appointment_minutes"] = 75
    assert _broken(problem, _first()) == set()
    problem["policy"]["max_appointment_minutes"] = 60
    assert _broken(problem, _first()) == {"together"}
    assert _broken(_problem(), {**_talk("09:00", "09:30"), "place": "nowhere"}) == {"together"}
    assert "together" in _broken(_problem(), {**_talk("09:00", "09:30"), "case": "nobody"})
    dance = _appointment("a1", "c2", "office", "own", _held(MON, "dance", "09:00", "09:30"))
    assert _broken(_problem(), dance) == {"together"}
    problem["cases"][1]["meetings"][0]["places"] = ["on-site"]
    assert _broken(problem, _talk("09:00", "09:30")) == {"together"}


def test_customer_one_a_day() -> None:
    problem = _problem()
    problem["cases"][0]["meetings"][2]["after"] = []
    assert _broken(problem, _first(), _table(TUE)) == set()
    assert _broken(problem, _first(), _table(MON, "10:15", "11:15")) == {"customer"}


@pytest.mark.parametrize(
    ("windows", "broken"),
    [
        (None, set()),
        ([], {"customer"}),
        ([("09:00", "10:15")], set()),
        ([("09:15", "10:15")], {"customer"}),
        ([("08:00", "09:30"), ("09:30", "11:00")], {"customer"}),
    ],
)
def test_customer_windows_are_not_merged(windows: list[tuple[str, str]] | None, broken: set[str]) -> None:
    problem = _problem()
    told = [{"start": f"{MON}T{start}", "end": f"{MON}T{end}"} for start, end in windows or []]
    problem["cases"][0]["customer_windows"] = None if windows is None else told
    assert _broken(problem, _first()) == broken


def test_advisor_hosts_where_hosted() -> None:
    assert _broken(_problem(), _first(advisor="deputy")) == set()
    for advisor in ("bob", "stranger", None):
        assert _broken(_problem(), _first(advisor=advisor)) == {"advisor"}
    chamber = _appointment("a1", "c1", "chamber", None, _held(MON, "bau", "09:00", "09:45", "ann"))
    problem = _problem()
    problem["cases"][0]["meetings"][1]["after"] = []
    assert _broken(problem, chamber) == set()
    assert _broken(problem, {**chamber, "advisor": "own"}) == {"advisor"}
    assert _broken(problem, _talk("09:00", "09:30", "chamber", None, "c1")) == {"advisor"}


def test_advisor_is_there_with_travel_and_never_twice() -> None:
    assert _broken(_problem(), _talk("08:30", "09:00", "on-site")) == set()
    assert _broken(_problem(), _talk("08:15", "08:45", "on-site")) == {"advisor"}
    assert _broken(_problem(), _talk("11:45", "12:15")) == {"advisor"}
    assert _broken(_problem(), _first(), _talk("10:45", "11:15", "on-site")) == set()
    assert _broken(_problem(), _first(), _talk("10:30", "11:00", "on-site")) == {"advisor"}


@pytest.mark.parametrize(
    ("places", "broken"),
    [
        (("office", "office"), set()),
        ((None, None), set()),
        (("office", None), {"advisor"}),
        (("on-site", "on-site"), {"advisor"}),
    ],
)
def test_shifts_touch_only_at_an_equal_place(places: tuple[str | None, str | None], broken: set[str]) -> None:
    problem = _problem()
    problem["staff"][0]["shifts"] = [_shift(MON, "09:15", "12:00", places[0]), _shift(MON, "08:00", "09:15", places[1])]
    assert _broken(problem, _talk("09:00", "09:30")) == broken


def test_staff_fill_needs_one_to_one() -> None:
    problem = _problem()
    problem["cases"][0]["meetings"][2]["after"] = []
    for staff in (("bob", "ann"), ("ann", "bob"), ("ann", "deputy"), ("bob", "deputy")):
        assert _broken(problem, _table(MON, staff=staff)) == set()
    for staff in (("ann",), ("bob", "bob"), ("ann", "own"), ("ann", "x"), ("ann", "bob", "deputy")):
        assert _broken(problem, _table(MON, staff=staff)) == {"staff"}
    assert _broken(problem, {**_table(MON, staff=("ann", "deputy")), "advisor": "deputy"}) == {"staff"}


def test_staff_are_taken_for_the_meeting_alone_but_across_the_gap_with_travel() -> None:
    problem = _problem()
    anywhere = ["office", "on-site"]
    problem["cases"][0]["meetings"] = [
        _meeting("one", ["bau"], 30, anywhere),
        _meeting("gap", [], 30, anywhere),
        _meeting("two", ["bau"], 30, anywhere),
    ]
    problem["cases"][1]["meetings"] = [_meeting("talk", ["bau"], 30, ["chamber"])]
    row = [
        _held(MON, "one", "09:00", "09:30", "ann"),
        _held(MON, "gap", "09:30", "10:00"),
        _held(MON, "two", "10:00", "10:30", "ann"),
    ]
    between = _appointment("a2", "c2", "chamber", None, _held(MON, "talk", "09:30", "10:00", "ann"))
    assert _broken(problem, _appointment("a1", "c1", "office", "own", *row), between) == set()
    assert _broken(problem, _appointment("a1", "c1", "on-site", "own", *row), between) == {"staff"}
    problem["staff"][2]["shifts"] = [_shift(MON, "08:30", "09:45"), _shift(MON, "10:00", "12:00")]
    assert _broken(problem, _appointment("a1", "c1", "office", "own", *row)) == set()
    assert _broken(problem, _appointment("a1", "c1", "on-site", "own", *row)) == {"staff"}


def test_staff_nobody_is_advisor_and_officer_at_once() -> None:
    problem = _problem()
    problem["cases"][0]["meetings"][2]["after"] = []
    problem["places"][0]["rooms"] = 2
    table = _table(MON, staff=("ann", "deputy"))
    assert _broken(problem, table, _talk("10:00", "10:30", advisor="deputy")) == set()
    assert _broken(problem, table, _talk("09:45", "10:15", advisor="deputy")) == {"staff"}


def test_rooms() -> None:
    problem = _problem()
    assert _broken(problem, _first(), _talk("10:15", "10:45", advisor="deputy")) == set()
    assert _broken(problem, _first(), _talk("10:00", "10:30", advisor="deputy")) == {"rooms"}
    problem["places"][0]["rooms"] = 0
    assert _broken(problem, _first()) == {"rooms"}
    problem["places"][0]["rooms"] = None
    assert _broken(problem, _first(), _talk("10:00", "10:30", advisor="deputy")) == set()


def test_window() -> None:
    problem = _problem()
    assert _broken(problem, _first(WED)) == {"window"}
    problem["cases"][0]["meetings"][1]["latest_day"] = TUE
    assert _broken(problem, _first(TUE)) == set()
    assert _broken(problem, _first(THU)) == {"window"}


def test_order() -> None:
    problem = _problem()
    problem["cases"][0]["meetings"][2]["after"][0]["working_days"] = 2
    assert _broken(problem, _first(), _table(THU)) == set()
    assert _broken(problem, _first(), _table(TUE)) == {"order"}
    assert _broken(problem, _table(THU)) == {"order"}
    bau, talk = _held(MON, "bau", "09:00", "09:45", "ann"), _held(MON, "talk", "09:45", "10:15")
    wrong = _appointment("a1", "c1", "office", "own", bau, talk)
    assert _broken(problem, wrong) == {"order"}


def test_pinned_stands_as_it_is_and_blocks() -> None:
    """Pinned with slack, at a place nobody hosts and on an order nobody asks for: all lawful, but others keep out of its way."""
    problem = _problem()
    pinned = _appointment("p1", "c1", "chamber", "own", _held(MON, "bau", "09:00", "09:30", "ann"))
    pinned["end"] = f"{MON}T10:00"
    problem["pinned"] = [pinned]
    assert _broken(problem, copy.deepcopy(pinned)) == set()
    assert goals(problem, _plan(problem, pinned)) == [3, 0, 1, 0, 30]
    assert _broken(problem) == {"pinned"}
    assert _broken(problem, {**pinned, "id": "a9"}) >= {"pinned"}
    assert _broken(problem, pinned, _talk("10:00", "10:30")) == set()
    assert _broken(problem, pinned, _talk("09:45", "10:15")) == {"advisor"}
    assert _broken(problem, pinned, _talk("11:00", "11:30", case="c1")) == {"customer"}
    assert _broken(problem, pinned, _talk("09:00", "09:30", case="c1", day=THU)) == set()


def test_pinned_is_what_others_come_after() -> None:
    problem = _problem()
    pinned = _appointment("p1", "c1", "office", None, _held(TUE, "bau", "09:00", "09:45", "ann"))
    problem["pinned"] = [pinned]
    assert _broken(problem, pinned, _table(THU)) == set()
    assert _broken(problem, pinned, _table(MON)) == {"order"}


def test_pinned_of_others_takes_staff_and_rooms_only() -> None:
    problem = _problem()
    other = _appointment("p1", "elsewhere", "office", "own", _held(MON, "x", "09:00", "09:30", "ann"))
    problem["pinned"] = [other]
    assert _broken(problem) == set()
    assert goals(problem, _plan(problem)) == [4, 0, 0, 0, 0]
    assert _broken(problem, _talk("09:30", "10:00")) == set()
    assert _broken(problem, _talk("09:00", "09:30", advisor="deputy")) == {"rooms"}
    problem["places"][0]["rooms"] = 2
    assert _broken(problem, _talk("09:00", "09:30", advisor="deputy")) == set()
    assert _broken(problem, _talk("09:00", "09:30")) == {"advisor"}
    assert _broken(problem, _first()) == {"advisor"}
    assert "pinned" in _broken(problem, other)


def test_two_pinned_ones_are_asked_nothing() -> None:
    problem = _problem()
    one = _appointment("p1", "c1", "office", "ann", _held(MON, "talk", "09:00", "09:30", "ann"))
    two = _appointment("p2", "c1", "office", "ann", _held(MON, "bau", "09:15", "10:30", "ann"))
    problem["pinned"] = [one, two, {**one, "id": "p3", "case": "elsewhere"}]
    assert _broken(problem, one, two) == set()
    assert goals(problem, _plan(problem, one, two)) == [2, 0, 2, 0, 0]
