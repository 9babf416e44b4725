CREATE VIEW v_runs AS
-- The first SELECT gives no row, but the types of the columns (see v_daily_sources).
SELECT
    runs.id AS run_id,
    runs.started_at,
    runs.finished_at,
    runs.seen AS seconds,
    runs.status,
    runs.seen,
    runs.loaded,
    runs.updated,
    runs.unchanged,
    runs.rejected,
    runs.articles,
    runs.paragraphs,
    runs.engine,
    runs.workers,
    runs.version,
    runs.host,
    runs.error
FROM runs
WHERE 1 = 0
UNION ALL
SELECT
    id,
    started_at,
    finished_at,
    CAST(round((julianday(finished_at) - julianday(started_at)) * 86400) AS bigint),
    status,
    seen,
    loaded,
    updated,
    unchanged,
    rejected,
    articles,
    paragraphs,
    engine,
    workers,
    version,
    host,
    error
FROM runs
