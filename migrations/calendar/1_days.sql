-- 3183 weeks of seven days from Monday, 1 January 1990; a week belongs to the year and month of its Thursday (ISO 8601).
INSERT INTO dim_date
WITH RECURSIVE
weeks (week, monday) AS (
    SELECT 0, '1990-01-01'
    UNION ALL
    SELECT week + 1, date('1990-01-01', ((week + 1) * 7) || ' days') FROM weeks WHERE week < 3182
),
numbered AS MATERIALIZED (
    SELECT
        monday,
        CAST(strftime('%Y', monday, '3 days') AS integer) AS iso_year,
        (CAST(strftime('%j', monday, '3 days') AS integer) + 6) / 7 AS iso_week
    FROM weeks
),
names (weekday, english, chinese) AS (
    VALUES
        (1, 'Monday', '星期一'), (2, 'Tuesday', '星期二'), (3, 'Wednesday', '星期三'), (4, 'Thursday', '星期四'),
        (5, 'Friday', '星期五'), (6, 'Saturday', '星期六'), (7, 'Sunday', '星期日')
),
days AS MATERIALIZED (
    SELECT numbered.*, names.*, date(monday, (weekday - 1) || ' days') AS date FROM numbered CROSS JOIN names
),
split AS (
    SELECT days.*, CAST(substr(date, 1, 4) AS integer) AS year, CAST(substr(date, 6, 2) AS integer) AS month FROM days
)
SELECT
    date,
    year,
    (month + 2) / 3 AS quarter,
    month,
    CAST(substr(date, 9, 2) AS integer) AS day_of_month,
    substr(date, 1, 7) || '-01' AS month_start,
    substr(date, 1, 7) AS month_name,
    year || '-Q' || ((month + 2) / 3) AS quarter_name,
    iso_year,
    iso_week,
    printf('%d-W%02d', iso_year, iso_week) AS iso_week_name,
    monday AS week_start,
    weekday,
    english AS weekday_en,
    chinese AS weekday_zh,
    CASE WHEN weekday > 5 THEN 1 ELSE 0 END AS is_weekend,
    NULL AS day_kind,
    NULL AS is_workday,
    NULL AS holiday,
    NULL AS holiday_en
FROM split
WHERE year < 2051
