-- One row is who leads a class in a change point of a gap; none where nobody does.
--
-- A gap says of both leaders at once whether they are confirmed; a model that is not has no row in
-- the registry.

{% from "shared/gaps.sql" import of_side %}
WITH side (class) AS (VALUES ('closed'), ('open')),
led AS (
  SELECT f.id, f.board AS series, f.category AS openness_rule, s.class, f.entry AS from_on,
         {{ of_side("s.class", "entry") }} AS entry,
         {{ of_side("s.class", "model") }} AS model,
         {{ of_side("s.class", "value") }} AS value,
         {{ of_side("s.class", "stderr") }} AS stderr,
         {{ of_side("s.class", "vintage") }} AS vintage,
         f.vintage_on, f.inputs_on, f.through, f.derived_at
  FROM _gap_in_force f CROSS JOIN side s
)
SELECT * FROM led WHERE entry IS NOT NULL
