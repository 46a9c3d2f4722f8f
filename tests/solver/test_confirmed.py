"""A second opinion on what a search says is impossible: borne out, objected to, or not heard in time."""

import time
from dataclasses import replace

import pytest

from solver import exact
from solver.calendars import Calendars
from solver.check import complete, score
from solver.exact import confirmed
from solver.fit import fit
from solver.question import APPOINTMENTS, Effort, Found, Question
from tests.solver.full_calendar import full_calendar

PROBLEM = full_calendar(1)
CALENDARS = Calendars(PROBLEM)


def effort() -> Effort:
    return Effort(time.monotonic() + 60)


@pytest.fixture(scope="module")
def found() -> Found:
    return fit(PROBLEM, CALENDARS, effort())


@pytest.fixture
def unhelped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither structure nor a look at the days alone knows anything, so that CP-SAT is asked."""
    monkeypatch.setattr(exact, "impossible", lambda *_: False)
    monkeypatch.setattr(exact, "fewest_appointments", lambda *_: 0)


@pytest.mark.usefixtures("unhelped")
def test_what_is_borne_out_stays(found: Found):
    assert confirmed(PROBLEM, CALENDARS, effort(), found) == found


@pytest.mark.usefixtures("unhelped")
def test_what_is_objected_to_is_dropped(found: Found):
    """A plan that leaves a meeting out, and a search that says there is none without that."""
    last = max((one for one in found.appointments if len(one.meetings) > 1), key=lambda one: one.start)
    *rest, _ = last.in_order
    shorter = replace(last, end=max(held.end for held in rest), meetings=tuple(rest))
    worse = tuple(shorter if one is last else one for one in found.appointments)
    values = score(PROBLEM, complete(PROBLEM, worse))
    assert values[0] == 1  # the meeting taken out, so a better plan exists
    claimed = confirmed(PROBLEM, CALENDARS, effort(), Found(worse, (1, 0, None, None, None)))
    assert claimed.bounds[0] is None


@pytest.mark.usefixtures("unhelped")
def test_what_nobody_bears_out_in_time_is_dropped(found: Found, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Question, "possible", lambda _self: None)
    assert confirmed(PROBLEM, CALENDARS, effort(), found).bounds[APPOINTMENTS] is None
