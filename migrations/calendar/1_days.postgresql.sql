INSERT INTO dim_date
WITH days AS (
    SELECT CAST(day AS date) AS date, CAST(extract(isodow FROM day) AS integer) AS weekday
    FROM generate_series(timestamp '1990-01-01', timestamp '2050-12-31', interval '1 day') AS day
)
SELECT
    date,
    extract(year FROM date),
    extract(quarter FROM date),
    extract(month FROM date),
    extract(day FROM date),
    date_trunc('month', date),
    to_char(date, 'YYYY-MM'),
    to_char(date, 'YYYY"-Q"Q'),
    extract(isoyear FROM date),
    extract(week FROM date),
    to_char(date, 'IYYY"-W"IW'),
    date - (weekday - 1),
    weekday,
    (ARRAY['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[weekday],
    (ARRAY['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日'])[weekday],
    CASE WHEN weekday > 5 THEN 1 ELSE 0 END,
    NULL,
    NULL,
    NULL,
    NULL
FROM days
ORDER BY date
