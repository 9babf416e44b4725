CREATE VIEW v_articles AS
SELECT
    articles.id AS article_id,
    articles.title,
    sources.name AS source,
    articles.via,
    articles.author,
    articles.editor,
    articles.url,
    articles.published_on,
    articles.published_at,
    articles.published_precision,
    articles.published_text,
    articles.language,
    articles.script,
    (
        SELECT string_agg(tags.name, ', ' ORDER BY article_tags.position)
        FROM article_tags JOIN tags ON tags.id = article_tags.tag_id
        WHERE article_tags.article_id = articles.id
    ) AS tags,
    articles.image_url,
    articles.char_count,
    articles.paragraph_count,
    articles.story_id,
    articles.document_id,
    articles.position,
    documents.uri,
    documents.format,
    documents.encoding,
    documents.damage,
    (
        SELECT string_agg(paragraphs.text, chr(10) ORDER BY paragraphs.position)
        FROM paragraphs
        WHERE paragraphs.article_id = articles.id
    ) AS text,
    dim_date.iso_year,
    dim_date.iso_week,
    dim_date.iso_week_name,
    dim_date.week_start,
    dim_date.year,
    dim_date.month,
    dim_date.month_name,
    dim_date.month_start,
    dim_date.weekday,
    dim_date.is_workday,
    articles.content_hash,
    documents.run_id
FROM articles
JOIN documents ON documents.id = articles.document_id
LEFT JOIN sources ON sources.id = articles.source_id
LEFT JOIN dim_date ON dim_date.date = articles.published_on
