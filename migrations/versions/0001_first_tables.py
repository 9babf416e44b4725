"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False, comment="The run's number."),
        sa.Column("started_at", INSTANT, nullable=False, comment="When it began (UTC)."),
        sa.Column(
            "finished_at", INSTANT, nullable=True, comment="When it ended (UTC); null: it is running, or crashed."
        ),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="running, succeeded, failed (it said why) or crashed (it could not).",
        ),
        sa.Column(
            "seen", sa.BigInteger(), nullable=False, comment="Documents found: loaded + updated + unchanged + rejected."
        ),
        sa.Column("loaded", sa.BigInteger(), nullable=False, comment="New documents that gave at least one article."),
        sa.Column("updated", sa.BigInteger(), nullable=False, comment="Known documents whose content had changed."),
        sa.Column(
            "unchanged",
            sa.BigInteger(),
            nullable=False,
            comment="Known documents with the same content, rejected ones too.",
        ),
        sa.Column(
            "rejected", sa.BigInteger(), nullable=False, comment="New or changed documents that gave no article."
        ),
        sa.Column("articles", sa.BigInteger(), nullable=False, comment="Articles written."),
        sa.Column("paragraphs", sa.BigInteger(), nullable=False, comment="Paragraphs written."),
        sa.Column("engine", sa.Text(), nullable=False, comment="What parsed the documents: serial, processes, ..."),
        sa.Column("workers", sa.Integer(), nullable=False, comment="How many processes parsed."),
        sa.Column("version", sa.Text(), nullable=False, comment="The program's version."),
        sa.Column("host", sa.Text(), nullable=False, comment="The machine it ran on."),
        sa.Column("pid", sa.BigInteger(), nullable=False, comment="Its process number on that machine."),
        sa.Column("error", sa.Text(), nullable=True, comment="Why it failed, in one line."),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (status IN ('running', 'crashed'))",
            name=op.f("ck_runs_finished_unless_running_or_crashed"),
        ),
        sa.CheckConstraint(
            "status IN ('running', 'succeeded', 'failed', 'crashed')", name=op.f("ck_runs_status_is_known")
        ),
        sa.CheckConstraint(
            "loaded >= 0 AND updated >= 0 AND unchanged >= 0 AND rejected >= 0 AND articles >= 0 AND paragraphs >= 0",
            name=op.f("ck_runs_counts_are_counts"),
        ),
        sa.CheckConstraint("seen = loaded + updated + unchanged + rejected", name=op.f("ck_runs_nothing_is_lost")),
        sa.CheckConstraint("workers > 0", name=op.f("ck_runs_somebody_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        comment="The diary: one row a run, whatever became of it.",
    )
    op.create_table(
        "sources",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False, comment="The source's number."),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="As credited (来源), in Simplified script: 人民日报, 光明网."
        ),
        sa.Column("domain", sa.Text(), nullable=True, comment="The source's own host name, where it is known."),
        sa.CheckConstraint("name <> ''", name=op.f("ck_sources_name_is_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
        comment="Who is credited with articles: newspapers, agencies, sites.",
    )
    op.create_table(
        "tags",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False, comment="The tag's number."),
        sa.Column("name", sa.Text(), nullable=False, comment="The tag or category, as stated."),
        sa.CheckConstraint("name <> ''", name=op.f("ck_tags_name_is_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("name", name=op.f("uq_tags_name")),
        comment="Tags and categories that articles carry.",
    )
    op.create_table(
        "documents",
        sa.Column(
            "id",
            ID,
            sa.Identity(always=False),
            nullable=False,
            comment="The document's number; it stays when the content changes.",
        ),
        sa.Column(
            "uri",
            sa.Text(),
            nullable=False,
            comment="Its name: path below the working folder, absolute path, or address.",
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of its bytes when last read, lower-case hex."),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False, comment="How many bytes it had."),
        sa.Column("format", sa.Text(), nullable=True, comment="The format that read it; null if none did."),
        sa.Column(
            "encoding",
            sa.Text(),
            nullable=True,
            comment="Python's name of the encoding that read it; null if none did.",
        ),
        sa.Column(
            "declared_encoding",
            sa.Text(),
            nullable=True,
            comment="The encoding it claims for itself, as printed: evidence, never truth.",
        ),
        sa.Column(
            "encoding_evidence",
            sa.Text(),
            nullable=True,
            comment="How the encoding was decided: bom, declaration, chardet, ...",
        ),
        sa.Column(
            "damage", sa.BigInteger(), nullable=False, comment="Bytes that could not be decoded; each became U+FFFD."
        ),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="loaded: the bytes gave articles; rejected: none (see rejections).",
        ),
        sa.Column(
            "article_count",
            sa.BigInteger(),
            nullable=True,
            comment="Its articles; null if it never gave one. A rejected document keeps those of its last readable version.",
        ),
        sa.Column("run_id", ID, nullable=False, comment="The last run that changed it."),
        sa.CheckConstraint(
            "status = 'rejected' OR article_count IS NOT NULL", name=op.f("ck_documents_loaded_has_articles")
        ),
        sa.CheckConstraint("status IN ('loaded', 'rejected')", name=op.f("ck_documents_status_is_known")),
        sa.CheckConstraint("article_count > 0", name=op.f("ck_documents_article_count_is_positive")),
        sa.CheckConstraint("damage >= 0", name=op.f("ck_documents_damage_is_a_count")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_documents_sha256_is_sha256")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_documents_size_is_a_size")),
        sa.ForeignKeyConstraint(
            ["id", "article_count"],
            ["articles.document_id", "articles.position"],
            name="fk_documents_last_article",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_documents_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("uri", name=op.f("uq_documents_uri")),
        comment="What was read: one row a file, or a member of an archive.",
    )
    op.create_index(op.f("ix_documents_run_id"), "documents", ["run_id"])
    op.create_table(
        "articles",
        sa.Column(
            "id",
            ID,
            sa.Identity(always=False),
            nullable=False,
            comment="The article's number; it stays when the content changes.",
        ),
        sa.Column("document_id", ID, nullable=False, comment="The document it stands in."),
        sa.Column(
            "position",
            sa.BigInteger(),
            nullable=False,
            comment="Its place among the document's articles, from 1, dense.",
        ),
        sa.Column("source_id", ID, nullable=True, comment="Who is credited with it; null if nobody is."),
        sa.Column("via", sa.Text(), nullable=True, comment="The site that carried it, where that is not the source."),
        sa.Column("title", sa.Text(), nullable=True, comment="Without the site's tail; null for an untitled flash."),
        sa.Column("author", sa.Text(), nullable=True, comment="The people who wrote it, separated by single spaces."),
        sa.Column("editor", sa.Text(), nullable=True, comment="The responsible editor (责任编辑)."),
        sa.Column("url", sa.Text(), nullable=True, comment="Its canonical address."),
        sa.Column(
            "published_at", INSTANT, nullable=True, comment="The instant (UTC); null when only a day or less is known."
        ),
        sa.Column(
            "published_on",
            sa.Date(),
            nullable=True,
            comment="The day where it was published; the first day of the month or year known.",
        ),
        sa.Column(
            "published_precision",
            sa.Text(),
            nullable=True,
            comment="How much of the date is known: year, month, day, minute or second.",
        ),
        sa.Column("published_text", sa.Text(), nullable=True, comment="The date as printed."),
        sa.Column("published_form", sa.Text(), nullable=True, comment="The name of the reading that matched."),
        sa.Column("language", sa.Text(), nullable=True, comment="ISO 639 code; null if it cannot be told."),
        sa.Column(
            "script",
            sa.Text(),
            nullable=True,
            comment="ISO 15924 code of the text as printed; mixed: Hans and Hant; other: none of CJK.",
        ),
        sa.Column("image_url", sa.Text(), nullable=True, comment="The lead image, as stated."),
        sa.Column(
            "char_count",
            sa.BigInteger(),
            nullable=False,
            comment="Characters of its paragraphs, line breaks not counted.",
        ),
        sa.Column("paragraph_count", sa.BigInteger(), nullable=False, comment="How many paragraphs it has."),
        sa.Column(
            "content_hash",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of title and paragraphs, each ended by a line break.",
        ),
        sa.Column(
            "story_id",
            ID,
            nullable=True,
            comment="Articles with the same number tell the same story; null: not compared yet.",
        ),
        sa.CheckConstraint(
            "(published_at IS NOT NULL) = (published_precision IS NOT NULL AND published_precision IN ('minute', 'second'))",
            name=op.f("ck_articles_published_at_needs_a_time"),
        ),
        sa.CheckConstraint(
            "published_precision IN ('year', 'month', 'day', 'minute', 'second')",
            name=op.f("ck_articles_published_precision_is_known"),
        ),
        sa.CheckConstraint(
            "script IN ('Hans', 'Hant', 'mixed', 'Jpan', 'Kore', 'other')", name=op.f("ck_articles_script_is_known")
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_articles_title_is_not_empty")),
        sa.CheckConstraint(
            "(published_on IS NULL) = (published_precision IS NULL) AND (published_on IS NULL) = (published_text IS NULL) AND (published_on IS NULL) = (published_form IS NULL)",
            name=op.f("ck_articles_published_is_whole"),
        ),
        sa.CheckConstraint("char_count > 0", name=op.f("ck_articles_char_count_is_positive")),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_articles_content_hash_is_sha256")),
        sa.CheckConstraint("paragraph_count > 0", name=op.f("ck_articles_paragraph_count_is_positive")),
        sa.CheckConstraint("position > 0", name=op.f("ck_articles_position_counts_from_1")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_articles_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["id", "paragraph_count"],
            ["paragraphs.article_id", "paragraphs.position"],
            name="fk_articles_last_paragraph",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_articles_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("document_id", "position", name=op.f("uq_articles_document_id_position")),
        comment="What a journalist published, without the page around it.",
    )
    op.create_index(op.f("ix_articles_content_hash"), "articles", ["content_hash"])
    op.create_index(op.f("ix_articles_published_on"), "articles", ["published_on"])
    op.create_index(op.f("ix_articles_source_id"), "articles", ["source_id"])
    op.create_table(
        "rejections",
        sa.Column("id", ID, sa.Identity(always=False), nullable=False, comment="The rejection's number."),
        sa.Column("document_id", ID, nullable=False, comment="The document it is about."),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="A word of the closed list: empty, binary, undecodable, ..."
        ),
        sa.Column("detail", sa.Text(), nullable=False, comment="One line for people."),
        sa.Column("run_id", ID, nullable=False, comment="The run that rejected it."),
        sa.Column("created_at", INSTANT, nullable=False, comment="When (UTC)."),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rejections_reason_is_not_empty")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_rejections_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_rejections_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejections")),
        comment="Why a document, or a part of it, as it is now gives no article.",
    )
    op.create_index(op.f("ix_rejections_document_id"), "rejections", ["document_id"])
    op.create_index(op.f("ix_rejections_reason"), "rejections", ["reason"])
    op.create_table(
        "article_tags",
        sa.Column("article_id", ID, autoincrement=False, nullable=False, comment="The article."),
        sa.Column("tag_id", ID, autoincrement=False, nullable=False, comment="A tag of it."),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="The tag's place among those of the article, from 1."
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_article_tags_position_counts_from_1")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_tags_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_article_tags_tag_id")),
        sa.PrimaryKeyConstraint("article_id", "tag_id", name=op.f("pk_article_tags")),
        comment="Which article carries which tags, in the order stated.",
    )
    op.create_index(op.f("ix_article_tags_tag_id"), "article_tags", ["tag_id"])
    op.create_table(
        "paragraphs",
        sa.Column(
            "id",
            ID,
            sa.Identity(always=False),
            nullable=False,
            comment="The paragraph's number; it does not outlive a change of its article.",
        ),
        sa.Column("article_id", ID, nullable=False, comment="The article it belongs to."),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="Its place in the article, from 1, dense."),
        sa.Column("kind", sa.Text(), nullable=False, comment="heading, text, list, quote, caption or table."),
        sa.Column(
            "text", sa.Text(), nullable=False, comment="Normalised: Simplified script, half-width letters and digits."
        ),
        sa.Column("original_text", sa.Text(), nullable=True, comment="As printed; null where that is the same."),
        sa.CheckConstraint(
            "kind IN ('heading', 'text', 'list', 'quote', 'caption', 'table')", name=op.f("ck_paragraphs_kind_is_known")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_paragraphs_text_is_not_empty")),
        sa.CheckConstraint("position > 0", name=op.f("ck_paragraphs_position_counts_from_1")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_paragraphs_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraphs")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_paragraphs_article_id_position")),
        comment="An article's text, in reading order.",
    )
    op.create_table(
        "repairs",
        sa.Column("article_id", ID, autoincrement=False, nullable=False, comment="The article that was repaired."),
        sa.Column(
            "position", sa.BigInteger(), autoincrement=False, nullable=False, comment="The repair's place, from 1."
        ),
        sa.Column(
            "paragraph_position",
            sa.BigInteger(),
            nullable=True,
            comment="The paragraph; null: a field, or the whole document.",
        ),
        sa.Column("rule", sa.Text(), nullable=False, comment="The rule that made it."),
        sa.Column("before", sa.Text(), nullable=False, comment="What was printed."),
        sa.Column("after", sa.Text(), nullable=False, comment="What stands there now."),
        sa.CheckConstraint("position > 0", name=op.f("ck_repairs_position_counts_from_1")),
        sa.ForeignKeyConstraint(
            ["article_id", "paragraph_position"],
            ["paragraphs.article_id", "paragraphs.position"],
            name=op.f("fk_repairs_article_id_paragraph_position"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_repairs_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_repairs")),
        comment="Every change to what was printed, and the rule that made it.",
    )
    if op.get_context().dialect.name != "sqlite":  # which has the two circles already: it takes them with their tables
        op.create_foreign_key(
            "fk_documents_last_article",
            "documents",
            "articles",
            ["id", "article_count"],
            ["document_id", "position"],
            initially="DEFERRED",
            deferrable=True,
        )
        op.create_foreign_key(
            "fk_articles_last_paragraph",
            "articles",
            "paragraphs",
            ["id", "paragraph_count"],
            ["article_id", "position"],
            initially="DEFERRED",
            deferrable=True,
        )


def downgrade() -> None:
    if op.get_context().dialect.name != "sqlite":
        op.drop_constraint("fk_articles_last_paragraph", "articles")
        op.drop_constraint("fk_documents_last_article", "documents")
    for table in (
        "repairs",
        "paragraphs",
        "article_tags",
        "rejections",
        "articles",
        "documents",
        "tags",
        "sources",
        "runs",
    ):
        op.drop_table(table)
