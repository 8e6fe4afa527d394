"""What happened to facts: claims, prices, openness, licences, restated days, new names.

A price change is told once it is confirmed; what that is, `measures.price.events` decides.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from measures.boards.revision import revision
from measures.price.events import WINDOW_DAYS
from measures.price.rows import MARKET
from measures.price.rules import OWN
from measures.price.spans import blended
from outputs import wording
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Row, Window, happened
from terms.days import days_between
from terms.numbers import number
from terms.openness import Openness
from terms.words import ClaimVerdict, PriceChange
from warehouse.alerts import NewEvent
from warehouse.history import read as history_read
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import boards as reads_boards
from warehouse.reads import models as reads_models
from warehouse.schema.price_tables import PRICE_EVENT

SHOWN_NAMES = 5
NEWS = timedelta(days=30)
"""What became known later than that is history."""
WORDS = {"licence": "the licence", "openness_claim": "the openness flag"}


def claim_flips(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Readings of claims with another verdict than before; a new reading is no flip."""
    before = {row["entry"]: row["verdict"] for row in window.rows("claim", window.before)}
    for row in window.rows("claim"):
        was, verdict = before.get(row["entry"]), row["verdict"]
        if was in (None, verdict):
            continue
        fields = {name: row[name] for name in ("claim", "reading", "statement", "found")} | {
            "before": ClaimVerdict(was).text,
            "after": ClaimVerdict(verdict).text,
            "on_date": row["as_of"],
        }
        detail = f"{was}|{verdict}|{window.today}"
        yield happened(rule, row["entry"], window.today, detail, fields)


def openness_changes(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Models whose grade in force today is not the one that was in force when last examined."""
    if window.since is None or not window.arrived("openness"):
        return
    before = _grades(window.rows("openness", window.before), window.since.date().isoformat())
    for model, row in _grades(window.rows("openness"), window.today).items():
        was, grade = before.get(model, row)["openness"], row["openness"]
        if was == grade:
            continue
        fields = {
            "model": model,
            "before": Openness(was).text,
            "after": Openness(grade).text,
            "licence": row["licence"] or "no licence named",
            "evidence": row["evidence"],
        }
        detail = f"{was}|{grade}|{row['valid_from']}"
        yield happened(rule, model, row["valid_from"], detail, fields)


def _grades(rows: Sequence[Row], day: str) -> dict[str, Row]:
    """Model to its row in force on a day."""
    return {
        row["model"]: row
        for row in rows
        if row["valid_from"] <= day < (row["valid_until"] or "9999")
    }


def licence_changes(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """A source's own word about a model that differs from the one on its preceding page."""
    if window.before is None:
        return
    connection = window.warehouse.connection
    for newer in {one.key: one for one in window.arrived("release")}.values():
        key = newer.key
        found = history_read.as_of(connection, bounds=window.before, **key.names)
        was = {row["model_name"]: row for state in found for row in state.rows}
        for row in history_read.state_of(connection, newer).rows:
            name = row["model_name"]
            for field, words in WORDS.items():
                before, after = was.get(name, {}).get(field), row[field]
                if before and after and before != after:
                    fields = {"source": key.source, "board": key.board, "model_name": name}
                    fields |= {"field": words, "before": before, "after": after}
                    # One source may say it on several boards: told once.
                    subject, detail = f"{key.source}|{name}", f"{field}|{before}|{after}"
                    yield happened(rule, subject, newer.published_on, detail, fields)


def upstream_revisions(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Published days that were captured twice with other values, or restated otherwise."""
    connection = window.warehouse.connection
    for vintage in window.arrived("score"):
        other = reads_boards.same_day(connection, vintage)
        if other is None or vintage.key.source == "published":
            continue
        older, newer = (history_read.state_of(connection, it) for it in (other, vintage))
        found = revision(older.rows, newer.rows)
        if found is None or found.entries < rule.settings["fewest"]:
            continue
        key = vintage.key
        fields = {
            "source": key.source,
            "board": key.board,
            "category": key.category,
            "published_on": vintage.published_on,
            "entries": found.entries,
            "largest": number(found.largest),
            "example": found.example,
            "restated": vintage.restated,
        }
        detail = f"{vintage.published_on}|{vintage.page_sha256[:16]}"
        more = {"vintages": [other.id, vintage.id]}
        subject = f"{key.source}|{key.board}|{key.category}"
        yield happened(rule, subject, vintage.published_on, detail, fields, more=more)


def unmatched_names(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Spellings on current boards and lists that match nothing and were never told, by source."""
    told = reads_alerts.alerted_spellings(window.warehouse.connection)
    found: dict[str, set[str]] = {}
    for row in reads_models.unmatched(window.warehouse.connection):
        if (row["source"], row["model_name"]) not in told:
            found.setdefault(row["source"], set()).add(row["model_name"])
    for source, spellings in sorted(found.items()):
        names = sorted(spellings)
        shown = ", ".join(wording.name(name, 40).text for name in names[:SHOWN_NAMES])
        more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
        fields = {"source": source, "count": len(names), "names": shown + more}
        detail = f"after snapshot {window.last_snapshot}"
        yield happened(rule, source, window.today, detail, fields, more={"spellings": names})


def price_changes(window: Window, rule: AlertRule) -> Iterator[NewEvent]:
    """Changes of at least the rule's percent; an unconfirmed one is no news, once confirmed it is.

    A change that another report dates anew is the same change.
    """
    before = {row["entry"]: row for row in window.rows(PRICE_EVENT.name, window.before)}
    recent = (window.now.date() - NEWS).isoformat()
    for row in window.rows(PRICE_EVENT.name):
        if row["board"] != MARKET or row["kind"] == PriceChange.NEW:
            continue  # a new frontier model has an alert of its own
        was, percent = before.get(row["entry"]), row["change_percent"]
        is_small = percent is not None and abs(percent) < rule.settings["percent"]
        is_known = was is not None and was["confirmed"] == row["confirmed"]
        if is_small or is_known or any(_same(row, other) for other in before.values()):
            continue
        is_news = bool(row["confirmed"]) and row["on_date"] >= recent
        yield _price_change(row, rule, is_news=is_news)


def _same(row: Row, other: Row) -> bool:
    """Whether the older side knew the change, confirmed as it is now, under another day."""
    names = ("kind", "model", "seller", "now_input", "now_output")
    if any(row[it] != other[it] for it in names) or other["confirmed"] < row["confirmed"]:
        return False
    return abs(days_between(row["on_date"], other["on_date"])) <= WINDOW_DAYS


def _price_change(row: Row, rule: AlertRule, *, is_news: bool) -> NewEvent:
    kind, percent = PriceChange(row["kind"]), row["change_percent"]
    old, new = ([row[f"{side}_input"], row[f"{side}_output"]] for side in ("before", "now"))
    before, after = (
        "unknown" if None in rates else f"{number(blended(*rates), 2)} USD" for rates in (old, new)
    )
    by = "" if percent is None else f" {number(abs(percent), 0)} %"
    move = f"{kind.text} by{by}, {before} to {after}"
    fields = {
        "model": row["model"],
        "seller": "its maker" if row["seller"] == OWN else row["seller"],
        "change": kind,
        "move": f"withdrawn, {before} before" if kind is PriceChange.WITHDRAWN else move,
        "percent": "" if percent is None else number(percent, 0),
        "sources": row["sources"].replace("+", ", "),
        "before": before,
        "after": after,
    }
    word = "confirmed" if row["confirmed"] else "unconfirmed"
    detail = f"{kind}|{None if None in new else new}|{row['on_date']}|{word}"
    apart = ("entry", "vintages", "code_version")
    more = {"detail": {it: row[it] for it in PRICE_EVENT.names() if it not in apart}}
    subject = f"{row['model']}|{row['seller']}"
    return happened(rule, subject, row["on_date"], detail, fields, is_news=is_news, more=more)
