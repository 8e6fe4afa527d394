{% from "shared/formulas.sql" import rounded %}

{# What is shown of a change point `h` of a gap with its row `f`, its series `s` and the names of
its models; what ages does so from the day of its page up to `day`. #}
{% macro gap_of(day) -%}
h.board AS series, s.title, s.domain, s.unit, h.category AS openness_rule,
       {{ rounded("f.gap") }} AS gap,
       {{ rounded("f.gap_low") }} AS gap_low,
       {{ rounded("f.gap_high") }} AS gap_high, f.verdict,
       f.closed_model, coalesce(closed.name, f.closed_model) AS closed_name,
       {{ rounded("f.closed_value") }} AS closed_value,
       f.open_model, coalesce(open.name, f.open_model) AS open_name,
       {{ rounded("f.open_value") }} AS open_value,
       round(f.p_open_ahead, 6) AS p_open_ahead,
       {{ rounded("f.detectable_gap") }} AS detectable_gap,
       coalesce(f.confirmed, 1) AS confirmed, f.evidence, f.unresolved_above,
       {{ rounded("f.gap_if_unresolved_closed") }} AS gap_if_unresolved_closed,
       {{ rounded("f.gap_if_unresolved_open") }} AS gap_if_unresolved_open, f.unresolved_names,
       open.licence AS open_licence, open.commercial_use AS open_commercial_use,
       f.open_newest_on, f.closed_newest_on, f.is_tested_lately,
       max(h.page_on, coalesce(f.held_since, f.entry)) AS shown_on, h.page_on AS vintage_on,
       {{ age(day, "h.page_on") }} AS age_days,
       {{ age(day, "h.page_on") }} > s.stale_after_days AS is_stale,
       f.held_pages, f.held_reason, s.status, f.ci_level, f.ci_method,
       f.closed_entry, f.closed_stderr, f.closed_vintage, f.open_entry, f.open_stderr,
       f.open_vintage, f.code_version, f.recorded_at
{%- endmacro %}

{# Days from a page to a day; a page dated ahead is not younger than 0. #}
{% macro age(day, page) -%}
max(0, CAST(julianday({{ day }}) - julianday({{ page }}) AS INTEGER))
{%- endmacro %}

{# The days of a lag on a day, from a column of signs and one of days. #}
{% macro lag_on(day, sign, since) -%}
{{ sign }} * CAST(julianday({{ day }}) - julianday({{ since }}) AS INTEGER)
{%- endmacro %}

{# The day that the page of a segment `f` is of on a day within it: what was seen before and after
that day unchanged was so on it. #}
{% macro page_on(day) -%}
iif(f.vintage_on IS NULL, f.seen_on, max(f.vintage_on, min(f.seen_on, {{ day }})))
{%- endmacro %}

{# A column of the leading entry of a class of the gap `f`. #}
{% macro of_side(class, column) -%}
iif({{ class }} = 'open', f.open_{{ column }}, f.closed_{{ column }})
{%- endmacro %}
