"""What happened to prices: moves that the maker's page or two sources tell."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from measures.price_moves import PriceMove, blended, confirmed, in_force, moves
from outputs import wording
from outputs.alerts.rules import AlertRule
from pipelines.telling.window import Happening, Window
from warehouse import history
from warehouse.vintages import Bounds, Vintage

REMEMBERED = timedelta(days=7)
"""How long a move that one source alone told waits for another source to say the same."""


def price_changes(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Moves of at least the rule's percent; those that only one source tells are not news yet."""
    if window.before is None:
        return
    found = list(_moves(window, window.before, rule.settings["percent"]))
    told = confirmed(found, _waiting(window))
    for move, sources in told:
        yield _happening(rule.kind, window, move, sources, is_news=True)
    done = {move.what for move, _ in told}
    for move in found:
        if move.what not in done:
            yield _happening(rule.kind, window, move, (move.source,), is_news=False)


def _moves(window: Window, before: Bounds, percent: float) -> Iterator[PriceMove]:
    connection = window.warehouse.connection
    since = (window.since or window.now).date().isoformat()
    # Prices announced for a day come into force without a new page, so every board is compared.
    for state in window.states("price", old=True):
        key = state.vintage.key
        newest = history.newest(
            connection, "price", source=key.source, board=key.board, category=key.category
        )[0]
        old = in_force(state.rows, since)
        new = in_force(history.state_of(connection, newest).rows, window.today)
        for was, now in moves(old, new, percent):
            yield _move(window, newest, was, now)


def _move(window: Window, vintage: Vintage, was: Any, now: Any) -> PriceMove:
    match = window.names_now.match(vintage.key.source, now["model_name"], vintage.published_on)
    return PriceMove(
        vintage.key.source,
        now["provider"],
        now["offering"],
        match.model if match else None,
        now["mode"],
        now["currency"],
        blended(was),
        blended(now),
        now["effective_on"],
        vintage.id,
    )


def _happening(
    kind: str, window: Window, move: PriceMove, sources: tuple[str, ...], *, is_news: bool
) -> Happening:
    on = move.effective_on or window.today
    fields = {
        "provider": move.provider,
        "model": move.model or move.offering,
        "offering": move.offering,
        "mode": move.mode,
        "currency": move.currency,
        "before": wording.number(move.before, 2),
        "after": wording.number(move.after, 2),
        "percent": "from free" if move.percent is None else wording.number(abs(move.percent), 0),
        "move": "cut by" if move.after < move.before else "raised by",
        "sources": ", ".join(sources),
        "on_date": on,
    }
    alone = "" if is_news else f"|only {move.source}"
    more = {
        "what": list(move.what),
        "source": move.source,
        "price": move.after,
        "confirmed": is_news,
        "effective_on": move.effective_on,
        "vintage": move.vintage,
    }
    detail = f"{move.before:.6g}>{move.after:.6g}|{on}{alone}"
    return Happening(kind, "|".join(move.what), on, detail, fields, is_news, more)


def _waiting(window: Window) -> Iterator[tuple[tuple[str, ...], str, float]]:
    rows = window.warehouse.connection.execute(
        "SELECT data FROM event WHERE kind = 'price_change' AND recorded_at >= ? "
        "AND data ->> '$.confirmed' = 0",
        ((window.now - REMEMBERED).isoformat(),),
    )
    for (text,) in rows:
        known = json.loads(text)
        yield tuple(known["what"]), known["source"], known["price"]
