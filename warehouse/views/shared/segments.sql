{# Change points of a derived table, with the first day after each (`until`) and, of gaps and lags,
the last day on which its page was seen (`seen_on`).

A board has one newest vintage. SQLite hands a condition down into a window's partition, so that
a question about one series reads no other; and what stands in a window is found once a row, not
once a day. -#}
{% from "shared/vintages.sql" import compared_on %}
{% set segment -%}
SELECT i.*, lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
FROM _{{ table }}_derived i
{%- endset %}
{% if is_dated %}
SELECT w.*, max({{ compared_on("w", by="coalesce(date(w.until, '-1 day'), w.through)") }})
         OVER (PARTITION BY w.board, w.category, w.entry) AS seen_on
FROM ({{ segment }}) w
{% else %}
{{ segment }}
{% endif %}
