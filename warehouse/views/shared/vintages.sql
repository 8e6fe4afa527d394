{# Which vintage of a board counts, and on which day its page was last seen. #}

{# The order of the vintages of one board. #}
{% macro newest_first(v) -%}
{{ v }}.published_on DESC, {{ v }}.restated, {{ v }}.seen_at DESC, {{ v }}.page_sha256 DESC,
    {{ v }}.snapshot_id DESC, {{ v }}.id DESC
{%- endmacro %}

{# Vintages by their columns: of states `p` those at looks `s` that gave them. #}
{% macro vintages() -%}
SELECT p.id, p.board_id, p.state_id, s.id AS snapshot_id, s.reading,
       iif(p.own_date, p.published_on, date(s.seen_at)) AS published_on, s.seen_at, s.recorded_at,
       s.page_sha256, p.restated, p.basis, p.own_date, p.inputs_on, p.floor, p.leads
{%- endmacro %}

{# Looks `s` of a source up to day `by`, and the states `p` without a date of their own that they gave
a board: a time of that day has a T where the U is. #}
{% macro undated(source, board_id, by) -%}
FROM _snapshot s CROSS JOIN _page_state p
      ON p.snapshot_id = s.reading AND p.board_id = {{ board_id }} AND p.own_date = 0
    WHERE s.source = {{ source }} AND s.seen_at < {{ by }} || 'U'
{%- endmacro %}

{# Of every board `b` the newest vintage within a condition on vintages `v`, with what is in `names`
before its columns. `by`: the last day that the condition allows, if it has one.

A few seeks in indexes, however many vintages the board has: SQLite passes through its dated states
and the looks of its source from the newest on, and stops at the first one that fits. Of a board whose
states are all dated it looks for those of no source. #}
{% macro newest_within(condition="1", by="'9999'", names="") -%}
{% set source -%}
iif(EXISTS (SELECT 1 FROM _page_state u WHERE u.board_id = b.id AND u.own_date = 0), b.source, NULL)
{%- endset -%}
SELECT {{ names }}v.* FROM _board b
CROSS JOIN _vintage v ON v.board_id = b.id AND (v.snapshot_id, v.id) = (
  SELECT snapshot_id, id FROM (
    SELECT * FROM (
      {{ vintages() }}
      FROM _page_state p CROSS JOIN _snapshot s ON s.id = (
        SELECT v.snapshot_id FROM _vintage v WHERE v.id = p.id AND {{ condition }}
        ORDER BY v.seen_at DESC, v.snapshot_id DESC LIMIT 1
      )
      WHERE p.board_id = b.id AND p.own_date = 1 AND p.published_on <= {{ by }}
      ORDER BY p.published_on DESC, p.restated, s.seen_at DESC, s.page_sha256 DESC, s.id DESC,
               p.id DESC
      LIMIT 1
    )
    UNION ALL
    SELECT * FROM (
      SELECT v.* FROM (
        {{ vintages() }}
        {{ undated(source, "b.id", by) }}
      ) v
      WHERE {{ condition }}
      ORDER BY v.seen_at DESC, v.page_sha256 DESC, v.snapshot_id DESC, v.id DESC LIMIT 1
    )
  ) candidate ORDER BY {{ newest_first("candidate") }} LIMIT 1
)
{%- endmacro %}

{# The last day up to `by` on which a page without a date of its own was seen that a row is made of;
`page`: the day that the row is of, which it is where none was seen since.

`vintages`: those that the row names, a list or a query. Rows do not change because somebody fetched
a page again, so that its age is found when it is asked for: of what had been recorded when the row
was derived (`derived_at`). #}
{% macro seen_on(page, vintages, by, derived_at) -%}
max({{ page }}, coalesce((
  SELECT max((
    SELECT date(s.seen_at)
    {{ undated("o.source", "o.id", by) }} AND s.recorded_at <= {{ derived_at }}
    ORDER BY s.seen_at DESC LIMIT 1))
  FROM _page_state v JOIN _board o ON o.id = v.board_id
  WHERE v.id IN ({{ vintages }}) AND v.own_date = 0), ''))
{%- endmacro %}

{# The same of a row of a gap or a lag, up to the last day that was derived or another. #}
{% macro compared_on(row, by="") -%}
{{ seen_on(
  page="coalesce(" ~ row ~ ".vintage_on, " ~ row ~ ".inputs_on)",
  vintages=row ~ ".closed_vintage, " ~ row ~ ".open_vintage",
  by=by or row ~ ".through",
  derived_at=row ~ ".derived_at",
) }}
{%- endmacro %}
