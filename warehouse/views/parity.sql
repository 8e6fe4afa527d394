-- One row is a closed release that led a series, under one openness rule: how long until an open
-- model had its score.
-- Key: series, openness_rule, closed_model
-- Columns as in table: parity
--
-- followed_days (whole): Days that it was followed: until reached, else to data_on.
-- n (whole?): Steps of the open frontier that it was compared with.
-- data_on (day): as in parity_median.data_on
-- median_days (real?): as in parity_median.median_days
-- median_low (real?): Lower end of the median's interval (95 %).
-- median_high (real?): Upper end of the median's interval; absent: beyond what is known.

WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT p.board AS series, s.title, s.domain, s.unit, p.category AS openness_rule,
       p.closed_model, coalesce(closed.name, p.closed_model) AS closed_name, p.released_on,
       round(p.closed_value, 4) AS closed_value,
       p.open_model, coalesce(open.name, p.open_model) AS open_name, p.reached_on,
       p.days, p.days_low, p.days_high, p.ci_level, p.followed_days, p.censored,
       m.open_steps AS n, m.data_on, m.median_days, m.low AS median_low, m.high AS median_high,
       s.status
FROM _parity_median_in_force m JOIN _series s ON s.series = m.board
JOIN _parity_in_force p ON p.board = m.board AND p.category = m.category
LEFT JOIN named closed ON closed.model = p.closed_model
LEFT JOIN named open ON open.model = p.open_model
