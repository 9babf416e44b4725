CREATE VIEW v_runs AS
SELECT
    runs.id AS run_id,
    runs.started_at,
    runs.finished_at,
    CAST(round(extract(epoch FROM runs.finished_at - runs.started_at)) AS bigint) AS seconds,
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
