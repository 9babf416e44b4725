"""What is there no longer: what articles said before, and what must not come back.

    documents <-- article_versions        erasures (stand alone: what was erased is nowhere else)

Contains no business logic.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from etl.schema.loaded import documents, runs
from etl.schema.types import Id, UtcDateTime, is_sha256, metadata, numbered

article_versions = Table(
    "article_versions",
    metadata,
    numbered("The version's number."),
    Column(
        "document_id",
        ForeignKey(documents.c.id, ondelete="CASCADE"),
        type_=Id,
        nullable=False,
        comment="The document it stood in.",
    ),
    Column("position", BigInteger, nullable=False, comment="Its place among the document's articles, from 1."),
    Column("content_hash", Text, nullable=False, comment="What `articles.content_hash` was."),
    Column("title", Text, comment="What the title was."),
    Column("text", Text, nullable=False, comment="What the paragraphs were, normalised, joined by line breaks."),
    Column("run_id", ForeignKey(runs.c.id), type_=Id, nullable=False, comment="The run that replaced it."),
    Column("replaced_at", UtcDateTime, nullable=False, comment="When that run began (UTC)."),
    is_sha256("content_hash"),
    CheckConstraint("position > 0", name="position_counts_from_1"),
    Index(None, "document_id"),
    comment="What articles said before an update replaced or removed them.",
)

erasures = Table(
    "erasures",
    metadata,
    numbered("The erasure's number."),
    Column("uri", Text, nullable=False, comment="The document's name, or that of an archive with all its members."),
    Column(
        "sha256",
        Text,
        comment="SHA-256 of its bytes, so that a copy stays away as well; null: none were known.",
    ),
    Column("erased_at", UtcDateTime, nullable=False, comment="When (UTC)."),
    UniqueConstraint("uri"),
    is_sha256("sha256"),
    Index(None, "sha256"),
    comment="Documents that were erased and must not come back.",
)
