-- One row is the lag of a series today, under one openness rule.
-- Key: series, openness_rule
-- Columns as in table: lag
--
-- lag_days (whole?): Days since closed first had what open has, counted to shown_on; 0: since that day;
--   negative: open leads; absent, with its interval, where no recent open model was tested or the
--   verdict is that it cannot be judged.
-- lag_low (whole?): Lower end of the lag's interval, in days.
-- lag_high (whole?): Upper end of the lag's interval, in days.
-- verdict (GapVerdict?): as in gap.verdict
-- confirmed (flag): as in view.confirmed
-- unresolved_above (whole?, >= 0): as in gap.unresolved_above
-- shown_on (day): The day that the lag counts to: today; the page's day once that is stale, never
--   before the lag's own first day; of a series that has ended the day it last changed.
-- vintage_on (day): as in view.vintage_on
-- is_stale (flag): 1: shown_on is past: the page is stale, or the series has ended.

{% from "shared/formulas.sql" import first_part %}
{% from "shared/gaps.sql" import age, lag_on %}
{% from "shared/vintages.sql" import compared_on %}
{% set day = "iif(g.verdict = 'cannot be judged', NULL, c.day)" %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force),
-- The times to parity of an ended series end when a leader of either class, or its score, last
-- changed.
ending AS MATERIALIZED (SELECT board, category, data_on FROM _parity_median_in_force),
judged AS MATERIALIZED (
  SELECT i.board, i.category, i.verdict, i.gap, i.unresolved_above, i.is_tested_lately, max(i.entry)
  FROM _gap_in_force i GROUP BY i.board, i.category
),
-- Silent: nothing but the last row may be told, as `measures.freshness.shown_lags` says.
lags AS MATERIALIZED (
  SELECT i.*, max(i.entry) OVER (PARTITION BY i.board, i.category) > i.entry AS is_past,
         g.is_tested_lately IS 0 OR g.gap * substr(
           max(i.entry || i.sign) OVER (PARTITION BY i.board, i.category), 11
         ) < 0 AS is_silent
  FROM _lag_in_force i
  LEFT JOIN judged g ON g.board = i.board AND g.category = {{ first_part("i.category") }}
),
newest AS MATERIALIZED (
  SELECT n.*, iif(n.is_past, coalesce(n.vintage_on, n.entry), {{ compared_on("n") }}) AS page_on
  FROM (
    SELECT *, max(entry) FROM lags WHERE iif(is_silent, NOT is_past, sign IS NOT NULL)
    GROUP BY board, category
  ) n
),
aged AS (
  SELECT n.*, {{ first_part("n.category") }} AS openness_rule,
         s.title, s.domain, s.unit, s.status, s.has_ended, t.on_date,
         n.is_past OR {{ age("t.on_date", "n.page_on") }} > s.stale_after_days AS is_old
  FROM newest n JOIN _series s ON s.series = n.board CROSS JOIN _today t
),
shown AS MATERIALIZED (
  SELECT a.*, CASE
           WHEN a.is_silent THEN a.page_on
           WHEN a.has_ended AND NOT a.is_past THEN max(a.entry, coalesce(e.data_on, a.entry))
           WHEN a.is_old THEN max(a.entry, a.page_on)
           ELSE a.on_date
         END AS day
  FROM aged a LEFT JOIN ending e ON e.board = a.board AND e.category = a.openness_rule
)
SELECT c.board AS series, c.title, c.domain, c.unit, c.openness_rule,
       {{ lag_on(day, "c.sign", "c.counts_from") }} AS lag_days,
       {{ lag_on(day, "c.low_sign", "c.low_from") }} AS lag_low,
       {{ lag_on(day, "c.high_sign", "c.high_from") }} AS lag_high,
       c.censored, g.verdict, coalesce(c.confirmed, 1) AS confirmed, c.evidence,
       g.unresolved_above,
       c.open_model, coalesce(open.name, c.open_model) AS open_name,
       c.closed_model, coalesce(closed.name, c.closed_model) AS closed_name,
       c.order_on, c.day AS shown_on, c.page_on AS vintage_on,
       c.has_ended OR c.is_old AS is_stale, c.status, c.sign, c.counts_from, c.ci_level,
       c.closed_value, c.closed_vintage, c.open_value, c.open_vintage
FROM shown c LEFT JOIN judged g ON g.board = c.board AND g.category = c.openness_rule
LEFT JOIN named closed ON closed.model = c.closed_model
LEFT JOIN named open ON open.model = c.open_model
