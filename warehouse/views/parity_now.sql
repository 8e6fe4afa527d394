-- One row is a series under one openness rule: the median time to parity over its closed releases
-- that led.
-- Key: series, openness_rule
-- Columns as in table: parity_median

SELECT m.board AS series, s.title, s.domain, m.category AS openness_rule, m.median_days, m.low,
       m.high, m.ci_level, m.n, m.n_censored, m.data_on, m.vintages, s.status
FROM _parity_median_in_force m JOIN _series s ON s.series = m.board
