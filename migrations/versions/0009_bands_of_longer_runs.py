"""Articles are found by longer runs of characters: stories are forgotten, and the next run finds them anew."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FORGET = ("DELETE FROM story_bands", "UPDATE articles SET story_id = NULL WHERE story_id IS NOT NULL")
"""What the one version has written, the other would not find."""


def upgrade() -> None:
    for statement in FORGET:
        op.execute(statement)


def downgrade() -> None:
    for statement in FORGET:
        op.execute(statement)
