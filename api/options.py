"""Options: what the customer of a case can choose from, and what their preferences cost."""

from typing import Annotated

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import GoalAnswer, PlanAnswer, goal_answers
from api.cases import CASE, CasePath
from api.desk import desk, now, turn
from api.fields import Id
from api.forms import OptionalForm
from api.once import once
from api.plans import answered
from api.problems import refusals
from scheduler.options import Options, request_options
from scheduler.preferences import KNOWN, read_preference

api = APIBlueprint(
    "options", __name__, url_prefix="/api", abp_tags=[Tag(name="Options", description="Fewer appointments, or sooner done.")]
)

MOST_PREFERENCES = 5


class OptionsForm(OptionalForm):
    """How many different plans, and what the customer would rather have."""

    plans: int = Field(default=3, ge=1, le=10, description="How many of the best different plans, beside the front.")
    preferences: Annotated[list[Id], Field(max_length=MOST_PREFERENCES)] = Field(
        default=[], description=f"Of {', '.join(KNOWN)}.", examples=[["mornings", "not-before=09:00"]]
    )
    seconds: float | None = Field(default=None, ge=1, le=60, description="Null: as long as this service is set to.")


class OptionAnswer(BaseModel):
    """A plan to choose: confirm it, and it is booked."""

    on_front: bool = Field(description="True: with no more appointments nothing is done sooner.")
    rank: int | None = Field(description="Its place among the best different plans, from 1; null: not among them.")
    plan: PlanAnswer


class PreferenceAnswer(BaseModel):
    """What a preference costs by itself: its goals stand beside those `without`."""

    preference: str
    title: str
    kept: bool | None = Field(description="True: it leaves no more meetings unplaced. Null: not shown in the time there was.")
    goals: list[GoalAnswer]
    sentence: str


class OptionsAnswer(BaseModel):
    """All options, best first."""

    sentence: str = Field(examples=["3 Termine, fertig am 12. Mai; oder 4, fertig am 20. April"])
    options: list[OptionAnswer]
    preferences_kept: bool = Field(description="The options keep all preferences together; false: they keep none.")
    preferences: list[PreferenceAnswer]
    without: list[GoalAnswer] = Field(description="The goals of the best plan when nothing is preferred.")
    complete: bool = Field(description="False: the time was up before all were found.")


@api.post(
    f"{CASE}/options",
    operation_id="request_options",
    summary="Propose plans to choose from; nothing is booked yet",
    description=(
        "The front of appointments against delay, none of its plans dominated by another, and the best plans that differ in "
        "days, number of appointments or host. Each is a proposal that can be confirmed. The body may be left out."
    ),
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/OptionsForm"}}}, "required": False},
    responses={201: OptionsAnswer, **refusals(404, 409, 415)},
)
def request(path: CasePath, body: OptionsForm):
    preferences = [read_preference(word, f"preferences[{index}]") for index, word in enumerate(body.preferences)]

    def propose() -> Options:
        with turn():
            return request_options(desk(), path.case_id, now(), body.plans, preferences, body.seconds)

    return once(propose, lambda found: (_answer(found), 201, {}))


def _answer(found: Options) -> OptionsAnswer:
    return OptionsAnswer(
        sentence=found.sentence,
        options=[OptionAnswer(on_front=one.on_front, rank=one.rank, plan=answered(one.plan)) for one in found.options],
        preferences_kept=bool(found.kept),
        preferences=[
            PreferenceAnswer(
                preference=one.preference.word,
                title=one.preference.title,
                kept=one.kept,
                goals=goal_answers(one.goals),
                sentence=one.sentence,
            )
            for one in found.priced
        ],
        without=goal_answers(found.without),
        complete=found.complete,
    )
