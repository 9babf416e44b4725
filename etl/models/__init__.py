"""The nouns that flow, one for each stage of belief, all frozen.

    RawRef           where a document lies
    RawDocument      its bytes (RawPart: some of them)
    RejectedMember   what of an archive cannot be had
    DecodedText      its characters, and how we came to read them so
    ParsedDocument   its format, and the articles in it
    ParsedArticle    what the file says of one article: a body and statements, word for word, nothing believed yet
    Article          what we believe, each value with the place it came from
    Rejection        why there is no article
    ProcessedDocument  one document's outcomes, on their way to the loader (ProcessedPart: some of them)

Contains no business logic.
"""

from etl.models.article import (
    Article,
    DroppedBlock,
    Kind,
    Origin,
    Outcome,
    Paragraph,
    Precision,
    ProcessedDocument,
    ProcessedPart,
    PublishedDate,
    Rejection,
    Script,
    TargetScript,
)
from etl.models.parsed import Body, Capture, DecodedText, Fragment, Page, ParsedArticle, ParsedDocument, PlainText
from etl.models.raw import RawDocument, RawPart, RawRef, RejectedMember, Task
from etl.models.statements import ArticleField, ColumnName, Field, Repair, Statement

__all__ = [
    "Article",
    "ArticleField",
    "Body",
    "Capture",
    "ColumnName",
    "DecodedText",
    "DroppedBlock",
    "Field",
    "Fragment",
    "Kind",
    "Origin",
    "Outcome",
    "Page",
    "Paragraph",
    "ParsedArticle",
    "ParsedDocument",
    "PlainText",
    "Precision",
    "ProcessedDocument",
    "ProcessedPart",
    "PublishedDate",
    "RawDocument",
    "RawPart",
    "RawRef",
    "RejectedMember",
    "Rejection",
    "Repair",
    "Script",
    "Statement",
    "TargetScript",
    "Task",
]
