{# Rows of a derived table in the newest vintage of its boards, with the newest published date among
the inputs (`inputs_on`), the last day that was derived (`through`) and when that was
(`derived_at`).

A board that the newest derivation of its table left out (its series or threshold is no longer
declared, or nothing can be said any more) keeps its days up to then, and has no part in what is
said of now (`is_of_now`). A rule that is no longer declared keeps none. -#}
{% from "shared/formulas.sql" import first_part %}
SELECT b.board, b.category, f.*, now.inputs_on, now.published_on AS through,
       now.recorded_at AS derived_at
FROM _board b
CROSS JOIN _vintage_now now ON now.board_id = b.id
JOIN _state s ON s.id = now.state_id, json_each(s.runs) run
JOIN _{{ table }} f ON f.id BETWEEN run.value ->> 0 AND run.value ->> 1
WHERE b.fact_table = '{{ table }}' AND b.source = 'gapwatch'
{% if end %}
  AND b.category GLOB '*{{ end }}'
{% endif %}
{% if not is_of_now %}
  AND {{ first_part("b.category") }} IN ({{ rules }})
{% else %}
  AND now.seen_at = (
    SELECT max(n.seen_at) FROM _board o CROSS JOIN _vintage_now n ON n.board_id = o.id
    WHERE o.fact_table = '{{ table }}' AND o.source = 'gapwatch'
  )
{% endif %}
