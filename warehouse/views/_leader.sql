-- One row is who leads a class in a change point of a gap; none where nobody does.
--
-- A gap says of both leaders at once whether they are confirmed; a model that is not has no row in
-- the registry. Who sorts this view takes it MATERIALIZED: SQLite would merge its two parts.

{% for side in ["closed", "open"] %}
{{ "UNION ALL" if not loop.first }}
SELECT i.board AS series, i.category AS openness_rule, '{{ side }}' AS class, i.entry AS from_on,
       i.{{ side }}_entry AS entry, i.{{ side }}_model AS model, i.{{ side }}_value AS value,
       i.{{ side }}_stderr AS stderr, i.{{ side }}_vintage AS vintage, i.evidence, i.vintage_on,
       i.inputs_on, i.through, i.derived_at, i.recorded_at
FROM _gap_in_force i WHERE i.{{ side }}_entry IS NOT NULL
{% endfor %}
