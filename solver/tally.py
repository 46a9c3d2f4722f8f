"""How many appointments run in each slot, counted in binary: plane n holds the slots whose count has bit n.

One more or one fewer is a carry through a handful of bit sets, however many run at once; counted in unary, a city with
sixty rooms would look at sixty.
"""


class Tally:
    def __init__(self) -> None:
        self._planes: list[int] = []
        self._at_least: dict[int, int] = {}

    def copy(self) -> "Tally":
        twin = Tally()
        twin._planes, twin._at_least = list(self._planes), dict(self._at_least)
        return twin

    def add(self, slots: int) -> None:
        self._at_least.clear()
        for index, plane in enumerate(self._planes):
            if not slots:
                return
            self._planes[index], slots = plane ^ slots, plane & slots
        if slots:
            self._planes.append(slots)

    def take_away(self, slots: int) -> None:
        """The counts in all of these slots must be at least one."""
        self._at_least.clear()
        for index, plane in enumerate(self._planes):
            if not slots:
                return
            self._planes[index], slots = plane ^ slots, ~plane & slots

    def at_least(self, least: int) -> int:
        """The slots that count `least` (>= 1) or more."""
        if least >> len(self._planes):
            return 0
        if least not in self._at_least:
            more, same = 0, -1
            for index in reversed(range(len(self._planes))):
                plane = self._planes[index]
                if least >> index & 1:
                    same &= plane
                else:
                    more, same = more | (same & plane), same & ~plane
            self._at_least[least] = more | same
        return self._at_least[least]
