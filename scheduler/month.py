"""A month of contacts from a seed: who comes, when, with what. The same arguments give the same cases.

Ventures are drawn by their weight, single consultations by theirs, the district by population, for contacts per district
are not published; the day of arrival is even over the month. All of this is an assumption. Customers are numbers, not names.
"""

from datetime import date, timedelta
from itertools import islice
from random import Random

from scheduler.cases import Case, Customer, RequiredMeeting
from scheduler.errors import InputError
from scheduler.offer import offered
from scheduler.required import required_meetings, single_meetings
from scheduler.town import Town
from scheduler.ventures import Catalogue
from scheduler.workdays import bookable_days, is_bookable_day, working_days_from

OPEN_DAYS = 21  # of the desk in a month: a year has 250 to 254 working days (FeiertG NW)
VENTURE_SHARE = 0.5  # assumption: half of the contacts are ventures


def month(
    town: Town,
    offer: Catalogue,
    contacts: int,
    seed: int,
    first_day: date,
    open_days: int = OPEN_DAYS,
    venture_share: float = VENTURE_SHARE,
    months_before: int = 0,
) -> tuple[Case, ...]:
    """`contacts` cases, each of another customer, arriving on the first `open_days` days of the desk from `first_day` on.

    Each wants what the town offers that day. Ids count from 1 in order of arrival. `venture_share`: the chance, 0 to 1,
    that a contact is a venture; the others are single consultations. `months_before` n: the n-th earlier month instead, of
    `open_days` as well, with other contacts and with ids that no other month has. Raises `InputError` when a number is out
    of its range or nothing is offered.
    """
    for path, value, least in (("contacts", contacts, 0), ("open_days", open_days, 1), ("months_before", months_before, 0)):
        if value < least:
            raise InputError(f"{value} is less than {least}.", path=path, value=value)
    if not 0 <= venture_share <= 1:
        raise InputError(f"{venture_share} is not between 0 and 1.", path="venture_share", value=venture_share)
    random = Random(seed + (months_before << 32))  # noqa: S311  a repeatable draw, not a secret; each month its own
    days = days_of_month(town, first_day, open_days, months_before)
    offers = {day: offered(offer, town, day) for day in days}
    arrivals = sorted(random.choices(days, k=contacts))
    first_id = 1 + months_before * contacts
    return tuple(
        _contact(town, offers[received_on], number, received_on, random, venture_share)
        for number, received_on in enumerate(arrivals, start=first_id)
    )


def days_of_month(town: Town, first_day: date, open_days: int = OPEN_DAYS, months_before: int = 0) -> tuple[date, ...]:
    """The days of the desk on which the contacts of a month arrive; of an earlier one as in `month`."""
    if months_before:
        back = months_before * open_days
        earliest = first_day - timedelta(days=3 * back + 30)  # far enough: of three days at least one is open
        return bookable_days(earliest, first_day - timedelta(days=1), town)[-back:][:open_days]
    open_from_here = (day for day in working_days_from(first_day, town.holidays_in) if is_bookable_day(day, town))
    return tuple(islice(open_from_here, open_days))


def _contact(town: Town, offer: Catalogue, number: int, received_on: date, random: Random, venture_share: float) -> Case:
    (district,) = random.choices(town.districts, weights=[district.population for district in town.districts])
    venture, meetings = _matter(town, offer, random, venture_share)
    return Case(
        id=number,
        district=district.id,
        venture=venture,
        customer=Customer(f"Kundin/Kunde {number:04}", f"k{number:04}@kunde.example"),
        received_on=received_on,
        meetings=meetings,
    )


def _matter(town: Town, offer: Catalogue, random: Random, venture_share: float) -> tuple[str | None, tuple[RequiredMeeting, ...]]:
    """A venture's id and meetings, or None and the one meeting of a single consultation."""
    if random.random() < share_of_ventures(offer, venture_share):
        (venture,) = random.choices(offer.ventures, weights=[venture.weight for venture in offer.ventures])
        return venture.id, required_meetings(venture, town)
    (consultation,) = random.choices(offer.consultations, weights=[one.weight for one in offer.consultations])
    return None, single_meetings([(consultation.department, consultation.minutes)], town)


def share_of_ventures(offer: Catalogue, wanted: float) -> float:
    """The share of ventures among the contacts where both are offered; all or none where a town offers one kind alone."""
    if offer.ventures and offer.consultations:
        return wanted
    if not offer.ventures and not offer.consultations:
        raise InputError("Neither a venture nor a consultation is offered.", path="offers", advice="Maybe begin on another day.")
    return 1.0 if offer.ventures else 0.0
