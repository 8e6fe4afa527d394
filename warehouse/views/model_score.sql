-- One row is a model with its newest score of one scale in a series.
-- Key: series, model
-- Columns as in table: model_score
--
-- model (text): as in model_score.entry
-- score (real): The model's newest score of one scale, in the series' unit.
-- score_low (real?): Lower end of its interval (95 %); absent: no error is known.
-- score_high (real?): Upper end of its interval.
-- entry (text): Key of the entry on its board.
-- openness ('closed' | 'non_commercial' | 'restricted' | 'permissive' | 'fully_open' | 'unknown' |
--   'open_by_name' | 'some_weights'): Its openness today; see docs/openness.md.
-- confirmed (flag): 0: nobody has confirmed its class yet; evidence says what it is based on.
-- vintage_on (day): Day of the page of the score.
-- is_stale (flag): 1: that page is older than its series' limit.
-- rank (whole): Its place among the models of the series; 1: the best.
-- n (whole): Models of the series.

SELECT p.series, p.title, p.domain, p.unit, p.direction, p.status, p.model, p.name, p.maker,
       p.score, p.score_low, p.score_high, p.stderr, p.entry, p.openness, p.confirmed, p.evidence,
       p.vintage_on,
       CAST(julianday(t.on_date) - julianday(p.vintage_on) AS INTEGER) > p.stale_after_days
         AS is_stale,
       p.rank, p.n, p.is_whole, p.floor, p.availability
FROM _model_scored p CROSS JOIN _today t
