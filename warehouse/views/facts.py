"""Views of what sources and the registry say: scores, prices, models, pages, health of sources."""

from __future__ import annotations

from warehouse.schema.derived import DERIVED_SOURCE
from warehouse.schema.facts import LICENCE, MODEL, OPENNESS, PRICE, SCORE
from warehouse.schema.ledgers import QUARANTINE, SERIES
from warehouse.schema.view import View
from warehouse.views.states import (
    GRADES,
    NAMES,
    OPEN,
    SPELLINGS,
    matched,
    named,
    newest_first,
    rows_of,
    shown,
)

_REGISTRY = f"\nWITH {SPELLINGS},\n{GRADES}"
_GRADED = """coalesce(g.openness, iif(n.model IS NULL, NULL, 'unknown')) AS openness"""
_GRADE = """LEFT JOIN grade g ON g.model = n.model AND g.valid_from <= n.published_on
  AND coalesce(g.valid_until, '9999') > n.published_on"""

_SCORE_NOW = View(
    "score_now",
    "an entry on a board, in the board's newest vintage",
    ("source", "board", "category", "entry"),
    SCORE,
    sql=f"""{_REGISTRY}
SELECT n.source, n.board, n.category, n.entry, n.model_name, n.model, {_GRADED}, n.value, n.unit,
       n.stderr, n.ci_low, n.ci_high, n.ci_level, n.ci_method, n.n, n.provenance, n.protocol,
       coalesce(n.effort, n.alias_effort) AS effort, n.harness, n.published_on, n.dated_on,
       n.released_on, n.cost_usd, n.seen_at, n.recorded_at, n.page_sha256, n.held, n.basis,
       n.source_url, n.note
FROM (
  SELECT r.*, {matched("model", "r")} AS model, {matched("effort", "r")} AS alias_effort
  FROM _score_in_force r
  WHERE r.source <> '{DERIVED_SOURCE}'  -- a scale that versions before 0.3 issued as a board
) n {_GRADE}
""",
)

# What is in force is found by number first: whole rows are read once, of the prices that count.
_PRICE_NOW = View(
    "price_now",
    "an offering's price in force",
    ("source", "provider", "offering", "mode", "currency"),
    PRICE,
    sql=f"""{_REGISTRY},
newest AS (
  SELECT r.id, r.source, r.model_name, r.published_on, r.seen_at, r.recorded_at, r.page_sha256,
         r.held, max(coalesce(r.effective_on, '0000-00-00') || r.published_on)
  FROM _price_in_force r WHERE coalesce(r.effective_on, '') <= (SELECT on_date FROM _today)
  GROUP BY r.source, r.provider, r.offering, r.mode, r.currency
),
named AS MATERIALIZED (
  SELECT r.*, {matched("model", "r")} AS model FROM newest r
)
SELECT n.source, f.provider, f.offering, n.model_name, n.model, {_GRADED}, f.mode, f.currency,
       f.input_per_mtok, f.cached_input_per_mtok, f.output_per_mtok, f.effective_on,
       f.withdrawn_on, f.effective_basis, n.published_on, n.seen_at, n.recorded_at, n.page_sha256,
       n.held, f.source_url, f.note
FROM named n CROSS JOIN _price f ON f.id = n.id {_GRADE}
""",
)

SCORE_ON = f"""
SELECT b.source, b.board, b.category, v.published_on, v.restated, v.basis, v.id AS vintage,
       f.entry, f.model_name, f.value, f.unit, f.stderr, f.ci_low, f.ci_high, f.ci_level, f.n,
       f.provenance, f.protocol, f.effort, f.harness, f.dated_on, f.released_on, f.cost_usd,
       v.seen_at, v.recorded_at, v.page_sha256, f.source_url, f.note,
       (SELECT json_array_length(s.held) FROM _state s WHERE s.id = v.state_id) AS held_entries
FROM _board b
JOIN _vintage v ON v.board_id = b.id AND (v.snapshot_id, v.id) = (
  SELECT n.snapshot_id, n.id FROM _vintage n
  WHERE n.board_id = v.board_id AND n.published_on = v.published_on
  ORDER BY {newest_first("n")}
  LIMIT 1
)
{rows_of("score", "v.state_id")}
WHERE b.fact_table = 'score'
"""

_MODEL = View(
    "model",
    "a model of the registry, as open as it is today",
    ("model",),
    MODEL,
    (
        """
        model (text): Canonical model id.
        maker (text): Maker's display name.
        openness (Openness): Grade; see docs/openness.md.
        """,
        OPENNESS.column("licence"),
        f"""
        licence_spdx (text?): {LICENCE.column("spdx").about}
        commercial_use (CommercialUse?): Whether the licence of the weights permits commercial use;
            absent without weights.
        evidence (text): URL that shows the grade.
        opened_on (day?): First day on which its weights could be had, if ever.
        """,
    ),
    sql=f"""
WITH grade AS MATERIALIZED (
  SELECT model, openness, licence, evidence, valid_from FROM _openness_in_force
  WHERE valid_from <= (SELECT on_date FROM _today)
    AND coalesce(valid_until, '9999') > (SELECT on_date FROM _today)
),
opened AS MATERIALIZED (
  SELECT model, min(valid_from) AS opened_on FROM _openness_in_force
  WHERE openness IN ({OPEN}) AND valid_from <= (SELECT on_date FROM _today) GROUP BY model
)
SELECT m.entry AS model, m.name, m.maker_name AS maker, m.country, m.released_on, m.kind,
       m.parameters_total_b, m.parameters_active_b, coalesce(g.openness, 'unknown') AS openness,
       g.licence, l.spdx AS licence_spdx, l.commercial_use,
       coalesce(g.evidence, m.evidence) AS evidence, o.opened_on
FROM _model_in_force m
LEFT JOIN grade g ON g.model = m.entry
LEFT JOIN opened o ON o.model = m.entry
LEFT JOIN _licence_in_force l ON l.entry = g.licence
""",
)

_OPENNESS_HISTORY = View(
    "openness_history",
    "a model's openness from one day until another",
    ("model", "from_on"),
    OPENNESS,
    (
        """
        model (text): Canonical model id.
        from_on (day): First day of the interval.
        until_on (day?): First day after the interval; absent: still in force.
        """,
        f"licence_spdx (text?): {LICENCE.column('spdx').about}",
    ),
    sql=f"""
WITH {NAMES}
SELECT o.model, {shown("m", "o.model")}, o.openness, o.licence, l.spdx AS licence_spdx,
       o.valid_from AS from_on, o.valid_until AS until_on, o.evidence, o.checked_on
FROM _openness_in_force o
LEFT JOIN _licence_in_force l ON l.entry = o.licence{named(m="o.model")}
""",
)

_MODEL_SEARCH = View(
    "model_search",
    "a model with everything that it is called",
    ("model",),
    None,
    (
        """
        model (text): Canonical model id.
        name (text): Its name for readers.
        maker (text): Maker's display name.
        aliases (text): Every spelling of every source, with blanks between.
        """,
    ),
    sql="""
SELECT m.entry AS model, m.name, m.maker_name AS maker, coalesce(a.aliases, '') AS aliases
FROM _model_in_force m LEFT JOIN (
  SELECT model, group_concat(alias, ' ') AS aliases
  FROM (SELECT DISTINCT model, alias FROM _alias_in_force ORDER BY model, alias) GROUP BY model
) a ON a.model = m.entry
""",
)

_SERIES = View(
    "series",
    "a declared series",
    ("series",),
    SERIES,
    sql=f"""
SELECT {", ".join(SERIES.names())} FROM _series ORDER BY series
""",
)

_SOURCE_HEALTH = View(
    "source_health",
    "a source",
    ("source",),
    None,
    (
        """
        last_seen_at (text?): When it was last fetched (UTC).
        last_changed_at (text?): When a fetch last brought something new.
        last_outcome (text): What became of the last fetch.
        age_hours (real?): Hours since the last fetch.
        rows (whole?): Rows of its boards in force.
        quarantined (whole?): Rows that its last accepted fetch quarantined.
        cause (text?): Why the last fetch failed, if it did.
        last_good_at (text?): When a fetch was last accepted to its end.
        """,
    ),
    of_asking=("age_hours",),
    sql="""
-- A run looks at several addresses: `last` are the newest looks at each within half a day before
-- the source's newest look, worst first. A look that brought no page (unreachable, or an answer
-- that is no page) stands for the run only until a later look brings one. A page that was accepted
-- is a good look unless the same look failed at a later address, which then has warnings: within
-- an hour. A failure without is a look of its own, and the one before it stays good.
WITH newest AS (
  SELECT s.*, row_number() OVER (PARTITION BY source, url ORDER BY seen_at DESC, id DESC) AS place,
         max(seen_at) OVER (PARTITION BY source) AS last_at,
         max(iif(page_sha256 IS NULL, NULL, seen_at)) OVER (PARTITION BY source) AS last_page_at
  FROM _snapshot s
), last AS (
  SELECT n.*, row_number() OVER (PARTITION BY source ORDER BY CASE outcome
      WHEN 'refused' THEN 0 WHEN 'unreachable' THEN 1 WHEN 'recorded' THEN 2
      WHEN 'unchanged' THEN 3 ELSE 4 END, seen_at DESC, id DESC) AS worst
  FROM newest n
  WHERE place = 1 AND julianday(last_at) - julianday(seen_at) < 0.5
    AND (page_sha256 IS NOT NULL OR last_page_at IS NULL OR seen_at >= last_page_at)
), followed AS (
  SELECT source, seen_at, outcome,
         min(iif(outcome = 'unreachable' AND warnings IS NOT NULL, seen_at, NULL)) OVER
           (PARTITION BY source ORDER BY seen_at, id
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS fails_at
  FROM _snapshot
), good AS (
  SELECT source, max(seen_at) AS at FROM followed WHERE outcome IN ('recorded', 'unchanged')
    AND (fails_at IS NULL OR julianday(fails_at) - julianday(seen_at) >= 1 / 24.0)
  GROUP BY source
), held AS (
  SELECT b.source, v.snapshot_id, sum(s.row_count) AS rows
  FROM _vintage_now v JOIN _state s ON s.id = v.state_id JOIN _board b ON b.id = v.board_id
  GROUP BY 1, 2
)
SELECT l.source, l.last_at AS last_seen_at,
       (SELECT max(seen_at) FROM _snapshot c WHERE c.source = l.source AND c.outcome = 'recorded')
         AS last_changed_at,
       l.outcome AS last_outcome,
       round((julianday((SELECT at FROM _today)) - julianday(l.last_at)) * 24, 4) AS age_hours,
       (SELECT coalesce(sum(h.rows), 0) FROM held h WHERE h.source = l.source) AS rows,
       (SELECT sum(q.rows_quarantined) FROM held h JOIN _snapshot q ON q.id = h.snapshot_id
         WHERE h.source = l.source) AS quarantined,
       l.cause,
       (SELECT at FROM good g WHERE g.source = l.source) AS last_good_at
FROM last l WHERE l.worst = 1
""",
)


_PAGE = View(
    "page",
    "an archived page: the bytes that an address gave, from the first to the last time",
    ("page_sha256", "source", "url"),
    None,
    (
        """
        page_sha256 (text): SHA-256 of its bytes, as in every row that it says.
        source (text): The source whose page it is.
        url (text): The address that gave it.
        first_seen_at (text): When it was first captured (UTC).
        last_seen_at (text): When the address last gave these bytes (UTC).
        recorded_at (text): When this warehouse learned it (UTC).
        size_bytes (whole?): Its size in bytes, as it came.
        """,
    ),
    sql="""
SELECT s.page_sha256, s.source, s.url, min(s.seen_at) AS first_seen_at,
       max(s.seen_at) AS last_seen_at, min(s.recorded_at) AS recorded_at, p.size_bytes
FROM _snapshot s JOIN _page p ON p.sha256 = s.page_sha256
GROUP BY s.page_sha256, s.source, s.url
""",
)

_QUARANTINE = View(
    "quarantine",
    "a row that was refused (a table)",
    ("id",),
    QUARANTINE,
    (QUARANTINE.column("entry"),),
)

FACT_VIEWS: tuple[View, ...] = (
    _SERIES,
    _MODEL,
    _OPENNESS_HISTORY,
    _MODEL_SEARCH,
    _SCORE_NOW,
    _PRICE_NOW,
    _SOURCE_HEALTH,
    _PAGE,
    _QUARANTINE,
)
