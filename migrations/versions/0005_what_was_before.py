"""What was before: the rules and the file a document was read with, what an update replaced, what was erased."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def document_columns() -> tuple[sa.Column[Any], ...]:
    """Make them anew for every use: a column belongs to one table."""
    return (
        sa.Column(
            "rules",
            sa.Text(),
            nullable=True,
            comment="The version of the rules that read it; null: older than this column.",
        ),
        sa.Column(
            "modified_ns",
            sa.BigInteger(),
            nullable=True,
            comment="When its file was last changed, as the file system says: nanoseconds since 1970; null: not to be relied on.",
        ),
        sa.Column(
            "missing_since",
            INSTANT,
            nullable=True,
            comment="When a run first did not find its file any more (UTC); null: it is there, or nobody looked.",
        ),
    )


def upgrade() -> None:
    for column in document_columns():
        op.add_column("documents", column)
    op.create_table(
        "article_versions",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False, comment="The version's number."),
        sa.Column("document_id", ID, nullable=False, comment="The document it stood in."),
        sa.Column(
            "position", sa.BigInteger(), nullable=False, comment="Its place among the document's articles, from 1."
        ),
        sa.Column("content_hash", sa.Text(), nullable=False, comment="What `articles.content_hash` was."),
        sa.Column("title", sa.Text(), nullable=True, comment="What the title was."),
        sa.Column(
            "text", sa.Text(), nullable=False, comment="What the paragraphs were, normalised, joined by line breaks."
        ),
        sa.Column("run_id", ID, nullable=False, comment="The run that replaced it."),
        sa.Column("replaced_at", INSTANT, nullable=False, comment="When that run began (UTC)."),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_article_versions_content_hash_is_sha256")),
        sa.CheckConstraint("position > 0", name=op.f("ck_article_versions_position_counts_from_1")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_article_versions_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_article_versions_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_versions")),
        comment="What articles said before an update replaced or removed them.",
    )
    op.create_index(op.f("ix_article_versions_document_id"), "article_versions", ["document_id"])
    op.create_table(
        "erasures",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False, comment="The erasure's number."),
        sa.Column(
            "uri", sa.Text(), nullable=False, comment="The document's name, or that of an archive with all its members."
        ),
        sa.Column(
            "sha256",
            sa.Text(),
            nullable=True,
            comment="SHA-256 of its bytes, so that a copy stays away as well; null: none were known.",
        ),
        sa.Column("erased_at", INSTANT, nullable=False, comment="When (UTC)."),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_erasures_sha256_is_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("uri", name=op.f("uq_erasures_uri")),
        comment="Documents that were erased and must not come back.",
    )
    op.create_index(op.f("ix_erasures_sha256"), "erasures", ["sha256"])


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_table("article_versions")
    for column in document_columns():
        op.drop_column("documents", column.name)
