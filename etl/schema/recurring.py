"""What recurs: blocks that stand at the edge of article after article of one site, and left the paragraphs.

    articles <-- recurrences        articles <-- recurrence_marks (what recurrences are found by)

Contains no business logic.
"""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Text

from etl.schema.loaded import articles
from etl.schema.types import Id, metadata


def _of_article(comment: str) -> Column[int]:
    """Make the first half of a block's key; blocks leave with their article."""
    article = ForeignKey(articles.c.id, ondelete="CASCADE")
    return Column("article_id", article, type_=Id, primary_key=True, autoincrement=False, comment=comment)


def _at_position() -> Column[int]:
    """Make the other half."""
    place = "Its place among all paragraphs of the article as it was read, from 1."
    return Column("position", BigInteger, primary_key=True, autoincrement=False, comment=place)


recurrences = Table(
    "recurrences",
    metadata,
    _of_article("The article it stood in."),
    _at_position(),
    Column(
        "follows", BigInteger, nullable=False, comment="The paragraph it stood behind, by its position now; 0: none."
    ),
    Column("kind", Text, nullable=False, comment="heading, text, list, quote, caption or table."),
    Column("text", Text, nullable=False, comment="Normalised, as paragraphs are."),
    Column("original_text", Text, comment="As printed; null where that is the same."),
    Column(
        "reason", Text, nullable=False, comment="recurs_at_head or recurs_at_tail: where other articles have it, too."
    ),
    Column("mark", BigInteger, nullable=False, comment="Hash of site and text: the same wherever the block recurs."),
    CheckConstraint("position > 0", name="position_counts_from_1"),
    CheckConstraint("follows >= 0", name="follows_a_paragraph"),
    CheckConstraint("kind IN ('heading', 'text', 'list', 'quote', 'caption', 'table')", name="kind_is_known"),
    CheckConstraint("text <> ''", name="text_is_not_empty"),
    CheckConstraint("reason IN ('recurs_at_head', 'recurs_at_tail')", name="reason_is_known"),
    Index(None, "mark"),
    comment="Blocks that left an article's paragraphs because they recur in other articles of its site.",
)

recurrence_marks = Table(
    "recurrence_marks",
    metadata,
    Column(
        "mark",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="Hash of site and text of a block that may recur.",
    ),
    _of_article("The article it stands in."),
    _at_position(),
    Column(
        "witness",
        BigInteger,
        nullable=False,
        comment="A hash that copies of an article most probably share, and no two articles do.",
    ),
    Index(None, "article_id"),
    comment="What recurrences are found by; of no use to readers.",
    sqlite_with_rowid=False,
)
