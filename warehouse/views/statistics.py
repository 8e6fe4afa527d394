"""Views of single measures as flat, rounded rows, over what is derived and declared of series."""

from __future__ import annotations

import re

from terms.numbers import rounded_in_sql
from warehouse.schema.columns import CI_LEVEL, Table
from warehouse.schema.ledgers import SERIES
from warehouse.schema.measured import (
    A_YEAR_AGO,
    CORRECTION,
    DOMAIN,
    ECI_REFIT,
    HEADLINE,
    ONE_GPU_GAP,
    PARITY,
    PARITY_MEDIAN,
)
from warehouse.schema.view import View
from warehouse.views.derived import derived_now, selected
from warehouse.views.formulas import LEVEL, SIGN_TEST, Z, hypotenuse, medians
from warehouse.views.prices import PRICES
from warehouse.views.states import (
    GRADES,
    NAMES,
    OPEN,
    SPELLINGS,
    matched,
    named,
    newest,
    rows_of,
    shown,
)

_BENCHMARK = (
    """
    benchmark (text): Id of the benchmark in measures/vendor/benchmarks.toml.
    title (text): Its name for readers.
    """,
    SERIES.column("domain"),
    SERIES.column("unit"),
    f"""
    vendor_series (text): Series of the makers' own scores.
    {CI_LEVEL}
    """,
)


_OF_SERIES = "s.title, s.domain, s.unit"


def _as_derived(
    table: Table, *more: str, but: tuple[str, ...] = (), series: str = "r.board"
) -> str:
    """The query of a view that shows a derived table of series as it is: what is declared of the
    series, `more` columns of a row `r`, its own, and its models' names for readers."""
    models = {
        name: name.replace("model", "name")
        for name in table.names()
        if re.fullmatch(r"\w+_model(_then|_now)?", name) and name not in but
    }
    names = (shown(name, f"r.{model}", name) for model, name in models.items())
    return f"""
WITH {NAMES}
SELECT {series} AS series, {_OF_SERIES}, {", ".join([*more, selected(table, but, "r."), *names])},
       s.status
FROM ({derived_now(table.name)}) r JOIN _series s ON s.series = {series}
{named(**{name: f"r.{model}" for model, name in models.items()})}
"""


_BY_RULE = "r.category AS openness_rule"


_PARITY = View(
    "parity",
    "a closed release that led a series, under one openness rule: how long until an open model "
    "had its score",
    ("series", "openness_rule", "closed_model"),
    PARITY,
    (
        """
        followed_days (whole): Days that it was followed: until reached, else to data_on.
        n (whole?): Steps of the open frontier that it was compared with.
        """,
        PARITY_MEDIAN.column("data_on"),
        PARITY_MEDIAN.column("median_days"),
        """
        median_low (real?): Lower end of the median's interval (95 %).
        median_high (real?): Upper end of the median's interval; absent: beyond what is known.
        """,
    ),
    sql=f"""
WITH {NAMES}
SELECT p.board AS series, {_OF_SERIES}, p.category AS openness_rule,
       p.closed_model, {shown("closed", "p.closed_model", "closed_name")}, p.released_on,
       round(p.closed_value, 4) AS closed_value,
       p.open_model, {shown("open", "p.open_model", "open_name")}, p.reached_on,
       p.days, p.days_low, p.days_high, p.ci_level, p.followed_days, p.censored,
       m.open_steps AS n, m.data_on, m.median_days, m.low AS median_low, m.high AS median_high,
       s.status
FROM ({derived_now("parity_median")}) m JOIN _series s ON s.series = m.board
JOIN ({derived_now("parity")}) p ON p.board = m.board AND p.category = m.category
{named(closed="p.closed_model", open="p.open_model")}
""",
)

_PARITY_NOW = View(
    "parity_now",
    "a series under one openness rule: the median time to parity over its closed releases that led",
    ("series", "openness_rule"),
    PARITY_MEDIAN,
    sql=f"""
SELECT m.board AS series, s.title, s.domain, m.category AS openness_rule, m.median_days, m.low,
       m.high, m.ci_level, m.n, m.n_censored, m.data_on, m.vintages, s.status
FROM ({derived_now("parity_median")}) m JOIN _series s ON s.series = m.board
""",
)

_VENDOR_PAIRS = f"""
{NAMES},
twice AS MATERIALIZED (
  SELECT board AS benchmark, title, vendor_series, entry AS measured_series, note
  FROM ({derived_now("vendor_benchmark")})
),
scored AS MATERIALIZED (
  SELECT board AS series, entry AS model, value, stderr,
         protocol || coalesce(', effort ' || effort, '') AS protocol
  FROM ({derived_now("model_score")}) WHERE evidence IS NULL
),
compared AS (
  SELECT t.benchmark, t.title, s.domain, s.unit, t.vendor_series, v.model, v.value AS vendor_value,
         v.protocol AS vendor_protocol, o.value AS measured_value, o.protocol AS measured_protocol,
         t.measured_series,
         iif(s.direction = 'lower', o.value - v.value, v.value - o.value) AS difference,
         {Z!r} * {hypotenuse("v.stderr", "o.stderr")} AS half,
         row_number() OVER (
           PARTITION BY t.benchmark, v.model
           ORDER BY iif(s.direction = 'lower', o.value, -o.value), t.measured_series
         ) AS place
  FROM twice t JOIN _series s ON s.series = t.vendor_series
  JOIN scored v ON v.series = t.vendor_series
  JOIN scored o ON o.series = t.measured_series AND o.model = v.model
),
pair AS MATERIALIZED (
  SELECT c.*, {shown("r", "c.model")}, r.maker, r.maker_name
  FROM compared c{named(r="c.model")} WHERE c.place = 1
)"""
"""Models scored by their makers and by others, each with the best score of either side."""

_VENDOR_INFLATION = View(
    "vendor_inflation",
    "a benchmark, over every maker or one: how much better makers score their own models than "
    "somebody else does",
    ("benchmark", "maker"),
    None,
    (
        *_BENCHMARK,
        """
        maker (text): Maker id; all: every maker.
        maker_name (text): The maker's name.
        difference (real): Median over models of maker's score minus the other, in points.
        difference_low (real?): Lower end of the median's interval (sign test).
        difference_high (real?): Upper end of the median's interval.
        n (whole): Models that both sides scored.
        higher (whole): Of these, models of which the maker's score is the better one.
        lower (whole?): Models of which the other score is.
        p_value (real?): Two-sided sign test that both are as likely.
        smallest (real): Smallest difference of a model.
        largest (real): Largest difference of a model.
        measured_by (text): Series of the other scores.
        note (text): What differs besides who measured.
        """,
    ),
    sql=f"""
WITH RECURSIVE {_VENDOR_PAIRS},
number AS (
  SELECT benchmark, 'all' AS maker, difference AS x FROM pair UNION ALL
  SELECT benchmark, maker, difference FROM pair
),
{medians("number", "benchmark", "maker")}
SELECT m.benchmark, t.title, s.domain, s.unit, m.maker,
       coalesce((SELECT p.maker_name FROM pair p WHERE p.maker = m.maker), 'all makers')
         AS maker_name,
       round(m.value, 4) AS difference, round(m.low, 4) AS difference_low,
       round(m.high, 4) AS difference_high, iif(m.low IS NULL, NULL, {LEVEL}) AS ci_level, m.n,
       m.higher, m.lower, {rounded_in_sql(SIGN_TEST)} AS p_value,
       round(m.smallest, 4) AS smallest, round(m.largest, 4) AS largest, t.vendor_series, (
         SELECT group_concat(measured_series, ', ') FROM (
           SELECT DISTINCT p.measured_series FROM pair p
           WHERE p.benchmark = m.benchmark AND m.maker IN ('all', p.maker) ORDER BY 1
         )
       ) AS measured_by, t.note
FROM median m JOIN (SELECT DISTINCT benchmark, title, vendor_series, note FROM twice) t
  ON t.benchmark = m.benchmark
JOIN _series s ON s.series = t.vendor_series
""",
)

_VENDOR_PAIR = View(
    "vendor_pair",
    "a model on a benchmark with its maker's score and somebody else's",
    ("benchmark", "model"),
    None,
    (
        *_BENCHMARK,
        """
        maker (text): Maker id.
        model (text): Canonical model id.
        vendor_value (real): Best score that its maker published.
        vendor_protocol (text): How the maker ran it, as the source says.
        measured_value (real): Best score by somebody else.
        measured_protocol (text): How that was run.
        measured_series (text): Series of that score.
        difference (real): How much better the maker's score is, in points.
        difference_low (real?): Lower end of its interval, errors taken as independent.
        difference_high (real?): Upper end of its interval.
        """,
    ),
    sql=f"""
WITH {_VENDOR_PAIRS}
SELECT benchmark, title, domain, unit, maker, model, name, maker_name,
       round(vendor_value, 4) AS vendor_value, vendor_protocol,
       round(measured_value, 4) AS measured_value, measured_protocol, measured_series,
       round(difference, 4) AS difference, round(difference - half, 4) AS difference_low,
       round(difference + half, 4) AS difference_high, iif(half IS NULL, NULL, {LEVEL}) AS ci_level,
       vendor_series
FROM pair
""",
)

_DAYS_TO_WEIGHTS = View(
    "days_to_weights",
    "a model that could be had behind an API first and as weights later, beside the median of all",
    ("model",),
    None,
    (
        f"""
        model (text): Canonical model id.
        name (text): Its display name.
        maker (text): Maker id.
        api_on (day): First day on which it could be had, closed.
        weights_on (day): First day on which its weights could be had.
        days (whole): Days between the two.
        openness (text): Its openness from that day on; see docs/openness.md.
        median_days (real): Median days of all such models.
        median_low (real?): Lower end of the median's interval (sign test).
        median_high (real?): Upper end of the median's interval.
        {CI_LEVEL}
        n (whole): Models in the median: all rows of this view.
        """,
    ),
    sql=f"""
WITH RECURSIVE {NAMES},
{GRADES},
opened AS MATERIALIZED (
  SELECT sold.model, sold.valid_from AS api_on, free.valid_from AS weights_on, free.openness,
         CAST(julianday(free.valid_from) - julianday(sold.valid_from) AS INTEGER) AS days
  FROM grade sold JOIN grade free ON free.model = sold.model AND free.valid_from = sold.valid_until
  WHERE sold.openness = 'closed' AND free.openness IN ({OPEN})
    AND free.valid_from <= (SELECT on_date FROM _today)
),
number AS (SELECT 'every' AS model, days AS x FROM opened),
{medians("number", "model")}
SELECT o.model, {shown("r", "o.model")}, r.maker, r.maker_name, o.api_on, o.weights_on, o.days,
       o.openness, round(m.value, 4) AS median_days, m.low AS median_low, m.high AS median_high,
       iif(m.low IS NULL, NULL, {LEVEL}) AS ci_level, m.n
FROM opened o{named(r="o.model")} CROSS JOIN median m
""",
)

_ONE_GPU_GAP = View(
    "one_gpu_gap",
    "a series under one openness rule: the gap to the best open model that fits one GPU, beside "
    "that to the best of any size",
    ("series", "openness_rule"),
    ONE_GPU_GAP,
    sql=_as_derived(ONE_GPU_GAP, _BY_RULE),
)

_ECI_REFIT = View(
    "eci_refit",
    "the refit of Epoch's index to Epoch's own scores, which gives the joint errors of its gap",
    ("series",),
    ECI_REFIT,
    sql=_as_derived(ECI_REFIT),
)

_GONE = tuple(column.name for column in A_YEAR_AGO)
_DOMAIN = View(
    "domain",
    "a series of a domain under one openness rule: its gap today, and what the series of the "
    "domain say together",
    ("series", "openness_rule"),
    DOMAIN,
    sql=_as_derived(
        DOMAIN, _BY_RULE, "r.vintage_on", but=("series", "domain", *_GONE), series="r.series"
    ),
)

_HEADLINE = View(
    "headline",
    "Epoch's index under one openness rule: its gap and lag on the day that its data reach",
    ("series", "openness_rule"),
    HEADLINE,
    sql=_as_derived(HEADLINE, _BY_RULE, "r.vintage_on"),
)

_BOARD_AGREEMENT = View(
    "board_agreement",
    "two series of one domain: whether they put the models of both in one order",
    ("series", "other_series"),
    None,
    (
        f"""
        other_series (text): The other series; of two, the one that is declared later.
        other_title (text): Its name for readers.
        rank_correlation (real): Spearman's, over the models of both newest pages; 1: one order, 0:
            none, -1: reverse.
        correlation_low (real?): Lower end of its interval; absent at 1 and -1.
        correlation_high (real?): Upper end of its interval.
        {CI_LEVEL}
        n (whole): Models on both.
        outlier_model (text?): Model whose ranks differ most; absent: one order.
        outlier_rank (real?): Its rank on series among these models; 1: the best.
        outlier_other_rank (real?): Its rank on other_series.
        """,
        SERIES.column("provenance"),
        """
        other_provenance (text): Who measured the other.
        other_status (text): Status of the other.
        """,
    ),
    sql=f"""
WITH {NAMES}
SELECT s.domain, a.board AS series, s.title, a.entry AS other_series, o.title AS other_title,
       round(a.value, 4) AS rank_correlation, round(a.low, 4) AS correlation_low,
       round(a.high, 4) AS correlation_high, iif(a.low IS NULL, NULL, {LEVEL}) AS ci_level, a.n,
       a.outlier AS outlier_model, {shown("r", "a.outlier", "outlier_name")}, a.outlier_rank,
       a.outlier_other_rank, s.provenance, o.provenance AS other_provenance, s.status,
       o.status AS other_status
FROM ({derived_now("board_agreement")}) a JOIN _series s ON s.series = a.board
JOIN _series o ON o.series = a.entry{named(r="a.outlier")}
""",
)

_CORRECTION = View(
    "correction",
    "a past day of a series under one openness rule: its gap as published then and as known now",
    ("series", "openness_rule", "kind", "on_date"),
    CORRECTION,
    sql=_as_derived(CORRECTION),
)

_OPEN_TOKEN_SHARE = View(
    "open_token_share",
    "a day of a router: the share of its tokens that open-weight models took",
    ("on_date",),
    None,
    (
        """
        open_share_low (real): Tokens of open weights in percent of all tokens: as if all others,
            unknown ones too, were closed.
        open_share_high (real?): The same in percent of those of open and closed models; absent
            without any.
        unknown_share (real): Tokens of named models whose openness nobody knows, in percent of all.
        other_share (real): Tokens of all models that the router does not name, in percent of all.
        """,
    ),
    sql=f"""
WITH {SPELLINGS},
{GRADES},
-- A day with a row that nobody can read has no whole.
day AS ({newest("b.fact_table = 'usage'", "v.board_id, v.published_on")}),
used AS (
  SELECT n.source, n.published_on, n.seen_at, n.page_sha256, f.model_name, f.tokens
  FROM day n {rows_of("usage", "n.state_id")} WHERE s.held = '[]'
),
-- Each row is matched once: a model is asked for below as often as it has grades.
matched AS MATERIALIZED (SELECT u.*, {matched("model", "u")} AS model FROM used u),
classed AS MATERIALIZED (
  SELECT m.*, CASE WHEN m.model_name IS NULL THEN 'other' WHEN g.openness IN ({OPEN}) THEN 'open'
         ELSE coalesce(g.openness, 'unknown') END AS class
  FROM matched m LEFT JOIN grade g ON g.model = m.model AND g.valid_from <= m.published_on
    AND coalesce(g.valid_until, '9999') > m.published_on
),
total AS (
  SELECT source, published_on, seen_at, page_sha256, sum(tokens) AS every,
         sum(iif(class = 'open', tokens, 0)) AS open, sum(iif(class = 'closed', tokens, 0)) AS shut,
         sum(iif(class = 'other', tokens, 0)) AS other
  FROM classed GROUP BY published_on
)
SELECT published_on AS on_date, round(100.0 * open / every, 4) AS open_share_low,
       round(100.0 * open / nullif(open + shut, 0), 4) AS open_share_high,
       round(100.0 * (every - open - shut - other) / every, 4) AS unknown_share,
       round(100.0 * other / every, 4) AS other_share, source, seen_at, page_sha256
FROM total WHERE every > 0
""",
)

STATISTICS: tuple[View, ...] = (
    _PARITY,
    _PARITY_NOW,
    _VENDOR_INFLATION,
    _VENDOR_PAIR,
    _DAYS_TO_WEIGHTS,
    _BOARD_AGREEMENT,
    _CORRECTION,
    _ONE_GPU_GAP,
    *PRICES,
    _ECI_REFIT,
    _DOMAIN,
    _HEADLINE,
    _OPEN_TOKEN_SHARE,
)
