"""Calendar files as answers: which appointments, for whom."""

from collections.abc import Sequence

from flask import Response

from api.desk import counter, desk, now
from scheduler.errors import NotFoundError
from scheduler.exports import Export
from scheduler.exports.booked import Booked, Recipient, recipients
from scheduler.plans import Appointment

CUSTOMER = "customer"


def calendar_response(export: Export, appointments: Sequence[Appointment], file_name: str, seat: str = CUSTOMER) -> Response:
    """The confirmed `appointments` as `export` writes them for the customer or a seat.

    Raises NotFoundError when there are none, or when `seat` comes to none of them.
    """
    if not appointments:
        raise NotFoundError("No appointment is booked here.", advice="Request a plan and confirm it.")
    ids = sorted({held.case for appointment in appointments for held in appointment.meetings})
    with desk().store.at_once():
        town, cases = desk().town_told(appointments[0].customer), tuple(desk().case(id_) for id_ in ids)
    booked = Booked(town, cases, tuple(appointments), counter().mailbox, now())
    content = export.render(booked, _recipient(booked, seat))
    disposition = f'attachment; filename="{file_name}.ics"'
    return Response(content, content_type=export.MEDIA_TYPE, headers={"Content-Disposition": disposition})


def _recipient(booked: Booked, seat: str) -> Recipient:
    wanted = None if seat == CUSTOMER else seat
    for recipient in recipients(booked):
        if recipient.seat == wanted:
            return recipient
    coming = [recipient.seat or CUSTOMER for recipient in recipients(booked)]
    raise NotFoundError(f'"{seat}" does not come to it.', path="recipient", value=seat, advice=f"Who comes: {', '.join(coming)}.")
