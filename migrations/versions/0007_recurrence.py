"""What recurs in the articles of a site, and what that is found by."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recurrences",
        sa.Column("article_id", ID, autoincrement=False, nullable=False, comment="The article it stood in."),
        sa.Column(
            "position",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Its place among all paragraphs of the article as it was read, from 1.",
        ),
        sa.Column(
            "follows",
            sa.BigInteger(),
            nullable=False,
            comment="The paragraph it stood behind, by its position now; 0: none.",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="heading, text, list, quote, caption or table."),
        sa.Column("text", sa.Text(), nullable=False, comment="Normalised, as paragraphs are."),
        sa.Column("original_text", sa.Text(), nullable=True, comment="As printed; null where that is the same."),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            comment="recurs_at_head or recurs_at_tail: where other articles have it, too.",
        ),
        sa.Column(
            "mark",
            sa.BigInteger(),
            nullable=False,
            comment="Hash of site and text: the same wherever the block recurs.",
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_recurrences_position_counts_from_1")),
        sa.CheckConstraint("follows >= 0", name=op.f("ck_recurrences_follows_a_paragraph")),
        sa.CheckConstraint(
            "kind IN ('heading', 'text', 'list', 'quote', 'caption', 'table')",
            name=op.f("ck_recurrences_kind_is_known"),
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_recurrences_text_is_not_empty")),
        sa.CheckConstraint(
            "reason IN ('recurs_at_head', 'recurs_at_tail')", name=op.f("ck_recurrences_reason_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_recurrences_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_recurrences")),
        comment="Blocks that left an article's paragraphs because they recur in other articles of its site.",
    )
    op.create_index(op.f("ix_recurrences_mark"), "recurrences", ["mark"])
    op.create_table(
        "recurrence_marks",
        sa.Column(
            "mark",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Hash of site and text of a block that may recur.",
        ),
        sa.Column("article_id", ID, autoincrement=False, nullable=False, comment="The article it stands in."),
        sa.Column(
            "position",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="Its place among all paragraphs of the article as it was read, from 1.",
        ),
        sa.Column(
            "witness",
            sa.BigInteger(),
            nullable=False,
            comment="A hash that copies of an article most probably share, and no two articles do.",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_recurrence_marks_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mark", "article_id", "position", name=op.f("pk_recurrence_marks")),
        comment="What recurrences are found by; of no use to readers.",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_recurrence_marks_article_id"), "recurrence_marks", ["article_id"])
    op.execute("UPDATE articles SET story_id = NULL")  # so that the next run looks at all that is loaded


def downgrade() -> None:
    op.drop_table("recurrence_marks")
    op.drop_table("recurrences")
