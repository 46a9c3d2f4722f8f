"""Who comes when: contacts by day, before any lever has a say. All of it is drawn from what a `Mix` says, which is counted
from the store or follows the catalogue's weights.

A contact is no case yet: the same contact becomes a case of another town where a lever changes the town.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.cases import Case, Customer
from scheduler.errors import InputError
from scheduler.month import share_of_ventures
from scheduler.offer import offered
from scheduler.playing.chances import Chances
from scheduler.required import required_meetings, single_meetings
from scheduler.town import Town
from scheduler.ventures import Catalogue

ARRIVALS = ("poisson", "even")


@dataclass(frozen=True)
class Kind:
    """What is wanted where, and its share among all: `offer` is a venture or a consultation of the catalogue."""

    offer: str
    district: str
    weight: float


@dataclass(frozen=True)
class Mix:
    """`a_day`: contacts on the average day of the desk."""

    a_day: float
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Contact:
    """The `number`-th who comes on `day`; `copy` 0 but for those whom a lever adds. Nobody in particular."""

    day: date
    number: int
    offer: str
    district: str
    copy: int = 0

    @property
    def key(self) -> tuple[int, int, int]:
        return self.day.toordinal(), self.number, self.copy


def generated_mix(town: Town, offer: Catalogue, contacts: int, open_days: int, venture_share: float) -> Mix:
    """As `scheduler.month` draws: ventures and consultations by their weights, districts by population.

    `offer`: what the town offers. Raises `InputError` where that is nothing.
    """
    share = share_of_ventures(offer, venture_share)
    people = sum(district.population for district in town.districts)
    parts = ((share, offer.ventures), (1 - share, offer.consultations))
    kinds = [
        Kind(one.id, district.id, part * one.weight / sum(other.weight for other in offers) * district.population / people)
        for part, offers in parts
        for one in offers
        for district in town.districts
    ]
    return Mix(contacts / open_days, tuple(kinds))


def drawn(mix: Mix, days: Sequence[date], arrivals: str, chances: Chances) -> tuple[Contact, ...]:
    """The contacts of these days, by day. `arrivals`: "poisson", each day of its own, or "even": as many in all as expected."""
    shares = np.cumsum([kind.weight for kind in mix.kinds])
    if not len(shares) or not shares[-1]:
        raise InputError("Nobody comes, for nothing is wanted anywhere.", path="month", advice="Maybe begin on another day.")
    found: list[Contact] = []
    for day, count in zip(days, _counts(mix.a_day, days, arrivals, chances), strict=True):
        for number in range(count):
            chosen = chances.of("contact", day.toordinal(), number).random() * shares[-1]
            kind = mix.kinds[min(int(np.searchsorted(shares, chosen, side="right")), len(mix.kinds) - 1)]
            found.append(Contact(day, number, kind.offer, kind.district))
    return tuple(found)


def _counts(a_day: float, days: Sequence[date], arrivals: str, chances: Chances) -> Iterator[int]:
    if arrivals == "even":
        counts = chances.of("arrivals").multinomial(round(a_day * len(days)), [1 / len(days)] * len(days))
        return iter(int(count) for count in counts)
    return iter(int(chances.of("arrivals", day.toordinal()).poisson(a_day)) for day in days)


def cases_of(contacts: Iterable[Contact], town: Town, catalogue: Catalogue) -> tuple[Case, ...]:
    """The contacts as cases of this town, numbered from 1 by day and number. Papers are complete on arrival (assumption).

    Raises `InputError` for what the town does not offer that day.
    """
    offers: dict[date, Catalogue] = {}
    found: list[Case] = []
    for contact in sorted(contacts, key=lambda one: one.key):
        if contact.day not in offers:
            offers[contact.day] = offered(catalogue, town, contact.day)
        number = len(found) + 1
        found.append(_case(contact, number, town, offers[contact.day]))
    return tuple(found)


def _case(contact: Contact, number: int, town: Town, offer: Catalogue) -> Case:
    venture = next((one for one in offer.ventures if one.id == contact.offer), None)
    if venture:
        meetings = required_meetings(venture, town)
    else:
        consultation = next((one for one in offer.consultations if one.id == contact.offer), None)
        if consultation is None:
            raise InputError(f'"{contact.offer}" is nothing the town offers on {contact.day}.', path="month", value=contact.offer)
        meetings = single_meetings([(consultation.department, consultation.minutes)], town)
    return Case(
        id=number,
        district=contact.district,
        venture=venture.id if venture else None,
        customer=Customer(f"{number}", f"k{number}@kunde.example"),
        received_on=contact.day,
        meetings=meetings,
        complete_on=contact.day,
    )
