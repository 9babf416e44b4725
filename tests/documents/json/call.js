/**/newsList({"code": 0, "data": [{"title": "渔港复航", "content": "四十条船赶在潮头出海。", "ptime": "2024-03-09 08:00"},]});
