"""What several searches have found, put together: what does not get in each other's way is better together than apart."""

from solver.joint.together import Plans, Together, Values
from solver.plan import Appointment

_MOST = 40  # cases that move together; whatever hangs together by more is left to the search


def merge(together: Together, start: Plans, found: Plans, values: Values) -> None:
    """Take over what was made better since `start` as far as it goes with what is in hand.

    `found`: the cases that another search, begun at `start`, has placed otherwise; its whole plan is worth `values`. Where
    that is better than what is put together so, it is taken, and of the plan in hand what goes with it. Searches that did
    not begin at a plan have nothing in common to be put together by: the better one is taken.
    """
    hand, apart = dict(together.made), any(start.values())
    if apart:
        _take_over(together, found)
    if values < together.total:
        together.become({**start, **found})
        if apart:
            _take_over(together, hand)


def _take_over(together: Together, offered: Plans) -> None:
    """Each case that is better as offered, and with it those in its way as these are offered, where all of it pays."""
    for id, made in offered.items():
        if made == together.made[id] or together.cases[id].values(made) >= together.values[id]:
            continue
        before, values, had = together.total, dict(together.values), _moved(together, offered, id)
        if together.total >= before:
            together.become(had, values)


def _moved(together: Together, offered: Plans, first: str) -> Plans:
    """Place a case as offered and whoever is in its way too; what they had. Those for whom that cannot be stay taken out."""
    had: Plans = {}
    wanting = [first]
    while wanting:
        id = wanting.pop()
        if id in had:
            continue
        had[id] = together.made[id]
        together.set(id, ())
        if id not in offered or len(had) > _MOST:
            return had
        for one in offered[id]:
            wanting += _in_the_way(together, one)
    for id in had:
        if not together.holds(offered[id]):
            break
        together.set(id, offered[id])
    return had


def _in_the_way(together: Together, wanted: Appointment) -> list[str]:
    """The cases that have one of its people when it needs them."""
    engaged = together.calendars.engaged
    return [
        other
        for person, slots in engaged(wanted)
        for other in sorted(together.busy.get((person, wanted.day), ()))
        if any(who == person and taken & slots for one in together.made[other] for who, taken in engaged(one))
    ]
