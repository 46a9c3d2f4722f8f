"""What became of each appointment between two plans: it was kept, it moved, it was dropped; and which are new.

An appointment of before is followed into one of after of the same case, so that its entry in calendars follows it: first
where nothing was to be told, at the same place from the same start to the same end; then by most meetings that both hold;
then by the nearest day. Only what is left over on one side ends or begins: a customer who had three appointments and still
has three sees three entries, however the meetings went among them. Ties go to the earlier ones, so that neither the order
of the lists nor chance has a say, and read backwards the same pairs are found.

Source: docs/problem.md, goal 2 (`changes`). Unit: minutes as in `solver.plan`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

from solver.plan import Appointment

Pair = tuple[Appointment, Appointment]  # before, after


@dataclass(frozen=True)
class Changes:
    """Each appointment of before in one of `kept`, `moved` and `dropped`, each of after in one of `kept`, `moved`, `new`.

    `kept`: same case, place, start and end, whatever is done inside; all are in order of start.
    """

    kept: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    new: tuple[Appointment, ...]
    dropped: tuple[Appointment, ...]

    @property
    def told(self) -> frozenset[str]:
        """The cases whose customers must be told something: all but those who keep what they have and get nothing."""
        return frozenset(one.case for one in (*(now for _, now in self.moved), *self.new, *self.dropped))


def changes(before: Iterable[Appointment], after: Iterable[Appointment]) -> Changes:
    """What became of the appointments of `before` in `after`. Ids are not looked at."""
    old, new = _by_case(before), _by_case(after)
    pairs: list[Pair] = []
    for case in old.keys() & new.keys():
        pairs += _followed(old[case], new[case])
    gone, found = {id(was) for was, _ in pairs}, {id(now) for _, now in pairs}
    return Changes(
        kept=_in_order(pair for pair in pairs if _promise(pair[0]) == _promise(pair[1])),
        moved=_in_order(pair for pair in pairs if _promise(pair[0]) != _promise(pair[1])),
        new=tuple(sorted((one for case in new.values() for one in case if id(one) not in found), key=_key)),
        dropped=tuple(sorted((one for case in old.values() for one in case if id(one) not in gone), key=_key)),
    )


def following(before: Iterable[Appointment], after: Iterable[Appointment], taken: Iterable[str] = ()) -> tuple[Appointment, ...]:
    """The appointments of `after`, each with the id of the one it follows; new ones get ids that neither an appointment of
    before has nor one that is `taken`. Ids are unique within `before`.
    """
    old = tuple(before)
    found = changes(old, after)
    borne = {*taken, *(one.id for one in old)}
    names = (name for number in count(1) if (name := f"a{number}") not in borne)
    named = [replace(now, id=was.id) for was, now in (*found.kept, *found.moved)]
    named += [replace(one, id=name) for one, name in zip(found.new, names, strict=False)]
    return tuple(sorted(named, key=lambda one: (one.start, one.end, one.id)))


def _followed(old: list[Appointment], new: list[Appointment]) -> list[Pair]:
    """Pairs, the best first, until one side is used up."""
    ranked = sorted(((_distance(was, now), here, there) for here, was in enumerate(old) for there, now in enumerate(new)))
    pairs: list[Pair] = []
    left, right = set(range(len(old))), set(range(len(new)))
    for _, here, there in ranked:
        if here in left and there in right:
            left.remove(here)
            right.remove(there)
            pairs.append((old[here], new[there]))
    return pairs


def _distance(was: Appointment, now: Appointment) -> tuple[object, ...]:
    """How far two appointments of one case are from being the same one; the same read either way."""
    shared = {held.meeting for held in was.meetings} & {held.meeting for held in now.meetings}
    return _promise(was) != _promise(now), -len(shared), abs(was.day - now.day), *sorted((_key(was), _key(now)))


def _promise(one: Appointment) -> tuple[str, int, int]:
    return one.place, one.start, one.end


def _key(one: Appointment) -> tuple[object, ...]:
    return one.start, one.end, one.case, one.place, tuple(sorted(held.meeting for held in one.meetings))


def _by_case(appointments: Iterable[Appointment]) -> dict[str, list[Appointment]]:
    found: dict[str, list[Appointment]] = {}
    for one in sorted(appointments, key=_key):
        found.setdefault(one.case, []).append(one)
    return found


def _in_order(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (_key(pair[0]), _key(pair[1]))))
