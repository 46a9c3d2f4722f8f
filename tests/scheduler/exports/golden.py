"""The golden calendar files: what stands in fixtures/invites, and the way to write them anew.

`python -m tests.scheduler.exports.golden` overwrites them; read the difference before you commit it.
"""

from dataclasses import replace
from datetime import date
from email import policy
from pathlib import Path

from scheduler.exports import case_calendar, invite
from scheduler.exports.booked import Addresses, Recipient, recipients
from scheduler.exports.note import CHANGED, NEW, REFUSED, REMINDS, TAKEN_BACK, note_of
from scheduler.letters import CANCEL, DECLINECOUNTER, REMINDER, REQUEST, Letter
from scheduler.mail import mail
from scheduler.mailbox import Mailbox
from tests.scheduler.exports.bookings import STAMP, alone, booked, combined

FOLDER = Path(__file__).parents[3] / "fixtures" / "invites"
MAILS = FOLDER.with_name("mails")


def files() -> dict[str, bytes]:
    """File name -> bytes as the exports write them now."""
    made = {}
    for stem, appointment in (("combined", combined()), ("alone", alone()), ("moved", combined(sequence=1))):
        sheet = booked(appointment)
        for recipient in recipients(sheet):
            made[f"{stem}-{recipient.seat or 'customer'}.ics"] = invite.render(sheet, recipient)
    case = booked(combined(), alone())
    made["case-17.ics"] = case_calendar.render(case, recipients(case)[0])
    return made


def mails() -> dict[str, bytes]:
    """File name -> a mail as it goes out now: one of each kind to the customer, one to a guest in English, one to a seat."""
    made, before = {}, combined(date(2026, 3, 5))
    sheet = replace(booked(combined(sequence=1)), addresses=Addresses(*(f"https://termine.example/{one}" for one in "abc")))
    customer, _, officer, _ = recipients(sheet)
    guest = Recipient(Mailbox("Architekturbüro", "plan@kunde.example"), guest="guest.1", language="en")
    for name, kind, method, who in (
        ("new", NEW, REQUEST, customer),
        ("changed", CHANGED, REQUEST, customer),
        ("cancelled", TAKEN_BACK, CANCEL, customer),
        ("reminder", REMINDS, REMINDER, customer),
        ("refused", REFUSED, DECLINECOUNTER, customer),
        ("guest-en", NEW, REQUEST, guest),
        ("officer", NEW, REQUEST, officer),
    ):
        letter = Letter(who.guest or who.seat or "customer", method, sheet.appointments[0])
        note = note_of(
            kind, sheet, who, before if kind == CHANGED else None, "Die Halle ist dann belegt." if kind == REFUSED else None
        )
        made[f"{name}.eml"] = mail(letter, note, sheet, who, STAMP).as_bytes(policy=policy.SMTP)
    return made


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_bytes(content)
    for name, content in mails().items():
        (MAILS / name).write_bytes(content)
