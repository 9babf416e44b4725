"""What reading each document took, so that the slowest can be found."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "documents",
        sa.Column(
            "cpu_ms",
            sa.BigInteger(),
            nullable=True,
            comment="Milliseconds of processor time that reading it took; null: older than this column, or given up.",
        ),
    )


def downgrade() -> None:
    op.drop_column("documents", "cpu_ms")
