-- One row is a series of a domain under one openness rule: its gap today, and what the series of
-- the domain say together.
-- Key: series, openness_rule
-- Columns as in table: gap
--
-- direction (text): What the series of the domain that speak say together.
-- speaks (flag): 1: it counts for the domain, as an active series of general models and the first
--   of its data set.
-- shown_on (day): The day that the gap is of: that of its page, or a later one on which a model on
--   the page came or was opened.
-- confirmed (flag): as in view.confirmed
-- vintage_on (day): as in view.vintage_on
-- is_stale (flag): 1: the page is older than its series' limit: not for today.

WITH counted AS MATERIALIZED (
  SELECT g.*, s.rowid AS place, s.dataset,
         g.status = 'live' AND s.dataset IS NOT NULL AND g.is_tested_lately IS NOT 0 AS counts
  FROM gap_now g JOIN _series s ON s.series = g.series
),
told AS (
  SELECT *, counts AND place = min(place) OVER (PARTITION BY openness_rule, dataset, counts)
           AS speaks
  FROM counted
),
said AS (
  SELECT openness_rule, domain, max(speaks) AS any_speaks,
         max(speaks AND verdict = 'closed ahead') AS closed,
         max(speaks AND verdict = 'open ahead') AS open,
         max(speaks AND verdict = 'not distinguishable') AS level,
         max(verdict = 'not tested lately') AS untested
  FROM told GROUP BY openness_rule, domain
)
SELECT t.series, t.title, t.domain, t.unit, t.openness_rule, t.vintage_on,
       CASE
         WHEN NOT any_speaks THEN iif(untested, 'not tested lately', 'no live series')
         WHEN closed AND open THEN 'series disagree'
         WHEN closed OR open
           THEN iif(closed, 'closed', 'open') || ' ahead' || iif(level, ' in part', '')
         WHEN level THEN 'not distinguishable'
         ELSE 'cannot be judged'
       END AS direction,
       t.speaks, t.gap, t.gap_low, t.gap_high, t.verdict, t.closed_model, t.closed_name,
       t.open_model, t.open_name, t.confirmed, t.evidence, t.shown_on, t.is_stale, t.status
FROM told t JOIN said USING (openness_rule, domain)
