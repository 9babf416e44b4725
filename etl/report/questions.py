"""What the report asks, in the order of the page. To add a question is to add one here, and nothing else.

The queries are read by people, too, and run on SQLite and PostgreSQL as they stand; `:run` is the number of a run.
"""

from collections.abc import Callable
from dataclasses import dataclass

from etl.report.drawings import Answer, Drawing, bars, stacks, tiles


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the database, and how its answer looks.

    Attributes:
        name: its anchor in the page.
        heading: what it is called.
        about: how to read the answer, in a sentence.
        sql: the query; its columns' names are what people read.
        draw: how the answer looks.
    """

    name: str
    heading: str
    about: str
    sql: str
    draw: Callable[[Answer], Drawing]


QUESTIONS = (
    Question(
        name="run",
        heading="This run",
        about="Documents it saw, and what became of them: seen = loaded + updated + unchanged + rejected.",
        sql="""
SELECT status, seen, loaded, updated, unchanged, rejected, articles, paragraphs,
       substr(CAST(started_at AS text), 1, 16) AS began_utc, substr(CAST(finished_at AS text), 1, 16) AS ended_utc,
       engine, workers, version, error
FROM runs
WHERE id = :run
""",
        draw=tiles,
    ),
    Question(
        name="runs",
        heading="The last sixty runs",
        about="What each run changed, the oldest first. Unchanged documents are not drawn.",
        sql="""
SELECT run, outcome, documents
FROM (
    SELECT id AS run, 1 AS place, 'loaded' AS outcome, loaded AS documents FROM runs
    UNION ALL
    SELECT id, 2, 'updated', updated FROM runs
    UNION ALL
    SELECT id, 3, 'rejected', rejected FROM runs
) AS outcomes
WHERE run IN (SELECT id FROM runs ORDER BY id DESC LIMIT 60)
ORDER BY run, place
""",
        draw=stacks,
    ),
    Question(
        name="endings",
        heading="How runs ended",
        about="A crashed run could not say that it ended; the next one went on with its work.",
        sql="""
SELECT status, count(*) AS runs, substr(CAST(max(started_at) AS text), 1, 16) AS newest_utc
FROM runs
GROUP BY status
ORDER BY runs DESC, status
""",
        draw=bars,
    ),
    Question(
        name="days",
        heading="Articles by day and source",
        about="The newest sixty days of publication that have articles. Articles without a known day are not drawn.",
        sql="""
SELECT articles.published_on AS day, sources.name AS source, count(*) AS articles
FROM articles
LEFT JOIN sources ON sources.id = articles.source_id
WHERE articles.published_precision IN ('day', 'minute', 'second')
    AND articles.published_on IN (
        SELECT published_on
        FROM articles
        WHERE published_precision IN ('day', 'minute', 'second')
        GROUP BY published_on
        ORDER BY published_on DESC
        LIMIT 60
    )
GROUP BY articles.published_on, sources.name
ORDER BY articles.published_on, articles DESC, COALESCE(sources.name, '')
""",
        draw=stacks,
    ),
    Question(
        name="sources",
        heading="Sources, and how fresh they are",
        about="The forty largest. A source whose last change is long ago has fallen silent, or its documents no longer arrive.",
        sql="""
SELECT sources.name AS source, count(*) AS articles, min(articles.published_on) AS first_day,
       max(articles.published_on) AS last_day, substr(CAST(max(runs.started_at) AS text), 1, 16) AS last_change_utc
FROM articles
JOIN documents ON documents.id = articles.document_id
JOIN runs ON runs.id = documents.run_id
LEFT JOIN sources ON sources.id = articles.source_id
GROUP BY sources.name
ORDER BY articles DESC, COALESCE(sources.name, '')
LIMIT 40
""",
        draw=bars,
    ),
    Question(
        name="encodings",
        heading="Formats, encodings and damage",
        about="Damaged documents hold bytes that no reading explains; each such byte stands as U+FFFD in the text.",
        sql="""
SELECT format, encoding, count(*) AS documents,
       count(CASE WHEN damage > 0 THEN 1 END) AS damaged, CAST(sum(damage) AS bigint) AS bytes_lost
FROM documents
WHERE encoding IS NOT NULL
GROUP BY format, encoding
ORDER BY documents DESC, COALESCE(format, ''), encoding
""",
        draw=bars,
    ),
    Question(
        name="slowest",
        heading="The slowest documents",
        about="The twenty that took most processor time when they were last read. What took longer than it may is rejected as timeout.",
        sql="""
SELECT documents.uri, documents.cpu_ms, documents.size_bytes, documents.format, documents.status,
       documents.article_count AS articles
FROM documents
WHERE documents.cpu_ms IS NOT NULL
ORDER BY documents.cpu_ms DESC, documents.uri
LIMIT 20
""",
        draw=bars,
    ),
    Question(
        name="stories",
        heading="Stories",
        about="Articles of several sources that tell the same story; the forty that most sources carried. One source alone is no story here.",
        sql="""
SELECT min(articles.title) AS title, count(DISTINCT articles.source_id) AS sources, count(*) AS articles,
       min(articles.published_on) AS first_day, max(articles.published_on) AS last_day, articles.story_id AS story
FROM articles
WHERE articles.story_id IS NOT NULL
GROUP BY articles.story_id
HAVING count(DISTINCT articles.source_id) > 1
ORDER BY sources DESC, articles DESC, story
LIMIT 40
""",
        draw=bars,
    ),
    Question(
        name="freshness",
        heading="When documents last arrived",
        about="Loaded or changed, by the day of the run that did so: the last thirty such days. `etl doctor --fresh 24h` watches the newest.",
        sql="""
SELECT substr(CAST(runs.started_at AS text), 1, 10) AS day_utc, CAST(sum(runs.loaded) AS bigint) AS loaded,
       CAST(sum(runs.updated) AS bigint) AS updated, CAST(sum(runs.rejected) AS bigint) AS rejected, count(*) AS runs
FROM runs
WHERE runs.loaded + runs.updated > 0
GROUP BY substr(CAST(runs.started_at AS text), 1, 10)
ORDER BY day_utc DESC
LIMIT 30
""",
        draw=bars,
    ),
    Question(
        name="scripts",
        heading="Scripts, as printed",
        about="Hans is Simplified, Hant Traditional Chinese; mixed has both.",
        sql="""
SELECT script, language, count(*) AS articles, CAST(sum(char_count) AS bigint) AS characters
FROM articles
GROUP BY script, language
ORDER BY articles DESC, COALESCE(script, ''), COALESCE(language, '')
""",
        draw=bars,
    ),
    Question(
        name="repairs",
        heading="Repairs",
        about="Every change to what was printed, by the rule that made it.",
        sql="""
SELECT rule, count(*) AS repairs, count(DISTINCT article_id) AS articles
FROM repairs
GROUP BY rule
ORDER BY repairs DESC, rule
""",
        draw=bars,
    ),
    Question(
        name="rejections",
        heading="Rejections by reason",
        about="Documents, and parts of documents, that give no article as they are now.",
        sql="""
SELECT reason, count(*) AS rejections, count(CASE WHEN run_id = :run THEN 1 END) AS in_this_run
FROM rejections
GROUP BY reason
ORDER BY rejections DESC, reason
""",
        draw=bars,
    ),
    Question(
        name="examples",
        heading="Rejected, for example",
        about="The newest three of each reason.",
        sql="""
SELECT reason, uri, detail, run_id AS run
FROM (
    SELECT rejections.reason, documents.uri, rejections.detail, rejections.run_id,
           row_number() OVER (PARTITION BY rejections.reason ORDER BY rejections.id DESC) AS place
    FROM rejections
    JOIN documents ON documents.id = rejections.document_id
) AS numbered
WHERE place <= 3
ORDER BY reason, place
""",
        draw=bars,
    ),
)
