"""The use case of options: what a customer can choose from, each option a stored proposal of which any can be confirmed.

Read, frame, solve, write, as for a plan (`planning`); the choosing itself is in `choosing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler import framing
from scheduler.choosing import Priced, choices
from scheduler.planning import Desk
from scheduler.plans import Goal, Plan
from scheduler.preferences import Preference
from scheduler.present import frame_now
from scheduler.store.writing import Writing


@dataclass(frozen=True)
class Option:
    """A plan to choose. `on_front`: with no more appointments nothing is done sooner; `rank`: its place among the best
    different plans, from 1; None: it is not among them.
    """

    plan: Plan
    on_front: bool
    rank: int | None


@dataclass(frozen=True)
class Options:
    """The options of a case, best first; the other fields as in `choosing.Choices`."""

    options: tuple[Option, ...]
    complete: bool
    kept: bool | None
    without: tuple[Goal, ...]
    priced: tuple[Priced, ...]
    sentence: str


@dataclass(frozen=True)
class Draft:
    """Options not stored yet, and the versions of the world they were computed from."""

    options: Options
    town_version: int
    case_versions: dict[int, int]


def request_options(
    desk: Desk, case_id: int, now: datetime, most: int, preferences: Sequence[Preference] = (), seconds: float | None = None
) -> Options:
    """The options of the case and all open ones of its customer, each stored as a proposal; nothing is booked.

    `most`: how many different plans, beside the front. Raises NotFoundError.
    """
    wanted = desk.solve_seconds if seconds is None else seconds
    desk.free_expired(now)
    draft: Draft = desk.computed(wanted, drafted, case_id, now, most, tuple(preferences), wanted)

    def write(books: Writing) -> Options:
        stored = tuple(
            replace(one, plan=books.write_proposal(one.plan, draft.town_version, draft.case_versions, now))
            for one in draft.options.options
        )
        return replace(draft.options, options=stored)

    return desk.store.change(write)


def drafted(desk: Desk, case_id: int, now: datetime, most: int, preferences: Sequence[Preference], seconds: float) -> Draft:
    """From one look at the store. Raises NotFoundError."""
    with desk.store.reading() as reading:
        town_version, _ = reading.town()
        cases, framed = frame_now(desk.world, reading, reading.case(case_id).customer.email, [case_id], now)
    today = framed.horizon.local(now).date()
    found = choices(framed.problem, most, preferences, today, seconds, framed.calendars)
    drafts = tuple(Option(framing.unframe(framed, plan), on_front, rank) for plan, on_front, rank in found.plans)
    answer = Options(drafts, found.complete, found.kept, found.without, found.priced, found.sentence)
    return Draft(answer, town_version, {case.id: case.version for case in cases})
