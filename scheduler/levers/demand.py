"""More or fewer contacts, of a venture, of a district, or of all. Who comes anyway comes as before; others come beside them."""

from collections import Counter
from dataclasses import dataclass, replace

from scheduler.levers.lever import Contacts, Kinds, Lever, decimal, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table

NAME = "demand"
MOST_TIMES = 5.0


@dataclass(frozen=True)
class Demand(Lever):
    """Contacts of this offer and district (None: any) come `times` as often."""

    offer: str | None
    district: str | None
    what: str
    times: float

    @property
    def touches(self) -> frozenset[str]:
        return frozenset(
            {f"the demand for {self.offer or 'anything'} in {self.district or 'any district'}"} if self.times != 1 else ()
        )

    def title(self, lang: str) -> str:
        return f"{plain('Nachfrage|Demand', lang)} × {decimal(self.times, lang)}: {self.what or plain('alle|all', lang)}"

    def of_contacts(self, contacts: Contacts, chances: Chances) -> Contacts:
        if self.times == 1:
            return contacts
        days = sorted({one.day for one in contacts})
        found, there = [], Counter(one.number for one in contacts if one.copy)
        for one in contacts:
            if not self._concerns(one.offer, one.district):
                found.append(one)
                continue
            luck = chances.of("copy", *one.key, *self._own_luck)
            count = int(self.times) + (luck.random() < self.times % 1)
            found += [one] if count else []
            # Those beside the first come on days of their own, even over all days.
            for _ in range(count - 1):
                there[_own(one)] += 1
                day = days[int(luck.integers(len(days)))]
                found.append(replace(one, copy=there[_own(one)], day=day, number=_own(one)))
        return tuple(sorted(found, key=lambda contact: contact.key))

    def of_kinds(self, kinds: Kinds) -> Kinds:
        concerned = (self._concerns(one.offer, one.district) for one in kinds)
        return tuple(
            replace(one, weight=one.weight * self.times) if hit else one for one, hit in zip(kinds, concerned, strict=True)
        )

    def _concerns(self, offer: str, district: str) -> bool:
        return self.offer in (None, offer) and self.district in (None, district)

    @property
    def _own_luck(self) -> tuple[str, ...]:
        """Two levers that concern the same contact draw for themselves: half of a half is a quarter."""
        return (self.offer or "", self.district or "") if self.offer or self.district else ()


def _own(one) -> int:
    """Of a copy: no number that a contact of another day has, for keys name the luck of a contact."""
    return one.day.toordinal() * 10_000 + one.number


def read(table: Table, scene: Scene) -> Demand:
    offers = {one.id: one.title for one in (*scene.catalogue.ventures, *scene.catalogue.consultations)}
    districts = {one.id: one.title for one in scene.town.districts}
    offer = table.known("offer", offers, "venture or consultation") if table.has("offer") else None
    district = table.known("district", districts, "district") if table.has("district") else None
    times = table.number("times", 0, MOST_TIMES)
    what = ", ".join(name for name in (offers.get(offer or ""), districts.get(district or "")) if name)
    return Demand(offer, district, what, times)
