-- Written by scripts/make_holidays.py from chinesecalendar 1.11.0.
-- Years whose holidays are known: outside them nobody can say if a Wednesday was worked.
UPDATE dim_date
SET day_kind = CASE is_weekend WHEN 1 THEN 'weekend' ELSE 'workday' END, is_workday = 1 - is_weekend
WHERE year BETWEEN 2004 AND 2026
