-- Written by scripts/make_holidays.py from chinesecalendar 1.11.0.
UPDATE dim_date
SET holiday_en = CASE holiday
        WHEN '元旦' THEN 'New Year''s Day'
        WHEN '春节' THEN 'Spring Festival'
        WHEN '清明' THEN 'Tomb-sweeping Day'
        WHEN '劳动节' THEN 'Labour Day'
        WHEN '端午' THEN 'Dragon Boat Festival'
        WHEN '国庆节' THEN 'National Day'
        WHEN '中秋' THEN 'Mid-autumn Festival'
        WHEN '中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日' THEN 'Anti-Fascist 70th Day'
    END
WHERE holiday IS NOT NULL
