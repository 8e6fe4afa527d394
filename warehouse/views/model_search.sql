-- One row is a model that is out, with everything that it is called.
-- Key: model
--
-- model (text): Canonical model id.
-- name (text): Its name for readers.
-- maker (text): Maker's display name.
-- aliases (text): Every spelling of every source, with blanks between.

SELECT m.entry AS model, m.name, m.maker_name AS maker, coalesce(a.aliases, '') AS aliases
FROM _model_in_force m LEFT JOIN (
  SELECT model, group_concat(alias, ' ') AS aliases
  FROM (SELECT DISTINCT model, alias FROM _alias_in_force ORDER BY model, alias) GROUP BY model
) a ON a.model = m.entry
WHERE m.released_on IS NULL OR m.released_on <= (SELECT on_date FROM _today)
