"""Appointments: look at one, fetch its invitation."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from api.answers import AppointmentAnswer, appointment_answer
from api.calendars import CUSTOMER, calendar_response
from api.desk import desk
from api.problems import refusals
from scheduler.exports import invite

api = APIBlueprint(
    "appointments", __name__, url_prefix="/api", abp_tags=[Tag(name="Appointments", description="What is booked.")]
)

APPOINTMENT = "/appointments/<int(max=2147483647):appointment_id>"


class AppointmentPath(BaseModel):
    appointment_id: int = Field(ge=1)


class RecipientQuery(BaseModel):
    """For whom: the customer, or the seat of an advisor or officer who comes."""

    model_config = ConfigDict(extra="forbid")

    recipient: str = Field(default=CUSTOMER, max_length=80, examples=["adv-hoerde"])


@api.get(
    APPOINTMENT,
    operation_id="show_appointment",
    summary="A confirmed appointment",
    responses={200: AppointmentAnswer, **refusals(404)},
)
def show_appointment(path: AppointmentPath):
    appointment = desk().appointment(path.appointment_id)
    cases = [desk().case(case_id) for case_id in sorted({held.case for held in appointment.meetings})]
    return appointment_answer(appointment, cases, desk().town_told(appointment.customer)).model_dump(mode="json")


@api.get(
    f"{APPOINTMENT}/invite.ics",
    operation_id="invitation",
    summary="The invitation to an appointment for one recipient",
    description="iCalendar, METHOD:REQUEST; the recipient is its only ATTENDEE.",
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}, **refusals(404)},
)
def invitation(path: AppointmentPath, query: RecipientQuery) -> Response:
    appointment = desk().appointment(path.appointment_id)
    return calendar_response(invite, [appointment], f"termin-{path.appointment_id}", query.recipient)
