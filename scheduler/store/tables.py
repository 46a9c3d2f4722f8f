"""The tables. Times are UTC; a row becomes a frozen value in `rows` and nowhere else.

Two decisions. A town is one document a version, not a dozen tables: it is always read whole, replaced whole, never
searched into, and a plan can say which version it was computed from. What can be taken only once at a time - a seat, a
customer, one numbered room - is a row of `capacity`, and every appointment takes such rows for a time through
`engagement`: one place where the database itself refuses a double booking (see `guards`).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, UTC in the store, aware UTC out. SQLite has no zones, so naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone. Every time in the store is an instant.")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


town = Table(
    "town",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", JSON, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

customer = Table(
    "customer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is erased
)

customer_case = Table(
    "customer_case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customer.id"), nullable=False, index=True),
    Column("district", String, nullable=False),
    Column("venture", String),
    Column("received_on", Date, nullable=False),
    Column("complete_on", Date),
    Column("customer_windows", JSON(none_as_null=True)),
    Column("records", JSON(none_as_null=True)),
    Column("version", Integer, nullable=False),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is erased
)

required_meeting = Table(
    "required_meeting",
    metadata,
    Column("case_id", ForeignKey("customer_case.id"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("document", JSON, nullable=False),
)

plan = Table(
    "plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customer.id"), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("town_version", ForeignKey("town.version"), nullable=False),
    Column("case_versions", JSON, nullable=False),
    Column("document", JSON, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("held_until", UtcDateTime, index=True),
    Column("held_by", String),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is erased
)

# What is to change in the calendar of that version, for all customers at once.
replan = Table(
    "replan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("town_version", ForeignKey("town.version"), nullable=False),
    Column("calendar_version", Integer, nullable=False),
    Column("case_versions", JSON, nullable=False),
    Column("document", JSON, nullable=False),
    Column("confirmed_at", UtcDateTime),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is erased
)

# One row. `version` rises with every change to what is booked, so that whoever keeps the calendar in memory can follow it.
calendar = Table(
    "calendar",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

appointment = Table(
    "appointment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String, nullable=False, unique=True),
    Column("sequence", Integer, nullable=False),
    Column("customer_id", ForeignKey("customer.id"), nullable=False, index=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("place", String, nullable=False),
    Column("advisor", String),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("changed_in", Integer, nullable=False, server_default=text("0"), index=True),  # version of `calendar`
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("active", Boolean, nullable=False, server_default=text("false")),  # takes what its engagements say
    CheckConstraint("starts_at < ends_at", name="not_empty"),
    CheckConstraint("status IN ('planned', 'held', 'confirmed', 'moved', 'cancelled', 'took_place', 'no_show')", name="status"),
    CheckConstraint("active = (status IN ('held', 'confirmed', 'moved', 'took_place'))", name="active"),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is erased
)

# What became of each appointment, by whom and when: rows are added and never changed (see `guards`).
transition = Table(
    "transition",
    metadata,
    Column("appointment_id", ForeignKey("appointment.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("was", String),
    Column("became", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

held_meeting = Table(
    "held_meeting",
    metadata,
    Column("appointment_id", ForeignKey("appointment.id"), primary_key=True),
    Column("case_id", Integer, primary_key=True),
    Column("meeting_id", String, primary_key=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("seats", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    ForeignKeyConstraint(["case_id", "meeting_id"], ["required_meeting.case_id", "required_meeting.id"]),
    CheckConstraint("starts_at < ends_at", name="not_empty"),
    # A meeting stands in one appointment: also the database says so.
    Index(
        "uq_held_meeting_active",
        "case_id",
        "meeting_id",
        unique=True,
        sqlite_where=text("active"),
        postgresql_where=text("active"),
    ),
)

capacity = Table(
    "capacity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("number", Integer, nullable=False, server_default=text("0")),
    Column("offered", Boolean, nullable=False, server_default=text("true")),  # false: given up by the town, still promised
    CheckConstraint("kind IN ('seat', 'customer', 'room')", name="kind"),
    UniqueConstraint("kind", "name", "number"),
)

engagement = Table(
    "engagement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("capacity_id", ForeignKey("capacity.id"), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("appointment_id", ForeignKey("appointment.id"), nullable=False, index=True),
    CheckConstraint("starts_at < ends_at", name="not_empty"),
    # SQLite compares times as text, so every path, SQL by hand included, must write them in the one form we write.
    CheckConstraint(
        "starts_at IS strftime('%Y-%m-%d %H:%M:%f000', starts_at) AND ends_at IS strftime('%Y-%m-%d %H:%M:%f000', ends_at)",
        name="form_of_times",
    ).ddl_if(dialect="sqlite"),
    Index("ix_engagement_capacity_id_ends_at", "capacity_id", "ends_at"),
)

# Each mail to come is a row, written in the transaction that causes it; `scheduler.sending` works them off. `recipient`: a seat,
# "customer", or "everybody" of an appointment from before there was an outbox (state before). Nobody claims a row for longer
# than until `due_at`, which is moved ahead by claiming; `tries` counts the claims, so that an old one notes nothing.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("appointment_id", ForeignKey("appointment.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("recipient", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("method", String, nullable=False),
    Column("document", JSON(none_as_null=True)),  # the appointment as it is to be told
    Column("state", String, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("fault", String),
    CheckConstraint("method IN ('REQUEST', 'CANCEL')", name="method"),
    CheckConstraint("state IN ('waiting', 'sent', 'given_up', 'before')", name="state"),
    UniqueConstraint("appointment_id", "recipient", "sequence"),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is erased
)

# What a POST with an Idempotency-Key was answered with. Claimed before the work begins, answered in the transaction of the
# change it made; a claim that was left behind is free for others from `claimed_until` on.
receipt = Table(
    "receipt",
    metadata,
    Column("caller", String, primary_key=True),
    Column("path", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("request_sha256", String, nullable=False),
    Column("claim", String, nullable=False),
    Column("claimed_until", UtcDateTime, nullable=False),
    Column("since", UtcDateTime, nullable=False, index=True),
    Column("status", Integer),
    Column("headers", JSON(none_as_null=True)),
    Column("body", Text),
)

# A what-if study that somebody asked for. `document`: as it was asked; `baseline`: the town and the anonymous snapshot it
# began with, so that it is the same study after a crash. Whoever works it off writes `heartbeat_at`; where that is old,
# somebody else goes on.
study = Table(
    "study",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("caller", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("document", JSON, nullable=False),
    Column("baseline", JSON, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("begun_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("heartbeat_at", UtcDateTime),
    Column("runner", String),
    Column("done", Integer, nullable=False, server_default=text("0")),
    Column("of", Integer, nullable=False),
    Column("replications", Integer),  # of which its results consist, once it is done
    Column("stop_wished", Boolean, nullable=False, server_default=text("false")),
    Column("fault", Text),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'cancelled', 'failed')", name="state"),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is erased
)

# Written when it is finished, so that nothing finished is done again.
replication = Table(
    "replication",
    metadata,
    Column("study_id", ForeignKey("study.id"), primary_key=True),
    Column("scenario", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("figures", JSON, nullable=False),
)
