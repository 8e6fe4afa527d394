-- One row is a model with its newest score in a series and its price of the same day, under an
-- openness rule (closed: under each): every priced one of its class, and those without a price that
-- score more than all of them.
-- Key: series, class, openness_rule, model
--
-- class ('closed' | 'open'): closed or open, under the openness rule.
-- openness_rule (OpennessRule?): The rule of an open class; absent: the closed class is the same
--   under each.
-- model (text): Canonical model id.
-- score (real): Its newest score of one scale, in the series' unit.
-- blended_price (real?): USD per 1M tokens, input and output 3:1; absent: not known.
-- price_basis (PriceBasis?): Whose price it is.
-- on_front (flag): 1: it scores more than each cheaper model of its class.
-- published_on (day): Day of the newest page of scores.
-- prices_on (day): Day of the prices: of a page older than 45 days its own.
-- vintages (text): JSON list of the vintages of the score, and of the lists behind the price.

-- 45 days: measures.price.rosters.ROSTER_DAYS.
WITH scored AS MATERIALIZED (
  SELECT board AS series, entry AS model, name, value, vintage, evidence, through,
         max(scored_on) OVER (PARTITION BY board) AS published_on
  FROM _model_score_in_force WHERE rank IS NOT NULL
),
class(class, openness_rule, openness) AS (
  VALUES ('closed', NULL, 'closed')
  {% for rule, grades in open_classes %}
  {% for grade in grades %}
  , ('open', {{ rule | quoted }}, {{ grade | quoted }})
  {% endfor %}
  {% endfor %}
),
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, coalesce(valid_until, '9999') AS valid_until
  FROM _openness_in_force
),
price AS MATERIALIZED (
  SELECT model, from_on, coalesce(until_on, '9999') AS until_on, blended_price, price_basis,
         vintages
  FROM _model_price_in_force
),
dated AS MATERIALIZED (
  SELECT *, iif(julianday(through) - julianday(published_on) > 45, published_on, through)
           AS prices_on
  FROM scored WHERE evidence IS NULL
),
priced AS MATERIALIZED (
  SELECT d.*, s.title, s.domain, s.unit, s.status, k.class, k.openness_rule,
         iif(s.direction = 'lower', -d.value, d.value) AS score,
         c.blended_price, c.price_basis, c.vintages
  FROM dated d CROSS JOIN _series s ON s.series = d.series
  CROSS JOIN grade g
    ON g.model = d.model AND g.valid_from <= d.prices_on AND g.valid_until > d.prices_on
  CROSS JOIN class k ON k.openness = g.openness
  LEFT JOIN price c
    ON c.model = d.model AND c.from_on <= d.prices_on AND c.until_on > d.prices_on
),
placed AS (
  SELECT *, max(iif(blended_price IS NULL, NULL, score)) OVER class AS best_priced,
         max(score) OVER (
           class ORDER BY blended_price IS NULL, blended_price, score DESC, model
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
         ) AS best_cheaper
  FROM priced WINDOW class AS (PARTITION BY series, class, openness_rule)
)
SELECT series, title, domain, unit, class, openness_rule, model, name, value AS score,
       blended_price, price_basis,
       blended_price IS NOT NULL AND score > coalesce(best_cheaper, -9e999) AS on_front,
       published_on, prices_on, status,
       json_insert(coalesce(vintages, '[]'), '$[#]', vintage) AS vintages
FROM placed
WHERE best_priced IS NOT NULL AND (blended_price IS NOT NULL OR score > best_priced)
