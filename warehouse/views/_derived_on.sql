-- One row is a derived table: the last day for which any board of it was derived, even no row.

SELECT b.fact_table, max(now.published_on) AS on_date
FROM _board b CROSS JOIN _vintage_now now ON now.board_id = b.id
WHERE b.source = 'gapwatch' GROUP BY b.fact_table
