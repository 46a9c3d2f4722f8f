"""The outbox: each mail to come is a row in the transaction that causes it. What was booked before has one row that says so."""

import sqlalchemy as sa
from alembic import op

from scheduler.store.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.CheckConstraint("method IN ('REQUEST', 'CANCEL')", name=op.f("ck_outbox_method")),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'given_up', 'before')", name=op.f("ck_outbox_state")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_outbox_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("appointment_id", "recipient", "sequence", name=op.f("uq_outbox_appointment_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_due_at"), "outbox", ["due_at"], unique=False)
    op.execute(
        "INSERT INTO outbox (appointment_id, version, recipient, sequence, method, state, since, due_at)"
        " SELECT a.id, a.version, 'everybody', a.sequence, 'REQUEST', 'before', t.at, t.at FROM appointment AS a"
        " JOIN transition AS t ON t.appointment_id = a.id AND t.version = a.version"
        " WHERE a.status NOT IN ('planned', 'held')"
    )


def downgrade() -> None:
    raise RuntimeError("Mails that wait are not thrown away by a command; restore a backup instead.")
