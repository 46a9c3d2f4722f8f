"""Replans: what has to change in what is booked, for all customers at once; proposed, then confirmed whole or not at all."""

from flask import url_for
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import AppointmentAnswer, GoalAnswer, OpenMeetingAnswer, goal_answers
from api.appointments import answered
from api.desk import desk, now, turn
from api.forms import ApplyForm, OptionalForm
from api.once import once
from api.problems import refusals
from api.versions import seen, tag
from scheduler.plans import Change, Replan
from scheduler.replans import confirm_replan, replan_of, request_replan
from scheduler.set_back import set_back_now

TAG = Tag(name="Replans", description="The calendar put right after the town has changed.")
api = APIBlueprint("replans", __name__, url_prefix="/api", abp_tags=[TAG])


class ReplanPath(BaseModel):
    replan_id: int = Field(ge=1)


class ReplanForm(OptionalForm):
    """What else is to be placed. Absences, closing days, hours and rooms are those of the town as it is now."""

    cases: list[int] = Field(default=[], max_length=1000, description="Urgent cases: their open meetings are placed along.")
    seconds: float | None = Field(default=None, ge=1, le=60, description="Null: as long as this service is set to.")


class ChangeAnswer(BaseModel):
    before: AppointmentAnswer
    after: AppointmentAnswer


class ReplanAnswer(BaseModel):
    """What became of what is booked. Each appointment is kept, reseated, moved, new or dropped."""

    id: int
    version: int
    status: str
    goals: list[GoalAnswer]
    kept: int = Field(description="How many stand as they are.")
    reseated: list[ChangeAnswer] = Field(description="Same place and time; others come, or the order is another.")
    moved: list[ChangeAnswer] = Field(description="The same entry in calendars, at another time or place.")
    new: list[AppointmentAnswer]
    dropped: list[AppointmentAnswer]
    unplaced: list[OpenMeetingAnswer]
    customers_told: int
    seconds: float


class SetBackAnswer(BaseModel):
    appointment: AppointmentAnswer
    because: list[str] = Field(description="In a sentence each what it lacks.")


class SetBacksAnswer(BaseModel):
    """What is booked and cannot stay as it is."""

    setbacks: list[SetBackAnswer]
    replan: str | None = Field(description="POST there proposes what to change; null where nothing is set back.")


@api.get(
    "/setbacks",
    operation_id="setbacks",
    summary="What is booked and cannot stay as it is",
    description=(
        "After an absence, a closing day, other hours or fewer rooms, or where what has to come before was cancelled or missed: "
        "by start, with the reasons."
    ),
    responses={200: SetBacksAnswer, **refusals()},
)
def setbacks():
    found = set_back_now(desk().store, now())
    listed = [SetBackAnswer(appointment=answered(one.appointment), because=list(one.because)) for one in found]
    answer = SetBacksAnswer(setbacks=listed, replan=url_for("replans.request") if found else None)
    return answer.model_dump(mode="json")


@api.post(
    "/replans",
    operation_id="request_replan",
    summary="Propose how to put right what is booked, with the fewest customers told",
    description="Nothing that is booked is changed by it. Give the town its absences and closing days first.",
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ReplanForm"}}}, "required": False},
    responses={201: ReplanAnswer, **refusals(409, 415)},
)
def request(body: ReplanForm):
    def propose() -> Replan:
        with turn():
            return request_replan(desk(), body.cases, now(), body.seconds)

    def answer(found: Replan):
        return _answer(found), 201, {"Location": url_for("replans.read", replan_id=found.id), **tag(found.version)}

    return once(propose, answer)


@api.get(
    "/replans/<int(max=2147483647):replan_id>",
    operation_id="replan",
    summary="A replan as it was proposed or confirmed",
    responses={200: ReplanAnswer, **refusals(404)},
)
def read(path: ReplanPath):
    found = replan_of(desk(), path.replan_id)
    return _answer(found).model_dump(mode="json"), 200, tag(found.version)


@api.post(
    "/replans/<int(max=2147483647):replan_id>/confirm",
    operation_id="confirm_replan",
    summary="Change what is booked as proposed, all of it or nothing",
    description="Refused with 409 when the town, the calendar or a case has moved. Confirming twice changes once.",
    request_body={
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApplyForm"}}},
        "required": False,
    },
    responses={200: ReplanAnswer, **refusals(404, 409, 412, 415, 428)},
)
def confirm(path: ReplanPath, body: ApplyForm):  # noqa: ARG001  says that nothing can be asked for
    version = seen()
    return once(
        lambda: confirm_replan(desk(), path.replan_id, now(), version), lambda found: (_answer(found), 200, tag(found.version))
    )


def _answer(found: Replan) -> ReplanAnswer:
    return ReplanAnswer(
        id=found.id or 0,
        version=found.version,
        status=found.status,
        goals=goal_answers(found.goals),
        kept=found.kept,
        reseated=list(map(_change, found.reseated)),
        moved=list(map(_change, found.moved)),
        new=list(map(answered, found.new)),
        dropped=list(map(answered, found.dropped)),
        unplaced=[OpenMeetingAnswer(case=one.case, meeting=one.meeting, reason=one.reason) for one in found.unplaced],
        customers_told=found.told,
        seconds=found.seconds,
    )


def _change(change: Change) -> ChangeAnswer:
    return ChangeAnswer(before=answered(change.before), after=answered(change.after))
