"""What people use: the share of a router's tokens that open models take. Never part of a gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from outputs.charts.axes import Piece, fitted
from outputs.charts.course import ShareCourse
from outputs.charts.drawing import Text, charts
from outputs.charts.marks import LOW_PAGE, LOW_PHONE
from outputs.sections.section import Cell, Row, Section, cell, figure, tabled
from terms.days import day
from terms.numbers import MISSING, number

TITLE = "What people use: open models’ share of tokens"
CAVEATS = (
    "One router, not the market: cheap and free routes weigh more there than elsewhere, and a "
    "model’s free launch moves a day. Each provider counts tokens its own way. Low: of all tokens, "
    "as if every unknown model were closed; high: of the tokens of models that we know to be open "
    "or closed. Models in disguise are unknown. No gap is made of it."
)


def token_share(rows: Sequence[Row]) -> Section:
    """Every day of view open_token_share, the newest first; there is one at least."""
    rows = sorted(rows, key=lambda row: str(row["on_date"]), reverse=True)
    newest = rows[0]
    low, high = newest["open_share_low"], newest["open_share_high"]
    known = [number(it, 0) for it in (low, high) if it is not None]
    between = f"{'at least ' if high is None else ''}{' to '.join(dict.fromkeys(known))}"
    lead = (
        f"Open-weight models took {between} % of the tokens that OpenRouter routed on "
        f"{day(newest['on_date'])}."
    )
    days = [date.fromisoformat(row["on_date"]) for row in reversed(rows)]
    pieces = [
        Piece(on, on + timedelta(days=1), row["open_share_low"], row["open_share_low"], top)
        for on, row in zip(days, reversed(rows), strict=True)
        if (top := row["open_share_high"]) is not None
    ]
    span = fitted(days, days[-1] + timedelta(days=1), not_before=days[0])
    return tabled(
        "usage",
        TITLE,
        rows,
        {
            "Day": lambda row: cell(day(row["on_date"])),
            ">Of all tokens": lambda row: _share(row, "open_share_low"),
            ">Of open and closed": lambda row: _share(row, "open_share_high"),
            ">Unknown models": lambda row: _share(row, "unknown_share"),
            ">Not named": lambda row: _share(row, "other_share"),
        },
        lead=lead,
        caption="Share of open-weight models in the tokens of a day, in percent",
        note=f"{CAVEATS} Source: OpenRouter (openrouter.ai/rankings), as of "
        f"{day(newest['seen_at'][:10])}, CC BY 4.0.",
        chart=charts(ShareCourse(pieces, span), Text("usage", TITLE, lead), LOW_PAGE, LOW_PHONE),
        chart_caption="Percent of a day’s tokens: from all tokens (low) to those of open and "
        "closed models (high)",
        is_table_folded=True,
    )


def _share(row: Row, column: str) -> Cell:
    value = row[column]
    return figure(MISSING if value is None else f"{number(value, 1)} %")
