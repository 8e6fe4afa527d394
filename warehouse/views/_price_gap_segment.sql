-- One row is a change point of the price at a score, with the first day after it (`until`).

SELECT i.*, lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
FROM _price_gap_derived i
