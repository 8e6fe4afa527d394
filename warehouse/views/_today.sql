-- One row is today: the day and the moment of asking (UTC). A copy as of a day has another.

SELECT date('now') AS on_date, strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS at
