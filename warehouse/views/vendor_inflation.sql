-- One row is a benchmark, over every maker or one: how much better makers score their own models
-- than somebody else does.
-- Key: benchmark, maker
--
-- benchmark (text): Id of the benchmark.
-- vendor_series (text): Series of the makers' own scores.
-- maker (text): Maker id; all: every maker.
-- maker_name (text): The maker's name.
-- difference (real): Median over models of maker's score minus the other, in points.
-- difference_low (real?): Lower end of the median's interval (sign test).
-- difference_high (real?): Upper end of the median's interval.
-- n (whole): Models that both sides scored.
-- higher (whole): Of these, models of which the maker's score is the better one.
-- lower (whole?): Models of which the other score is.
-- p_value (real?): Two-sided sign test that both are as likely.
-- smallest (real): Smallest difference of a model.
-- largest (real): Largest difference of a model.
-- measured_by (text): Series of the other scores.
-- note (text): What differs besides who measured.

{% from "shared/formulas.sql" import level, medians, rounded, sign_test %}
WITH RECURSIVE pair AS MATERIALIZED (SELECT * FROM _vendor_pair),
number AS (
  SELECT benchmark, 'all' AS maker, difference AS x FROM pair UNION ALL
  SELECT benchmark, maker, difference FROM pair
),
{{ medians("number", "benchmark, maker") }}
SELECT m.benchmark, t.title, s.domain, s.unit, m.maker,
       coalesce((SELECT p.maker_name FROM pair p WHERE p.maker = m.maker), 'all makers')
         AS maker_name,
       round(m.value, 4) AS difference, round(m.low, 4) AS difference_low,
       round(m.high, 4) AS difference_high, iif(m.low IS NULL, NULL, {{ level }}) AS ci_level, m.n,
       m.higher, m.lower, {{ rounded(sign_test()) }} AS p_value,
       round(m.smallest, 4) AS smallest, round(m.largest, 4) AS largest, t.vendor_series, (
         SELECT group_concat(measured_series, ', ') FROM (
           SELECT DISTINCT p.measured_series FROM pair p
           WHERE p.benchmark = m.benchmark AND m.maker IN ('all', p.maker) ORDER BY 1
         )
       ) AS measured_by, t.note
FROM median m JOIN (
  SELECT DISTINCT benchmark, title, vendor_series, note FROM _twice_measured
) t ON t.benchmark = m.benchmark
JOIN _series s ON s.series = t.vendor_series
