"""How much of the desk's time a month of contacts demands, and a town whose desk offers just so much.

The load is set on the side of the offer, so that the contacts are the same at every load and only the desk differs: for
a higher load seats are empty on single days (leave, illness, part time), for a lower one the districts get more deputies,
each with a room. Officers stay as they are. That seats are added and empty evenly is an assumption.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import count, cycle, islice
from random import Random

from scheduler.cases import RequiredMeeting
from scheduler.errors import InputError
from scheduler.month import share_of_ventures
from scheduler.required import required_meetings, single_meetings
from scheduler.sittings import minutes_by_day
from scheduler.town import Absence, Advisor, District, Place, Town
from scheduler.ventures import Catalogue


def hosted_minutes(meetings: Iterable[RequiredMeeting], town: Town) -> int:
    """Advisor minutes the meetings take: of all that may be held at a hosted place, each with its travel there and back.

    Waiting is not demanded. A body that is met at its own door or in the house counts as met in the house: that is what
    saves the customer a trip.
    """
    total = 0
    for meeting in meetings:
        hosted = [place for place in map(town.place_by_id.__getitem__, meeting.places) if place.hosted]
        if hosted:
            total += meeting.minutes + 2 * min(place.travel_minutes for place in hosted)
    return total


def expected_minutes(town: Town, offer: Catalogue, venture_share: float) -> float:
    """Hosted minutes of the average contact, by the weights `month` draws with; `offer`: what the town offers."""
    ventures = [(one.weight, required_meetings(one, town)) for one in offer.ventures]
    single = [(one.weight, single_meetings([(one.department, one.minutes)], town)) for one in offer.consultations]
    share = share_of_ventures(offer, venture_share)
    return share * _mean(ventures, town) + (1 - share) * _mean(single, town)


def offered_minutes(town: Town, days: Iterable[date]) -> int:
    """Minutes in which advisors sit on these days: their hours, without closing days and absences."""
    advisors = {seat.id for seat in town.advisors}
    return sum(minutes for (seat, _), minutes in minutes_by_day(town, days).items() if seat in advisors)


def staffed(town: Town, days: tuple[date, ...], minutes_a_day: float) -> Town:
    """The town with a desk that offers `minutes_a_day` on the average of `days`, exact to a seat's day over all of them.

    Raises `InputError` when nobody sits on any of these days.
    """
    wanted = minutes_a_day * len(days)
    if not offered_minutes(town, days):
        raise InputError("Nobody sits at the desk in this time.", path="advisors", advice="Maybe begin on another day.")
    enough = (fuller for fuller in map(partial(_reinforced, town), count()) if offered_minutes(fuller, days) >= wanted)
    return _emptied(next(enough), days, wanted)


def _mean(weighed: list[tuple[int, tuple[RequiredMeeting, ...]]], town: Town) -> float:
    total = sum(weight for weight, _ in weighed)
    return sum(weight * hosted_minutes(meetings, town) for weight, meetings in weighed) / total if total else 0.0


def _reinforced(town: Town, seats: int) -> Town:
    """With so many deputies more, who sit when the present seats do, in turn; each district has one first in its list."""
    if not seats:
        return town
    added = tuple(
        Advisor(f"adv-verstaerkung-{number}", f"verstaerkung-{number}@lotse.example", like.hours)
        for number, like in zip(range(1, seats + 1), cycle(town.advisors), strict=False)
    )
    first: dict[str, tuple[str, ...]] = {}
    for district, seat in _pairs(town.districts, added):
        first[district.id] = (*first.get(district.id, ()), seat.id)
    return replace(
        town,
        advisors=(*town.advisors, *added),
        districts=tuple(replace(one, deputies=(*first[one.id], *one.deputies)) for one in town.districts),
        places=tuple(_with_rooms(place, seats) if place.id == town.house else place for place in town.places),
    )


def _pairs(districts: tuple[District, ...], added: tuple[Advisor, ...]) -> Iterator[tuple[District, Advisor]]:
    """Each with each other in turn, until every one of both has stood in a pair."""
    return islice(zip(cycle(districts), cycle(added), strict=False), max(len(districts), len(added)))


def _with_rooms(place: Place, more: int) -> Place:
    return place if place.rooms is None else replace(place, rooms=place.rooms + more)


def _emptied(town: Town, days: tuple[date, ...], wanted: float) -> Town:
    """With seats empty on single days until the desk offers `wanted` minutes: evenly over the days, each day by lot."""
    minutes = minutes_by_day(town, days)
    surplus = 1 - Fraction(wanted) / offered_minutes(town, days)
    absences, due = [], Fraction(0)
    for day in days:
        due += surplus * sum(minutes[seat.id, day] for seat in town.advisors)
        for seat in Random(day.toordinal()).sample(town.advisors, len(town.advisors)):  # noqa: S311  even, not secret
            if 0 < minutes[seat.id, day] <= due:
                absences.append(Absence(seat.id, day, day))
                due -= minutes[seat.id, day]
    return replace(town, absences=(*town.absences, *absences))
