"""The views that people may rely on, with the meaning of every column.

One declaration for four readers: the reference of the docs site, the descriptions in Datasette, the
data package of `gapwatch export`, and the files as of a day. Columns that a view takes from a table
keep the meaning that the table declares; only what a view adds is said here.
"""

from __future__ import annotations

from terms.openness import CommercialUse, Openness
from terms.words import words
from warehouse.schema.choice import CHOICE
from warehouse.schema.columns import day, flag, real, text, whole, word
from warehouse.schema.derived import CLAIM, FRONTIER, GAP, LAG, PRICE_GAP
from warehouse.schema.facts import LICENCE, MODEL, OPENNESS, PRICE, SCORE
from warehouse.schema.ledgers import QUARANTINE, SERIES
from warehouse.schema.measured import CONTENDER, RELEASE_FRONTIER
from warehouse.schema.statistics import STATISTICS
from warehouse.schema.view import VINTAGE_ON_NEWEST as _VINTAGE_ON
from warehouse.schema.view import View

_CONFIRMED = flag(
    "confirmed",
    "0: a model behind the row has a provisional class, which nobody has confirmed yet; the "
    "evidence says why.",
)

_SCORE = View(
    "score_now",
    "an entry on a board, in the board's newest vintage",
    ("source", "board", "category", "entry"),
    SCORE,
)
_PRICE = View(
    "price_now",
    "an offering's price in force",
    ("source", "provider", "offering", "mode", "currency"),
    PRICE,
)
_WITHDRAWN = View(
    "price_withdrawn",
    "an offering that its board no longer lists (three fetches on three days, or stated), in one "
    "mode and currency",
    ("source", "board", "category", "provider", "offering", "mode", "currency", "reason"),
    PRICE,
    (
        day("last_seen_on", "Last day a fetch found it on the board.", optional=True),
        day("withdrawn_on", "First day without it, or the day the page states.", optional=True),
        text("reason", "absent: gone for three fetches on three days; stated: a page says so."),
    ),
)
_CONTENDER = View(
    "contender",
    "an entry that competes in a class of a series, under one openness rule, on the newest pages "
    "that decide the gap",
    ("series", "openness_rule", "class", "entry"),
    CONTENDER,
    (
        text("entry", CONTENDER.column("listed").about),
        whole("held", CONTENDER.column("is_held").about, optional=False),
        day("published_on", "Day of its page; by days of entries, of the page that first had it."),
    ),
)

_FRONTIER = View(
    "frontier_now",
    "the best entry of a series in a class",
    ("series", "openness_rule", "class"),
    FRONTIER,
    (
        text("class", "closed or open, under the openness rule."),
        text("entry", "Key of the leading entry on its board."),
        day("since", "First day of the present leader's lead.", optional=True),
        _CONFIRMED,
        _VINTAGE_ON,
    ),
)
_GAP = View(
    "gap_daily",
    "a series on a day under one openness rule",
    ("series", "openness_rule", "on_date"),
    GAP,
    (_VINTAGE_ON,),
)
_LAG = View(
    "lag_daily",
    "the lag of a series on a day, under one openness rule",
    ("series", "openness_rule", "on_date"),
    LAG,
    (
        whole(
            "lag_days",
            "Days since closed first had what open has, counted to on_date; 0: level; negative: "
            "open leads. It grows daily while no page comes: age_days tells how old the newest is.",
        ),
        whole("lag_low", "Lower end of the lag's interval, in days."),
        whole("lag_high", "Upper end of the lag's interval, in days."),
    ),
)


_OF_GAP = (
    day(
        "shown_on",
        "The day that the gap is of: that of its page, or a later one on which a model on the "
        "page came or was opened.",
    ),
    _CONFIRMED,
    day("vintage_on", "Published date of the newest page behind the row."),
)
_GAP_NOW = View(
    "gap_now",
    "a series under one openness rule today: its gap and the day that the gap is of",
    ("series", "openness_rule"),
    GAP,
    (
        *_OF_GAP,
        whole("age_days", "Days from vintage_on to today.", optional=False),
        flag("is_stale", "1: the page is older than its series' limit: not for today."),
    ),
)
_SPAN = (
    day("from_on", "First day on which the row holds."),
    day("until_on", "First day on which it no longer holds; absent: it still does.", optional=True),
)
_GAP_CHANGES = View(
    "gap_changes",
    "a change point of the gap of a series under one openness rule: it holds from from_on, and "
    "until_on is the first day after it",
    ("series", "openness_rule", "from_on"),
    GAP,
    (
        *_OF_GAP,
        whole("age_days", "Days from vintage_on to from_on.", optional=False),
        flag("is_stale", "1: the page was older than its series' limit on from_on already."),
        *_SPAN,
    ),
)
_BY_RELEASE = View(
    "frontier_by_release",
    "a step of the closed or the open frontier of a series by release date, under one openness "
    "rule, as its newest page shows it",
    ("series", "openness_rule", "class", "on_date"),
    FRONTIER,
    (
        text("class", "closed or open, under the openness rule."),
        day(
            "on_date",
            "Day on which the model took the lead: its release or, in an open class, the day its "
            "weights came; on the entry axis the day that its entry counts from.",
        ),
        text("entry", "Key of the leading entry on its board."),
        text("model", "Its canonical model id."),
        text("name", "The model's name for readers."),
        day("released_on", "When the model was released.", optional=True),
        day("through_on", "Day to which the frontier is known: its last step leads up to it."),
        RELEASE_FRONTIER.column("stderr"),
        _VINTAGE_ON,
    ),
)
_LAG_NOW = View(
    "lag_now",
    "the lag of a series today, under one openness rule",
    ("series", "openness_rule"),
    LAG,
    (
        whole(
            "lag_days",
            "Days since closed first had what open has, counted to shown_on; 0: level; negative: "
            "open leads; absent, with its interval, where no recent open model was tested.",
        ),
        whole("lag_low", "Lower end of the lag's interval, in days."),
        whole("lag_high", "Upper end of the lag's interval, in days."),
        GAP.column("verdict"),
        _CONFIRMED,
        GAP.column("unresolved_above"),
        day(
            "shown_on",
            "The day that the lag counts to: today; the page's day once that is stale, never "
            "before the lag's own first day; of a series that has ended the day it last changed.",
        ),
        day("vintage_on", "Published date of the newest page behind the row."),
        flag("is_stale", "1: shown_on is past: the page is stale, or the series has ended."),
    ),
)
_LAG_CHANGES = View(
    "lag_changes",
    "a change point of the lag of a series, under one openness rule: it holds from "
    "from_on, and until_on is the first day after it",
    ("series", "openness_rule", "from_on"),
    LAG,
    (
        whole(
            "lag_days",
            "Days since closed first had what open has, counted to from_on; 0: level; negative: "
            "open leads. On a later day it is sign x (day - counts_from).",
        ),
        whole("lag_low", "Lower end of the lag's interval on from_on, in days."),
        whole("lag_high", "Upper end of the lag's interval on from_on, in days."),
        _CONFIRMED,
        day("vintage_on", "Published date of the newest page behind the row."),
        *_SPAN,
    ),
)
_PRICE_CHANGES = View(
    "price_changes",
    "a change point of the price at the best open model's own score in a series: it holds from "
    "from_on, and until_on is the first day after it",
    ("series", "openness_rule", "from_on"),
    PRICE_GAP,
    _SPAN,
)
_MODEL = View(
    "model",
    "a model of the registry, as open as it is today",
    ("model",),
    MODEL,
    (
        text("model", "Canonical model id."),
        text("maker", "Maker's display name."),
        word("openness", "Grade; see docs/openness.md.", words(Openness)),
        OPENNESS.column("licence"),
        text("licence_spdx", LICENCE.column("spdx").about, optional=True),
        word(
            "commercial_use",
            "Whether the licence of the weights permits commercial use; absent without weights.",
            words(CommercialUse),
            optional=True,
        ),
        text("evidence", "URL that shows the grade."),
        day("opened_on", "First day on which its weights could be had, if ever.", optional=True),
    ),
)
_OPENNESS_HISTORY = View(
    "openness_history",
    "a model's openness from one day until another",
    ("model", "from_on"),
    OPENNESS,
    (
        text("model", "Canonical model id."),
        day("from_on", "First day of the interval."),
        day("until_on", "First day after the interval; absent: still in force.", optional=True),
    ),
)
_MODEL_SEARCH = View(
    "model_search",
    "a model with everything that it is called: words MATCH 'kimi*' finds, rank puts in order",
    ("model",),
    None,
    (
        whole("id", "Key of the row in the index.", optional=False),
        text("model", "Canonical model id."),
        text("name", "Its name for readers."),
        text("maker", "Maker's display name."),
        text("aliases", "Every spelling of every source, with blanks between."),
        whole("words", "To be compared with MATCH; its value says nothing."),
        real("rank", "How well it matches, the lowest best; absent without MATCH."),
    ),
    of_asking=("words", "rank"),
)
_README = View(
    "readme",
    "a view (or table) that people may rely on",
    ("name",),
    None,
    (
        text("name", "Its name."),
        text("one_row_is", "What one row of it is."),
        text("key", "The columns that name one row."),
    ),
)
_SERIES = View("series", "a declared series", ("series",), SERIES)
_PRICE_GAP = View(
    "price_gap_daily",
    "the price at the best open model's own score in a series on a day",
    ("series", "openness_rule", "on_date"),
    PRICE_GAP,
)
_CLAIM = View(
    "claim_now",
    "a reading of a published claim, tested",
    ("id", "reading"),
    CLAIM,
    (text("id", "Id of the claim, for example S12."),),
)
_HEALTH = View(
    "source_health",
    "a source",
    ("source",),
    None,
    (
        text("last_seen_at", "When it was last fetched (UTC).", optional=True),
        text("last_changed_at", "When a fetch last brought something new.", optional=True),
        text("last_outcome", "What became of the last fetch."),
        real("age_hours", "Hours since the last fetch."),
        whole("rows", "Rows of its boards in force."),
        whole("quarantined", "Rows that its last accepted fetch quarantined."),
        text("cause", "Why the last fetch failed, if it did.", optional=True),
        text("last_good_at", "When a fetch was last accepted to its end.", optional=True),
    ),
    of_asking=("age_hours",),
)
_PAGE = View(
    "page",
    "an archived page: the bytes that an address gave, from the first to the last time",
    ("page_sha256", "source", "url"),
    None,
    (
        text("page_sha256", "SHA-256 of its bytes, as in every row that it says."),
        text("source", "The source whose page it is."),
        text("url", "The address that gave it."),
        text("first_seen_at", "When it was first captured (UTC)."),
        text("last_seen_at", "When the address last gave these bytes (UTC)."),
        text("recorded_at", "When this warehouse learned it (UTC)."),
        whole("size_bytes", "Its size in bytes, as it came."),
    ),
)
_QUARANTINE = View(
    "quarantine",
    "a row that was refused (a table)",
    ("id",),
    QUARANTINE,
    (QUARANTINE.column("entry"),),
)

PROMISED: dict[str, View] = {
    view.name: view
    for view in (
        _README,
        _GAP_NOW,
        _GAP_CHANGES,
        _LAG_NOW,
        _LAG_CHANGES,
        _PRICE_CHANGES,
        _BY_RELEASE,
        _SERIES,
        _MODEL,
        _OPENNESS_HISTORY,
        _MODEL_SEARCH,
        _CONTENDER,
        _FRONTIER,
        _SCORE,
        _PRICE,
        _WITHDRAWN,
        _GAP,
        _LAG,
        _PRICE_GAP,
        _CLAIM,
        *STATISTICS,
        *CHOICE,
        _HEALTH,
        _PAGE,
        _QUARANTINE,
    )
}
"""Every promised view by name."""
