"""Line 3: what one client after the other does, against a model that is a plain dict. Hypothesis draws the sequences.

The model knows four times of two advisors and what has become of each plan; it says before each step whether it may succeed.
After each step every plan, every appointment and its version are as the model has them, and nothing is taken twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scheduler import standing
from scheduler.booking import Asked
from scheduler.errors import Conflict, StaleError
from scheduler.lifecycle import CUSTOMER
from scheduler.planning import Desk
from scheduler.store.store import Store
from tests.bookings import towns
from tests.bookings.towns import ADVISORS, CONSULTATION, Piece

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=towns.ZONE)
STARTS = towns.starts(NOW)[:4]
SEATS = ADVISORS[:2]
HOLD = timedelta(minutes=5)
PLANS = 6
TAKING = ("held", "confirmed", "moved")


@dataclass(frozen=True)
class Stands:
    """What the model has of a plan of one appointment. `case`: how often its case has moved on; `id`: once it was entered."""

    id: int | None
    start: datetime
    advisor: str
    status: str = "proposed"  # of the plan; confirmed ones go by their appointment
    appointment: str = "planned"
    plan_version: int = 1
    version: int = 0
    until: datetime | None = None
    spent: bool = False  # its case has moved on since: nobody can book it any more


class Machine(RuleBasedStateMachine):
    """`fresh` is set by whoever runs it: a desk over an empty store with the town in it."""

    fresh: Callable[..., Desk]

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk = self.fresh()
        self.now = NOW
        self.plans: dict[int, Stands] = {}

    @property
    def store(self) -> Store:
        return self.desk.store

    @precondition(lambda self: len(self.plans) < PLANS)
    @rule(start=st.sampled_from(STARTS), advisor=st.sampled_from(SEATS))
    def propose(self, start: datetime, advisor: str) -> None:
        piece, number = Piece(CONSULTATION, start, advisor, ()), len(self.plans) + 1
        plan = self.store.change(lambda books: towns.propose(books, [piece], number, NOW))
        self.plans[plan] = Stands(None, start, advisor)

    @precondition(lambda self: self.plans)
    @rule(data=st.data(), stale=st.booleans())
    def hold(self, data: st.DataObject, stale: bool) -> None:
        plan, one = self._drawn(data)
        seen = one.plan_version - stale
        may = not one.spent and one.status == "proposed" and self._free(one, plan)
        self._tried(plan, seen, may, lambda: self.desk.hold(plan, self.now, CUSTOMER, seen))
        if may and not stale:
            until = min(self.now + HOLD, one.start)
            self.plans[plan] = replace(self._entered(plan, "held"), until=until, plan_version=one.plan_version + 1)

    @precondition(lambda self: self.plans)
    @rule(data=st.data(), stale=st.booleans())
    def release(self, data: st.DataObject, stale: bool) -> None:
        plan, one = self._drawn(data)
        seen = one.plan_version - stale
        may = one.status == "held"
        self._tried(plan, seen, may, lambda: self.desk.release(plan, self.now, CUSTOMER, seen))
        if may and not stale:
            self.plans[plan] = self._let_go(one)

    @precondition(lambda self: self.plans)
    @rule(data=st.data(), stale=st.booleans())
    def confirm(self, data: st.DataObject, stale: bool) -> None:
        plan, one = self._drawn(data)
        seen = one.plan_version - stale
        if one.status == "confirmed":  # a second time books nothing, whatever version it names
            assert self.desk.confirm(plan, self.now, CUSTOMER, seen).version == one.plan_version
            return
        may = not one.spent and (one.status == "held" or self._free(one, plan))
        self._tried(plan, seen, may, lambda: self.desk.confirm(plan, self.now, CUSTOMER, seen))
        if may and not stale:
            self.plans[plan] = replace(
                self._entered(plan, "confirmed"), status="confirmed", until=None, plan_version=one.plan_version + 1
            )

    @precondition(lambda self: any(one.id is not None for one in self.plans.values()))
    @rule(data=st.data(), stale=st.booleans())
    def cancel(self, data: st.DataObject, stale: bool) -> None:
        plan, one = self._drawn(data, entered=True)
        may = one.appointment in ("confirmed", "moved")
        asked = Asked(CUSTOMER, self.now, one.version - stale)
        self._tried(plan, None if not stale else 0, may, lambda: standing.cancel(self.store, one.id or 0, asked))
        if may and not stale:
            self.plans[plan] = replace(one, appointment="cancelled", version=one.version + 1, spent=True)

    @precondition(lambda self: any(one.id is not None for one in self.plans.values()))
    @rule(data=st.data(), stale=st.booleans(), start=st.sampled_from(STARTS))
    def move(self, data: st.DataObject, stale: bool, start: datetime) -> None:
        plan, one = self._drawn(data, entered=True)
        there = replace(one, start=start)
        may = one.appointment in ("confirmed", "moved") and self._free(there, plan)
        asked = Asked(CUSTOMER, self.now, one.version - stale)
        self._tried(
            plan, None if not stale else 0, may, lambda: standing.move(self.store, self.desk.world, one.id or 0, start, asked)
        )
        if may and not stale and start != one.start:
            self.plans[plan] = replace(there, appointment="moved", version=one.version + 1)

    @rule(minutes=st.sampled_from((1, 3, 5)))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.desk.free_expired(self.now)
        for plan, one in self.plans.items():
            if one.until is not None and one.until <= self.now:
                self.plans[plan] = self._let_go(one)

    @invariant()
    def all_is_as_the_model_has_it(self) -> None:
        with self.store.reading() as reading:
            for plan, one in self.plans.items():
                stands = reading.proposal(plan).plan
                assert (stands.status, stands.version, stands.held_until) == (one.status, one.plan_version, one.until)
                if one.id is not None:
                    there = reading.appointment(one.id)
                    assert (there.status, there.version) == (one.appointment, one.version)
                    assert (there.start, there.advisor) == (one.start, one.advisor)
        taken = [(one.start, one.advisor) for one in self.plans.values() if one.appointment in TAKING]
        assert len(taken) == len(set(taken))

    def teardown(self) -> None:
        self.store.close()

    def _drawn(self, data: st.DataObject, entered: bool = False) -> tuple[int, Stands]:
        plan = data.draw(st.sampled_from([id_ for id_, one in self.plans.items() if one.id is not None or not entered]))
        return plan, self.plans[plan]

    def _free(self, one: Stands, plan: int) -> bool:
        """Nobody else has that advisor then."""
        return not any(
            (other.start, other.advisor) == (one.start, one.advisor) and other.appointment in TAKING
            for id_, other in self.plans.items()
            if id_ != plan
        )

    def _tried(self, plan: int, seen: int | None, may: bool, use: Callable[[], object]) -> None:
        """It is done where the model says so and refused where it does not: a conflict or an old version, nothing else."""
        current = seen is None or seen == self.plans[plan].plan_version
        if may and current:
            use()
            return
        try:
            use()
        except (Conflict, StaleError):
            return
        raise AssertionError("It should have been refused.")

    def _entered(self, plan: int, status: str) -> Stands:
        one = self.plans[plan]
        (appointment,) = self.desk.plan(plan).appointments
        return replace(one, id=appointment.id, status=status, appointment=status, version=one.version + 1)

    def _let_go(self, one: Stands) -> Stands:
        return replace(
            one, status="proposed", appointment="planned", version=one.version + 1, plan_version=one.plan_version + 1, until=None
        )
