"""Views of gaps, lags, prices and frontiers for readers: what holds now, and every change.

Not here: their daily rows (`derived`), which are for joins by day and keep every decimal.
"""

from __future__ import annotations

from terms.boards import part_in_sql
from terms.numbers import rounded_in_sql
from warehouse.schema.derived import FRONTIER, GAP, LAG, PRICE_GAP
from warehouse.schema.measured import CONTENDER, RELEASE_FRONTIER
from warehouse.schema.view import VINTAGE_ON_NEWEST, View
from warehouse.views.derived import (
    CONFIRMED,
    age,
    derived,
    derived_now,
    newest_day,
    seen,
    seen_on,
    segments,
    signed_days,
)
from warehouse.views.states import NAMES, named, shown

_OF_GAP = (
    f"""
    shown_on (day): The day that the gap is of: that of its page, or a later one on which a model on
        the page came or was opened.
    {CONFIRMED}
    vintage_on (day): Published date of the newest page behind the row.
    """,
)
_FROM_UNTIL = """
    from_on (day): First day on which the row holds.
    until_on (day?): First day on which it no longer holds; absent: it still does.
"""


def _model(row: str, side: str) -> str:
    """Columns: the closed or the open model of a row, and its name."""
    return f"{row}.{side}_model, " + shown(side, f"{row}.{side}_model", f"{side}_name")


def _names(row: str) -> str:
    """The joins that `_model` needs."""
    return named(closed=f"{row}.closed_model", open=f"{row}.open_model")


def _shown(page_on: str, of_day: str) -> str:
    """The columns of one change point `h` with its row `f`; what ages does so from `page_on` up to
    `of_day`."""
    rounded = {
        name: f"{rounded_in_sql(f'f.{name}')} AS {name}"
        for name in (
            *("gap", "gap_low", "gap_high", "detectable_gap"),
            *("gap_if_unresolved_closed", "gap_if_unresolved_open", "closed_value", "open_value"),
        )
    }
    return f"""h.board AS series, s.title, s.domain, s.unit, h.category AS openness_rule,
       {rounded["gap"]}, {rounded["gap_low"]}, {rounded["gap_high"]}, f.verdict,
       {_model("f", "closed")}, {rounded["closed_value"]},
       {_model("f", "open")}, {rounded["open_value"]},
       round(f.p_open_ahead, 4) AS p_open_ahead,
       {rounded["detectable_gap"]}, coalesce(f.confirmed, 1) AS confirmed, f.evidence,
       f.unresolved_above, {rounded["gap_if_unresolved_closed"]},
       {rounded["gap_if_unresolved_open"]}, f.unresolved_names,
       f.open_newest_on, f.closed_newest_on, f.is_tested_lately,
       max({page_on}, coalesce(f.held_since, f.entry)) AS shown_on, {page_on} AS vintage_on,
       {age(of_day, page_on)} AS age_days,
       {age(of_day, page_on)} > s.stale_after_days AS is_stale,
       f.held_pages, f.held_reason, s.status"""


_NARROW = """i.id, i.board, i.category, i.entry, i.vintage_on, i.closed_vintage, i.open_vintage,
         i.inputs_on, i.through, i.derived_at"""
"""Columns of a change point that sorting needs: the others are joined by its number."""

_GAP_NOW = View(
    "gap_now",
    "a series under one openness rule today: its gap and the day that the gap is of",
    ("series", "openness_rule"),
    GAP,
    (
        *_OF_GAP,
        """
        age_days (whole): Days from vintage_on to today.
        is_stale (flag): 1: the page is older than its series' limit: not for today.
        """,
    ),
    sql=f"""
WITH {NAMES},
newest AS MATERIALIZED (
  SELECT h.*, {seen(GAP.name, "h", "h.through")} AS page_on
  FROM (
    SELECT {_NARROW}, max(i.entry) FROM ({derived_now(GAP.name)}) i GROUP BY i.board, i.category
  ) h
)
SELECT {_shown("h.page_on", "t.on_date")}
FROM newest h JOIN {GAP.relation} f ON f.id = h.id JOIN _series s ON s.series = h.board
CROSS JOIN _today t{_names("f")}
""",
)

_SPAN = """h.entry AS from_on,
       coalesce(h.until, iif(h.through < ({newest}), date(h.through, '+1 day'), NULL))
         AS until_on"""
"""From when until when a change point holds."""

_GAP_CHANGES = View(
    "gap_changes",
    "a change point of the gap of a series under one openness rule: it holds from from_on, and "
    "until_on is the first day after it",
    ("series", "openness_rule", "from_on"),
    GAP,
    (
        *_OF_GAP,
        """
        age_days (whole): Days from vintage_on to from_on.
        is_stale (flag): 1: the page was older than its series' limit on from_on already.
        """,
        _FROM_UNTIL,
    ),
    sql=f"""
WITH {NAMES},
dated AS (
  SELECT {_NARROW},
         lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
  FROM ({derived(GAP.name)}) i
)
SELECT {_shown("h.page_on", "h.entry")},
       {_SPAN.format(newest=newest_day(GAP.name))}
FROM (
  SELECT d.*, max(
    iif(d.vintage_on IS NULL, {seen(GAP.name, "d", "d.through")}, d.vintage_on)
  ) OVER (PARTITION BY d.board, d.category, d.entry) AS page_on
  FROM dated d
) h JOIN {GAP.relation} f ON f.id = h.id JOIN _series s ON s.series = h.board{_names("f")}
""",
)

_LAG_CHANGES = View(
    "lag_changes",
    "a change point of the lag of a series, under one openness rule: it holds from "
    "from_on, and until_on is the first day after it",
    ("series", "openness_rule", "from_on"),
    LAG,
    (
        f"""
        lag_days (whole?): Days since closed first had what open has, counted to from_on; 0: level;
            negative: open leads. On a later day it is sign x (day - counts_from).
        lag_low (whole?): Lower end of the lag's interval on from_on, in days.
        lag_high (whole?): Upper end of the lag's interval on from_on, in days.
        {CONFIRMED}
        vintage_on (day): Published date of the newest page behind the row.
        """,
        _FROM_UNTIL,
    ),
    sql=f"""
WITH {NAMES}
SELECT h.board AS series, s.title, s.domain, s.unit,
       {part_in_sql("lag", "openness_rule", "h.category")} AS openness_rule,
       {signed_days("sign", "counts_from", "h", "h.entry")} AS lag_days,
       {signed_days("low_sign", "low_from", "h", "h.entry")} AS lag_low,
       {signed_days("high_sign", "high_from", "h", "h.entry")} AS lag_high,
       h.censored, h.sign, h.counts_from, coalesce(h.confirmed, 1) AS confirmed, h.evidence,
       {_model("h", "open")}, h.open_value, {_model("h", "closed")}, h.closed_value, h.order_on,
       coalesce(h.vintage_on, h.seen_on) AS vintage_on, s.status,
       {_SPAN.format(newest=newest_day(LAG.name))}
FROM {segments(LAG.name)} h JOIN _series s ON s.series = h.board{_names("h")}
""",
)

_PRICE_CHANGES = View(
    "price_changes",
    "a change point of the price at the best open model's own score in a series: it holds from "
    "from_on, and until_on is the first day after it",
    ("series", "openness_rule", "from_on"),
    PRICE_GAP,
    (_FROM_UNTIL,),
    sql=f"""
WITH {NAMES}
SELECT h.board AS series, s.title, s.domain, s.unit, h.threshold,
       {part_in_sql("price_gap", "openness_rule", "h.category")} AS openness_rule,
       {_model("h", "closed")}, h.closed_value, round(h.closed_price, 4) AS closed_price,
       h.closed_price_basis, h.closed_hosts, h.closed_is_at_most, {_model("h", "open")},
       h.open_value, round(h.open_price, 4) AS open_price, h.open_price_basis, h.open_hosts,
       h.open_is_at_most, round(h.price_ratio, 4) AS price_ratio, h.scores_on, s.status,
       {_SPAN.format(newest=newest_day(PRICE_GAP.name))}
FROM {segments(PRICE_GAP.name)} h JOIN _series s ON s.series = h.board{_names("h")}
""",
)

# By days of entries a row is of the page that first had it: a page holds all of them.
_CONTENDER = View(
    "contender",
    "an entry that competes in a class of a series, under one openness rule, on the newest pages "
    "that decide the gap",
    ("series", "openness_rule", "class", "entry"),
    CONTENDER,
    (
        f"""
        entry (text): {CONTENDER.column("listed").about}
        held (whole): {CONTENDER.column("is_held").about}
        published_on (day): Day of its page; by days of entries, of the page that first had it.
        """,
    ),
    sql=f"""
WITH {NAMES}
SELECT c.board AS series, s.title, s.domain, s.unit, c.category AS openness_rule, c.class,
       c.listed AS entry, c.model, {shown("m", "c.model")}, c.value, c.stderr, c.from_on,
       c.until_on, iif(s.axis = 'board', c.inputs_on, p.published_on) AS published_on,
       c.is_whole, c.floor, c.leads, c.is_held AS held, s.status
FROM ({derived_now("contender")}) c JOIN _series s ON s.series = c.board
LEFT JOIN _page_state p ON p.id = c.vintage{named(m="c.model")}
""",
)

# The times to parity of an ended series end when a leader of either class, or its score, last
# changed.
_LAG_NOW = View(
    "lag_now",
    "the lag of a series today, under one openness rule",
    ("series", "openness_rule"),
    LAG,
    (
        """
        lag_days (whole?): Days since closed first had what open has, counted to shown_on; 0: level;
            negative: open leads; absent, with its interval, where no recent open model was tested.
        lag_low (whole?): Lower end of the lag's interval, in days.
        lag_high (whole?): Upper end of the lag's interval, in days.
        """,
        GAP.column("verdict"),
        CONFIRMED,
        GAP.column("unresolved_above"),
        """
        shown_on (day): The day that the lag counts to: today; the page's day once that is stale,
            never before the lag's own first day; of a series that has ended the day it last
            changed.
        vintage_on (day): Published date of the newest page behind the row.
        is_stale (flag): 1: shown_on is past: the page is stale, or the series has ended.
        """,
    ),
    sql=f"""
WITH {NAMES},
ending AS MATERIALIZED (
  SELECT board AS series, category AS openness_rule, data_on AS through_on
  FROM ({derived_now("parity_median")})
),
judged AS MATERIALIZED (
  SELECT i.board, i.category, i.verdict, i.unresolved_above, i.is_tested_lately, max(i.entry)
  FROM ({derived_now(GAP.name)}) i GROUP BY i.board, i.category
),
lags AS MATERIALIZED (
  SELECT i.*, max(i.entry) OVER (PARTITION BY i.board, i.category) > i.entry AS is_past,
         g.is_tested_lately IS 0 AS is_untested
  FROM ({derived_now(LAG.name)}) i
  LEFT JOIN judged g ON g.board = i.board
    AND g.category = {part_in_sql("lag", "openness_rule", "i.category")}
),
newest AS MATERIALIZED (
  SELECT n.*, iif(n.is_past, coalesce(n.vintage_on, n.entry), {seen(LAG.name, "n", "n.through")})
           AS page_on
  FROM (
    SELECT *, max(entry) FROM lags WHERE iif(is_untested, NOT is_past, sign IS NOT NULL)
    GROUP BY board, category
  ) n
),
aged AS (
  SELECT n.*, {part_in_sql("lag", "openness_rule", "n.category")} AS openness_rule,
         s.title, s.domain, s.unit, s.status, s.has_ended, t.on_date,
         n.is_past OR {age("t.on_date", "n.page_on")} > s.stale_after_days AS is_old
  FROM newest n JOIN _series s ON s.series = n.board CROSS JOIN _today t
),
shown AS MATERIALIZED (
  SELECT a.*, CASE
           WHEN a.is_untested THEN a.page_on
           WHEN a.has_ended AND NOT a.is_past THEN max(a.entry, coalesce(e.through_on, a.entry))
           WHEN a.is_old THEN max(a.entry, a.page_on)
           ELSE a.on_date
         END AS day
  FROM aged a
  LEFT JOIN ending e ON e.series = a.board AND e.openness_rule = a.openness_rule
)
SELECT c.board AS series, c.title, c.domain, c.unit, c.openness_rule,
       {signed_days("sign", "counts_from", "c")} AS lag_days,
       {signed_days("low_sign", "low_from", "c")} AS lag_low,
       {signed_days("high_sign", "high_from", "c")} AS lag_high,
       c.censored, g.verdict, coalesce(c.confirmed, 1) AS confirmed, c.evidence,
       g.unresolved_above, {_model("c", "open")}, {_model("c", "closed")}, c.order_on,
       c.day AS shown_on,
       c.page_on AS vintage_on, c.has_ended OR c.is_old AS is_stale, c.status
FROM shown c LEFT JOIN judged g ON g.board = c.board AND g.category = c.openness_rule{_names("c")}
""",
)

# On the board axis the newest whole page tells of all releases on one scale; on the entry axis the
# frontier of every day does.
_RELEASES_PAGE = seen_on("i.inputs_on", "i.vintage", "i.through", "i.derived_at")
_RULE_AND_CLASS = (
    f"{part_in_sql('frontier', 'openness_rule', 'i.category')} AS openness_rule, "
    f"{part_in_sql('frontier', 'side', 'i.category')} AS class"
)
_FRONTIER_BY_RELEASE = View(
    "frontier_by_release",
    "a step of the closed or the open frontier of a series by release date, under one openness "
    "rule, as its newest page shows it",
    ("series", "openness_rule", "class", "on_date"),
    FRONTIER,
    (
        """
        class (text): closed or open, under the openness rule.
        on_date (day): Day on which the model took the lead: its release or, in an open class, the
            day its weights came; on the entry axis the day that its entry counts from.
        entry (text): Key of the leading entry on its board.
        model (text): Its canonical model id.
        name (text): The model's name for readers.
        released_on (day?): When the model was released.
        through_on (day): Day to which the frontier is known: its last step leads up to it.
        """,
        RELEASE_FRONTIER.column("stderr"),
        VINTAGE_ON_NEWEST,
    ),
    sql=f"""
SELECT e.series, s.title, s.domain, s.unit, s.direction, e.openness_rule, e.class, e.on_date,
       e.entry, e.model, {shown("m", "e.model")}, m.released_on,
       round(e.value, 4) AS value, e.stderr, e.through_on, e.vintage_on, e.vintage, s.status
FROM (
  SELECT board AS series, openness_rule, class, entry AS on_date, leader AS entry, model, value,
         stderr, iif(last_on > inputs_on, last_on, page_on) AS through_on, page_on AS vintage_on,
         vintage
  FROM (
    SELECT i.*, {_RULE_AND_CLASS}, {_RELEASES_PAGE} AS page_on,
           max(i.entry) OVER (
             PARTITION BY i.board, {part_in_sql("frontier", "openness_rule", "i.category")}
           ) AS last_on
    FROM ({derived_now("release_frontier")}) i
  )
  UNION ALL
  SELECT board, openness_rule, class, entry, leader, model, value, stderr, through,
         {seen("frontier", "e", "e.through")}, vintage
  FROM (
    SELECT i.*, {_RULE_AND_CLASS},
           lag(i.leader) OVER board IS NOT i.leader OR lag(i.value) OVER board IS NOT i.value
             AS stepped
    FROM ({derived_now("frontier")}) i JOIN _series a ON a.series = i.board AND a.axis = 'entry'
    WINDOW board AS (PARTITION BY i.board, i.category ORDER BY i.entry)
  ) e WHERE stepped
) e JOIN _series s ON s.series = e.series
LEFT JOIN _model_in_force m ON m.entry = e.model
""",
)

GAP_VIEWS: tuple[View, ...] = (
    _GAP_NOW,
    _GAP_CHANGES,
    _CONTENDER,
    _LAG_NOW,
    _LAG_CHANGES,
    _PRICE_CHANGES,
    _FRONTIER_BY_RELEASE,
)
