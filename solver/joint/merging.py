"""What several searches have found, put together: what does not get in each other's way is better together than apart."""

from collections.abc import Iterable, Iterator

from solver.joint.together import Plans, Together, Values, people


def merge(together: Together, start: Plans, found: Plans, values: Values) -> None:
    """Take over what was made better since `start` as far as it goes with what is in hand, or all of it if that is better.

    `found`: the cases that another search, begun at `start`, has placed otherwise; its whole plan is worth `values`.
    """
    for some in list(_clusters(together, found)):
        before = together.total
        had, worth = {id: together.made[id] for id in some}, {id: together.values[id] for id in some}
        for id in some:
            together.set(id, ())
        for id in some:
            if not together.holds(found[id]):
                break
            together.set(id, found[id])
        else:
            if together.total <= before:
                continue
        together.become(had, worth)
    if values < together.total:
        together.become({**start, **found})


def _clusters(together: Together, found: Plans) -> Iterator[list[str]]:
    """The changed cases in groups that have nobody in common on any day, neither before nor after."""
    cases_by_engagement: dict[tuple[str, int], list[str]] = {}
    for id in found:
        for one in (*together.made[id], *found[id]):
            for person in people(one):
                cases_by_engagement.setdefault((person, one.day), []).append(id)
    near: dict[str, set[str]] = {id: set() for id in found}
    for ids in cases_by_engagement.values():
        for id in ids:
            near[id].update(ids[:1])
            near[ids[0]].add(id)
    left = dict.fromkeys(found)
    while left:
        yield list(_reached(next(iter(left)), near, left))


def _reached(id: str, near: dict[str, set[str]], left: dict[str, None]) -> Iterable[str]:
    stack, found = [id], []
    del left[id]
    while stack:
        found.append(here := stack.pop())
        for other in sorted(near[here]):
            if other in left:
                del left[other]
                stack.append(other)
    return found
