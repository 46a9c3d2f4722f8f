"""A small desk with appointments that were really planned, booked and mailed, for answers to them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from scheduler.mail import MailServer
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.plans import Appointment
from scheduler.sending import Sender
from scheduler.store.store import Store
from scheduler.ventures import catalogue
from tests import builders
from tests.inbox import Inbox
from tests.invitations.readers import Read, by_icalendar
from tests.invitations.reference import content_of

DESK = Mailbox("Lotse", "termine@lotse.example")
LATER = builders.NOW + timedelta(hours=1)


@dataclass
class Asked:
    """A desk with `count` customers who have one appointment each, by customer."""

    desk: Desk
    store: Store
    inbox: Inbox
    server: MailServer
    appointments: list[Appointment]

    def send(self, at: datetime = LATER) -> list[EmailMessage]:
        """What was sent just now."""
        before = len(self.inbox.mails)
        Sender(self.store, self.server, DESK, lambda: at).send_due()
        return self.inbox.mails[before:]

    def invitation(self, appointment: Appointment) -> Read:
        """The customer's newest, as their program reads it."""
        mails = [mail for mail in self.inbox.mails if mail["To"] == appointment.customer]
        return by_icalendar(content_of(mails[-1]))

    def now(self, appointment: Appointment) -> Appointment:
        return self.desk.appointment(appointment.id or 0)


def booked_desk(store: Store, inbox: Inbox, server: MailServer, count: int) -> Asked:
    desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=5.0)
    hours = replace(builders.town().limits, horizon_working_days=60)
    desk.seed_town(builders.town(limits=hours), builders.NOW)
    found = []
    for number in range(count):
        with store.transaction() as books:
            case = books.open_case(builders.case(builders.meeting(), email=f"k{number:04d}@kunde.example"))
        plan = desk.request_plan(case.id, builders.NOW)
        (one,) = desk.confirm(plan.id or 0, builders.NOW).appointments
        found.append(one)
    return Asked(desk, store, inbox, server, found)
