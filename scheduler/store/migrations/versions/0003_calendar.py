"""The version of the calendar, and in which version each appointment was last changed; those from before in none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    calendar = op.create_table(
        "calendar",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_calendar_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
    )
    op.bulk_insert(calendar, [{"id": 1, "version": 0}])
    op.add_column("appointment", sa.Column("changed_in", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index(op.f("ix_appointment_changed_in"), "appointment", ["changed_in"], unique=False)


def downgrade() -> None:
    raise RuntimeError("Those who follow the calendar need its version; restore a backup instead.")
