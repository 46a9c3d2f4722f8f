"""Replans: what is to change in what is confirmed, for all customers at once."""

import sqlalchemy as sa
from alembic import op

from scheduler.store.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("town_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("case_versions", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["town_version"], ["town.version"], name=op.f("fk_replan_town_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replan")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("replan")
