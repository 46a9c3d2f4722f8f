"""Row <-> frozen value. Nothing else sees a row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from scheduler.cases import Case, Customer, Records, RequiredMeeting, Window
from scheduler.clock import BERLIN
from scheduler.lifecycle import TAKING
from scheduler.plans import Appointment, HeldMeeting, Transition
from scheduler.store.documents import from_document, to_document

Row = dict[str, Any]


def case_row(case: Case) -> Row:
    """The columns of `customer_case`, without the keys the store gives."""
    return {
        "district": case.district,
        "venture": case.venture,
        "received_on": case.received_on,
        "complete_on": case.complete_on,
        "customer_windows": to_document(case.customer_windows),
        "records": to_document(case.records),
        "version": case.version,
    }


def case_of(row: RowMapping, meetings: Iterable[RowMapping]) -> Case:
    """`row`: of `customer_case`, with the customer's own; `meetings` are the rows of `required_meeting`, in order."""
    return Case(
        id=row["id"],
        district=row["district"],
        venture=row["venture"],
        customer=Customer(row["name"], row["email"], row["language"], row["postal_address"]),
        received_on=row["received_on"],
        meetings=tuple(from_document(RequiredMeeting, meeting["document"]) for meeting in meetings),
        customer_windows=from_document(tuple[Window, ...] | None, row["customer_windows"]),  # type: ignore[arg-type]
        complete_on=row["complete_on"],
        records=from_document(Records, row["records"] or {}),
        version=row["version"],
    )


def required_meeting_rows(case_id: int, meetings: Iterable[RequiredMeeting]) -> list[Row]:
    return [
        {"case_id": case_id, "id": meeting.id, "position": position, "document": to_document(meeting)}
        for position, meeting in enumerate(meetings)
    ]


def appointment_row(appointment: Appointment) -> Row:
    """The columns of `appointment`, without the keys of customer and plan."""
    return {
        "uid": appointment.uid,
        "sequence": appointment.sequence,
        "place": appointment.place,
        "advisor": appointment.advisor,
        "starts_at": appointment.start,
        "ends_at": appointment.end,
        "status": appointment.status,
        "version": appointment.version,
        "active": appointment.status in TAKING,
    }


def held_meeting_rows(appointment_id: int, meetings: Iterable[HeldMeeting]) -> list[Row]:
    return [
        {
            "appointment_id": appointment_id,
            "case_id": held.case,
            "meeting_id": held.meeting,
            "starts_at": held.start,
            "ends_at": held.end,
            "seats": list(held.seats),
            "active": False,  # with its appointment, see `guards`
        }
        for held in meetings
    ]


def appointment_of(row: RowMapping, email: str, meetings: Iterable[RowMapping]) -> Appointment:
    """`meetings` are the rows of `held_meeting`, by start."""
    return Appointment(
        id=row["id"],
        customer=email,
        place=row["place"],
        advisor=row["advisor"],
        start=_berlin(row["starts_at"]),
        end=_berlin(row["ends_at"]),
        meetings=tuple(map(held_meeting_of, meetings)),
        uid=row["uid"],
        sequence=row["sequence"],
        status=row["status"],
        version=row["version"],
    )


def held_meeting_of(row: RowMapping) -> HeldMeeting:
    return HeldMeeting(
        case=row["case_id"],
        meeting=row["meeting_id"],
        start=_berlin(row["starts_at"]),
        end=_berlin(row["ends_at"]),
        seats=tuple(row["seats"]),
    )


def transition_of(row: RowMapping) -> Transition:
    return Transition(row["version"], row["was"], row["became"], row["by"], _berlin(row["at"]))


def _berlin(instant: datetime) -> datetime:
    return instant.astimezone(BERLIN)
