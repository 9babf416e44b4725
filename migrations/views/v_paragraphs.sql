CREATE VIEW v_paragraphs AS
SELECT
    paragraphs.id AS paragraph_id,
    paragraphs.article_id,
    paragraphs.position,
    paragraphs.kind,
    paragraphs.text,
    paragraphs.original_text,
    articles.title,
    sources.name AS source,
    articles.published_on,
    articles.url,
    documents.uri,
    articles.via,
    articles.published_at,
    articles.language,
    articles.script,
    articles.story_id,
    dim_date.iso_year,
    dim_date.iso_week,
    dim_date.week_start,
    dim_date.month_start,
    documents.run_id
FROM paragraphs
JOIN articles ON articles.id = paragraphs.article_id
JOIN documents ON documents.id = articles.document_id
LEFT JOIN sources ON sources.id = articles.source_id
LEFT JOIN dim_date ON dim_date.date = articles.published_on
