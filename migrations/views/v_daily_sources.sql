CREATE VIEW v_daily_sources AS
-- The first SELECT gives no row: from it SQLite takes the types of the columns, which it cannot tell from sums and counts.
SELECT
    dim_date.date AS published_on,
    sources.name AS source,
    runs.articles,
    runs.paragraphs,
    runs.seen AS characters,
    runs.seen AS stories,
    dim_date.iso_year,
    dim_date.iso_week,
    dim_date.week_start,
    dim_date.month_start
FROM dim_date, sources, runs
WHERE 1 = 0
UNION ALL
SELECT
    articles.published_on,
    sources.name,
    count(*),
    CAST(sum(articles.paragraph_count) AS bigint),
    CAST(sum(articles.char_count) AS bigint),
    count(DISTINCT articles.story_id),
    dim_date.iso_year,
    dim_date.iso_week,
    dim_date.week_start,
    dim_date.month_start
FROM articles
LEFT JOIN sources ON sources.id = articles.source_id
LEFT JOIN dim_date ON dim_date.date = articles.published_on
GROUP BY
    articles.published_on, sources.name, dim_date.iso_year, dim_date.iso_week, dim_date.week_start, dim_date.month_start
