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
    counted.tag_id,
    counted.tag,
    counted.articles,
    counted.sources,
    earliest.published_on,
    latest.published_on
FROM (
    SELECT
        tags.id AS tag_id,
        tags.name AS tag,
        count(articles.id) AS articles,
        count(DISTINCT articles.source_id) AS sources,
        min(articles.published_on) AS first_on,
        max(articles.published_on) AS last_on
    FROM tags
    LEFT JOIN article_tags ON article_tags.tag_id = tags.id
    LEFT JOIN articles ON articles.id = article_tags.article_id
    GROUP BY tags.id, tags.name
) AS counted
-- Any article of those days: SQLite has a type for what stands in a table, not for a minimum.
LEFT JOIN articles AS earliest ON earliest.id = (SELECT min(id) FROM articles WHERE published_on = counted.first_on)
LEFT JOIN articles AS latest ON latest.id = (SELECT min(id) FROM articles WHERE published_on = counted.last_on)
