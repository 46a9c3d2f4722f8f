"""Placing by hand: try a meeting of a proposal at another time or place."""

from datetime import datetime

from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from api.answers import AppointmentAnswer, PlanAnswer, appointment_answer
from api.desk import desk, now
from api.fields import Id, Moment
from api.forms import Form
from api.once import once
from api.plans import PLAN, TAG, PlanPath, answered, located
from api.problems import refusals
from scheduler.moves import Move, Tried, try_move

api = APIBlueprint("moves", __name__, url_prefix="/api", abp_tags=[TAG])


class MoveForm(Form):
    """Which meeting goes where. It leaves its appointment, joins the one of that day at that place, or becomes one."""

    case: int = Field(ge=1, description="One of the plan's cases.")
    meeting: Id = Field(examples=["bauordnung"])
    start: Moment = Field(examples=["2026-03-05T10:00+01:00"])
    place: Id | None = Field(default=None, description="Null: where the meeting is now.", examples=["haus"])
    propose: bool = Field(default=False, description="Store the plan after the move as a proposal, if it breaks nothing.")


class BrokenAnswer(BaseModel):
    """A rule the move breaks: its name, its title, and what the referee found."""

    rule: str = Field(examples=["staff"])
    title: str
    detail: str


class NearestAnswer(BaseModel):
    """The nearest lawful start of the meeting, all others as they stand, and the appointment it would be in."""

    start: datetime
    end: datetime
    seats: list[str]
    appointment: AppointmentAnswer


class MoveAnswer(BaseModel):
    """What the move breaks; an empty list: it is lawful. Nothing is booked."""

    broken: list[BrokenAnswer]
    plan: PlanAnswer = Field(description="The plan after the move; its id is null unless it was stored.")
    nearest: NearestAnswer | None = Field(description="Null: no place is lawful while all others stand.")


@api.post(
    f"{PLAN}/moves",
    operation_id="try_move",
    summary="Try a meeting of a proposal at another time or place",
    description="200: tried, nothing is stored. 201: the plan after the move is a proposal of its own and can be confirmed.",
    responses={200: MoveAnswer, 201: MoveAnswer, **refusals(404, 409, 415)},
)
def move(path: PlanPath, body: MoveForm):
    asked = Move(body.case, body.meeting, body.start, body.place)

    def answer(tried: Tried):
        return (_answer(tried), 200, {}) if tried.plan.id is None else (_answer(tried), 201, located(tried.plan))

    return once(lambda: try_move(desk(), path.plan_id, asked, now(), body.propose), answer)


def _answer(tried: Tried) -> MoveAnswer:
    return MoveAnswer(
        broken=[BrokenAnswer(rule=one.rule, title=one.title, detail=one.detail) for one in tried.broken],
        plan=answered(tried.plan),
        nearest=_nearest(tried),
    )


def _nearest(tried: Tried) -> NearestAnswer | None:
    if tried.nearest is None:
        return None
    whole, held = tried.nearest
    cases = [desk().case(case_id) for case_id in tried.plan.cases]
    return NearestAnswer(
        start=held.start,
        end=held.end,
        seats=list(held.seats),
        appointment=appointment_answer(whole, cases, desk().town_told(tried.plan.customer)),
    )
