CREATE VIEW v_tags AS
-- The first SELECT gives no row, but the types of the columns (see v_daily_sources).
SELECT
    tags.id AS tag_id,
    tags.name AS tag,
    runs.articles,
    runs.seen AS sources,
    dim_date.date AS first_on,
    dim_date.date AS last_on
FROM tags, runs, dim_date
WHERE 1 = 0
UNION ALL
SELECT
    tags.id,
    tags.name,
    count(articles.id),
    count(DISTINCT articles.source_id),
    min(articles.published_on),
    max(articles.published_on)
FROM tags
LEFT JOIN article_tags ON article_tags.tag_id = tags.id
LEFT JOIN articles ON articles.id = article_tags.article_id
GROUP BY tags.id, tags.name
