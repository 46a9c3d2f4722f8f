"""Each rule of the checker finds the history that was made to break it, by hand, and says nothing about a sound one."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from tests.bookings.checker import RULES, broken
from tests.bookings.ending import Ending
from tests.bookings.history import FAIL, INFO, INVOKE, OK, Event, History, operations, read

EIGHT, NINE = "2026-11-24T08:00:00+01:00", "2026-11-24T09:00:00+01:00"


def told(id_: int, version: int, status: str = "confirmed", start: str = EIGHT, seat: str = "adv-1") -> dict[str, Any]:
    """An appointment as an answer tells it."""
    end = start.replace(":00:00", ":30:00")
    return {"id": id_, "version": version, "status": status, "start": start, "end": end, "seats": [seat], "case": id_}


def done(id_: str, f: str, key: str, version: int, answer: dict[str, Any], at: int) -> list[Event]:
    """Asked at a moment, of the version before `version`, and answered one moment later."""
    value = {"version": version, "status": answer["status"], "until": None, "appointments": [answer]}
    asked = None if f == "read" else {"version": version - 1, "by": "customer"}
    return [Event(INVOKE, 1, f, key, asked, id_, at), Event(OK, 1, f, key, value, id_, at + 1)]


BOOKED = done("a", "confirm", "plan 1", 2, told(1, 1), 10)
MOVED = done("b", "move", "appointment 1", 2, told(1, 2, "moved", NINE), 20)
READ = done("c", "read", "appointment 1", 2, told(1, 2, "moved", NINE), 30)
SOUND = [*BOOKED, *MOVED, *READ]
ENDING = Ending(
    appointments={1: (2, "moved")},
    seats={1: frozenset({"adv-1"})},
    transitions=((1, 1, "confirmed", "customer"), (1, 2, "moved", "customer")),
    mails=Counter([(1, version, who) for version in (1, 2) for who in ("customer", "adv-1")]),
    overlaps=0,
)


def with_second(start: str, status: str = "confirmed") -> Ending:
    """Another appointment with the same advisor."""
    letters = ENDING.mails + Counter([(2, 1, "customer"), (2, 1, "adv-1")])
    return replace(
        ENDING,
        appointments={**ENDING.appointments, 2: (1, status)},
        seats={**ENDING.seats, 2: frozenset({"adv-1"})},
        transitions=(*ENDING.transitions, (2, 1, status, "customer")),
        mails=letters,
    )


def confirmed_at(moment: int, start: str) -> list[Event]:
    return done("d", "confirm", "plan 2", 2, told(2, 1, "confirmed", start), moment)


def to(start: str) -> list[Event]:
    """A move of what MOVED made, answered with ok and the version that was seen."""
    asked, answered = done("i", "move", "appointment 1", 2, told(1, 2, "moved", NINE), 40)
    return [replace(asked, value={"version": 2, "by": "customer", "start": start}), answered]


UNKNOWN = [
    Event(INVOKE, 2, "cancel", "appointment 1", {"version": 2}, "e", 40),
    Event(INFO, 2, "cancel", "appointment 1", None, "e", 41),
]
FAILED = [
    Event(INVOKE, 2, "move", "appointment 1", {"version": 1}, "f", 40),
    Event(FAIL, 2, "move", "appointment 1", {"status": 412, "code": "stale"}, "f", 41),
]
CANCELLED = replace(
    ENDING,
    appointments={1: (3, "cancelled")},
    transitions=(*ENDING.transitions, (1, 3, "cancelled", "customer")),
    mails=ENDING.mails + Counter([(1, 3, "customer"), (1, 3, "adv-1")]),
)


@pytest.mark.parametrize(
    ("events", "ending"),
    [
        (SOUND, ENDING),
        ([*SOUND, *FAILED], ENDING),
        ([*SOUND, *UNKNOWN], ENDING),
        ([*SOUND, *UNKNOWN], CANCELLED),
        ([*SOUND, *confirmed_at(50, EIGHT)], with_second(EIGHT)),  # it was given up before
        ([*SOUND, *confirmed_at(20, EIGHT)], with_second(EIGHT)),  # at the same moment: one of them was first
        ([BOOKED[0], *MOVED, *READ, *confirmed_at(50, EIGHT), replace(BOOKED[1], time=60)], with_second(EIGHT)),  # told late
        ([*SOUND, *SOUND[:2]], ENDING),  # the same key again, the same answer
        ([*SOUND, *to(NINE)], ENDING),
    ],
    ids=[
        "sound",
        "refused",
        "unknown and not done",
        "unknown and done",
        "freed",
        "at once",
        "told late",
        "sent again",
        "to where it is",
    ],
)
def test_a_sound_history_breaks_nothing(events: list[Event], ending: Ending):
    assert broken(operations(events), ending) == {}


@pytest.mark.parametrize(
    ("rule", "events", "ending"),
    [
        ("overlap", SOUND, replace(ENDING, overlaps=1)),
        ("overlap", [*SOUND, *confirmed_at(12, EIGHT)], with_second(EIGHT)),  # taken while it was acknowledged, freed later
        ("overlap", [*SOUND, *confirmed_at(50, NINE)], with_second(NINE)),
        ("lost", [*SOUND, *confirmed_at(50, EIGHT)], ENDING),
        ("lost", SOUND, replace(ENDING, transitions=((1, 1, "confirmed", "customer"), (1, 2, "cancelled", "customer")))),
        ("uncalled", BOOKED, ENDING),
        ("uncalled", [*SOUND, *FAILED], CANCELLED),
        ("settled", [*SOUND, replace(SOUND[1], value={**SOUND[1].value, "status": "held"}, time=60)], ENDING),
        ("versions", SOUND, replace(ENDING, appointments={1: (3, "moved")})),
        ("versions", SOUND, replace(ENDING, transitions=ENDING.transitions[1:])),
        ("versions", [*SOUND, *done("g", "move", "appointment 1", 2, told(1, 2, "moved", NINE), 22)], ENDING),
        ("versions", [*BOOKED, *done("b", "move", "appointment 1", 4, told(1, 2, "moved", NINE), 20)[:1], MOVED[1]], ENDING),
        ("versions", [*SOUND, *to(EIGHT)], ENDING),
        ("reading", [*BOOKED, *MOVED, *done("c", "read", "appointment 1", 1, told(1, 1), 30)], ENDING),
        ("reading", [*SOUND, *done("h", "read", "appointment 1", 3, told(1, 3, "cancelled"), 40)], ENDING),
        ("mail", SOUND, replace(ENDING, mails=ENDING.mails - Counter([(1, 2, "adv-1")]))),
        ("mail", SOUND, replace(ENDING, mails=ENDING.mails + Counter([(1, 2, "adv-1")]))),
        ("mail", SOUND, replace(ENDING, mails=ENDING.mails + Counter([(9, 1, "customer")]))),
    ],
)
def test_each_rule_finds_what_breaks_it(rule: str, events: list[Event], ending: Ending):
    assert rule in broken(operations(events), ending)


def test_every_rule_has_a_history_that_breaks_it():
    mark = next(mark for mark in test_each_rule_finds_what_breaks_it.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {rule for rule, *_ in mark.args[1]} == {rule.__name__ for rule in RULES}


def test_a_history_is_read_as_it_was_written(tmp_path):
    history = History()
    for one in SOUND:
        history.add(one.type, one.process, one.f, one.key, one.value, one.id)
    history.write(tmp_path / "history.jsonl")
    assert list(read(tmp_path / "history.jsonl")) == history.events
