"""Cases: the days that deadlines are counted from, as one document; a case from before has none recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer_case", sa.Column("records", sa.JSON(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("Recorded days are not thrown away by a command; restore a backup instead.")
