"""The deadlines of a case, and the days they are counted from: look at them, record them."""

from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.cases import CASE, CasePath
from api.desk import desk, now
from api.fields import Day, Id
from api.forms import Form
from api.problems import refusals
from api.versions import seen, tag
from scheduler.cases import Case, ClockRecord, Pause
from scheduler.deadline_report import Line, report
from scheduler.recording import Recording, record

api = APIBlueprint(
    "deadlines", __name__, url_prefix="/api", abp_tags=[Tag(name="Deadlines", description="By when, and by which word.")]
)


class PauseForm(Form):
    """Days on which the authorities waited, both counted in; `until` null while it lasts."""

    since: Day
    until: Day | None = None
    reason: Id = Field(examples=["missing-papers"])


class ClockForm(Form):
    """What is known of one deadline where the days of the whole case do not say it."""

    rule: Id = Field(examples=["gewerbeerlaubnis-fiktion"])
    started_on: Day | None = Field(default=None, description="The day of this deadline's own event.")
    extended_to: Day | None = Field(default=None, description="The last day the authority told the customer, once.")
    extension_told_on: Day | None = None
    done_on: Day | None = Field(default=None, description="What the deadline demands was done.")


class RecordingForm(Form):
    """Days to record. What is left out stays as it is; null means: not known; lists are replaced whole."""

    complete_on: Day | None = None
    applied_on: Day | None = None
    opens_on: Day | None = None
    pauses: list[PauseForm] = Field(default=[], max_length=100)
    clocks: list[ClockForm] = Field(default=[], max_length=100)

    def recording(self) -> Recording:
        return Recording(
            told=frozenset(self.model_fields_set),
            complete_on=self.complete_on,
            applied_on=self.applied_on,
            opens_on=self.opens_on,
            pauses=tuple(Pause(**pause.model_dump()) for pause in self.pauses),
            clocks=tuple(ClockRecord(**clock.model_dump()) for clock in self.clocks),
        )


class PauseAnswer(BaseModel):
    since: date
    until: date | None
    reason: str


class ClockAnswer(BaseModel):
    rule: str
    started_on: date | None
    extended_to: date | None
    extension_told_on: date | None
    done_on: date | None


class LineAnswer(BaseModel):
    """One deadline. `last_day` is inclusive; `pauses` are those that touched it; `warnings` most of the time empty."""

    rule: str
    title: str
    kind: str = Field(description="promise, statute, fiction, duty or maximum_age.")
    reference: str
    sure: str
    event: str = Field(description="What sets it going.")
    state: str = Field(description="passed, running, paused, waiting (for its event) or done.")
    meeting: str | None = Field(description="The meeting to be held by the last day.")
    start: date | None
    pauses: list[PauseAnswer]
    last_day: date | None
    days_left: int | None
    unit: Literal["working days", "calendar days"] = Field(description="Of days_left.")
    extended: bool
    done_on: date | None
    warnings: list[str]


class DeadlinesAnswer(BaseModel):
    """The days recorded of a case and every deadline that follows from them, most urgent first."""

    case: int
    version: int
    received_on: date
    applied_on: date | None
    complete_on: date | None
    opens_on: date | None
    pauses: list[PauseAnswer]
    clocks: list[ClockAnswer]
    deadlines: list[LineAnswer]


@api.get(
    f"{CASE}/deadlines",
    operation_id="show_deadlines",
    summary="Every deadline of a case, with days left and warnings",
    responses={200: DeadlinesAnswer, **refusals(404)},
)
def show_deadlines(path: CasePath):
    return _told(desk().case(path.case_id))


@api.patch(
    f"{CASE}/deadlines",
    operation_id="record_days",
    summary="Record the days deadlines are counted from",
    description="The case gets a new version: a plan proposed before cannot be confirmed any more.",
    responses={200: DeadlinesAnswer, **refusals(404, 412, 415, 428)},
)
def record_days(path: CasePath, body: RecordingForm):
    return _told(record(desk().store, path.case_id, seen(), body.recording(), now()))


def _told(case: Case) -> tuple[dict[str, Any], int, dict[str, str]]:
    return _answer(case).model_dump(mode="json"), 200, tag(case.version)


def _answer(case: Case) -> DeadlinesAnswer:
    records = case.records
    return DeadlinesAnswer(
        case=case.id,
        version=case.version,
        received_on=case.received_on,
        applied_on=records.applied_on,
        complete_on=case.complete_on,
        opens_on=records.opens_on,
        pauses=[_pause(pause) for pause in records.pauses],
        clocks=[ClockAnswer(**asdict(clock)) for clock in records.clocks],
        deadlines=[line_answer(line) for line in report([case], desk().town, now())],
    )


def _pause(pause: Pause) -> PauseAnswer:
    return PauseAnswer(**asdict(pause))


def line_answer(line: Line) -> LineAnswer:
    rule = line.rule
    return LineAnswer(
        rule=rule.id,
        title=rule.title,
        kind=rule.kind,
        reference=rule.reference,
        sure=rule.sure,
        event=rule.event,
        state=line.state,
        meeting=line.meeting,
        start=line.start,
        pauses=[_pause(pause) for pause in line.pauses],
        last_day=line.last_day,
        days_left=line.days_left,
        unit="working days" if line.in_working_days else "calendar days",
        extended=line.extended,
        done_on=line.done_on,
        warnings=list(line.warnings),
    )
