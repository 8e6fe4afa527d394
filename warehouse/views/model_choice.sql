-- One row is a model that can be had today in a domain, by the series that speaks for the domain.
-- Key: domain, model
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
-- licence (text?): Its licence, as the registry names it.
-- licence_spdx (text?): SPDX identifier of that licence.
-- commercial_use (CommercialUse?): Whether its licence lets people earn money with the weights;
--   absent: closed.
-- blended_price (real?): USD per 1M tokens, input and output 3:1, in force today; absent: none is
--   known.
-- price_basis (PriceBasis?): Whose price it is.
-- hosts (whole): Hosts of its weights with a known price today.

WITH cost AS MATERIALIZED (
  SELECT model, max(iif(is_in_force, blended_price, NULL)) AS blended_price,
         max(iif(is_in_force, price_basis, NULL)) AS price_basis, max(hosts) AS hosts
  FROM model_price GROUP BY model
),
known AS MATERIALIZED (
  SELECT g.model, g.licence, l.spdx AS licence_spdx, l.commercial_use
  FROM _openness_in_force g LEFT JOIN _licence_in_force l ON l.entry = g.licence
  WHERE g.valid_from <= (SELECT on_date FROM _today)
    AND coalesce(g.valid_until, '9999') > (SELECT on_date FROM _today)
)
SELECT p.series, p.title, p.domain, p.unit, p.direction, p.status, p.model, p.name, p.maker,
       p.score, p.score_low, p.score_high, p.stderr, p.entry, p.openness, p.confirmed, p.evidence,
       p.vintage_on,
       CAST(julianday(t.on_date) - julianday(p.vintage_on) AS INTEGER) > p.stale_after_days
         AS is_stale,
       k.licence, k.licence_spdx, k.commercial_use,
       c.blended_price, c.price_basis, coalesce(c.hosts, 0) AS hosts, p.fits_one_gpu,
       p.behind_best, p.behind_low, p.behind_high, p.too_close_to
FROM _model_scored p CROSS JOIN _today t
LEFT JOIN cost c ON c.model = p.model
LEFT JOIN known k ON k.model = p.model
WHERE p.series IN (SELECT series FROM _speaking) AND p.availability IS NOT NULL
