-- One row is who leads a class in a change point of a gap; none where nobody does.
--
-- A gap says of both leaders at once whether they are confirmed; a model that is not has no row in
-- the registry.

WITH side (class) AS (VALUES ('closed'), ('open')),
led AS (
  SELECT i.board AS series, i.category AS openness_rule, s.class, i.entry AS from_on,
         iif(s.class = 'open', i.open_entry, i.closed_entry) AS entry,
         iif(s.class = 'open', i.open_model, i.closed_model) AS model,
         iif(s.class = 'open', i.open_value, i.closed_value) AS value,
         iif(s.class = 'open', i.open_stderr, i.closed_stderr) AS stderr,
         iif(s.class = 'open', i.open_vintage, i.closed_vintage) AS vintage,
         i.evidence, i.vintage_on, i.inputs_on, i.through, i.derived_at, i.recorded_at
  FROM _gap_in_force i CROSS JOIN side s
)
SELECT * FROM led WHERE entry IS NOT NULL
