CREATE VIEW v_quality AS
-- The first SELECT gives no row, but the types of the columns (see v_daily_sources).
SELECT
    dim_date.date AS day,
    sources.name AS source,
    runs.seen AS documents,
    runs.seen AS rejected_documents,
    runs.seen AS damaged_documents,
    runs.seen AS damage,
    runs.articles,
    runs.seen AS repaired_articles,
    runs.seen AS repairs,
    runs.seen AS rejections
FROM dim_date, sources, runs
WHERE 1 = 0
UNION ALL
SELECT
    dim_date.date, -- is the day; SQLite has a type for what stands in a table only
    sources.name,
    CAST(sum(counted.documents) AS bigint),
    CAST(sum(counted.rejected_documents) AS bigint),
    CAST(sum(counted.damaged_documents) AS bigint),
    CAST(sum(counted.damage) AS bigint),
    CAST(sum(counted.articles) AS bigint),
    CAST(sum(counted.repaired_articles) AS bigint),
    CAST(sum(counted.repairs) AS bigint),
    CAST(sum(counted.rejections) AS bigint)
FROM (
    -- A document counts for the source of its first article.
    SELECT
        date(runs.started_at) AS day,
        first.source_id,
        1 AS documents,
        CASE documents.status WHEN 'rejected' THEN 1 ELSE 0 END AS rejected_documents,
        CASE WHEN documents.damage > 0 THEN 1 ELSE 0 END AS damaged_documents,
        documents.damage,
        0 AS articles,
        0 AS repaired_articles,
        0 AS repairs,
        (SELECT count(*) FROM rejections WHERE rejections.document_id = documents.id) AS rejections
    FROM documents
    JOIN runs ON runs.id = documents.run_id
    LEFT JOIN articles AS first ON first.document_id = documents.id AND first.position = 1
    UNION ALL
    SELECT
        date(runs.started_at),
        articles.source_id,
        0,
        0,
        0,
        0,
        1,
        CASE WHEN repaired.repairs > 0 THEN 1 ELSE 0 END,
        coalesce(repaired.repairs, 0),
        0
    FROM articles
    JOIN documents ON documents.id = articles.document_id
    JOIN runs ON runs.id = documents.run_id
    LEFT JOIN (
        SELECT article_id, count(*) AS repairs FROM repairs GROUP BY article_id
    ) AS repaired ON repaired.article_id = articles.id
) AS counted
LEFT JOIN dim_date ON dim_date.date = counted.day
LEFT JOIN sources ON sources.id = counted.source_id
GROUP BY dim_date.date, sources.name
