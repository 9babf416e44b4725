CREATE VIEW v_stories AS
-- The first SELECT gives no row, but the types of the columns (see v_daily_sources).
SELECT
    articles.story_id,
    runs.articles,
    runs.seen AS sources,
    articles.id AS lead_article_id,
    articles.title,
    sources.name AS source,
    articles.url,
    articles.published_on,
    articles.published_at,
    dim_date.date AS last_on
FROM articles, runs, sources, dim_date
WHERE 1 = 0
UNION ALL
SELECT
    story.story_id,
    story.articles,
    story.sources,
    articles.id,
    articles.title,
    sources.name,
    articles.url,
    articles.published_on,
    articles.published_at,
    latest.published_on
FROM (
    SELECT
        story_id,
        count(*) AS articles,
        count(DISTINCT coalesce(source_id, 0)) AS sources,
        max(published_on) AS last_on
    FROM articles
    WHERE story_id IS NOT NULL
    GROUP BY story_id
) AS story
-- The lead is the earliest: first those whose day is known, on one day those whose time is known, then by its content, so that the order of loading decides nothing.
JOIN (
    SELECT
        articles.id,
        articles.story_id,
        row_number() OVER (
            PARTITION BY articles.story_id
            ORDER BY
                CASE WHEN articles.published_precision IN ('day', 'minute', 'second') THEN 0 ELSE 1 END,
                CASE WHEN articles.published_on IS NULL THEN 1 ELSE 0 END,
                articles.published_on,
                CASE WHEN articles.published_at IS NULL THEN 1 ELSE 0 END,
                articles.published_at,
                documents.sha256,
                articles.position
        ) AS place
    FROM articles
    JOIN documents ON documents.id = articles.document_id
    WHERE articles.story_id IS NOT NULL
) AS ranked ON ranked.story_id = story.story_id AND ranked.place = 1
JOIN articles ON articles.id = ranked.id
LEFT JOIN sources ON sources.id = articles.source_id
-- Any article of that day: SQLite has a type for what stands in a table, not for a maximum.
LEFT JOIN articles AS latest ON latest.id = (SELECT min(id) FROM articles WHERE published_on = story.last_on)
