{# Which vintage of a board counts, and on which day its page was last seen. #}

{# The order of the vintages of one board. #}
{% macro newest_first(v) -%}
{{ v }}.published_on DESC, {{ v }}.restated, {{ v }}.seen_at DESC, {{ v }}.page_sha256 DESC,
    {{ v }}.snapshot_id DESC, {{ v }}.id DESC
{%- endmacro %}

{# Of every board `b` the newest vintage within a condition, with the columns of view _vintage after
those in `names`. The condition names what it limits as {published}, {restated}, {seen}, {page} and
{recorded}; `seen_by` says of look `s` what follows from it, in terms that an index knows.

A few seeks in indexes, however many vintages the board has. The newest is that of a look: the
newest of its own (index vintage_order); or, of a board without dates of its own, of the last look
that repeats any; or, of a dated one, of the last that repeats a state of no older date. A look that
is being recorded has no row yet: `look` is empty, and its states are the newest. The plus, and a
column that vintage_order lacks, keep the last seek from walking the board in its order: it goes by
the look. #}
{% macro newest_within(condition="1", seen_by="1", names="") -%}
{% set own = {
  "published": "n.published_on", "restated": "n.restated", "seen": "n.seen_at",
  "page": "n.page_sha256", "recorded": "n.recorded_at",
} -%}
{% set again = dict(own, seen="s.seen_at", recorded="s.recorded_at") -%}
{% set effective = dict(
  own,
  published="iif(n.own_date, n.published_on, date(coalesce(look.seen_at, n.seen_at)))",
  seen="coalesce(look.seen_at, n.seen_at)",
  recorded="coalesce(look.recorded_at, n.recorded_at)",
) -%}
{% set newest_own -%}
SELECT n.id, n.snapshot_id, n.published_on, n.restated, n.seen_at, n.page_sha256
    FROM _page_state n WHERE n.board_id = b.id AND {{ condition.format(**own) }}
    ORDER BY {{ newest_first("n") }} LIMIT 1
{%- endset -%}
SELECT {{ names }}v.id, v.board_id, v.state_id, coalesce(look.id, v.snapshot_id) AS snapshot_id,
       iif(v.own_date, v.published_on, date(coalesce(look.seen_at, v.seen_at))) AS published_on,
       coalesce(look.seen_at, v.seen_at) AS seen_at,
       coalesce(look.recorded_at, v.recorded_at) AS recorded_at,
       v.page_sha256, v.restated, v.basis, v.own_date, v.inputs_on, v.floor, v.leads
FROM _board b
LEFT JOIN _snapshot look ON look.id = (
  SELECT snapshot_id FROM (
    SELECT * FROM ({{ newest_own }})
    UNION ALL
    SELECT n.id, r.id, n.published_on, n.restated, r.seen_at, n.page_sha256
    FROM _page_state n JOIN _snapshot r ON r.id = (
      SELECT s.id FROM _snapshot s
      WHERE s.repeats = n.snapshot_id AND {{ condition.format(**again) }}
      ORDER BY s.seen_at DESC, s.id DESC LIMIT 1
    )
    WHERE n.board_id = b.id AND n.own_date = 1
      AND n.published_on >= coalesce((SELECT published_on FROM ({{ newest_own }})), '')
    UNION ALL
    SELECT * FROM (
      SELECT n.id, s.id, date(s.seen_at), n.restated, s.seen_at, n.page_sha256
      FROM _snapshot s CROSS JOIN _page_state n
        ON n.snapshot_id = s.repeats AND n.board_id = b.id AND n.own_date = 0
      WHERE s.source = iif(EXISTS (
          SELECT 1 FROM _page_state u WHERE u.board_id = b.id AND u.own_date = 0), b.source, NULL)
        AND s.repeats IS NOT NULL AND {{ seen_by }}
        AND {{ condition.format(**dict(again, published="date(s.seen_at)")) }}
      ORDER BY s.seen_at DESC, s.page_sha256 DESC, s.id DESC LIMIT 1
    )
  ) candidate ORDER BY {{ newest_first("candidate") }} LIMIT 1
)
JOIN _page_state v ON v.board_id = b.id AND v.id = (
  SELECT n.id FROM _page_state n
  WHERE n.board_id = b.id AND n.snapshot_id =
      coalesce(look.repeats, look.id, (SELECT snapshot_id FROM ({{ newest_own }})))
    AND n.own_date >= 0 AND {{ condition.format(**effective) }}
  ORDER BY {{ newest_first("+n") }} LIMIT 1
)
{%- endmacro %}

{# The last day up to `by` on which a page without a date of its own was seen that a row is made of;
`page`: the day that the row is of, which it is where none was seen since.

`vintages`: those that the row names, a list or a query. Rows do not change because somebody fetched
a page again, so that its age is found when it is asked for: of what had been recorded when the row
was derived (`derived_at`). #}
{% macro seen_on(page, vintages, by, derived_at) -%}
max({{ page }}, coalesce((
  SELECT max(max(
    coalesce((
      SELECT n.published_on FROM _page_state n
      WHERE n.board_id = v.board_id AND n.published_on <= {{ by }}
        AND n.recorded_at <= {{ derived_at }}
      ORDER BY n.published_on DESC LIMIT 1), ''),
    coalesce((
      SELECT date(s.seen_at) FROM _snapshot s
      CROSS JOIN _page_state r ON r.snapshot_id = s.repeats AND r.board_id = v.board_id
      WHERE s.source = o.source AND s.repeats IS NOT NULL AND s.seen_at < {{ by }} || 'U'
        AND s.recorded_at <= {{ derived_at }}
      ORDER BY s.seen_at DESC LIMIT 1), '')))
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
