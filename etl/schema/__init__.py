"""The tables: `loaded` and `recurring` a run fills, `past` keep what is there no longer, `reading` the migrator fills for readers.

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
from etl.schema.past import article_versions, erasures
from etl.schema.reading import data_dictionary, dim_date, story_bands
from etl.schema.recurring import recurrence_marks, recurrences
from etl.schema.types import MAX_KEY_BYTES, NAMING_CONVENTION, Id, UtcDateTime, metadata

__all__ = [
    "MAX_KEY_BYTES",
    "NAMING_CONVENTION",
    "Id",
    "UtcDateTime",
    "article_tags",
    "article_versions",
    "articles",
    "data_dictionary",
    "dim_date",
    "documents",
    "erasures",
    "metadata",
    "paragraphs",
    "recurrence_marks",
    "recurrences",
    "rejections",
    "repairs",
    "runs",
    "sources",
    "story_bands",
    "tags",
]
