-- One row is a dated run that states its cost: what a solved task cost, beside the cheapest of its
-- class so far.
-- Key: series, entry
-- Columns as in table: solved_cost
--
-- unit (text): Unit of the costs per solved task.
-- class ('closed' | 'open' | 'unknown'): Class of the model on the day of the run, or on its first
--   day, where the run came before that (open: any weights).
-- entry (text): as in solved_cost.entry
-- usd_per_solved (real): Mean cost of a solved task: usd_per_task over the share solved.
-- usd_low (real?): Lower end of its interval, of the score's error alone.
-- usd_high (real?): Upper end of its interval.
-- is_cheapest_yet (flag): 1: no run of its class was cheaper by that day.
-- cheapest_yet (real): usd_per_solved of the cheapest run of its class by that day.

{% from "shared/formulas.sql" import level, z %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force),
grade AS MATERIALIZED (
  SELECT model, openness, valid_from, valid_until FROM _openness_in_force
),
run AS (
  SELECT f.*, f.usd_per_task / (f.score / 100) AS value,
         f.usd_per_task / (min(100.0, f.score + {{ z }} * f.stderr) / 100) AS low,
         iif(f.score > {{ z }} * f.stderr,
             f.usd_per_task / ((f.score - {{ z }} * f.stderr) / 100), NULL) AS high, (
           SELECT CASE WHEN o.openness = 'closed' THEN 'closed'
                       WHEN o.openness IN ({{ open_grades }}) THEN 'open' END
           FROM grade o WHERE o.model = f.model AND coalesce(o.valid_until, '9999') > f.on_date
           ORDER BY o.valid_from LIMIT 1
         ) AS class
  FROM _solved_cost_in_force f
),
so_far AS (
  SELECT *, min(value) OVER (PARTITION BY board, class ORDER BY on_date) AS cheapest FROM run
)
SELECT r.board AS series, s.title, s.domain, 'USD per solved task' AS unit, r.entry, r.model,
       coalesce(m.name, r.model) AS name, coalesce(r.class, 'unknown') AS class, r.on_date,
       round(r.score, 4) AS score, round(r.usd_per_task, 4) AS usd_per_task,
       round(r.value, 4) AS usd_per_solved, round(r.low, 4) AS usd_low,
       round(r.high, 4) AS usd_high, iif(r.low IS NULL, NULL, {{ level }}) AS ci_level,
       r.value = r.cheapest AS is_cheapest_yet, round(r.cheapest, 4) AS cheapest_yet, s.status
FROM so_far r JOIN _series s ON s.series = r.board
LEFT JOIN named m ON m.model = r.model
