"""The first schema: towns, customers, cases, plans, appointments, and what they take.

A revision stands as it was released: nothing in here is imported from the tables of today. Autogenerate knows neither
the guards nor the extension they need; they are written by hand here, and `store.guards` refuses to start without them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FORM_OF_TIMES = {
    "postgresql": [],
    "sqlite": [
        sa.CheckConstraint(
            "starts_at IS strftime('%Y-%m-%d %H:%M:%f000', starts_at) AND ends_at IS strftime('%Y-%m-%d %H:%M:%f000', ends_at)",
            name=op.f("ck_engagement_form_of_times"),
        )
    ],
}

OVERLAPS = """
BEGIN
    SELECT RAISE(ABORT, 'engagement_overlap') WHERE EXISTS (
        SELECT 1 FROM engagement AS other
        WHERE other.capacity_id = NEW.capacity_id AND other.active AND other.id IS NOT NEW.id
            AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at);
END"""

GUARDS = {
    "postgresql": [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        "ALTER TABLE engagement ADD CONSTRAINT engagement_overlap EXCLUDE USING gist "
        "(capacity_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (active) DEFERRABLE INITIALLY IMMEDIATE",
    ],
    "sqlite": [
        "CREATE TRIGGER engagement_overlap_insert BEFORE INSERT ON engagement WHEN NEW.active" + OVERLAPS,
        "CREATE TRIGGER engagement_overlap_update BEFORE UPDATE ON engagement WHEN NEW.active" + OVERLAPS,
    ],
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table(
        "capacity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("kind IN ('seat', 'customer', 'room')", name=op.f("ck_capacity_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
        sa.UniqueConstraint("kind", "name", "number", name=op.f("uq_capacity_kind")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("email", name=op.f("uq_customer_email")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "town",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_town")),
    )
    op.create_table(
        "customer_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("venture", sa.String(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("complete_on", sa.Date(), nullable=True),
        sa.Column("customer_windows", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_case_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_case")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_customer_case_customer_id"), "customer_case", ["customer_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("town_version", sa.Integer(), nullable=False),
        sa.Column("case_versions", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_plan_customer_id")),
        sa.ForeignKeyConstraint(["town_version"], ["town.version"], name=op.f("fk_plan_town_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_plan_customer_id"), "plan", ["customer_id"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("advisor", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('confirmed', 'cancelled')", name=op.f("ck_appointment_status")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_appointment_not_empty")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_appointment_customer_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_appointment_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointment_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_appointment_customer_id"), "appointment", ["customer_id"], unique=False)
    op.create_index(op.f("ix_appointment_ends_at"), "appointment", ["ends_at"], unique=False)
    op.create_table(
        "required_meeting",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["customer_case.id"], name=op.f("fk_required_meeting_case_id")),
        sa.PrimaryKeyConstraint("case_id", "id", name=op.f("pk_required_meeting")),
    )
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capacity_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        *FORM_OF_TIMES[dialect],
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_engagement_not_empty")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_engagement_appointment_id")),
        sa.ForeignKeyConstraint(["capacity_id"], ["capacity.id"], name=op.f("fk_engagement_capacity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
    )
    op.create_index(op.f("ix_engagement_appointment_id"), "engagement", ["appointment_id"], unique=False)
    op.create_index("ix_engagement_capacity_id_ends_at", "engagement", ["capacity_id", "ends_at"], unique=False)
    op.create_table(
        "held_meeting",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_held_meeting_not_empty")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_held_meeting_appointment_id")),
        sa.ForeignKeyConstraint(
            ["case_id", "meeting_id"], ["required_meeting.case_id", "required_meeting.id"], name=op.f("fk_held_meeting_case_id")
        ),
        sa.PrimaryKeyConstraint("appointment_id", "case_id", "meeting_id", name=op.f("pk_held_meeting")),
    )
    op.create_index(
        "uq_held_meeting_active",
        "held_meeting",
        ["case_id", "meeting_id"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )
    for sql in GUARDS[dialect]:
        op.execute(sql)


def downgrade() -> None:
    raise RuntimeError("A store full of appointments is not taken down by a command; restore a backup instead.")
