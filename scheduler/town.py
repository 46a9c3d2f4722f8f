"""A town: who sits where and when. Frozen values; a what-if is a `dataclasses.replace` of one.

Seats, not people: an advisor or officer is a seat (`adv-hoerde`) with a mailbox, whoever holds it today.
"""

from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property


@dataclass(frozen=True)
class Department:
    """A body a customer must speak to. `bring`: what the customer brings to a meeting there.

    `own_place`: an external body's own door (a place id), None for a department met in the house. `joins_house`: the
    town's agreement that this external body also sits in the house on joint days. `by_advisor`: the advisor alone
    handles it, as their own consultation or by taking the papers in; no officer sits there.
    """

    id: str
    code: str
    title: str
    bring: tuple[str, ...] = ()
    own_place: str | None = None
    joins_house: bool = False
    by_advisor: bool = False


@dataclass(frozen=True)
class Place:
    """Where appointments are held; `rooms` None: no limit; `hosted` False: the customer goes there alone.

    `directions`: how to get there, in a sentence. `link` (https): held by video; `telephone`: held by telephone.
    """

    id: str
    title: str
    address: str
    rooms: int | None = None
    travel_minutes: int = 0
    hosted: bool = True
    directions: str = ""
    link: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Hours:
    """A weekly Sprechzeit: `weekday` 0 is Monday; `place` None: wherever needed."""

    weekday: int
    start: time
    end: time
    place: str | None = None


@dataclass(frozen=True)
class Advisor:
    """A Lotse's seat: hosts appointments. `hours_name`: what the town's file calls these hours."""

    id: str
    email: str
    hours: tuple[Hours, ...]
    hours_name: str = ""


@dataclass(frozen=True)
class Officer:
    """A department's seat: fills the needs of its departments."""

    id: str
    departments: tuple[str, ...]
    email: str
    hours: tuple[Hours, ...]
    hours_name: str = ""


@dataclass(frozen=True)
class District:
    """A Stadtbezirk with its one fixed contact and the deputies, in order. `population` weighs its share of contacts."""

    id: str
    title: str
    advisor: str
    deputies: tuple[str, ...]
    population: int = 1


@dataclass(frozen=True)
class Absence:
    """Days on which a seat is empty, both inclusive. No reason is stored."""

    seat: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Limits:
    """The town's own rules for planning; units in the names."""

    grid_minutes: int
    max_appointment_minutes: int
    max_wait_minutes: int
    deputy_days: int
    notice_working_days: int
    horizon_working_days: int


@dataclass(frozen=True)
class OwnMinutes:
    """How long a meeting takes in this town; `offer` is a venture or a consultation of the catalogue."""

    offer: str
    department: str
    minutes: int


@dataclass(frozen=True)
class Town:
    """Everything about a town that planning needs. `closing_days` are closed beyond the public holidays.

    `holidays_in`: ISO 3166-2 (`DE-NW`). `house` and `on_site` are the place ids of the joint appointments and of
    inspections at the business. `quality_mark`: it gave the mark's promises, so they bind. `offers`: ids of the ventures and
    consultations it offers, None: all of the catalogue.
    `sources`: where its figures come from, each with the path of the table it stands at (`places[2]`, `hours.core`).
    """

    id: str
    title: str
    timezone: str
    holidays_in: str
    limits: Limits
    departments: tuple[Department, ...]
    places: tuple[Place, ...]
    advisors: tuple[Advisor, ...]
    officers: tuple[Officer, ...]
    districts: tuple[District, ...]
    absences: tuple[Absence, ...] = ()
    closing_days: tuple[date, ...] = ()
    house: str = "house"
    on_site: str = "on-site"
    quality_mark: bool = True
    offers: tuple[str, ...] | None = None
    own_minutes: tuple[OwnMinutes, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    @cached_property
    def department_by_id(self) -> dict[str, Department]:
        return {department.id: department for department in self.departments}

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def district_by_id(self) -> dict[str, District]:
        return {district.id: district for district in self.districts}

    @cached_property
    def email_by_seat(self) -> dict[str, str]:
        return {seat.id: seat.email for seat in (*self.advisors, *self.officers)}

    def remembering(self, older: "Town") -> "Town":
        """This town with the departments, places and seats that only an older version of it has: what customers were told."""
        return replace(
            self,
            departments=(*self.departments, *(one for one in older.departments if one.id not in self.department_by_id)),
            places=(*self.places, *(one for one in older.places if one.id not in self.place_by_id)),
            advisors=(*self.advisors, *(one for one in older.advisors if one.id not in self.email_by_seat)),
            officers=(*self.officers, *(one for one in older.officers if one.id not in self.email_by_seat)),
        )
