"""What may be sent: shapes only. Whether a district exists or a date can be right is decided by the use case."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.fields import Day, Id, Moment, OneLine
from scheduler.cases import Customer, Window
from scheduler.intake import NewCase
from scheduler.lifecycle import CUSTOMER, OFFICE


class Form(BaseModel):
    """Unknown fields are an error: a misspelt one must not be silently without effect. Nor is "3" read as 3, or true as 1."""

    model_config = ConfigDict(extra="forbid", strict=True)


class CustomerForm(Form):
    name: OneLine = Field(description="As in the customer's first case; another name for a known address is refused.")
    email: Annotated[str, StringConstraints(min_length=3, max_length=254)] | None = Field(
        default=None,
        description="Exactly one address; the same address is the same customer. Null: who has none gets letters on paper and is "
        "known by the address that the answer names.",
        examples=["k0017@kunde.example"],
    )
    language: Literal["de", "en"] | None = Field(default=None, description="They are written to in it; null: as before, else de.")
    postal_address: list[OneLine] | None = Field(
        default=None, max_length=6, description="Street, postcode and town, a line each; needed without e-mail."
    )

    def value(self) -> Customer:
        """Without an address where none is given."""
        return Customer(self.name, self.email or "", self.language or "", "\n".join(self.postal_address or ()))


class WindowForm(Form):
    """A time the customer can come, half open."""

    start: Moment = Field(examples=["2026-03-02T08:00:00+01:00"])
    end: Moment = Field(examples=["2026-03-02T12:00:00+01:00"])


class MeetingForm(Form):
    """A meeting with one department, for a case that follows no venture of the catalogue."""

    department: Id = Field(examples=["bauordnung"])
    minutes: int = Field(ge=1, le=24 * 60, description="A multiple of the town's grid.")


class CaseForm(Form):
    """A new case: a district, and either a venture of the catalogue or a list of meetings."""

    district: Id = Field(examples=["hoerde"])
    venture: Id | None = Field(default=None, examples=["restaurant"])
    meetings: list[MeetingForm] | None = Field(default=None, max_length=100)
    not_needed: list[Id] = Field(default=[], max_length=100, description="Meetings of the venture this customer does not need.")
    customer: CustomerForm
    received_on: Day = Field(description="The day the request arrived.")
    complete_on: Day | None = Field(default=None, description="The day the papers were complete; null while they are not.")
    applied_on: Day | None = Field(default=None, description="The day the authority got the application; null before.")
    opens_on: Day | None = Field(default=None, description="The day the business or event begins; null while not known.")
    customer_windows: list[WindowForm] | None = Field(
        default=None, max_length=500, description="When the customer can come; null: at any time, []: never."
    )

    def request(self) -> NewCase:
        """As the use case takes it; whether it can be is decided there."""
        windows, meetings = self.customer_windows, self.meetings
        return NewCase(
            district=self.district,
            customer=self.customer.value(),
            received_on=self.received_on,
            venture=self.venture,
            meetings=None if meetings is None else tuple((meeting.department, meeting.minutes) for meeting in meetings),
            not_needed=tuple(self.not_needed),
            customer_windows=None if windows is None else tuple(Window(window.start, window.end) for window in windows),
            complete_on=self.complete_on,
            applied_on=self.applied_on,
            opens_on=self.opens_on,
        )


class OptionalForm(Form):
    """A body that may be left out: then every field has its default."""

    @model_validator(mode="before")
    @classmethod
    def _no_body_means_defaults(cls, body: object) -> object:
        return {} if body is None else body


class PlanForm(OptionalForm):
    """How long the solver may think; it stops earlier once the plan is proved."""

    seconds: float | None = Field(default=None, ge=1, le=60, description="Null: as long as this service is set to.")


class ByForm(OptionalForm):
    """Who does it. What is done is done whole or not at all."""

    by: Id = Field(default=CUSTOMER, description=f'"{CUSTOMER}", "{OFFICE}" or a seat of the town.', examples=["adv-hoerde"])


class ConfirmForm(ByForm):
    """Who books a plan, and whether it has to be with the advisor it names."""

    any_advisor: bool = Field(
        default=False,
        description="True: where the advisor the plan names was taken meanwhile, another of the case's advisors who is free"
        " takes the same time; the answer says who. False: then it is refused.",
    )


class HoldForm(ConfirmForm):
    """For whom a plan is held, and for how long."""

    working_days: int | None = Field(
        default=None,
        ge=1,
        description="For a seat: to the end of that working day; null: as long as the service allows.",
    )


class ApplyForm(OptionalForm):
    """Nothing can be asked for: a replan is applied whole or not at all."""
