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
    documents.uri
FROM paragraphs
JOIN articles ON articles.id = paragraphs.article_id
JOIN documents ON documents.id = articles.document_id
LEFT JOIN sources ON sources.id = articles.source_id
