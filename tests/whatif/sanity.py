"""Lines 3 and 4: what must be true of any honest simulation, and what theory knows beforehand."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, time
from functools import partial
from multiprocessing import get_context

import numpy as np

from scheduler.cases import Case
from scheduler.clock import BERLIN
from scheduler.known_law import the_law
from scheduler.outcomes import Key
from scheduler.playing.chances import Chances
from scheduler.playing.clairvoyant import Asked, planned
from scheduler.playing.scene import Scene
from scheduler.scenarios import Study, contacts_of
from scheduler.study.interval import estimate
from scheduler.study.replication import replicate
from scheduler.workdays import working_days
from tests import builders
from tests.whatif.queue import mean_wait
from tests.whatif.said import said
from tests.whatif.size import study as dortmund
from tests.whatif.towns import MINUTES, OFFER, desk
from tests.whatif.towns import study as small

WAIT = str(Key("days_to_first"))
NEUTRAL = [
    {"lever": "officers", "department": "brandschutz", "more": 0},
    {"lever": "advisors", "more": 0},
    {"lever": "absence", "random": 0},
    {"lever": "demand", "times": 1},
    {"lever": "minutes", "department": "bauordnung", "times": 1},
    {"lever": "deputies"},
    {"lever": "rooms", "place": "berswordthalle", "rooms": 14},
    {"lever": "limits", "max_wait_minutes": 30},
]


def processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2, get_context("spawn"))


def neutral(seed: int) -> Iterator[bool]:
    asked_for = dortmund(70, 5, seed, [{"name": "nichts", "levers": NEUTRAL}])
    with processes() as pool:
        pairs = [(list(pool.map(partial(replicate, asked_for, one), range(5)))) for one in (0, 1)]
    same = pairs[0] == pairs[1]
    figures = sum(map(len, pairs[0]))
    yield said("3a", "a neutral scenario is the baseline exactly", f"{figures} figures equal: {same}", 5, seed, same)


def more_hours(seed: int, count: int = 150) -> Iterator[bool]:
    with processes() as pool:
        compared = [one for one in pool.map(_better_or_not, range(seed, seed + count)) if one is not None]
    worse = sum(after > before for before, after in compared)
    better = sum(after < before for before, after in compared)
    fine = not worse and better > count // 10 and len(compared) >= 0.9 * count
    seen = f"{worse} worse, {better} better, both proved in {len(compared)}"
    yield said("3b", "more hours are never worse (clairvoyant, proved values)", seen, count, seed, fine)


def _better_or_not(seed: int) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The proved goals before and after an hour more for somebody, None where one of them was not proved in time."""
    luck = np.random.default_rng(seed)
    town = builders.town(
        advisors=tuple(replace(one, hours=builders.office_hours("08:00", "09:30")) for one in builders.town().advisors),
        officers=tuple(replace(one, hours=builders.office_hours("08:00", "09:00")) for one in builders.town().officers),
        limits=builders.limits(horizon_working_days=4),
    )
    cases = []
    for number in range(1, 5):
        asked = [dep for dep in ("bauordnung", "brandschutz") if luck.random() < 0.7] or ["bauordnung"]
        meetings = tuple(builders.meeting(one, minutes=int(luck.choice([20, 30, 45]))) for one in asked)
        cases.append(builders.case(*meetings, id_=number, email=f"k{number}@kunde.example"))
    seat = str(luck.choice(["adv-mitte", "bau-1", "brand-1"]))
    wider = builders.office_hours("08:00", "11:00")
    longer = replace(
        town,
        advisors=tuple(replace(one, hours=wider) if one.id == seat else one for one in town.advisors),
        officers=tuple(replace(one, hours=wider) if one.id == seat else one for one in town.officers),
    )
    before, after = (_goals(one, tuple(cases)) for one in (town, longer))
    return None if before is None or after is None else (before, after)


def _goals(town, cases: tuple[Case, ...]) -> tuple[int, ...] | None:
    now = datetime.combine(builders.TODAY, time(), BERLIN)
    plan = planned(Asked(Scene(town, OFFER, the_law()), cases, (), now, 60.0, 0))
    return tuple(goal.value for goal in plan.goals) if plan.optimal else None


def waits(counts: list[int], capacity: int, measured: int) -> list[int]:
    """Of each contact of the last `measured` days, in days: the recursion of `queue`, walked along these very arrivals."""
    queued, found = 0, []
    for position, count in enumerate(counts):
        if position >= len(counts) - measured:
            found += [(queued + k) // capacity for k in range(count)]
        queued = max(queued + count - capacity, 0)
    return found


def covered(seed: int, studies: int = 100, replications: int = 15) -> Iterator[bool]:
    """An overfull desk: 5 contacts come a day and 4 are served, ten days from an empty calendar. The truth is the mean of 200,000
    such runs of the recursion that the play was shown to follow to the day (line 4).
    """
    a_day, capacity, days = 5.0, 4, 10
    luck = np.random.default_rng(seed)
    truth = float(np.mean([np.mean(w) for _ in range(200_000) if (w := waits(list(luck.poisson(a_day, days)), capacity, days))]))
    base = small(desk(capacity), a_day, replications, seed)
    base = replace(base, month=replace(base.month, open_days=days, warm_up_days=0))
    with processes() as pool:
        found = list(pool.map(partial(_waits_of, base), range(seed + 1, seed + 1 + studies)))
    inside = sum(abs(one.mean - truth) <= one.half for one in map(estimate, found) if one is not None and one.half is not None)
    seen = f"{inside} of {studies} cover {truth:.3f} days"
    yield said("3c", "95 % intervals cover the truth in >= 90 of 100 studies", seen, studies * replications, seed, inside >= 90)


def _waits_of(base: Study, seed: int) -> list[float]:
    mine = replace(base, seed=seed)
    return [replicate(mine, 0, number)[WAIT] for number in range(base.replications)]


def theory(seed: int) -> Iterator[bool]:
    for a_day, capacity in ((2.1, 3), (3.5, 5), (3.0, 4)):
        asked_for = small(desk(capacity), a_day, 60, seed)
        asked_for = replace(asked_for, month=replace(asked_for.month, open_days=100, warm_up_days=60))
        with processes() as pool:
            seen = list(pool.map(partial(_weighed, asked_for), range(asked_for.replications)))
        # A ratio of two means (Law, 9.5.3 on ratio estimators): minutes waited per contact, not the mean of means.
        total, count = np.array([one[0] for one in seen]), np.array([one[1] for one in seen])
        ratio = total.sum() / count.sum()
        spread = estimate(list((total - ratio * count) / count.mean()))
        assert spread is not None
        assert spread.half is not None
        truth = mean_wait(a_day, capacity)
        exact = sum(one[2] for one in seen)
        fine = abs(ratio - truth) <= spread.half and exact == len(seen)
        yield said(
            "4", f"mean wait of the queue with {capacity} a day at {a_day:g} contacts: {truth:.3f} days",
            f"{ratio:.3f} ± {spread.half:.3f}; to the day along the same arrivals in {exact} of {len(seen)}",
            int(count.sum()), seed, fine,
        )  # fmt: skip


def _weighed(asked_for: Study, number: int) -> tuple[float, int, bool]:
    """Days waited in all, contacts, and whether the recursion along the same arrivals says just that."""
    figures = replicate(asked_for, 0, number)
    contacts, measured = contacts_of(asked_for, Chances(asked_for.seed, number))
    days = sorted({one.day for one in contacts} | set(measured))
    days = working_days(days[0], days[-1], "DE-NW")
    counts = [sum(one.day == day for one in contacts) for day in days]
    closes = asked_for.baseline.scene.town.advisors[0].hours[0].end
    capacity = ((closes.hour - 8) * 60 + closes.minute) // MINUTES
    known = waits(counts, capacity, len(measured))
    count = int(figures[str(Key("contacts"))])
    return figures[WAIT] * count, count, abs(figures[WAIT] - float(np.mean(known))) < 1e-6
