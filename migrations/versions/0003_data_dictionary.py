"""The data dictionary; its rows are derived (`migrations/dictionary.txt`)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_dictionary",
        sa.Column("relation", sa.Text(), nullable=False, comment="The table or view."),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="The column's place from 1; 0 for the relation itself."
        ),
        sa.Column("column_name", sa.Text(), nullable=True, comment="The column; null for the relation itself."),
        sa.Column("kind", sa.Text(), nullable=False, comment="What the relation is: table or view."),
        sa.Column("meaning", sa.Text(), nullable=False, comment="What it means, in a sentence."),
        sa.Column(
            "unit",
            sa.Text(),
            nullable=True,
            comment="What its numbers count, or its dates are; null where there is nothing to say.",
        ),
        sa.Column("example", sa.Text(), nullable=True, comment="A value, as it is printed."),
        sa.CheckConstraint("kind IN ('table', 'view')", name=op.f("ck_data_dictionary_kind_is_known")),
        sa.CheckConstraint(
            "(position = 0) = (column_name IS NULL)", name=op.f("ck_data_dictionary_columns_have_places")
        ),
        sa.PrimaryKeyConstraint("relation", "position", name=op.f("pk_data_dictionary")),
        comment="This database, described by itself: every table, view and column.",
    )


def downgrade() -> None:
    op.drop_table("data_dictionary")
