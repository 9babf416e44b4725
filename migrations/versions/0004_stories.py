"""What stories are found by; the triggers that forget a story are derived (`migrations/triggers`)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index(op.f("ix_articles_story_id"), "articles", ["story_id"])
    op.create_table(
        "story_bands",
        sa.Column(
            "band",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="A piece of the article's MinHash signature; articles that are alike most probably have one in common.",
        ),
        sa.Column(
            "article_id",
            ID,
            autoincrement=False,
            nullable=False,
            comment="The article; of several with the very same title and text, one.",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_story_bands_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("band", "article_id", name=op.f("pk_story_bands")),
        comment="What stories are found by; of no use to readers.",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_story_bands_article_id"), "story_bands", ["article_id"])


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in ("articles_change_leaves_story", "articles_delete_leaves_story"):
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        op.execute("DROP FUNCTION IF EXISTS forget_story() CASCADE")
    op.drop_table("story_bands")
    op.drop_index(op.f("ix_articles_story_id"), "articles")
