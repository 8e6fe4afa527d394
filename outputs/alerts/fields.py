"""The fields that the event of each kind carries, and that its title may name."""

from __future__ import annotations

_GAP = ("series", "series_title", "unit", "rule", "gap", "interval", "provisional", "on_date")

FIELDS: dict[str, tuple[str, ...]] = {
    "gap_level": (*_GAP, "level", "direction"),
    "lead_change": (*_GAP, "before", "after"),
    "parity": (*_GAP, "before", "after", "parity_words"),
    "new_frontier_model": (*_GAP, "side", "before", "after"),
    "price_change": (
        *("model", "seller", "change", "move", "percent", "before", "after"),
        *("sources", "on_date"),
    ),
    "price_ratio": (
        *("series", "series_title", "rule", "threshold", "ratio", "level", "direction"),
        "on_date",
    ),
    "claim_flip": ("claim", "reading", "statement", "before", "after", "found", "on_date"),
    "openness_change": ("model", "before", "after", "licence", "evidence", "on_date"),
    "licence_change": (
        *("source", "board", "model_name", "field", "before", "after"),
        "on_date",
    ),
    "licence_unread": ("source", "field", "word", "models", "on_date"),
    "upstream_revision": (
        *("source", "board", "category", "published_on", "entries", "largest"),
        *("example", "restated", "on_date"),
    ),
    "scale_break": (
        *("source", "board", "category", "series", "entries", "shift", "spread"),
        *("previous_on", "on_date"),
    ),
    "unmatched_names": ("source", "count", "names", "on_date"),
    "source_unreachable": ("subject", "source", "last_good", "cause"),
    "page_refused": ("subject", "source", "url", "cause"),
    "schema_drift": ("subject", "source", "url", "cause"),
    "source_stale": ("subject", "source", "newest", "age_days", "limit"),
    "expectation_failed": ("subject", "source", "rule_id", "unexpected"),
    "series_provisional": ("subject", "series", "series_title", "count"),
    "series_missing": ("subject", "series", "series_title"),
    "series_stale": ("subject", "series", "series_title", "vintage_on", "age_days", "limit"),
    "run_failed": ("subject", "cause", "run_id"),
    "check_failed": ("subject", "cause", "run_id"),
    "tick_failed": ("subject", "cause"),
    "delivery_failing": ("subject", "count", "attempts", "cause"),
    "heartbeat_late": ("subject", "last", "hours_ago", "hours", "sign", "limit"),
    "digest": ("reason", "events", "conditions", "on_date"),
}
