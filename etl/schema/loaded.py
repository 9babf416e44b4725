"""The tables that a run fills, each with a comment on itself and on every column.

    runs <-- documents <-- articles <-- paragraphs
                   ^         |  |  ^------ repairs
                   |         |  +--------- article_tags --> tags
              rejections     +--> sources

Two circles close the net: a loaded document names its last article and an article its last paragraph, by foreign keys that
are checked at commit. So neither can be committed half written, whoever writes. Migrations are frozen copies of these
definitions (`migrations/versions`); a test compares the two on both databases.

Contains no business logic.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from etl.schema.types import Id, UtcDateTime, is_sha256, metadata, numbered

runs = Table(
    "runs",
    metadata,
    numbered("The run's number."),
    Column("started_at", UtcDateTime, nullable=False, comment="When it began (UTC)."),
    Column("finished_at", UtcDateTime, comment="When it ended (UTC); null: it is running, or crashed."),
    Column(
        "status", Text, nullable=False, comment="running, succeeded, failed (it said why) or crashed (it could not)."
    ),
    Column("seen", BigInteger, nullable=False, comment="Documents found: loaded + updated + unchanged + rejected."),
    Column("loaded", BigInteger, nullable=False, comment="New documents that gave at least one article."),
    Column("updated", BigInteger, nullable=False, comment="Known documents whose content had changed."),
    Column(
        "unchanged", BigInteger, nullable=False, comment="Known documents with the same content, rejected ones too."
    ),
    Column("rejected", BigInteger, nullable=False, comment="New or changed documents that gave no article."),
    Column("articles", BigInteger, nullable=False, comment="Articles written."),
    Column("paragraphs", BigInteger, nullable=False, comment="Paragraphs written."),
    Column("engine", Text, nullable=False, comment="What parsed the documents: serial, processes, ..."),
    Column("workers", Integer, nullable=False, comment="How many processes parsed."),
    Column("version", Text, nullable=False, comment="The program's version."),
    Column("host", Text, nullable=False, comment="The machine it ran on."),
    Column("pid", BigInteger, nullable=False, comment="Its process number on that machine."),
    Column("error", Text, comment="Why it failed, in one line."),
    CheckConstraint("status IN ('running', 'succeeded', 'failed', 'crashed')", name="status_is_known"),
    CheckConstraint(
        "(finished_at IS NULL) = (status IN ('running', 'crashed'))", name="finished_unless_running_or_crashed"
    ),
    CheckConstraint("seen = loaded + updated + unchanged + rejected", name="nothing_is_lost"),
    CheckConstraint(
        "loaded >= 0 AND updated >= 0 AND unchanged >= 0 AND rejected >= 0 AND articles >= 0 AND paragraphs >= 0",
        name="counts_are_counts",
    ),
    CheckConstraint("workers > 0", name="somebody_works"),
    comment="The diary: one row a run, whatever became of it.",
)

sources = Table(
    "sources",
    metadata,
    numbered("The source's number."),
    Column("name", Text, nullable=False, comment="As credited (来源), in Simplified script: 人民日报, 光明网."),
    Column("domain", Text, comment="The source's own host name, where it is known."),
    UniqueConstraint("name"),
    CheckConstraint("name <> ''", name="name_is_not_empty"),
    comment="Who is credited with articles: newspapers, agencies, sites.",
)

documents = Table(
    "documents",
    metadata,
    numbered("The document's number; it stays when the content changes."),
    Column("uri", Text, nullable=False, comment="Its name: path below the working folder, absolute path, or address."),
    Column("sha256", Text, nullable=False, comment="SHA-256 of its bytes when last read, lower-case hex."),
    Column("size_bytes", BigInteger, nullable=False, comment="How many bytes it had."),
    Column("format", Text, comment="The format that read it; null if none did."),
    Column("encoding", Text, comment="Python's name of the encoding that read it; null if none did."),
    Column("declared_encoding", Text, comment="The encoding it claims for itself, as printed: evidence, never truth."),
    Column("encoding_evidence", Text, comment="How the encoding was decided: bom, declaration, chardet, ..."),
    Column("damage", BigInteger, nullable=False, comment="Bytes that could not be decoded; each became U+FFFD."),
    Column("status", Text, nullable=False, comment="loaded: the bytes gave articles; rejected: none (see rejections)."),
    Column(
        "article_count",
        BigInteger,
        comment="Its articles; null if it never gave one. A rejected document keeps those of its last readable version.",
    ),
    Column("run_id", ForeignKey("runs.id"), type_=Id, nullable=False, comment="The last run that changed it."),
    Column("rules", Text, comment="The version of the rules that read it; null: older than this column."),
    Column(
        "modified_ns",
        BigInteger,
        comment="When its file was last changed, as the file system says: nanoseconds since 1970; null: not to be relied on.",
    ),
    Column(
        "missing_since",
        UtcDateTime,
        comment="When a run first did not find its file any more (UTC); null: it is there, or nobody looked.",
    ),
    Column(
        "cpu_ms",
        BigInteger,
        comment="Milliseconds of processor time that reading it took; null: older than this column, or given up.",
    ),
    UniqueConstraint("uri"),
    ForeignKeyConstraint(
        ["id", "article_count"],
        ["articles.document_id", "articles.position"],
        name="fk_documents_last_article",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
    is_sha256("sha256"),
    CheckConstraint("size_bytes >= 0", name="size_is_a_size"),
    CheckConstraint("damage >= 0", name="damage_is_a_count"),
    CheckConstraint("status IN ('loaded', 'rejected')", name="status_is_known"),
    CheckConstraint("status = 'rejected' OR article_count IS NOT NULL", name="loaded_has_articles"),
    CheckConstraint("article_count > 0", name="article_count_is_positive"),
    Index(None, "run_id"),
    comment="What was read: one row a file, or a member of an archive.",
)

articles = Table(
    "articles",
    metadata,
    numbered("The article's number; it stays when the content changes."),
    Column(
        "document_id",
        ForeignKey("documents.id", ondelete="CASCADE"),
        type_=Id,
        nullable=False,
        comment="The document it stands in.",
    ),
    Column("position", BigInteger, nullable=False, comment="Its place among the document's articles, from 1, dense."),
    Column("source_id", ForeignKey("sources.id"), type_=Id, comment="Who is credited with it; null if nobody is."),
    Column("via", Text, comment="The site that carried it, where that is not the source."),
    Column("title", Text, comment="Without the site's tail; null for an untitled flash."),
    Column("author", Text, comment="The people who wrote it, separated by single spaces."),
    Column("editor", Text, comment="The responsible editor (责任编辑)."),
    Column("url", Text, comment="Its canonical address."),
    Column("published_at", UtcDateTime, comment="The instant (UTC); null when only a day or less is known."),
    Column("published_on", Date, comment="The day where it was published; the first day of the month or year known."),
    Column("published_precision", Text, comment="How much of the date is known: year, month, day, minute or second."),
    Column("published_text", Text, comment="The date as printed."),
    Column("published_form", Text, comment="The name of the reading that matched."),
    Column("language", Text, comment="ISO 639 code; null if it cannot be told."),
    Column("script", Text, comment="ISO 15924 code of the text as printed; mixed: Hans and Hant; other: none of CJK."),
    Column("image_url", Text, comment="The lead image, as stated."),
    Column("char_count", BigInteger, nullable=False, comment="Characters of its paragraphs, line breaks not counted."),
    Column("paragraph_count", BigInteger, nullable=False, comment="How many paragraphs it has."),
    Column(
        "content_hash", Text, nullable=False, comment="SHA-256 of title and paragraphs, each ended by a line break."
    ),
    Column("story_id", Id, comment="Articles with the same number tell the same story; null: not compared yet."),
    UniqueConstraint("document_id", "position"),
    ForeignKeyConstraint(
        ["id", "paragraph_count"],
        ["paragraphs.article_id", "paragraphs.position"],
        name="fk_articles_last_paragraph",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
    CheckConstraint("position > 0", name="position_counts_from_1"),
    CheckConstraint("title <> ''", name="title_is_not_empty"),
    CheckConstraint(
        "(published_on IS NULL) = (published_precision IS NULL) AND (published_on IS NULL) = (published_text IS NULL)"
        " AND (published_on IS NULL) = (published_form IS NULL)",
        name="published_is_whole",
    ),
    CheckConstraint(
        "(published_at IS NOT NULL) = (published_precision IS NOT NULL AND published_precision IN ('minute', 'second'))",
        name="published_at_needs_a_time",
    ),
    CheckConstraint(
        "published_precision IN ('year', 'month', 'day', 'minute', 'second')", name="published_precision_is_known"
    ),
    CheckConstraint("script IN ('Hans', 'Hant', 'mixed', 'Jpan', 'Kore', 'other')", name="script_is_known"),
    CheckConstraint("char_count > 0", name="char_count_is_positive"),
    CheckConstraint("paragraph_count > 0", name="paragraph_count_is_positive"),
    is_sha256("content_hash"),
    Index(None, "source_id"),
    Index(None, "published_on"),
    Index(None, "content_hash"),
    Index(None, "story_id"),
    comment="What a journalist published, without the page around it.",
)

paragraphs = Table(
    "paragraphs",
    metadata,
    numbered("The paragraph's number; it does not outlive a change of its article."),
    Column(
        "article_id",
        ForeignKey("articles.id", ondelete="CASCADE"),
        type_=Id,
        nullable=False,
        comment="The article it belongs to.",
    ),
    Column("position", BigInteger, nullable=False, comment="Its place in the article, from 1, dense."),
    Column("kind", Text, nullable=False, comment="heading, text, list, quote, caption or table."),
    Column("text", Text, nullable=False, comment="Normalised: Simplified script, half-width letters and digits."),
    Column("original_text", Text, comment="As printed; null where that is the same."),
    UniqueConstraint("article_id", "position"),
    CheckConstraint("position > 0", name="position_counts_from_1"),
    CheckConstraint("kind IN ('heading', 'text', 'list', 'quote', 'caption', 'table')", name="kind_is_known"),
    CheckConstraint("text <> ''", name="text_is_not_empty"),
    comment="An article's text, in reading order.",
)

tags = Table(
    "tags",
    metadata,
    numbered("The tag's number."),
    Column("name", Text, nullable=False, comment="The tag or category, as stated."),
    UniqueConstraint("name"),
    CheckConstraint("name <> ''", name="name_is_not_empty"),
    comment="Tags and categories that articles carry.",
)

article_tags = Table(
    "article_tags",
    metadata,
    Column(
        "article_id",
        ForeignKey("articles.id", ondelete="CASCADE"),
        type_=Id,
        primary_key=True,
        autoincrement=False,
        comment="The article.",
    ),
    Column("tag_id", ForeignKey("tags.id"), type_=Id, primary_key=True, autoincrement=False, comment="A tag of it."),
    Column("position", Integer, nullable=False, comment="The tag's place among those of the article, from 1."),
    CheckConstraint("position > 0", name="position_counts_from_1"),
    Index(None, "tag_id"),
    comment="Which article carries which tags, in the order stated.",
)

repairs = Table(
    "repairs",
    metadata,
    Column(
        "article_id",
        ForeignKey("articles.id", ondelete="CASCADE"),
        type_=Id,
        primary_key=True,
        autoincrement=False,
        comment="The article that was repaired.",
    ),
    Column("position", BigInteger, primary_key=True, autoincrement=False, comment="The repair's place, from 1."),
    Column("paragraph_position", BigInteger, comment="The paragraph; null: a field, or the whole document."),
    Column("rule", Text, nullable=False, comment="The rule that made it."),
    Column("before", Text, nullable=False, comment="What was printed."),
    Column("after", Text, nullable=False, comment="What stands there now."),
    Column(
        "score",
        Double,
        comment="How sure the rule is, from 0 to 1, of the least sure character that it wrote; null: it weighs nothing.",
    ),
    ForeignKeyConstraint(
        ["article_id", "paragraph_position"], ["paragraphs.article_id", "paragraphs.position"], ondelete="CASCADE"
    ),
    CheckConstraint("position > 0", name="position_counts_from_1"),
    comment="Every change to what was printed, and the rule that made it.",
)

rejections = Table(
    "rejections",
    metadata,
    numbered("The rejection's number."),
    Column(
        "document_id",
        ForeignKey("documents.id", ondelete="CASCADE"),
        type_=Id,
        nullable=False,
        comment="The document it is about.",
    ),
    Column("reason", Text, nullable=False, comment="A word of the closed list: empty, binary, undecodable, ..."),
    Column("detail", Text, nullable=False, comment="One line for people."),
    Column("run_id", ForeignKey("runs.id"), type_=Id, nullable=False, comment="The run that rejected it."),
    Column("created_at", UtcDateTime, nullable=False, comment="When (UTC)."),
    CheckConstraint("reason <> ''", name="reason_is_not_empty"),
    Index(None, "document_id"),
    Index(None, "reason"),
    comment="Why a document, or a part of it, as it is now gives no article.",
)
