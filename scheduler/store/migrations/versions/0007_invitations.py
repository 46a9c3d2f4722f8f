"""Invitations and what comes back: guests, answers, wishes for another time, calendars to subscribe to; letters of more kinds."""

import sqlalchemy as sa
from alembic import op

from scheduler.store.migrations.batch import altered
from scheduler.store.tables import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

METHODS = "method IN ('REQUEST', 'CANCEL', 'REMINDER', 'DECLINECOUNTER')"
STATES = "state IN ('waiting', 'later', 'sent', 'given_up', 'recalled', 'feed', 'paper', 'before')"


def upgrade() -> None:
    op.add_column("customer", sa.Column("language", sa.String(), server_default=sa.text("'de'"), nullable=False))
    op.add_column("customer", sa.Column("postal_address", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("outbox", sa.Column("about", sa.Integer(), server_default=sa.text("0"), nullable=False))
    with altered(op, "outbox", table_kwargs={"sqlite_autoincrement": True}) as outbox:
        outbox.drop_constraint(op.f("ck_outbox_method"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_method"), sa.text(METHODS))
        outbox.drop_constraint(op.f("ck_outbox_state"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_state"), sa.text(STATES))
        outbox.drop_constraint(op.f("uq_outbox_appointment_id"), type_="unique")
        outbox.create_unique_constraint(
            op.f("uq_outbox_appointment_id"), ["appointment_id", "recipient", "sequence", "method", "about"]
        )
    op.create_table(
        "guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_guest_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_guest_appointment_id"), "guest", ["appointment_id"], unique=False)
    op.create_table(
        "participation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stamp", UtcDateTime(timezone=True), nullable=False),
        sa.Column("noted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('accepted', 'tentative', 'declined', 'countered')", name=op.f("ck_participation_state")),
        sa.CheckConstraint("way IN ('mail', 'page')", name=op.f("ck_participation_way")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_participation_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint("reference", name=op.f("uq_participation_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_participation_appointment_id"), "participation", ["appointment_id"], unique=False)
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("options_for", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('declined', 'counter', 'another_time')", name=op.f("ck_wish_kind")),
        sa.CheckConstraint("state IN ('open', 'moved', 'refused', 'cancelled', 'overtaken')", name=op.f("ck_wish_state")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_wish_appointment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_wish_appointment_id"), "wish", ["appointment_id"], unique=False)
    open_ones = sa.text("state = 'open'")
    op.create_index(
        "uq_wish_open", "wish", ["appointment_id"], unique=True, sqlite_where=open_ones, postgresql_where=open_ones
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("busy_only", sa.Boolean(), nullable=False),
        sa.Column("instead_of_mail", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('seat', 'department', 'place', 'case')", name=op.f("ck_feed_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_feed_secret_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "link_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_link_key_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_key")),
    )


def downgrade() -> None:
    raise RuntimeError("Answers of customers are not thrown away by a command; restore a backup instead.")
