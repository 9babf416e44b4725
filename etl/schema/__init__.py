"""The tables. `loaded` are those that a run fills.

Contains no business logic.
"""

from etl.schema.loaded import (
    article_tags,
    articles,
    documents,
    paragraphs,
    rejections,
    repairs,
    runs,
    sources,
    tags,
)
from etl.schema.types import MAX_KEY_BYTES, NAMING_CONVENTION, Id, UtcDateTime, metadata

__all__ = [
    "MAX_KEY_BYTES",
    "NAMING_CONVENTION",
    "Id",
    "UtcDateTime",
    "article_tags",
    "articles",
    "documents",
    "metadata",
    "paragraphs",
    "rejections",
    "repairs",
    "runs",
    "sources",
    "tags",
]
