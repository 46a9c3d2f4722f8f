"""What an export is made from: confirmed appointments, whom they are for, and who writes. Frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scheduler.cases import Case, RequiredMeeting
from scheduler.mailbox import Mailbox
from scheduler.plans import Appointment, HeldMeeting
from scheduler.town import Place, Town


@dataclass(frozen=True)
class Recipient:
    """Who gets a file. `seat` None: the customer, or a `guest` of theirs (`invited.Guest.key`); else an advisor or officer, by
    the seat. `language`: de or en.
    """

    mailbox: Mailbox
    seat: str | None = None
    guest: str | None = None
    language: str = "de"


@dataclass(frozen=True)
class Addresses:
    """The pages of one recipient of one appointment, as signed links; None: they may not do that."""

    answer: str
    cancel: str | None = None
    another_time: str | None = None


@dataclass(frozen=True)
class Booked:
    """Confirmed appointments of one customer with all that is needed to write about them.

    `cases` hold every case the appointments' meetings belong to. `desk` is the mailbox that invites: the organizer,
    the same for an appointment's whole life. `stamp` is the moment of writing (aware); nothing here reads a clock.
    `addresses`: None where there are no pages to link to.
    """

    town: Town
    cases: tuple[Case, ...]
    appointments: tuple[Appointment, ...]
    desk: Mailbox
    stamp: datetime
    addresses: Addresses | None = None

    def case(self, case_id: int) -> Case:
        return next(case for case in self.cases if case.id == case_id)

    def required(self, held: HeldMeeting) -> RequiredMeeting:
        return next(meeting for meeting in self.case(held.case).meetings if meeting.id == held.meeting)

    def place(self, appointment: Appointment) -> Place:
        return self.town.place_by_id[appointment.place]


class Export(Protocol):
    """What every module in EXPORTS offers."""

    @property
    def NAME(self) -> str: ...

    @property
    def MEDIA_TYPE(self) -> str: ...

    def render(self, booked: Booked, recipient: Recipient) -> bytes: ...


def customer(booked: Booked) -> Recipient:
    """The customer, as the first of the cases names them."""
    who = booked.cases[0].customer
    return Recipient(Mailbox(who.name, who.email), language=who.language)


def recipients(booked: Booked) -> tuple[Recipient, ...]:
    """Everybody who comes to any of the appointments, each once: customer, hosting advisors, officers by time."""
    seats = dict.fromkeys(seat for appointment in booked.appointments for seat in seats_of(appointment))
    email = booked.town.email_by_seat
    return (customer(booked), *(Recipient(Mailbox(seat, email[seat]), seat) for seat in seats))


def seats_of(appointment: Appointment) -> Iterator[str]:
    """The hosting advisor, then the officers in the order of their meetings."""
    if appointment.advisor is not None:
        yield appointment.advisor
    for held in in_order(appointment):
        yield from held.seats


def in_order(appointment: Appointment) -> list[HeldMeeting]:
    return sorted(appointment.meetings, key=lambda held: (held.start, held.end, held.case, held.meeting))


def own_meetings(appointment: Appointment, seat: str | None) -> list[HeldMeeting]:
    """The meetings `seat` sits in; all of them for the customer and the hosting advisor."""
    if seat is None or seat == appointment.advisor:
        return in_order(appointment)
    own = [held for held in in_order(appointment) if seat in held.seats]
    if not own:
        raise ValueError(f"{seat!r} does not come to the appointment {appointment.uid}.")
    return own
