"""Appointments: look at one and at its history, fetch its invitation, say what became of it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from api.answers import AppointmentAnswer, appointment_answer
from api.calendars import CUSTOMER, calendar_response
from api.desk import desk, now
from api.fields import Id, Moment
from api.forms import Form
from api.once import once
from api.problems import refusals
from api.versions import seen, tag
from scheduler import standing
from scheduler.booking import Asked
from scheduler.exports import invite
from scheduler.lifecycle import CUSTOMER as CUSTOMER_HAND
from scheduler.lifecycle import OFFICE, TOLD
from scheduler.plans import Appointment

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


class HandForm(Form):
    """Who does it."""

    by: Id = Field(description=f'"{CUSTOMER_HAND}", "{OFFICE}" or a seat of the town.', examples=["adv-hoerde"])


class MoveAppointmentForm(HandForm):
    """Where to."""

    start: Moment = Field(examples=["2026-03-05T10:00+01:00"])
    place: Id | None = Field(default=None, description="Null: where it is now.", examples=["haus"])


class TransitionAnswer(BaseModel):
    """One change: `version` is the one it made; `was` null: the appointment was entered."""

    version: int
    was: str | None
    became: str
    by: str
    at: datetime


class HistoryAnswer(BaseModel):
    appointment: int
    transitions: list[TransitionAnswer]


@api.get(
    APPOINTMENT,
    operation_id="show_appointment",
    summary="An appointment",
    responses={200: AppointmentAnswer, **refusals(404)},
)
def show_appointment(path: AppointmentPath):
    with desk().store.at_once():
        appointment = desk().appointment(path.appointment_id)
        return answered(appointment).model_dump(mode="json"), 200, tag(appointment.version)


@api.get(
    f"{APPOINTMENT}/history",
    operation_id="history",
    summary="What became of an appointment, by whom and when",
    responses={200: HistoryAnswer, **refusals(404)},
)
def show_history(path: AppointmentPath):
    found = [TransitionAnswer(**asdict(one)) for one in standing.history(desk().store, path.appointment_id)]
    return HistoryAnswer(appointment=path.appointment_id, transitions=found).model_dump(mode="json")


@api.post(
    f"{APPOINTMENT}/cancel",
    operation_id="cancel",
    summary="Give an appointment up before it begins",
    description="Who comes is free, and its meetings are open again: request a new plan for them.",
    responses={200: AppointmentAnswer, **refusals(404, 409, 412, 415, 428)},
)
def cancel(path: AppointmentPath, body: HandForm):
    return _change(lambda asked: standing.cancel(desk().store, path.appointment_id, asked), body)


@api.post(
    f"{APPOINTMENT}/took-place",
    operation_id="took_place",
    summary="Record that an appointment was held",
    responses={200: AppointmentAnswer, **refusals(404, 409, 412, 415, 428)},
)
def took_place(path: AppointmentPath, body: HandForm):
    return _change(lambda asked: standing.took_place(desk().store, path.appointment_id, asked), body)


@api.post(
    f"{APPOINTMENT}/no-show",
    operation_id="no_show",
    summary="Record that the customer did not come",
    description="Its meetings are open again: request a new plan for them.",
    responses={200: AppointmentAnswer, **refusals(404, 409, 412, 415, 428)},
)
def no_show(path: AppointmentPath, body: HandForm):
    return _change(lambda asked: standing.no_show(desk().store, path.appointment_id, asked), body)


@api.post(
    f"{APPOINTMENT}/move",
    operation_id="move",
    summary="Move an appointment, with who comes, to another start or place",
    description="The same entry in everybody's calendar, with the next sequence. Refused with 409 and every rule it would break.",
    responses={200: AppointmentAnswer, **refusals(404, 409, 412, 415, 428)},
)
def move(path: AppointmentPath, body: MoveAppointmentForm):
    def use(asked: Asked) -> Appointment:
        return standing.move(desk().store, desk().world, path.appointment_id, body.start, asked, body.place)

    return _change(use, body)


def _change(use: Callable[[Asked], Appointment], body: HandForm) -> Response:
    asked = Asked(body.by, now(), seen())
    return once(lambda: use(asked), lambda one: (answered(one), 200, tag(one.version)))


def answered(appointment: Appointment) -> AppointmentAnswer:
    """With the titles of its cases and of the town as its customer knows it."""
    with desk().store.at_once():
        cases = [desk().case(case_id) for case_id in sorted({held.case for held in appointment.meetings})]
        return appointment_answer(appointment, cases, desk().town_told(appointment.customer))


@api.get(
    f"{APPOINTMENT}/invite.ics",
    operation_id="invitation",
    summary="The invitation to an appointment for one recipient",
    description="iCalendar, METHOD:REQUEST; the recipient is its only ATTENDEE.",
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}, **refusals(404)},
)
def invitation(path: AppointmentPath, query: RecipientQuery) -> Response:
    appointment = desk().appointment(path.appointment_id)
    stands = [appointment] if appointment.status in TOLD else []
    return calendar_response(invite, stands, f"termin-{path.appointment_id}", query.recipient)
