"""How sure each repair is, so that the doubtful ones can be found and read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "repairs",
        sa.Column(
            "score",
            sa.Double(),
            nullable=True,
            comment="How sure the rule is, from 0 to 1, of the least sure character that it wrote; null: it weighs nothing.",
        ),
    )


def downgrade() -> None:
    op.drop_column("repairs", "score")
