CREATE VIEW v_recurrences AS
SELECT
    recurrences.article_id,
    recurrences.position,
    recurrences.kind,
    recurrences.text,
    recurrences.original_text,
    recurrences.reason,
    recurrences.mark,
    articles.title,
    sources.name AS source,
    articles.via,
    articles.published_on,
    articles.url,
    documents.uri
FROM recurrences
JOIN articles ON articles.id = recurrences.article_id
JOIN documents ON documents.id = articles.document_id
LEFT JOIN sources ON sources.id = articles.source_id
