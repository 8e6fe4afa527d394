"""What happened to facts: claims, openness, licence words, restated days, scales, new names."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from measures.boards.breaks import BreakCandidate, break_candidates, revision
from measures.boards.openness_claims import disagreements
from outputs import wording
from outputs.alerts.rules import AlertRule
from pipelines.alerting.window import Happening, Window
from pipelines.measure.inputs import board_state
from terms.numbers import number, signed
from terms.openness import Openness
from terms.units import Unit
from terms.words import ClaimVerdict
from warehouse.history import read as history_read
from warehouse.history.vintages import UNBOUNDED, BoardKey, State, Vintage
from warehouse.reads import alerts as reads_alerts
from warehouse.reads import boards as reads_boards
from warehouse.reads import models as reads_models

SHOWN_NAMES = 5


def claim_flips(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Readings of claims with another verdict than before; a new reading is no flip."""
    before = {row["entry"]: row for row in _rows(window.states("claim", old=True))}
    for row in _rows(window.states("claim", old=False)):
        was = before.get(row["entry"])
        if was is None or was["verdict"] == row["verdict"]:
            continue
        fields = {
            "claim": row["claim"],
            "reading": row["reading"],
            "statement": row["statement"],
            "before": ClaimVerdict(was["verdict"]).text,
            "after": ClaimVerdict(row["verdict"]).text,
            "found": row["found"],
            "on_date": row["as_of"],
        }
        detail = f"{was['verdict']}|{row['verdict']}|{window.today}"
        yield Happening(row["entry"], window.today, detail, fields)


def openness_changes(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Models whose grade in force today is not the one that was in force when last examined."""
    if window.before is None or not window.arrived("openness"):
        return
    before = _grades(window.states("openness", old=True), window.since or window.now)
    for model, row in _grades(window.states("openness", old=False), window.now).items():
        was = before.get(model)
        if was is None or was["openness"] == row["openness"]:
            continue
        fields = {
            "model": model,
            "before": Openness(was["openness"]).text,
            "after": Openness(row["openness"]).text,
            "licence": row["licence"] or "no licence named",
            "evidence": row["evidence"],
        }
        detail = f"{was['openness']}|{row['openness']}|{row['valid_from']}"
        yield Happening(model, row["valid_from"], detail, fields)


def _grades(states: Iterable[State], at: Any) -> dict[str, dict[str, Any]]:
    day = at.date().isoformat()
    return {
        row["model"]: row
        for row in _rows(states)
        if row["valid_from"] <= day < (row["valid_until"] or "9999")
    }


def licence_changes(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """A source's own word about a model that differs from the one on its preceding page."""
    for newer in _newest_of_each(window.arrived("release")):
        older = _older(window, newer)
        if older is None:
            continue
        was = {row["model_name"]: row for row in older.rows}
        for row in history_read.state_of(window.warehouse.connection, newer).rows:
            for field in ("licence", "openness_claim"):
                before = was.get(row["model_name"], {}).get(field)
                if before and row[field] and before != row[field]:
                    yield _licence(newer, row, field, before)


def _licence(vintage: Vintage, row: Mapping[str, Any], field: str, before: str) -> Happening:
    words = {"licence": "the licence", "openness_claim": "the openness flag"}
    fields = {
        "source": vintage.key.source,
        "board": vintage.key.board,
        "model_name": row["model_name"],
        "field": words[field],
        "before": before,
        "after": row[field],
    }
    # One source may say it on several boards: told once.
    subject = f"{vintage.key.source}|{row['model_name']}"
    return Happening(subject, vintage.published_on, f"{field}|{before}|{row[field]}", fields)


def licences_unread(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Words about licence or openness whose meaning nobody wrote down yet, each once for ever."""
    if not window.arrived("release"):
        return
    now = [board_state(state) for state in window.states("release", old=False)]
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in disagreements(now, window.names_now):
        if one.kind == "unread":
            found.setdefault((one.source, one.field, one.claim), []).append(one.model)
    for (source, field, word), models in found.items():
        fields = {
            "source": source,
            "field": field,
            "word": word,
            "models": ", ".join(sorted(models)[:SHOWN_NAMES]),
        }
        yield Happening(source, window.today, f"{field}|{word}", fields)


def upstream_revisions(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Published days that were captured twice with other values, or restated otherwise."""
    for vintage in window.arrived("score"):
        if vintage.key.source == "published":
            continue
        connection = window.warehouse.connection
        other = reads_boards.same_day(connection, vintage)
        if other is None:
            continue
        older, newer = (history_read.state_of(connection, it) for it in (other, vintage))
        found = revision(older.rows, newer.rows)
        if found is None or found.entries < rule.settings["fewest"]:
            continue
        fields = {
            "source": vintage.key.source,
            "board": vintage.key.board,
            "category": vintage.key.category,
            "published_on": vintage.published_on,
            "entries": found.entries,
            "largest": number(found.largest),
            "example": found.example,
            "restated": vintage.restated,
        }
        subject = "|".join((vintage.key.source, vintage.key.board, vintage.key.category))
        detail = f"{vintage.published_on}|{vintage.page_sha256[:16]}"
        more = {"vintages": [other.id, vintage.id]}
        yield Happening(subject, vintage.published_on, detail, fields, more=more)


def scale_breaks(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Boards in Elo that moved as a whole between two published days, not declared as a break."""
    declared = {
        (item.source, item.board, item.category): series
        for series in window.series.values()
        if series.unit == Unit.ELO
        for item in series.sources
    }
    keys = {v.key for v in window.arrived("score")}
    for key in sorted(keys, key=lambda key: (key.source, key.board, key.category)):
        series = declared.get((key.source, key.board, key.category))
        if series is None:
            continue
        connection = window.warehouse.connection
        states = [
            board_state(history_read.state_of(connection, vintage))
            for vintage in history_read.by_published_date(connection, UNBOUNDED, **key.names)
        ]
        breaks = {item.on for item in series.scale_breaks}
        shift, fewest = rule.settings["shift_elo"], rule.settings["fewest"]
        for one in break_candidates(states, shift, fewest):
            if not any(one.before < on <= one.on for on in breaks):
                yield _break(series.id, key, one, window.now.date())


def _break(series: str, key: BoardKey, one: BreakCandidate, today: date) -> Happening:
    fields = {
        "source": key.source,
        "board": key.board,
        "category": key.category,
        "series": series,
        "entries": one.entries,
        "shift": signed(one.shift),
        "spread": number(one.spread),
        "previous_on": one.before,
    }
    subject = "|".join((key.source, key.board, key.category))
    is_news = one.on >= (today - timedelta(days=30)).isoformat()
    return Happening(subject, one.on, f"{one.before}|{one.on}", fields, is_news)


def unmatched_names(window: Window, rule: AlertRule) -> Iterator[Happening]:
    """Spellings on current boards and lists that match nothing and were never told, by source."""
    told = reads_alerts.alerted_spellings(window.warehouse.connection)
    found: dict[str, list[str]] = {}
    for row in reads_models.unmatched(window.warehouse.connection):
        if (row["source"], row["model_name"]) not in told:
            found.setdefault(row["source"], []).append(row["model_name"])
    for source, spellings in sorted(found.items()):
        names = sorted(set(spellings))
        shown = ", ".join(wording.name(name, 40).text for name in names[:SHOWN_NAMES])
        more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
        fields = {
            "source": source,
            "count": len(names),
            "names": shown + more,
        }
        detail = f"after snapshot {window.last_snapshot}"
        yield Happening(source, window.today, detail, fields, more={"spellings": names})


def _rows(states: Iterable[State]) -> Iterator[dict[str, Any]]:
    for state in states:
        yield from state.rows


def _newest_of_each(vintages: Iterable[Vintage]) -> list[Vintage]:
    return list({vintage.key: vintage for vintage in vintages}.values())


def _older(window: Window, vintage: Vintage) -> State | None:
    """The newest state of the board at the watermark."""
    if window.before is None:
        return None
    key = vintage.key
    found = history_read.as_of(
        window.warehouse.connection,
        key.fact_table,
        window.before,
        source=key.source,
        board=key.board,
        category=key.category,
    )
    return found[0] if found else None
