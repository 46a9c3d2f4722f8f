"""Solve a problem file: `appointment-problem/1` in, `appointment-plan/1` out. Nothing is stored."""

from typing import Any

from flask import Response, request
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import RequestEntityTooLarge

from api.desk import desk, turn
from api.fields import Decimal, Digits
from api.problems import refusals

TAG = Tag(name="Problems", description="The solver alone.")
api = APIBlueprint("solve", __name__, url_prefix="/api", abp_tags=[TAG])

# Meetings times working days that a web request may ask for; larger files go to `lotse solve`, which may take its time.
LARGEST = 25_000

_ANY_OBJECT = {"application/json": {"schema": {"type": "object"}}}


class SolveQuery(BaseModel):
    """How long the solver may think, and from which seed."""

    model_config = ConfigDict(extra="forbid")

    seconds: Decimal | None = Field(default=None, ge=1, le=60, description="Left out: as long as this service is set to.")
    seed: Digits = Field(default=0, ge=0, le=1_000_000)


@api.post(
    "/solve",
    operation_id="solve",
    summary="Solve a problem file",
    description=f"The body is an appointment-problem/1 of docs/problem.md with at most {LARGEST} meetings times working days.",
    request_body={"content": _ANY_OBJECT, "required": True},
    responses={200: {"description": "The plan, appointment-plan/1", "content": _ANY_OBJECT}, **refusals(409, 415)},
)
def solve(query: SolveQuery) -> Response:
    problem = request.get_json()
    _refuse_above_limit(problem)
    with turn():
        plan = desk().solve_json(problem, seconds=query.seconds, seed=query.seed)
    return Response(plan, content_type="application/json")


def _refuse_above_limit(problem: Any) -> None:
    meetings, days = _size(problem)
    if meetings * days > LARGEST:
        raise RequestEntityTooLarge(
            f"The problem has {meetings} meetings x {days} working days = {meetings * days}; the limit here is {LARGEST}. "
            "Solve it with the command `lotse solve`."
        )


def _size(problem: Any) -> tuple[int, int]:
    """Meetings and working days; (0, 0) for what is no problem file: its reader says what is wrong with it."""
    try:
        return sum(len(case["meetings"]) for case in problem["cases"]), len(problem["working_days"])
    except (KeyError, TypeError):
        return 0, 0
