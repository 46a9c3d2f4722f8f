"""What the invited answer, whom they bring along, letters on paper, and wishes for another time."""

from dataclasses import asdict
from datetime import datetime

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import AppointmentAnswer
from api.appointments import APPOINTMENT, AppointmentPath, HandForm, answered
from api.desk import counter, desk, now, turn
from api.fields import OneLine
from api.once import once
from api.problems import refusals
from scheduler import guests, wishes
from scheduler.booking import Asked
from scheduler.errors import Conflict
from scheduler.exports import paper
from scheduler.invited import Guest, Wish
from scheduler.lifecycle import CUSTOMER
from scheduler.plans import Appointment
from scheduler.writing import written

api = APIBlueprint(
    "invited", __name__, url_prefix="/api", abp_tags=[Tag(name="Invited", description="Answers, guests, wishes, letters.")]
)

WISH = "/wishes/<int(max=2147483647):wish_id>"
LETTER = "/letters/<int(max=2147483647):letter_id>"


class WishPath(BaseModel):
    wish_id: int = Field(ge=1)


class LetterPath(BaseModel):
    letter_id: int = Field(ge=1)


class GuestPath(AppointmentPath):
    guest_id: int = Field(ge=1)


class GuestForm(HandForm):
    """Somebody the customer brings along."""

    name: OneLine
    email: OneLine = Field(description="Exactly one address.", examples=["architektur@kunde.example"])
    language: str = Field(default="de", max_length=2, description="de or en.")


class ChoiceForm(HandForm):
    """Which option, from 1."""

    option: int = Field(ge=1, le=100)


class ReasonForm(HandForm):
    """Why the appointment stands."""

    reason: OneLine


class GuestAnswer(BaseModel):
    id: int
    appointment: int
    name: str
    email: str
    language: str


class ParticipationAnswer(BaseModel):
    """What one who was invited says now. `state` null: nothing yet."""

    recipient: str = Field(description='"customer", a seat, or "guest." with its number.')
    sequence: int = Field(description="What they were told last.")
    state: str | None = Field(description="accepted, tentative, declined or countered.")
    noted_at: datetime | None
    way: str | None = Field(description="mail or page.")


class AnswersAnswer(BaseModel):
    appointment: int
    answers: list[ParticipationAnswer]
    guests: list[GuestAnswer]


class WishOptionAnswer(BaseModel):
    """The appointment as it could stand instead."""

    number: int
    place: str
    advisor: str | None
    start: datetime
    end: datetime


class WishAnswer(BaseModel):
    """That a customer would rather come at another time. `options` null: not worked out yet."""

    id: int
    appointment: int
    sequence: int
    kind: str = Field(description="declined, counter or another_time.")
    state: str = Field(description="open, moved, refused, cancelled or overtaken.")
    made_at: datetime
    asked_start: datetime | None
    asked_end: datetime | None
    note: str
    reason: str | None
    settled_by: str | None
    options: list[WishOptionAnswer] | None


class WishesAnswer(BaseModel):
    wishes: list[WishAnswer]


class LetterAnswer(BaseModel):
    id: int
    appointment: int
    method: str
    since: datetime


class LettersAnswer(BaseModel):
    letters: list[LetterAnswer]


@api.get(
    f"{APPOINTMENT}/answers",
    operation_id="answers",
    summary="Who was invited to an appointment, and what they say",
    responses={200: AnswersAnswer, **refusals(404)},
)
def show_answers(path: AppointmentPath):
    with desk().store.reading() as reading:
        one = reading.appointment(path.appointment_id)
        there, found = reading.guests(path.appointment_id), []
        for key in sorted(reading.readers_of(path.appointment_id), key=lambda key: (key != CUSTOMER, key)):
            told = reading.told(one.id or 0, key)
            if told is None or told.method == "CANCEL":
                continue
            said = reading.answer_of(one.id or 0, key, told.appointment.sequence)
            found.append(
                ParticipationAnswer(
                    recipient=key,
                    sequence=told.appointment.sequence,
                    state=said.state if said else None,
                    noted_at=said.noted_at if said else None,
                    way=said.way if said else None,
                )
            )
    answer = AnswersAnswer(appointment=path.appointment_id, answers=found, guests=[_guest(one) for one in there])
    return answer.model_dump(mode="json")


@api.post(
    f"{APPOINTMENT}/guests",
    operation_id="add_guest",
    summary="Invite a guest of the customer to an appointment",
    responses={201: GuestAnswer, **refusals(404, 409, 415)},
)
def add_guest(path: AppointmentPath, body: GuestForm):
    asked = Asked(body.by, now())
    return once(
        lambda: guests.add(desk().store, path.appointment_id, body.name, body.email, body.language, asked),
        lambda guest: (_guest(guest), 201, {}),
    )


@api.post(
    f"{APPOINTMENT}/guests/<int(max=2147483647):guest_id>/remove",
    operation_id="remove_guest",
    summary="Tell a guest that they need not come",
    responses={200: GuestAnswer, **refusals(404, 409, 415)},
)
def remove_guest(path: GuestPath, body: HandForm):
    asked = Asked(body.by, now())
    return once(
        lambda: guests.remove(desk().store, path.appointment_id, path.guest_id, asked), lambda guest: (_guest(guest), 200, {})
    )


@api.get("/wishes", operation_id="wishes", summary="Open wishes for another time", responses={200: WishesAnswer, **refusals()})
def show_wishes():
    with desk().store.reading() as reading:
        found = reading.open_wishes()
    return WishesAnswer(wishes=[_wish(one) for one in found]).model_dump(mode="json")


@api.get(WISH, operation_id="wish", summary="A wish for another time", responses={200: WishAnswer, **refusals(404)})
def show_wish(path: WishPath):
    with desk().store.reading() as reading:
        return _wish(reading.wish(path.wish_id)).model_dump(mode="json")


@api.post(
    f"{WISH}/options",
    operation_id="work_out_options",
    summary="Work out when the appointment could be instead",
    responses={200: WishAnswer, **refusals(404, 409, 415)},
)
def work_out(path: WishPath):
    def use() -> Wish:
        with turn():
            return wishes.work_out(desk(), path.wish_id, now())

    return once(use, lambda wish: (_wish(wish), 200, {}))


@api.post(
    f"{WISH}/choose",
    operation_id="choose_option",
    summary="Move the appointment to one of the options",
    description="The same entry in everybody's calendar, with the next sequence.",
    responses={200: AppointmentAnswer, **refusals(404, 409, 415)},
)
def choose(path: WishPath, body: ChoiceForm):
    asked = Asked(body.by, now())

    def answer(done: tuple[Wish, Appointment]):
        return answered(done[1]), 200, {}

    return once(lambda: wishes.choose(desk(), path.wish_id, body.option, asked), answer)


@api.post(
    f"{WISH}/refuse",
    operation_id="refuse_wish",
    summary="Let the appointment stand, and tell the customer why",
    responses={200: WishAnswer, **refusals(404, 409, 415)},
)
def refuse(path: WishPath, body: ReasonForm):
    asked = Asked(body.by, now())
    return once(lambda: wishes.refuse(desk().store, path.wish_id, body.reason, asked), lambda wish: (_wish(wish), 200, {}))


@api.get("/letters", operation_id="letters", summary="Letters to print and post", responses={200: LettersAnswer, **refusals()})
def show_letters():
    with desk().store.reading() as reading:
        found = reading.paper_letters()
    letters = [
        LetterAnswer(id=one.id, appointment=one.letter.appointment.id or 0, method=one.letter.method, since=one.since)
        for one in found
    ]
    return LettersAnswer(letters=letters).model_dump(mode="json")


@api.get(
    f"{LETTER}/letter.pdf",
    operation_id="letter",
    summary="A letter as PDF",
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}, **refusals(404)},
)
def letter_pdf(path: LetterPath) -> Response:
    with desk().store.reading() as reading:
        posted = reading.letter(path.letter_id)
    links = counter().links
    letter = written(desk().store, posted, counter().mailbox, links if links.base else None)
    headers = {"Content-Disposition": f'attachment; filename="brief-{path.letter_id}.pdf"'}
    return Response(paper.as_pdf(letter.note, letter.booked, posted.since), content_type=paper.MEDIA_TYPE, headers=headers)


@api.post(
    f"{LETTER}/posted",
    operation_id="letter_posted",
    summary="Record that a letter was printed and posted",
    responses={200: LettersAnswer, **refusals(404, 409, 415)},
)
def letter_posted(path: LetterPath):
    def use() -> None:
        if not desk().store.change(lambda books: books.note_printed(path.letter_id)):
            raise Conflict([f"Letter {path.letter_id} is not to be printed."], advice="GET /api/letters lists those that are.")

    return once(use, lambda _none: (LettersAnswer(letters=[]), 200, {}))


def _guest(one: Guest) -> GuestAnswer:
    return GuestAnswer(**asdict(one))


def _wish(one: Wish) -> WishAnswer:
    return WishAnswer(
        id=one.id,
        appointment=one.appointment,
        sequence=one.sequence,
        kind=one.kind,
        state=one.state,
        made_at=one.made_at,
        asked_start=one.asked.start if one.asked else None,
        asked_end=one.asked.end if one.asked else None,
        note=one.note,
        reason=one.reason,
        settled_by=one.settled_by,
        options=None
        if one.options is None
        else [
            WishOptionAnswer(number=number, place=each.place, advisor=each.advisor, start=each.start, end=each.end)
            for number, each in enumerate(one.options, start=1)
        ],
    )
