DELETE FROM dim_date
