"""Appointments with states, versions and history; holds; receipts for repeated requests; the guards that tie them together."""

import json

import sqlalchemy as sa
from alembic import op

from scheduler.errors import StoreError
from scheduler.store.guards import create_guards
from scheduler.store.migrations.batch import altered
from scheduler.store.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATES = "status IN ('planned', 'held', 'confirmed', 'moved', 'cancelled', 'took_place', 'no_show')"
TAKING = "active = (status IN ('held', 'confirmed', 'moved', 'took_place'))"


def upgrade() -> None:
    connection = op.get_bind()
    op.create_table(
        "transition",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_transition_appointment_id")),
        sa.PrimaryKeyConstraint("appointment_id", "version", name=op.f("pk_transition")),
    )
    # One row for what stands: who changed it before, and how often, was not kept.
    op.execute(
        "INSERT INTO transition (appointment_id, version, was, became, by, at)"
        " SELECT a.id, 1, NULL, a.status, 'office', coalesce(p.confirmed_at, p.made_at)"
        " FROM appointment AS a JOIN plan AS p ON p.id = a.plan_id"
    )
    op.add_column("appointment", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("appointment", sa.Column("active", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute("UPDATE appointment SET active = (status = 'confirmed')")
    with altered(op, "appointment", table_kwargs={"sqlite_autoincrement": True}) as appointment:
        appointment.drop_constraint(op.f("ck_appointment_status"), type_="check")
        appointment.create_check_constraint(op.f("ck_appointment_status"), sa.text(STATES))
        appointment.create_check_constraint(op.f("ck_appointment_active"), sa.text(TAKING))
    op.add_column("capacity", sa.Column("offered", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("plan", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("plan", sa.Column("held_until", UtcDateTime(timezone=True), nullable=True))
    op.add_column("plan", sa.Column("held_by", sa.String(), nullable=True))
    op.create_index(op.f("ix_plan_held_until"), "plan", ["held_until"], unique=False)
    op.execute("UPDATE plan SET version = 2 WHERE confirmed_at IS NOT NULL")
    _call_what_is_proposed_planned(connection)
    op.create_table(
        "receipt",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("claimed_until", UtcDateTime(timezone=True), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("caller", "path", "key", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_since"), "receipt", ["since"], unique=False)
    _refuse_what_was_taken_twice(connection)
    create_guards(connection)


def _call_what_is_proposed_planned(connection: sa.Connection) -> None:
    """A plan's document says of each appointment what state it is in."""
    plans = connection.execute(sa.text("SELECT id, document FROM plan")).all()
    for plan_id, stored in plans:
        document = json.loads(stored) if isinstance(stored, str) else stored
        for one in (*document["appointments"], *document["kept"]):
            one["status"] = "planned" if one.get("status", "proposed") == "proposed" else one["status"]
            one["version"] = 0 if one["status"] == "planned" else 1
        written = sa.text("UPDATE plan SET document = :document WHERE id = :id").bindparams(sa.bindparam("document", type_=sa.JSON))
        connection.execute(written, {"document": document, "id": plan_id})


def _refuse_what_was_taken_twice(connection: sa.Connection) -> None:
    """What the guards of the first revision let pass: engagements that do not follow their appointment."""
    astray = connection.scalar(
        sa.text(
            "SELECT min(a.id) FROM appointment AS a JOIN engagement AS e ON e.appointment_id = a.id WHERE e.active <> a.active"
        )
    )
    if astray is not None:
        sentence = f"Appointment {astray} and what it takes say different things."
        raise StoreError(sentence, path="engagement", value=astray, advice="Put it right before the upgrade.")


def downgrade() -> None:
    raise RuntimeError("The history of appointments is not thrown away by a command; restore a backup instead.")
